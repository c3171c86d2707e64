"""What a tablet knows of its own carrying: how it went last, and since which day something waits.

Kept as facts in the vault, so that a screen and `kiosk tablet` say it after a restart as well. The times
are those of the carrying. Of a deposit there is the day alone, and of the first one alone: the day on
which something was first seen waiting since everything had been delivered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk.errors import CatalogueError, FormatError, KioskError, VaultError, WireError

if TYPE_CHECKING:
    from kiosk.tablet import Tablet

_WELL, _BADLY, _NEWEST, _SINCE = "carried_well", "carried_badly", "carried", "waiting_since"


class Way(StrEnum):
    """How something was carried."""

    NETWORK = "network"
    STICK = "stick"


@dataclass(frozen=True)
class Success:
    """A carrying that came to its end."""

    at: datetime
    way: Way
    acknowledged: int
    refused: int
    held_back: int
    """Official ballots that stayed, because they wait for company."""


@dataclass(frozen=True)
class Failure:
    """A carrying that did not; everything that was not acknowledged is still aboard."""

    at: datetime
    way: Way
    reason: str
    """A key of `kiosk.carrying_words.REASONS`."""
    sentence: str
    """The same in English, with its particulars."""


_Kept = TypeVar("_Kept", Success, Failure)


@dataclass(frozen=True)
class Carrying:
    """How the carrying of a tablet stands."""

    last_success: Success | None
    last_failure: Failure | None
    fails: bool
    """Whether the newest attempt failed."""
    undelivered: int
    """Deposits without the hub's answer."""
    waiting_since: date | None
    """The day on which something first waited since all was delivered; None: nothing waits."""

    @property
    def all_delivered(self) -> bool:
        """Whether the tablet may be left or lost without a loss: the hub has answered for everything."""
        return self.undelivered == 0

    def days_waiting(self, today: date) -> int | None:
        """For how many days the oldest undelivered deposit has waited at most; 0 is today."""
        return None if self.waiting_since is None else max(0, (today - self.waiting_since).days)


def carrying_of(tablet: Tablet) -> Carrying:
    """How the carrying stands now. Reads only."""
    undelivered = tablet.vault.undelivered()
    since = tablet.vault.fact(_SINCE) if undelivered else None
    return Carrying(
        last_success=_read(tablet, _WELL, Success),
        last_failure=_read(tablet, _BADLY, Failure),
        fails=tablet.vault.fact(_NEWEST) == _BADLY,
        undelivered=undelivered,
        waiting_since=_day(since or ""),
    )


def note_waiting(tablet: Tablet) -> None:
    """Keep the day on which something first waits, and forget it when all is delivered."""
    since = tablet.vault.fact(_SINCE) or ""
    if not tablet.vault.undelivered():
        if since:
            tablet.vault.remember(**{_SINCE: ""})
    elif not since:
        # A clock that was set back does not make it older than the last event here.
        day = max(tablet.clock().astimezone(UTC), tablet.clock_floor()).astimezone().date()
        tablet.vault.remember(**{_SINCE: day.isoformat()})


def note_success(tablet: Tablet, way: Way, *, acknowledged: int, refused: int, held_back: int = 0) -> None:
    """Keep that a carrying came to its end."""
    _keep(tablet, _WELL, way, {"acknowledged": acknowledged, "refused": refused, "held_back": held_back})


def note_failure(tablet: Tablet, way: Way, error: KioskError) -> None:
    """Keep that a carrying failed, and why."""
    _keep(tablet, _BADLY, way, {"reason": reason_of(error), "sentence": str(error)})


def reason_of(error: KioskError) -> str:
    """The reason of a failed carrying, as one of a closed set."""
    if isinstance(error, WireError):
        return error.reason
    if isinstance(error, CatalogueError | FormatError):
        return "not_our_hub"
    return "vault" if isinstance(error, VaultError) else "wire"


def _keep(tablet: Tablet, name: str, way: Way, content: Mapping[str, object]) -> None:
    at = tablet.clock().astimezone(UTC).replace(microsecond=0)
    kept = json.dumps({"at": at.isoformat(), "way": way.value} | dict(content))
    # What is told about a carrying must not be what makes it fail: the disk may be full.
    with suppress(VaultError):
        tablet.vault.remember(**{name: kept, _NEWEST: name})
        note_waiting(tablet)


def _read(tablet: Tablet, name: str, kind: type[_Kept]) -> _Kept | None:
    try:
        content: Any = json.loads(tablet.vault.fact(name) or "null")
        if content is None:
            return None
        content["at"], content["way"] = datetime.fromisoformat(content["at"]), Way(content["way"])
        return kind(**content)
    except (ValueError, KeyError, TypeError):
        return None  # written by another version of the kiosk


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
