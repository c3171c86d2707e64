"""Many tablets at a hub of several processes on PostgreSQL, with answers that get lost: all is taken once.

``python -m tests.campaigns.intake`` runs the whole of it and prints what it came to, as JSON.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import count
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Empty
from typing import Any

import httpx
from sqlalchemy import func, select

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.rules import rules_for
from kiosk.casting import sealed_deposit
from kiosk.claims.claim import ClaimRule, ProvenClaim
from kiosk.claims.codes import Code
from kiosk.envelope import Envelope
from kiosk.errors import HubUnreachable
from kiosk.ids import DEPOSIT_ID_BYTES, ActivityId
from kiosk.sealing import Sealed
from kiosk.tablet import Tablet
from kiosk.vault.tables import counters
from kiosk.vault.tables import deposits as aboard
from sync.courier import Courier
from sync.hub.fleet import new_pairing_code
from sync.hub.rooms.room import Room
from sync.hub.tables import asides, ballots, claims, deposits
from sync.pair import pair_tablet
from tests.postgres import Server, running_server
from tests.world import SetClock, World

ACTIVITY = ActivityId("nom")
"""A vote of the demo in which nothing is asked for."""
_SECONDS = 120.0
_LOST_EVERY = 7
"""The first answer to each tablet does not come back, and one of so many after it: the parcel goes again."""


@dataclass(frozen=True)
class Plan:
    """How much."""

    tablets: int = 60
    envelopes: int = 200_000
    processes: int = 4
    drivers: int = 2
    """Processes that play the tablets."""
    batch: int = 2000


@dataclass(frozen=True)
class Outcome:
    """What it came to."""

    envelopes: int
    bytes_each: int
    seconds: float
    acknowledged: int
    undelivered: int
    answers_lost: int
    here: dict[str, int]
    """Rows in each room: deposits, claims, ballots, set aside."""
    set_aside: int
    hub_mebibytes: list[int]
    """The most that each process of the hub held."""
    server_mebibytes: int
    """The most that all processes of PostgreSQL held together, what they share counted once."""

    @property
    def whole(self) -> bool:
        """Whether every envelope is acknowledged, and here once."""
        return (
            {self.acknowledged, *self.here.values()} == {self.envelopes}
            and self.undelivered == 0
            and self.set_aside == 0
        )

    def record(self) -> dict[str, object]:
        """As JSON can hold it."""
        return asdict(self) | {
            "whole": self.whole,
            "envelopes_a_second": round(self.envelopes / self.seconds),
        }


class LosingTransport(httpx.BaseTransport):
    """The way to the hub, on which answers to parcels get lost after the hub has given them."""

    def __init__(self) -> None:
        self.lost = 0
        self._way = httpx.HTTPTransport()
        self._numbers = count(1)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the hub; lose some of what it says."""
        answer = self._way.handle_request(request)
        if request.url.path == "/v1/parcels" and next(self._numbers) % _LOST_EVERY == 1:
            answer.read()
            self.lost += 1
            raise httpx.ReadError("the line went dead", request=request)
        return answer


@dataclass(frozen=True)
class Driver:
    """A process that plays some of the tablets."""

    folder: Path
    address: str
    codes: Sequence[Code]
    numbers: Sequence[int]
    """Envelopes of each tablet."""
    batch: int

    def __call__(self, ready: Queue[int], go: Event, results: Queue[dict[str, int]]) -> None:
        """Pair and fill, wait for the others, carry everything."""
        tablets = [self._tablet(*each) for each in zip(self.codes, self.numbers, strict=True)]
        ready.put(len(tablets))
        go.wait()
        with ThreadPoolExecutor(len(tablets)) as pool:
            lost = sum(pool.map(self._carry, tablets))
        found = {"acknowledged": 0, "undelivered": 0, "lost": lost}
        for tablet in tablets:
            lines = tablet.statement()["lines"]
            assert isinstance(lines, list)
            found["acknowledged"] += sum(int(line["acknowledged"]) for line in lines)
            found["undelivered"] += len(tablet.vault.undelivered_ids())
            tablet.close_files()
        results.put(found)

    def _tablet(self, code: Code, envelopes: int) -> Tablet:
        data = self.folder / code[:12]
        data.mkdir(parents=True)
        with httpx.Client(timeout=_SECONDS) as client:
            tablet = pair_tablet(data, self.address, code, f"tablet {code[:4]}", client)
        tablet.change_status("open", "campaign")
        index = tablet.index
        assert index is not None
        found = index.ballots[ACTIVITY]
        like = sealed_deposit(
            index,
            found,
            rules_for(found),
            Ballot(),
            ProvenClaim(rule=ClaimRule.NONE),
            secrets.token_bytes,
        )
        parts = Envelope.from_bytes(like.content)
        # Taking looks at the size of the parts and not inside them.
        with tablet.vault.transaction() as connection:
            connection.execute(
                aboard.insert(),
                [
                    {
                        "id": secrets.token_bytes(DEPOSIT_ID_BYTES),
                        "kind": like.kind.value,
                        "consultation": like.consultation,
                        "activity": like.activity,
                        "catalogue": like.catalogue,
                        "content": Envelope(
                            Sealed(secrets.token_bytes(len(parts.claim))),
                            Sealed(secrets.token_bytes(len(parts.ballot))),
                        ).to_bytes(),
                    }
                    for _ in range(envelopes)
                ],
            )
            key = {"consultation": like.consultation, "activity": like.activity, "kind": like.kind.value}
            connection.execute(counters.insert().values(**key, name="cast", value=envelopes))
        return tablet

    def _carry(self, tablet: Tablet) -> int:
        way = LosingTransport()
        with httpx.Client(base_url=self.address, timeout=_SECONDS, transport=way) as client:
            while tablet.vault.undelivered_ids():
                try:
                    Courier(tablet, client, batch=self.batch).carry()
                except HubUnreachable:
                    continue
        return way.lost


