"""Questions that come between: still there? really leave? thank you."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.claims.claim import ClaimRule
from screens.resident.step import ResidentStep
from screens.widgets.action import Action
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from screens.app import KioskApp


_LAST_SECONDS = 10
"""The voice says it again when so many are left."""


class StillThereScreen(ResidentStep):
    """Nobody has touched for a while: a touch anywhere goes on, otherwise everything is reset."""

    def __init__(self, app: KioskApp, seconds: int) -> None:
        tr = app.tr
        super().__init__(app, tr("Are you still there?"), back=False, main=tr("I go on →"), leave=False)
        self._seconds = seconds
        self._said_last = seconds <= _LAST_SECONDS

    def compose_body(self) -> ComposeResult:
        """What will happen, and when."""
        yield Plain(id="countdown")
        yield Plain(
            self.tr("Then this tablet forgets everything you have typed. Nothing is cast."), id="consequence"
        )

    def beside(self) -> Iterator[Action]:
        """The wait can be made longer, as often as one likes."""
        yield Action(self.tr("I need more time"), id="more-time")

    def on_mount(self) -> None:
        """Say how long."""
        self.show_left(self._seconds)

    def show_left(self, seconds: int) -> None:
        """Count down."""
        self._seconds = seconds
        words = self.tr.plural("The visit ends in {n} second.", "The visit ends in {n} seconds.", seconds)
        for countdown in self.query("#countdown").results(Plain):  # none before it is composed
            countdown.show(words)
        if seconds <= _LAST_SECONDS and not self._said_last:
            self._said_last = True
            self.kiosk.say_aloud(words)

    def on_main(self) -> None:
        """Go on."""
        self.kiosk.stay()

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Wait longer from now on."""
        if event.action.id == "more-time":
            event.stop()
            self.kiosk.use_tool("time")
            self.kiosk.stay()


class LeaveScreen(ResidentStep):
    """Leaving loses what is chosen: ask once."""

    weighty = True

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        self._voting = app.visit is not None and app.visit.draft is not None
        question = tr("Leave without voting?") if self._voting else tr("Leave without sending?")
        super().__init__(app, question, main=tr("Leave"), leave=False)

    def compose_body(self) -> ComposeResult:
        """What leaving means."""
        tr, found = self.tr, self.visit.found
        if not self._voting:
            yield Plain(tr("What you have written is forgotten. Nothing is sent."), id="leaving")
            return
        by_code = found is not None and found.activity.claim is ClaimRule.CODE
        yield Plain(
            tr("What you have chosen is forgotten. Nothing is cast, and your code stays good.")
            if by_code
            else tr("What you have chosen is forgotten. Nothing is cast."),
            id="leaving",
        )

    def on_main(self) -> None:
        """Leave."""
        self.kiosk.end_visit()

    def on_back(self) -> None:
        """Stay."""
        self.kiosk.stay()
