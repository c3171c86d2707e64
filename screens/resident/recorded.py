"""The end, the only screen that may be proud: recorded, and how to check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from screens.resident.step import ResidentStep
from screens.step import KioskScreen, Tool
from screens.widgets.qr import QR
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from screens.app import KioskApp


class RecordedScreen(ResidentStep):
    """The receipt as text and as QR; after some seconds everything is reset."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        qr = (Tool("qr", tr("QR code"), "QR"),)
        super().__init__(
            app, tr("✔ Your vote is recorded."), back=False, main=tr("Finish"), leave=False, tools=qr
        )
        self._left = app.ending_seconds

    def compose_body(self) -> ComposeResult:
        """What was recorded, the receipt, what it is for. At 40x12 the name of the receipt joins its code."""
        tr = self.tr
        receipt = self.visit.receipt or ""
        with Vertical(id="recorded"):
            yield Plain(
                tr("It is sealed: nobody can read it before the vote closes, here or elsewhere."), id="sealed"
            )
            with Horizontal(id="receipt"):
                yield QR(receipt, id="receipt-qr")
                with Vertical(id="receipt-words"):
                    with Horizontal(id="receipt-line"):
                        yield Plain(tr("Your receipt"), id="receipt-name")
                        yield Plain(receipt, id="receipt-code")
                    yield Plain(
                        tr(
                            "Take a picture of it: it lets you check that your vote has arrived. "
                            "It does not say what you chose."
                        ),
                        id="receipt-use",
                    )

    def on_mount(self) -> None:
        """Begin to count down."""
        self.set_interval(1, self._second)
        self._show_left()

    def _second(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.kiosk.end_visit()
        else:
            self._show_left()

    def _show_left(self) -> None:
        self.set_main(
            self.tr("Finish · back in {n} s", n=self._left), short=self.tr("Finish · {n} s", n=self._left)
        )

    def on_main(self) -> None:
        """Finish now."""
        self.kiosk.end_visit()

    def on_tool(self, name: str) -> None:
        """The code as large as the screen, to take a picture of."""
        if name == "qr":
            self.kiosk.push_screen(WholeScreenQR(self.visit.receipt or ""))
        else:
            super().on_tool(name)


class WholeScreenQR(KioskScreen):
    """Nothing but the code; any touch or key leads back."""

    def __init__(self, text: str) -> None:
        self._text = text
        super().__init__(id="whole-qr")

    def compose(self) -> ComposeResult:
        """The code, on white to the edges: that is its quiet zone."""
        yield QR(self._text, quiet_zone=1)

    def on_click(self, event: events.Click) -> None:
        """Back to the receipt."""
        event.stop()
        self.dismiss()

    def on_key(self, event: events.Key) -> None:
        """Back to the receipt."""
        event.stop()
        self.dismiss()
