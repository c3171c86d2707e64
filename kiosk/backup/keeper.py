"""Keeping the backup up to date, beside the residents and never in their way.

A deposit is recorded in the vault first. Then a thread writes the whole backup anew; several deposits that
come meanwhile make one writing. A card that is missing, full or failing is told once in the log and always on
the staff's screens; when it is back, the next look writes everything that is held.
"""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.backup.card import Card
from kiosk.backup.sealing import Owner, write
from kiosk.backup.snapshot import encode, snapshot_of
from kiosk.backup.state import State
from kiosk.errors import BackupError, KioskError, VaultError
from kiosk.tablet import Tablet

if TYPE_CHECKING:
    from kiosk.settings import Settings

LOOK_SECONDS = 30.0
"""So often it is looked whether the card is there and has the backup."""
_TROUBLE = "backup_trouble"


_STATES = {
    "missing": State.MISSING,
    "same_disk": State.MISSING,
    "full": State.FULL,
    "read_only": State.READ_ONLY,
}


class Keeper:
    """Keeps the backup of one tablet on one card."""

    def __init__(self, tablet: Tablet, card: Card) -> None:
        self._tablet, self.card = tablet, card
        self._wanted, self._ended = threading.Event(), threading.Event()
        self._one = threading.Lock()
        self._content_digest = b""
        self._written = b""
        """The bytes on the card, when they are up to date."""
        self._thread: threading.Thread | None = None
        self.state = State.PENDING
        self.reason = ""
        """Why it is not up to date; one of `Card.write`, empty when it is."""

    def start(self) -> None:
        """Look at once, after each change of the vault, and now and then."""
        self._tablet.vault.changed = self.notice
        self._wanted.set()
        self._thread = threading.Thread(target=self._run, name="backup", daemon=True)
        self._thread.start()

    def notice(self) -> None:
        """Something changed in the vault. Takes no time."""
        self.state = State.PENDING if self.state is State.UP_TO_DATE else self.state
        self._wanted.set()

    def stop(self) -> None:
        """End the thread; what is being written is finished."""
        self._tablet.vault.changed = lambda: None
        self._ended.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wanted.wait(LOOK_SECONDS)
            self._wanted.clear()
            if not self._ended.is_set():
                self.look()

    def look(self) -> State:
        """Bring the card up to date if it is not; never raises."""
        with self._one:
            try:
                self._bring_up_to_date()
            except BackupError as error:
                self._failed(_STATES.get(error.reason, State.FAILING), error.reason)
            except (KioskError, OSError) as error:
                # Residents go on voting whatever happens here; the next look tries again.
                self._failed(State.FAILING, type(error).__name__)
            else:
                self._succeeded()
        return self.state

    def write_now(self) -> State:
        """Compare the card with the vault and write what differs, because somebody asked for it.

        Raises:
            BackupError: as `Card.write`.
            VaultError: the vault cannot be read.
        """
        with self._one:
            try:
                self._bring_up_to_date(reading_back=True)
            except BackupError as error:
                self._failed(_STATES.get(error.reason, State.FAILING), error.reason)
                raise
            self._succeeded()
        return self.state

    def erase(self) -> None:
        """Take the backup off the card. Raises `BackupError`."""
        with self._one:
            self.card.erase(self._tablet.pairing.tablet)
            self._written = self._content_digest = b""

    def _bring_up_to_date(self, *, reading_back: bool = False) -> None:
        tablet = self._tablet
        self.card.check()
        content = encode(snapshot_of(tablet.vault))
        digest = hashlib.sha256(content).digest()
        if digest == self._content_digest and self._is_on_card(reading_back=reading_back):
            return
        self._written = b""
        signed = write(content, owner_of(tablet), tablet.random_bytes)
        self.card.write(tablet.pairing.tablet, signed)
        self._content_digest, self._written = digest, signed

    def _is_on_card(self, *, reading_back: bool) -> bool:
        name = self._tablet.pairing.tablet
        if reading_back:
            return bool(self._written) and self.card.holds(name, self._written)
        try:
            return bool(self._written) and self.card.path_of(name).stat().st_size == len(self._written)
        except OSError:
            return False

    def _succeeded(self) -> None:
        if not self._wanted.is_set():
            self.state = State.UP_TO_DATE
        self.reason = ""
        self._note("")

    def _failed(self, state: State, reason: str) -> None:
        self.state, self.reason = state, reason
        # What is on another card, or on this one after a repair, is not known any more.
        self._written = b""
        self._note(reason)

    def _note(self, reason: str) -> None:
        """Write a change into the log, once: not a line for every deposit."""
        vault = self._tablet.vault
        with suppress(VaultError):
            if (vault.fact(_TROUBLE) or "") != reason:
                name = "backup_failed" if reason else "backup_works"
                vault.record(_coarse(self._tablet.clock()), name, reason, **{_TROUBLE: reason})


def keeper_of(tablet: Tablet, settings: Settings) -> Keeper | None:
    """What keeps this tablet's backup; None where none is set up."""
    folder = settings.backup_folder
    if folder is None:
        return None
    return Keeper(tablet, Card(folder, tablet.folder, same_disk=settings.backup.same_disk))


def owner_of(tablet: Tablet) -> Owner:
    """Who signs this tablet's backups and who can open them. Raises `BackupError` ``no_catalogue``."""
    index, pairing = tablet.index, tablet.pairing
    if index is None:
        raise BackupError("no_catalogue", "This tablet has no catalogue, and so no key for a backup.")
    return Owner(pairing.tablet, pairing.mode, pairing.hub_key, index.contributions_key, tablet.signing_key)


def _coarse(now: datetime) -> datetime:
    """A failure shows right after somebody cast: its minute would tell when."""
    moment = now.astimezone(UTC)
    return moment.replace(minute=moment.minute // 10 * 10, second=0, microsecond=0)
