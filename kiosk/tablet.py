"""A tablet: its folder, its status, its clock, its catalogue and its vault, behind one door."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from kiosk.catalogue.changes import changes, written
from kiosk.catalogue.load import check_acceptable, opened
from kiosk.catalogue.lookup import CatalogueIndex, Located, Openness
from kiosk.clock import Clock, system_clock
from kiosk.errors import CatalogueError, ClockError, VaultError
from kiosk.ids import ConsultationId, Mode, TabletId
from kiosk.secret_file import write_secret
from kiosk.signed import SigningKey, VerifyKey, read_key_file
from kiosk.status import RAPID, NotAccepting, Status
from kiosk.vault.store import Deposit, Vault

__all__ = ["CLOCK_LEAP", "COMPANY", "LIFE", "NotAccepting", "Pairing", "Status", "Tablet"]

COMPANY = 10
CLOCK_LEAP = timedelta(days=2)
"""A clock that moves on by more between two looks is not believed by itself."""
"""Official ballots of a consultation wait for so many together, or for closing."""
_VAULT, _KEY = "vault.db", "tablet.key"
_Parsed = TypeVar("_Parsed")


LIFE: dict[str, tuple[frozenset[Status], Status]] = {
    "open": (frozenset({Status.READY, Status.PAUSED, Status.OPEN}), Status.OPEN),
    "pause": (frozenset({Status.OPEN, Status.PAUSED}), Status.PAUSED),
    "close": (frozenset({Status.READY, Status.OPEN, Status.PAUSED, Status.CLOSED}), Status.CLOSED),
    "reopen": (frozenset({Status.CLOSED}), Status.OPEN),
}
"""Each step: from which statuses, to which."""


@dataclass(frozen=True)
class Pairing:
    """What the hub and the tablet know of each other."""

    tablet: TabletId
    mode: Mode
    hub_key: VerifyKey
    hub_address: str


class Tablet:
    """One paired tablet in one mode. Its folder holds everything that must survive."""

    def __init__(
        self,
        folder: Path,
        clock: Clock = system_clock,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
        *,
        company: int = COMPANY,
    ) -> None:
        """Open the tablet kept in `folder`.

        Raises:
            VaultError: there is none, or its file is damaged or newer than this program.
        """
        if (folder / _VAULT).exists() and not (folder / _KEY).exists():
            raise VaultError(
                f"{folder / _KEY} is missing, and with it this tablet's signature. Its deposits are in "
                f"{_VAULT}: keep the folder, and ask whoever looks after the hub."
            )
        if not (folder / _VAULT).exists():
            raise VaultError(f"No tablet is paired in {folder}. Pair it first: kiosk pair --help.")
        self.folder, self.clock, self.random_bytes = folder, clock, random_bytes
        self._company = max(company, COMPANY)
        self.vault = Vault(folder / _VAULT)
        self.signing_key = read_key_file(folder / _KEY)
        pairing = self.vault.fact("pairing")
        if pairing is None:
            raise VaultError(f"The pairing in {folder} is incomplete. Pair the tablet again.")
        try:
            facts = json.loads(pairing)
            self.pairing = Pairing(
                TabletId(facts["tablet"]),
                Mode(facts["mode"]),
                VerifyKey(bytes.fromhex(facts["hub_key"])),
                facts["hub_address"],
            )
        except (ValueError, KeyError, TypeError):
            self.vault.close()
            raise VaultError(
                f"The pairing in {folder} is damaged. Its deposits are in {_VAULT}: keep the folder, and ask "
                "whoever looks after the hub."
            ) from None
        self._index: CatalogueIndex | None = None
        self.opening_key = random_bytes(32)
        """Keys the digests of declared identities. Made at opening; never touches the disk."""
        self.declared_here: set[tuple[str, bytes]] = set()
        self.declared_on_paper: dict[tuple[int, int], tuple[str, bytes]] = {}
        """The same of papers that are keyed in, by batch and number, until their batch is accepted."""
        self._uncounted: Counter[str] = Counter()

    @classmethod
    def create(
        cls, folder: Path, pairing: Pairing, key: SigningKey, signed_catalogue: bytes, clock: Clock
    ) -> Tablet:
        """Make a tablet's folder after pairing, with its first catalogue.

        Raises:
            VaultError: a tablet is already there.
            CatalogueError: the catalogue is refused; no folder is left behind.
        """
        if (folder / _VAULT).exists():
            raise VaultError(
                f"A tablet is already paired in {folder}. Its deposits must be acknowledged and the folder "
                "moved away before it is paired again."
            )
        catalogue = opened(signed_catalogue, pairing.hub_key)
        check_acceptable(catalogue, held=0, mode=pairing.mode, now=clock())
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        # A key without a vault is what a pairing that was cut short has left: nothing was signed with it.
        write_secret(folder / _KEY, key.to_bytes(), replace=True)
        vault = Vault(folder / _VAULT)
        facts = asdict(pairing) | {"hub_key": pairing.hub_key.hex(), "mode": pairing.mode.value}
        vault.replace_catalogue(catalogue.version, signed_catalogue)
        vault.remember(pairing=json.dumps(facts), status=Status.READY.value, clock_floor=clock().isoformat())
        vault.log(clock(), "paired", pairing.tablet)
        vault.close()
        return cls(folder, clock)

    def took_part_here(self, mark: tuple[str, bytes]) -> bool:
        """Whether somebody of that mark took part since the tablet was started, at the glass or on paper."""
        return mark in self.declared_here or mark in self.declared_on_paper.values()

    def close_files(self) -> None:
        """Let go of the files."""
        self.vault.close()

    # -- time -----------------------------------------------------------------------------------

    def clock_floor(self) -> datetime:
        """The highest time that was recorded here."""
        return self._fact("clock_floor", datetime.fromisoformat, "1970-01-01T00:00:00+00:00")

    def clock_is_behind(self) -> bool:
        """Whether the clock shows a time that has already passed here. It is then wrong."""
        return self.clock() < self.clock_floor()

    def _checked_time(self) -> datetime:
        now, floor = self.clock().astimezone(UTC), self.clock_floor()
        if now < floor:
            raise ClockError(
                f"The clock shows {now:%Y-%m-%d %H:%M} and the last event here was on {floor:%Y-%m-%d %H:%M} "
                "(UTC). Set the clock of the tablet, then open again."
            )
        return now

    def notice_time(self) -> None:
        """Let the highest time seen follow the clock, in steps too coarse to tell when anyone was here."""
        now, floor = self.clock().astimezone(UTC), self.clock_floor()
        step = now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)
        # A leap of days is more likely a wrong clock: believing it would shut the tablet for days. The
        # next opening by staff takes it, or `trust_clock`.
        if floor < step <= floor + CLOCK_LEAP:
            self.vault.remember(clock_floor=step.isoformat())

    def trust_clock(self, who: str) -> None:
        """Take the present time as right, after somebody has set the clock; what it replaces is noted."""
        now, floor = self.clock().astimezone(UTC), self.clock_floor()
        self.vault.remember(clock_floor=now.isoformat())
        self.vault.log(now, "clock_trusted", f"{who}: it was {floor:%Y-%m-%d %H:%M} UTC")

    # -- the catalogue ----------------------------------------------------------------------------

    @property
    def index(self) -> CatalogueIndex | None:
        """The catalogue in use, verified again when it is read from disk."""
        if self._index is None:
            held = self.vault.catalogue()
            if held is not None:
                self._index = CatalogueIndex(opened(held[1], self.pairing.hub_key))
        return self._index

    def apply_catalogue(self, signed: bytes) -> CatalogueIndex:
        """Put a newer catalogue into use, in one transaction.

        Raises:
            CatalogueError: signature, version, date, mode or content is wrong; nothing changes.
        """
        try:
            catalogue = opened(signed, self.pairing.hub_key)
            held = self.vault.catalogue()
            check_acceptable(catalogue, held=held[0] if held else 0, mode=self.pairing.mode, now=self.clock())
        except CatalogueError as error:
            self.vault.log(self.clock(), "catalogue_refused", str(error))
            raise
        index = CatalogueIndex(catalogue)
        self.vault.replace_catalogue(catalogue.version, signed, catalogue_changes=self._changes(index))
        self.vault.log(self.clock(), "catalogue_applied", str(catalogue.version))
        self._index = index
        return index

    def _changes(self, index: CatalogueIndex) -> str:
        """What a catalogue changes, kept for the staff: afterwards the one before it is gone."""
        try:
            before = self.index
        except CatalogueError:  # the one in use is damaged; all of this one is new
            before = None
        return written(changes(before, index, self.clock())) if before is not None else "[]"

    # -- status ---------------------------------------------------------------------------------

    @property
    def status(self) -> Status:
        """Where the tablet is in its life."""
        return self._fact("status", Status, Status.READY)

    def _fact(self, name: str, parse: Callable[[str], _Parsed], otherwise: str) -> _Parsed:
        try:
            return parse(self.vault.fact(name) or otherwise)
        except ValueError:
            raise VaultError(
                f"A part of the vault is damaged ({name}). Keep the folder, and ask whoever looks after "
                "the hub."
            ) from None

    def change_status(self, step: str, who: str = "", **facts: str) -> Status:
        """Take a step of `LIFE`, in one transaction with its event and with the facts that belong to it.

        Raises:
            VaultError: the step does not start from the present status, or there is no catalogue.
            ClockError: the clock is behind what was recorded.
        """
        allowed, target = LIFE[step]
        if self.status not in allowed:
            raise VaultError(f"The tablet is {self.status}; it cannot {step} from there.")
        if target is Status.OPEN:
            index = self.index
            if index is None or index.catalogue.valid_until <= self.clock():
                raise VaultError("The tablet has no valid catalogue. Sync it, then open again.")
        if target is Status.CLOSED:
            # A wrong clock keeps nobody from closing, and is not believed for it either.
            now, floor = self.clock().astimezone(UTC), self.clock_floor()
            believed = floor < now <= floor + CLOCK_LEAP
            facts[RAPID] = ""
        else:
            now, believed = self._checked_time(), True
        if believed:
            facts["clock_floor"] = now.isoformat()
        self.vault.record(now, step, who, **facts, status=target.value)
        return target

    def not_accepting(self) -> NotAccepting | None:
        """Why no visit can take part now; None when everything is ready."""
        index = self.index
        if index is None:
            return NotAccepting.NO_CATALOGUE
        reason = {
            Status.READY: NotAccepting.NOT_OPENED,
            Status.PAUSED: NotAccepting.PAUSED,
            Status.CLOSED: NotAccepting.TABLET_CLOSED,
        }.get(self.status)
        if reason is not None:
            return reason
        if self.clock_is_behind():
            return NotAccepting.CLOCK_BEHIND
        return NotAccepting.CATALOGUE_EXPIRED if index.catalogue.valid_until <= self.clock() else None

    def openness(self, located: Located[Any]) -> Openness:
        """Whether an activity is open now."""
        return located.openness(self.clock())

    # -- what leaves the tablet ---------------------------------------------------------------------

    def held_back(self) -> set[ConsultationId]:
        """Consultations whose official ballots still wait for company."""
        if self.pairing.mode is not Mode.OFFICIAL or self.status is Status.CLOSED:
            return set()
        index, now = self.index, self.clock()
        running = {
            found.consultation_id
            for found in (index.ballots.values() if index else ())
            if found.openness(now) is not Openness.CLOSED
        }
        return {
            name
            for name, number in self.vault.waiting().items()
            if number < self._company and name in running
        }

    def waiting_for_company(self) -> int:
        """How many deposits stay aboard for that reason."""
        waiting = self.vault.waiting()
        return sum(waiting[name] for name in self.held_back())

    def deliverable(self, batch: int) -> Iterator[list[Deposit]]:
        """What may leave now, in batches, in an order that tells nothing."""
        held_back, after = self.held_back(), None
        while deposits := self.vault.deliverable(batch, after, held_back=held_back):
            yield deposits
            after = deposits[-1].id

    def deliverable_size(self) -> tuple[int, int]:
        """How many deposits may leave now, and the bytes of their contents."""
        return self.vault.deliverable_size(held_back=self.held_back())

    def statement(self) -> dict[str, object]:
        """The tablet's account of itself: figures, status and a digest of what is undelivered."""
        held = self.vault.catalogue()
        ids = self.vault.undelivered_ids()
        return {
            "tablet": self.pairing.tablet,
            "mode": self.pairing.mode.value,
            "status": self.status.value,
            "catalogue": held[0] if held else 0,
            "clock": self.clock().astimezone(UTC).replace(microsecond=0).isoformat(),
            "undelivered": len(ids),
            "root": hashlib.sha256(b"".join(ids)).hexdigest(),
            "lines": [
                {
                    "consultation": line.consultation,
                    "activity": line.activity,
                    "kind": line.kind,
                    "cast": line.cast,
                    "acknowledged": line.acknowledged,
                    "refused": line.refused,
                }
                for line in self.vault.account()
            ],
        }

    def count(self, name: str) -> None:
        """Add one to a counter of the whole tablet, such as visits; what the disk refuses goes with the next.

        Takes no time that anyone would notice and never fails.
        """
        self._uncounted[name] += 1
        for waiting, number in list(self._uncounted.items()):
            if self.vault.count_at_once(waiting, number):
                del self._uncounted[waiting]

    def next_sequence(self) -> int:
        """The number of the next parcel: each is used once."""
        return self.vault.next_number("sequence")

    def erase_old(self, retention_days: int) -> int:
        """Erase what was acknowledged longer ago than the retention days; gives how many."""
        if self.clock_is_behind():
            return 0
        return self.vault.erase((self.clock() - timedelta(days=retention_days)).date())
