"""A small city for tests: a hub, its key holders, tablets, and a clock that tests set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from kiosk.claims.codes import Code, parse_code
from kiosk.ids import Mode, TabletId
from kiosk.signed import SigningKey
from kiosk.tablet import Pairing, Tablet
from sync.courier import Courier, Progress
from sync.demo import demo_draft
from sync.hub.codes import draw_codes
from sync.hub.count.run import Result, count
from sync.hub.fleet import PairRequest, new_pairing_code, pair
from sync.hub.intake import Intake
from sync.hub.publishing import publish
from sync.hub.server import embedded
from sync.hub.setup import init_hub
from sync.hub.shares import Share
from sync.hub.store import HubStore
from sync.pairing import lookup_of, proof_key, tablet_proof

NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)


@cache
def _draft_at(now: datetime) -> bytes:
    # Its PIN is hashed slowly, on purpose; once is enough for all tests of a process.
    return demo_draft(now)


@dataclass
class SetClock:
    """A clock that shows what a test says."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """The time that was set."""
        return self.now

    def pass_by(self, **duration: float) -> None:
        """Let time pass."""
        self.now += timedelta(**duration)


@dataclass
class World:
    """A hub and its tablets in one folder."""

    folder: Path
    mode: Mode = Mode.TEST
    draft: dict[str, Any] | None = None
    codes: dict[str, int] = field(default_factory=lambda: {"budget": 8})
    """How many codes are drawn for each activity that asks for them."""
    clock: SetClock = field(default_factory=SetClock)
    database: str = ""
    """Where the hub keeps everything but its keys: an address; empty for files of SQLite in its folder."""

    def __post_init__(self) -> None:
        """Make the hub and publish the first catalogue."""
        self.hub: HubStore
        self.shares: tuple[Share, ...]
        self.hub, self.shares = init_hub(
            self.folder / "hub", self.mode, clock=self.clock, database=self.database
        )
        draft = self.draft if self.draft is not None else json.loads(_draft_at(self.clock.now))
        self.drawn: dict[str, list[Code]] = {}
        for activity, number in self.codes.items():
            drawn = draw_codes(json.dumps(draft).encode(), activity, None, number)
            self.drawn[activity] = [parse_code(code) for code in drawn.printed]
            draft = drawn.draft
        self.draft = draft
        self.publish()
        self.intake = Intake(self.hub)
        self._tablets: list[Tablet] = []

    def publish(self) -> bytes:
        """Publish the draft as the next catalogue; gives the signed bytes."""
        return publish(self.hub, json.dumps(self.draft).encode())[1]

    def tablet(self, name: str = "one", *, opened: bool = True) -> Tablet:
        """A newly paired tablet."""
        code, _ = new_pairing_code(self.hub)
        key = SigningKey.generate()
        request = PairRequest(
            lookup=lookup_of(code),
            key=key.verify_key.hex(),
            name=name,
            proof=tablet_proof(proof_key(code), key.verify_key, name),
        )
        answer = pair(self.hub, request)
        pairing = Pairing(TabletId(answer.tablet), self.mode, self.hub.signing_key.verify_key, "http://hub")
        newest = self.hub.newest_catalogue()
        tablet = Tablet.create(
            self.folder / name / self.mode.value, pairing, key, newest[1] if newest else b"", self.clock
        )
        if opened:
            tablet.change_status("open", "test")
        self._tablets.append(tablet)
        return tablet

    @contextmanager
    def client(self) -> Iterator[httpx.Client]:
        """A client of the hub, which serves on loopback meanwhile."""
        with embedded(self.hub) as address, httpx.Client(base_url=address, timeout=20) as client:
            yield client

    def carry(self, tablet: Tablet, batch: int = 2000) -> Progress:
        """Carry everything that may leave."""
        with self.client() as client:
            return Courier(tablet, client, batch=batch).carry()

    def count(self, activity: str) -> Result:
        """Open the box after the acceptance window."""
        self.clock.pass_by(days=60)
        return count(self.hub, activity, self.shares[:2], processes=1)

    def close(self) -> None:
        """Let go of all files."""
        for tablet in self._tablets:
            tablet.close_files()
        self.hub.close()
