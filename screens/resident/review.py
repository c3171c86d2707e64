"""The ballot once more, before it is cast."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.errors import KioskError, VaultError
from screens.resident.step import ResidentStep
from screens.widgets.pages import PagerWords, Reader

if TYPE_CHECKING:
    from screens.app import KioskApp


class ReviewScreen(ResidentStep):
    """Nothing is cast yet; one button casts."""

    confidential = True
    weighty = True

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        super().__init__(
            app,
            tr("This is your vote. Nothing is cast yet."),
            number=4,
            main=tr("Cast my vote →"),
            main_short=tr("Cast →"),
        )
        self.busy = False
        """Whether the vote is on its way to the disk: nobody may leave or look elsewhere now."""

    def compose_body(self) -> ComposeResult:
        """What was chosen, in words."""
        tr = self.tr
        words = PagerWords(tr("▲ Previous"), lambda _lines: tr("Read on ▼"))
        yield Reader("\n".join(self._lines()), words)

    def _lines(self) -> list[str]:
        tr, visit, draft = self.tr, self.visit, self.visit.draft
        if draft is None or visit.found is None:
            return []
        lines = []
        if visit.contest and self.kiosk.tablet.index is not None:
            lines = [self.kiosk.tablet.index.quartier_name(visit.contest), ""]
        if not draft.choices:
            return [*lines, tr("● I vote blank")]
        titles = {project.id: project.title.within(tr.language) for project in visit.options}
        currency = visit.found.activity.currency
        for place, choice in enumerate(draft.ballot().choices, 1):
            points = draft.points_on(choice)
            title = titles.get(choice, choice)
            if draft.rules.method == "ranking":
                lines.append(f"{place}. {title}")
            elif draft.rules.points is not None:
                given = tr.plural("{n} point", "{n} points", points)
                lines.append(tr("● {title}: {what}", title=title, what=given))
            elif draft.rules.max_cost is not None:
                cost = tr.money(draft.rules.costs[choice], currency)
                lines.append(tr("● {title}: {what}", title=title, what=cost))
            else:
                lines.append(f"● {title}")
        if draft.points_left:
            lines += [
                "",
                tr.plural("{n} point is not given.", "{n} points are not given.", draft.points_left),
            ]
        if draft.rules.max_cost is not None:
            lines += ["", tr("Together: {amount}", amount=tr.money(draft.spent, currency))]
        return lines

    def on_main(self) -> None:
        """Cast, once, however often the button is touched."""
        if not self.busy:
            self.busy = True
            self.set_main(self.tr("Recording…"), ready=False)
            self.run_worker(self._cast(), exclusive=True)

    def on_back(self) -> None:
        """Change something; not while the vote is being recorded."""
        if not self.busy:
            super().on_back()

    async def _cast(self) -> None:
        # The disk is waited for in a thread; the thanks come only after it has answered.
        visit = self.visit
        try:
            await asyncio.to_thread(visit.cast)
        except KioskError as error:
            self.busy = False
            self.set_main(self.tr("Cast my vote →"), short=self.tr("Cast →"))
            if isinstance(error, VaultError):
                self.say(
                    self.tr("Your vote could not be recorded. Nothing is cast. Try again, or ask the staff.")
                )
            else:
                self.refuse(error)
            return
        self.busy = False
        self.kiosk.show_visit()