def campaign(folder: Path, server: Server, plan: Plan) -> Outcome:
    """Run it in `folder`, on a new database of `server`."""
    with server.new_database() as database:
        clock = SetClock(datetime.now(UTC).replace(microsecond=0))
        world = World(folder, clock=clock, database=server.address(database))
        command = [sys.executable, "-m", "kiosk.cli", "hub", "--folder", str(world.hub.folder.path)]
        command += ["--database", world.database, "--port", "0", "--processes", str(plan.processes)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as hub:
            try:
                line = hub.stdout.readline() if hub.stdout else ""
                address = line[line.index("http://") :].split()[0]
                return _run(world, server, plan, address, hub.pid)
            finally:
                hub.terminate()
                hub.wait(_SECONDS)
                world.close()


def _run(world: World, server: Server, plan: Plan, address: str, hub: int) -> Outcome:
    each, more = divmod(plan.envelopes, plan.tablets)
    numbers = [each + (place < more) for place in range(plan.tablets)]
    codes = [new_pairing_code(world.hub)[0] for _ in numbers]
    context = multiprocessing.get_context("spawn")
    ready: Queue[int] = context.Queue()
    results: Queue[dict[str, int]] = context.Queue()
    go = context.Event()
    drivers = [
        Driver(
            world.folder / f"driver {place}",
            address,
            codes[place :: plan.drivers],
            numbers[place :: plan.drivers],
            plan.batch,
        )
        for place in range(plan.drivers)
    ]
    playing = [context.Process(target=driver, args=(ready, go, results)) for driver in drivers]
    for process in playing:
        process.start()
    _from_each(ready, playing)
    memory = Memory(hub, server)
    started = time.perf_counter()
    with memory:
        go.set()
        found = _from_each(results, playing)
        seconds = time.perf_counter() - started
    for process in playing:
        process.join(_SECONDS)
    rows = {
        table.name: _rows(world, room, table)
        for room, table in ((Room.HUB, deposits), (Room.REGISTER, claims), (Room.BOX, ballots))
    }
    size = 0
    for room, table in ((Room.REGISTER, claims), (Room.BOX, ballots)):
        with world.hub.rooms.reading(room) as connection:
            size += connection.scalar(select(func.length(table.c.content)).limit(1)) or 0
    return Outcome(
        envelopes=plan.envelopes,
        bytes_each=size,
        seconds=round(seconds, 2),
        acknowledged=sum(one["acknowledged"] for one in found),
        undelivered=sum(one["undelivered"] for one in found),
        answers_lost=sum(one["lost"] for one in found),
        here=rows,
        set_aside=_rows(world, Room.HUB, asides),
        hub_mebibytes=sorted(memory.hub.values()),
        server_mebibytes=memory.server,
    )


def _from_each(queue: Queue[Any], playing: Sequence[Any]) -> list[Any]:
    found: list[Any] = []
    while len(found) < len(playing):
        try:
            found.append(queue.get(timeout=1))
        except Empty:
            if any(process.exitcode for process in playing):
                raise RuntimeError("A process that plays tablets died.") from None
    return found


def _rows(world: World, room: Room, table: Any) -> int:
    with world.hub.rooms.reading(room) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


class Memory:
    """Watches what the processes of hub and server hold, while its block runs."""

    def __init__(self, hub: int, server: Server) -> None:
        self.hub: dict[int, int] = {}
        self.server = 0
        self._hub, self._postmaster = hub, int((server.data / "postmaster.pid").read_text().split()[0])
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            for pid in _below(self._hub):
                self.hub[pid] = max(self.hub.get(pid, 0), _mebibytes(pid))
            self.server = max(self.server, sum(map(_mebibytes, _below(self._postmaster))))
            if self._over.wait(0.5):
                return


def _below(pid: int) -> list[int]:
    """A process and those it started."""
    found = [pid]
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(path.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(path.parent.name))
        except (OSError, ValueError, IndexError):
            continue
    return found


def _mebibytes(pid: int) -> int:
    """What a process holds; what several share is divided among them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("Pss:")), 0)


def main() -> int:
    """Run the whole of it; a server is made for it that writes to the disk before it answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in asdict(Plan()).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    plan = Plan(**vars(parser.parse_args()))
    folder = Path(tempfile.mkdtemp(prefix="kiosk-campaign-"))
    try:
        with running_server(durable=True) as server:
            outcome = campaign(folder, server, plan)
    finally:
        shutil.rmtree(folder)
    print(json.dumps(asdict(plan) | outcome.record()))  # noqa: T201 - what it came to
    return 0 if outcome.whole else 1


if __name__ == "__main__":
    sys.exit(main())
