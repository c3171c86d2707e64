"""How did it go? One touch, and nothing more is needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from textual.app import ComposeResult
from textual.containers import Horizontal

from kiosk.errors import KioskError
from kiosk.ids import DepositKind
from kiosk.visits.browsing import Satisfaction
from screens.resident.recorded import CountdownStep
from screens.widgets.action import Action

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
        with Horizontal(id="satisfaction"):
            for value in get_args(Satisfaction):
                if value:
                    yield Action("", id=f"went-{value}", classes="satisfaction")

    def beside(self) -> Iterator[Action]:
        """A word, or an address."""
        tr, farewell = self.tr, self.visit.farewell
        yield Action(tr("Say a word"), id="remark")
        if farewell is not None and farewell.opt_in is not None and not self.visit.informed:
            yield Action(tr("Keep me informed"), short=tr("Inform me"), id="informed")

    def on_mount(self) -> None:
        """Show what was said before."""
        self._show()

    def _show(self) -> None:
        tr = self.tr
        names = {"good": tr("Well"), "fair": tr("So-so"), "bad": tr("Badly")}
        for button in self.query(".satisfaction").results(Action):
            value = (button.id or "").removeprefix("went-")
            chosen = value == self.visit.satisfaction
            button.rename(
                f"{'●' if chosen else '○'} {names[value]}",
                spoken=names[value],
                state=tr("chosen") if chosen else tr("not chosen"),
            )
            button.set_class(chosen, "-chosen")

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """One touch, a word, or an address."""
        for value in get_args(Satisfaction):
            if value and event.action.id == f"went-{value}":
                event.stop()
                self.visit.tell(value)
                self._show()
                return
        kinds = {"remark": DepositKind.FEEDBACK, "informed": DepositKind.OPT_IN}
        kind = kinds.get(event.action.id or "")
        if kind is None:
            return
        event.stop()
        try:
            self.visit.begin_farewell(kind)
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()
