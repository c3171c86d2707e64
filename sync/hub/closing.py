"""A closing sheet's square, scanned at the hub: whose it is, and whether everything it tells of is here."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.errors import FormatError, SignatureError
from kiosk.staff.closing_codes import whole_line
from kiosk.staff.closing_statement import ClosingStatement, read_closing, signer_of
from sync.hub.store import HubStore


@dataclass(frozen=True)
class ClosingCheck:
    """What a tablet said on paper beside what the hub has of it."""

    name: str
    """What staff call the tablet."""
    revoked: bool
    statement: ClosingStatement
    here: int
    """Deposits of this tablet that the hub has, counted or set aside."""

    @property
    def not_here(self) -> int:
        """Cast on the tablet and not at the hub."""
        return max(0, self.statement.cast - self.here)

    @property
    def lost(self) -> int:
        """What the tablet was told is at the hub, and is not: an alarm."""
        return max(0, self.statement.acknowledged + self.statement.refused - self.here)


def check_closing(store: HubStore, line: str) -> ClosingCheck:
    """Check the line of a closing sheet's square, or the parts that a tablet's screen shows of it.

    Raises:
        SignatureError: it is none, no tablet of this hub signed it, or it was altered.
        FormatError: it is of another version, or of the other mode, or a part of it is missing.
    """
    line = whole_line(line)
    tablet = store.tablet(fingerprint=signer_of(line))
    if tablet is None:
        raise SignatureError("No tablet of this hub signed this closing statement.")
    statement = read_closing(line, tablet.verify_key)
    if statement.tablet != tablet.id or statement.mode != store.mode.value:
        raise FormatError(f"This closing statement is not of {store.mode.value} mode, as this hub is.")
    here = store.received_from().get(tablet.id, 0)
    return ClosingCheck(tablet.name, tablet.revoked_at is not None, statement, here)
