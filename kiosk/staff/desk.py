"""The desk: somebody of the staff, known by a PIN, who does what their role and the tablet's state allow.

Everything goes through `StaffDesk.may` and leaves an event; no screen and no command has another way.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from kiosk.accounts import PinGate
from kiosk.carrying import note_waiting
from kiosk.catalogue.lookup import Openness
from kiosk.catalogue.model import Account, Role
from kiosk.errors import StaffError, VaultError
from kiosk.ids import Mode
from kiosk.staff.acts import TABLE, Act
from kiosk.staff.opening import MachineFacts, measured, objections
from kiosk.staff.period import Period, began, beginning, period_of
from kiosk.tablet import Status, Tablet
from kiosk.vault.papers import open_batches

_EVERY_ROLE = frozenset(Role)
LOCAL_ADMINISTRATOR = "administrateur-local"
"""The account whose PIN is set at pairing: works before and beside any catalogue."""
_REASON_MAX = 200


@dataclass(frozen=True)
class Refusal:
    """Why an act is not possible now; a screen turns the reason into words."""

    reason: str
    """``not_your_role``, ``not_in_this_state``, ``reason_needed``, or what stands in the way."""


@dataclass(frozen=True)
class Closing:
    """The end of a period."""

    at: datetime
    by: str
    """Id of the account."""
    reason: str
    """Why early; empty otherwise."""


def accounts_of(tablet: Tablet) -> tuple[Account, ...]:
    """Everybody who can come to the desk: those of the catalogue, and the local administrator."""
    index = tablet.index
    known = index.catalogue.accounts if index is not None else ()
    pin = tablet.vault.fact("administrator_pin")
    if not pin:
        return known
    local = Account(id=LOCAL_ADMINISTRATOR, name="Administrateur", role=Role.ADMINISTRATOR, pin=pin)
    return (*known, local)


class StaffDesk:
    """One person's time on the staff side of one tablet."""

    def __init__(self, tablet: Tablet, account: Account) -> None:
        self.tablet, self.account = tablet, account

    @classmethod
    def enter(cls, tablet: Tablet, pin: str) -> StaffDesk:
        """Come to the desk with a PIN.

        Raises:
            ClaimError: ``pin_wrong``; ``pin_wait`` after several wrong ones; ``pin_locked`` after many,
                from when on an administrator's PIN alone opens.
        """
        now = tablet.clock()
        account = PinGate(tablet.vault).enter(pin, accounts_of(tablet), _EVERY_ROLE, now)
        desk = cls(tablet, account)
        desk.log("staff_entered")
        return desk

    def leave(self) -> None:
        """Back to the residents' side."""
        self.log("staff_left")

    # -- the table ----------------------------------------------------------------------------------

    def refusal(self, act: Act) -> Refusal | None:
        """Why this person cannot do that now; None when they can."""
        allowed = TABLE[act]
        if self.account.role not in allowed.roles:
            return Refusal("not_your_role")
        if self.tablet.status not in allowed.statuses:
            return Refusal("not_in_this_state")
        return None

    def may(self, act: Act, reason: str = "") -> None:
        """Go on if this may be done. Raises `StaffError` otherwise, and writes that down.

        Args:
            act: what somebody is about to do.
            reason: why, for acts that ask for it.
        """
        refusal = self.refusal(act)
        if refusal is None and TABLE[act].reason and not reason.strip():
            refusal = Refusal("reason_needed")
        if refusal is not None:
            self.log("refused", f"{act}: {refusal.reason}")
            raise StaffError(refusal.reason)

    def log(self, name: str, detail: str = "") -> None:
        """Write an event under this account's id; never a name, a choice or a claim."""
        self.tablet.vault.log(self.tablet.clock(), name, self.signed(detail))

    def signed(self, detail: str = "") -> str:
        """The detail of an event, with who did it and in which role."""
        who = f"{self.account.id}, {self.account.role}"
        return f"{who}: {detail}" if detail else who

    # -- the life of the tablet ---------------------------------------------------------------------

    def open(self, machine: MachineFacts | None = None) -> Period:
        """Begin a period: the counters of the zero sheet start here.

        Args:
            machine: what the machine says of itself; without it, the disk alone is looked at.

        Raises:
            StaffError: ``closed_today`` after a closing on the same day (`reopen` is for that), the key of
                what `kiosk.staff.opening` objects to, or what `may` says.
            VaultError: the disk refused.
        """
        self.may(Act.OPEN)
        if self.closed_today:
            self.log("refused", f"{Act.OPEN}: closed_today")
            raise StaffError("closed_today")
        self._look(Act.OPEN, machine)
        step = "reopen" if self.tablet.status is Status.CLOSED else "open"
        period = beginning(self.tablet, self.account.id)
        self.tablet.change_status(step, self.account.id, **period.facts())
        note_waiting(self.tablet)
        return period

    def reopen(self, reason: str, machine: MachineFacts | None = None) -> Period:
        """Open again after a closing; the period goes on. An administrator's act, with its reason."""
        self.may(Act.REOPEN, reason)
        self._look(Act.REOPEN, machine)
        self.log("reopening", reason.strip()[:_REASON_MAX])
        self.tablet.change_status("reopen", self.account.id)
        return self.period or began(self.tablet, self.account.id)

    def pause(self) -> None:
        """Let nobody begin for now."""
        self.may(Act.PAUSE)
        self.tablet.change_status("pause", self.account.id)

    def resume(self) -> None:
        """Let people begin again. Raises `ClockError` or `VaultError` when the tablet may not open."""
        self.may(Act.RESUME)
        self.tablet.change_status("open", self.account.id)

    @property
    def closes_early(self) -> bool:
        """Whether a vote is still open today that this closing cuts short: then it must be said why."""
        if self.tablet.pairing.mode is not Mode.OFFICIAL:
            return False
        index = self.tablet.index
        found = index.ballots.values() if index is not None else ()
        return any(self.tablet.openness(ballot) is Openness.OPEN for ballot in found)

    def close(self, reason: str = "") -> None:
        """End the period. In official mode, with a vote still open, it must be said why.

        Raises:
            StaffError: ``reason_needed``; ``batch_open`` while keyed paper is neither accepted nor
                abandoned; or what `may` says.
        """
        self.may(Act.CLOSE)
        if self.closes_early and not reason.strip():
            self.log("refused", f"{Act.CLOSE}: reason_needed")
            raise StaffError("reason_needed")
        if open_batches(self.tablet.vault):
            # What was keyed in would lie there, counted by nobody: it is accepted or abandoned first.
            self.log("refused", f"{Act.CLOSE}: batch_open")
            raise StaffError("batch_open")
        if reason.strip():
            self.log("closing_early", reason.strip()[:_REASON_MAX])
        # A clock that was set back does not put the closing before the opening.
        moment = max(self.tablet.clock(), self.tablet.clock_floor())
        self.tablet.change_status(
            "close",
            self.account.id,
            closed_on=moment.astimezone().date().isoformat(),
            closed_at=moment.astimezone(UTC).replace(second=0, microsecond=0).isoformat(),
            closed_by=self.account.id,
            closing_reason=reason.strip()[:_REASON_MAX],
        )
        # The tablet is closed now. On a full disk the file is put in order by the next carrying.
        try:
            note_waiting(self.tablet)
            self.tablet.vault.settle()
        except VaultError as error:
            with suppress(VaultError):
                self.log("not_settled", str(error))

    @property
    def period(self) -> Period | None:
        """The period that runs, or the last one."""
        return period_of(self.tablet)

    @property
    def closing(self) -> Closing | None:
        """The last closing at a desk."""
        fact = self.tablet.vault.fact
        at = fact("closed_at")
        if not at:
            return None
        return Closing(datetime.fromisoformat(at), fact("closed_by") or "", fact("closing_reason") or "")

    @property
    def closed_on(self) -> date | None:
        """The day of the last closing at a desk."""
        day = self.tablet.vault.fact("closed_on")
        return date.fromisoformat(day) if day else None

    def _look(self, act: Act, machine: MachineFacts | None) -> None:
        facts = machine if machine is not None else measured(self.tablet)
        refused = [found for found in objections(self, facts) if found.severity == "refuse"]
        if refused:
            self.log("refused", f"{act}: {refused[0].key}")
            raise StaffError(refused[0].key)

    @property
    def closed_today(self) -> bool:
        """Whether the tablet is closed since today: then only `reopen` opens it."""
        return self.tablet.status is Status.CLOSED and self.closed_on == self._today

    @property
    def _today(self) -> date:
        return self.tablet.clock().astimezone().date()

    # -- care ---------------------------------------------------------------------------------------

    def trust_clock(self, reason: str) -> None:
        """Take the present time as right, after somebody has set the clock."""
        self.may(Act.TRUST_CLOCK, reason)
        self.tablet.trust_clock(f"{self.account.id}, {reason.strip()[:_REASON_MAX]}")

    def events(self, newest: int = 200) -> list[tuple[datetime, str, str]]:
        """The newest events, oldest of them first."""
        self.may(Act.SEE_LOG)
        return self.tablet.vault.events(newest)

    def refused_deposits(self) -> list[tuple[str, str]]:
        """What the hub set aside: (receipt's id in hex, reason); no content."""
        self.may(Act.SEE_REFUSED)
        return [(deposit.hex(), reason) for deposit, reason in self.tablet.vault.refused()]

    def set_administrator_pin(self, hashed: str) -> None:
        """Replace the PIN of the local administrator (`kiosk.accounts.hashed_pin`)."""
        if self.account.role is not Role.ADMINISTRATOR:
            raise StaffError("not_your_role")
        self.tablet.vault.remember(administrator_pin=hashed)
        self.log("administrator_pin_changed")


def set_first_pin(tablet: Tablet, hashed: str) -> None:
    """Set the local administrator's PIN at pairing. Raises `VaultError` when there is one already."""
    if tablet.vault.fact("administrator_pin"):
        raise VaultError("This tablet has an administrator's PIN already. An administrator can change it.")
    tablet.vault.remember(administrator_pin=hashed)
    tablet.vault.log(tablet.clock(), "administrator_pin_set")
