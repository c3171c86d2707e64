"""How did it go? One touch, and nothing more is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kiosk.errors import KioskError
from kiosk.ids import DepositKind
from kiosk.visits.leaving import Satisfaction
from screens.resident.recorded import CountdownStep
from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.row import Option

if TYPE_CHECKING:
    from screens.app import KioskApp


class FarewellScreen(CountdownStep):
    """Three answers to one question; a word and an address for those who like."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        super().__init__(
            app, tr("Thank you. How did it go on this tablet?"), back=False, main=tr("Finish"), leave=False
        )

    def compose_body(self) -> ComposeResult:
        """The answers, then what can be added."""
        tr, farewell = self.tr, self.visit.farewell
        names = {"good": tr("Well"), "fair": tr("So-so"), "bad": tr("Badly")}
        with Vertical(id="satisfaction"):
            for value in get_args(Satisfaction):
                if value:
                    row = Choice(Option(value, names[value]), chosen_word=tr("chosen"), kind="one")
                    row.add_class("satisfaction")
                    yield row
        with Horizontal(id="more-line"):
            yield Action(tr("Say a word"), id="remark")
            if farewell is not None and farewell.opt_in is not None and not self.visit.informed:
                yield Action(tr("Keep me informed"), short=tr("Inform me"), id="informed")

    def on_mount(self) -> None:
        """Show what was said before."""
        super().on_mount()
        self._show()

    def _show(self) -> None:
        for row in self.query(Choice):
            row.styles.height = row.height_for(self.size.width - 2, self.tiny)
            row.show_chosen(row.option.project_id == self.visit.satisfaction)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """One touch."""
        event.stop()
        for value in get_args(Satisfaction):
            if value == event.project_id:
                self.visit.tell(value)
        self._show()

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """A word, or an address."""
        kinds = {"remark": DepositKind.FEEDBACK, "informed": DepositKind.OPT_IN}
        kind = kinds.get(event.action.id or "")
        if kind is None:
            super().on_action_pressed(event)
            return
        event.stop()
        try:
            self.visit.begin_farewell(kind)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()
