"""What the hub set aside: by receipt, with the reason, without content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.ids import DepositId
from kiosk.receipts import receipt_of
from screens.staff.step import StaffStep
from screens.staff.words import set_aside_words

if TYPE_CHECKING:
    from screens.app import KioskApp


class RefusedScreen(StaffStep):
    """Kept here, and shown as what they are."""

    def __init__(self, app: KioskApp) -> None:
        desk, tr = app.staff.desk, app.tr
        self._refused = desk.refused_deposits() if desk is not None else []
        number = len(self._refused)
        question = (
            tr.plural("The hub set {n} deposit aside.", "The hub set {n} deposits aside.", number)
            if number
            else tr("The hub has set nothing aside.")
        )
        super().__init__(app, question)

    def compose_body(self) -> ComposeResult:
        """Receipt and reason."""
        tr = self.tr
        text = "\n\n".join(
            f"{receipt_of(DepositId(bytes.fromhex(deposit)))}\n{set_aside_words(tr, reason)}"
            for deposit, reason in self._refused
        )
        yield self.reader(text or tr("Everything that arrived there was taken."))
