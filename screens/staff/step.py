"""The frame of every screen of the staff side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Self, TypeVar, cast

from kiosk.errors import KioskError
from kiosk.i18n import Translator
from screens.staff.words import role_words
from screens.step import Bars, StepScreen
from screens.widgets.entry import Entry
from screens.widgets.pages import PagerWords, Pages, Reader
from screens.widgets.row import Option
from screens.words import pager_words

if TYPE_CHECKING:
    from kiosk.staff.desk import StaffDesk
    from kiosk.tablet import Tablet
    from screens.app import KioskApp

Result = TypeVar("Result")


class StaffStep(StepScreen):
    """A screen that asks the desk, does the work in a thread, and shows the answer."""

    def __init__(
        self,
        app: KioskApp,
        question: str,
        *,
        back: str | None = None,
        main: str = "",
        main_short: str = "",
        leave: bool = True,
        banner: str = "",
    ) -> None:
        """Args:
        app: the kiosk.
        question: the title, a plain sentence.
        back: the word of the way back; empty for none.
        main: the main action, if there is one; `main_short` at 40x12.
        leave: whether the way out is among the tools.
        banner: what stands above everything, in place of the app's banner.
        """
        self.kiosk = app
        tr, desk = app.tr, app.staff.desk
        bars = Bars(
            place=app.place,
            consultation=role_words(tr, desk.account.role) if desk is not None else tr("Staff"),
            back=tr("Back") if back is None else back,
            main=main,
            main_short=main_short,
            banner=banner or app.banner,
            tools=tuple(app.tools(leave=leave and desk is not None)),
        )
        super().__init__(bars, question)
        self.busy = False
        """Whether something is under way: nothing else begins, and nobody is sent away."""

    @property
    def tr(self) -> Translator:
        """The sentences of the present language."""
        return self.kiosk.tr

    @property
    def tablet(self) -> Tablet:
        """The tablet."""
        return self.kiosk.tablet

    @property
    def desk(self) -> StaffDesk:
        """Who is here; only the question for a PIN is shown without."""
        return cast("StaffDesk", self.kiosk.staff.desk)

    def renewed(self) -> Self:
        """The same screen in another language or shape."""
        return type(self)(self.kiosk)  # type: ignore[call-arg]

    def on_tool(self, name: str) -> None:
        """Language, colours, leaving: as on the residents' side."""
        self.kiosk.use_tool(name)

    def on_back(self) -> None:
        """To the screen that this one belongs to."""
        if not self.busy:
            self.kiosk.staff.show(self.above())

    def above(self) -> StaffStep:
        """The screen that this one belongs to: the list of what can be done, where one came from."""
        from screens.staff.menu import GroupScreen, MenuScreen

        group = self.kiosk.staff.group
        return GroupScreen(self.kiosk, group) if group is not None else MenuScreen(self.kiosk)

    def reader(self, text: str, id: str | None = None) -> Reader:
        """A text in pages."""
        words = PagerWords(self.tr("▲ Previous"), lambda _lines: self.tr("Read on ▼"))
        return Reader(text, words, id=id)

    def rows(self, options: Sequence[Option]) -> Pages:
        """Rows that lead somewhere, in pages."""
        return Pages([Entry(option) for option in options], pager_words(self.tr))

    def refuse(self, error: KioskError) -> None:
        """Say why something was refused."""
        self.say(self.kiosk.staff.reason(self.tr, name_of(error)))

    def work(self, task: Callable[[], Result], then: Callable[[Result], None]) -> None:
        """Run `task` in a thread and give its result to `then`; a refusal is said.

        Nothing else begins meanwhile.
        """
        if not self.busy:
            self.busy = True
            self.run_worker(self._work(task, then), exclusive=True, group="staff", exit_on_error=False)

    async def _work(self, task: Callable[[], Result], then: Callable[[Result], None]) -> None:
        try:
            result = await asyncio.to_thread(task)
        except KioskError as error:
            self._ended()
            if self.is_current:
                self.refuse(error)
        except Exception as error:  # noqa: BLE001 - the edge of a worker: the screen must say something
            self._ended()
            self.kiosk.record(error)
            if self.is_current:
                self.say(self.kiosk.staff.reason(self.tr, ""))
        else:
            self._ended()
            if self.kiosk.staff.active:
                then(result)

    def _ended(self) -> None:
        self.busy = False
        self.kiosk.staff.worked()


def name_of(error: KioskError) -> str:
    """What a refusal is called: its reason, or what sort of error it is."""
    reason = getattr(error, "reason", "")
    return reason if isinstance(reason, str) and reason else type(error).__name__
