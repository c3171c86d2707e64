"""Speed of casting, carrying and counting, each beside a bare counterpart in the same run."""

from __future__ import annotations

import os
import secrets
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.rules import rules_for
from kiosk.casting import Caster, sealed_deposit
from kiosk.claims.claim import ClaimRule, ProvenClaim
from kiosk.claims.codes import Code, digest_of, new_code
from kiosk.errors import WireError
from kiosk.ids import DEPOSIT_ID_BYTES, Mode, ProjectId
from kiosk.pabulib.model import PabulibFile, PabulibProject
from kiosk.sealing import context, generate, open_sealed, seal
from kiosk.tablet import Tablet
from kiosk.vault.tables import counters, deposits
from sync.courier import Courier
from sync.figure import Figure
from sync.hub.count.run import count
from sync.hub.fleet import pair_in_process
from sync.hub.intake import Intake
from sync.hub.publishing import publish
from sync.hub.server import listening_socket
from sync.hub.setup import init_hub
from sync.hub.shares import Share
from sync.hub.store import HubStore
from sync.parcel import pack
from sync.replay.election import ACTIVITY, CONSULTATION, Election, after_the_vote

_CASTS = 600
_CARRIED = 24_000
_COUNTED = 20_000
_SECONDS = 120.0


@dataclass
class Site:
    """A hub and a tablet with one cumulative vote of 30 projects."""

    store: HubStore
    shares: tuple[Share, ...]
    codes: list[Code]
    tablet: Tablet
    now: datetime


def site(folder: Path, codes: int) -> Site:
    """Make a hub and pair a tablet, without a network."""
    now = datetime.now(UTC).replace(microsecond=0)
    store, shares = init_hub(folder / "hub", Mode.TEST)
    drawn = [new_code() for _ in range(codes)]
    projects = tuple(
        PabulibProject(str(number), cost=Decimal(number * 1000), name=f"Project {number}")
        for number in range(1, 31)
    )
    meta = {"vote_type": "cumulative", "budget": "100000", "max_sum_points": "7", "max_points": "3"}
    publish(store, Election.of(PabulibFile("bench", meta, projects, ())).draft(drawn, now))
    tablet = pair_in_process(store, folder / "tablet", "bench")
    tablet.change_status("open", "bench")
    return Site(store, shares, drawn, tablet, now)


def claim_for(code: Code) -> ProvenClaim:
    """The claim of a voter with a code."""
    return ProvenClaim(rule=ClaimRule.CODE, code=digest_of(code, CONSULTATION, ACTIVITY).hex())


def cast_figure(folder: Path) -> Figure:
    """Median of seal, commit and receipt against a bare insert-and-commit of the same bytes, in turns."""
    here = site(folder, _CASTS)
    index = here.tablet.index
    if index is None:
        raise WireError("The bench has no catalogue.")
    caster, found = Caster(here.tablet.vault, index), index.ballots[ACTIVITY]
    ballot = Ballot(tuple(ProjectId(str(n)) for n in (3, 7, 11)), (3, 3, 1))
    rules = rules_for(found)
    like = sealed_deposit(index, found, rules, ballot, claim_for(here.codes[0]), secrets.token_bytes)
    size = len(like.content)
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE envelope (id BLOB PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID")
    ours, theirs = [], []
    for code in here.codes:
        claim, row = claim_for(code), (secrets.token_bytes(16), secrets.token_bytes(size))
        started = time.perf_counter()
        caster.cast(found, rules, ballot, claim)
        between = time.perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO envelope VALUES (?, ?)", row)
        bare.execute("COMMIT")
        theirs.append(time.perf_counter() - between)
        ours.append(between - started)
    bare.close()
    close(here)
    cast, plain = statistics.median(ours) * 1000, statistics.median(theirs) * 1000
    ratio = cast / plain
    return Figure(
        "cast", ratio, "x a bare commit", "at most 3", ratio <= 3, f"{cast:.2f} ms and {plain:.2f} ms"
    )


def carry_figures(folder: Path) -> list[Figure]:
    """Carrying over loopback HTTP, against one request to a bare route that bulk-inserts the same bytes."""
    here = site(folder, 1)
    index = here.tablet.index
    if index is None:
        raise WireError("The bench has no catalogue.")
    envelope = sealed_deposit(
        index,
        index.ballots[ACTIVITY],
        rules_for(index.ballots[ACTIVITY]),
        Ballot(),
        claim_for(here.codes[0]),
        secrets.token_bytes,
    )
    size = len(envelope.content)
    _fill(here.tablet, size)
    with (
        _served(
            [
                "-m",
                "kiosk.cli",
                "hub",
                "--folder",
                str(here.store.folder.path),
                "--port",
                "0",
                "--database",
                "",
            ]
        ) as address,
        httpx.Client(base_url=address, timeout=_SECONDS) as client,
    ):
        started = time.perf_counter()
        progress = Courier(here.tablet, client).carry()
        ours = _CARRIED / (time.perf_counter() - started)
    if progress.acknowledged != _CARRIED:
        raise WireError(f"Only {progress.acknowledged} of {_CARRIED} envelopes were acknowledged.")
    with _served(["-m", "sync.bench", str(folder / "bare.db"), str(size)]) as address:
        body = b"".join(secrets.token_bytes(DEPOSIT_ID_BYTES + size) for _ in range(_CARRIED))
        started = time.perf_counter()
        httpx.post(f"{address}/", content=body, timeout=_SECONDS).raise_for_status()
        bare = _CARRIED / (time.perf_counter() - started)
    close(here)
    return [
        Figure(
            "carry", ours, "envelopes a second", "at least 8000", ours >= 8000, f"{_CARRIED} of {size} bytes"
        ),
        Figure(
            "carry",
            ours / bare,
            "of a bare bulk route",
            "at least 0.5",
            ours >= bare / 2,
            f"bare: {bare:.0f}/s",
        ),
    ]


def count_figure(folder: Path) -> Figure:
    """Opening, registering, tallying and selecting, on all cores."""
    here = site(folder, _COUNTED)
    index = here.tablet.index
    if index is None:
        raise WireError("The bench has no catalogue.")
    found = index.ballots[ACTIVITY]
    rules = rules_for(found)
    ballot = Ballot(tuple(ProjectId(str(n)) for n in (3, 7, 11)), (3, 3, 1))
    many = [
        sealed_deposit(index, found, rules, ballot, claim_for(code), secrets.token_bytes)
        for code in here.codes
    ]
    intake = Intake(here.store)
    for start in range(0, len(many), 2000):
        parcel = pack(
            many[start : start + 2000],
            here.tablet.statement(),
            here.tablet.next_sequence(),
            here.tablet.signing_key,
        )
        intake.take(parcel)
    later = HubStore(here.store.folder.path, clock=lambda: after_the_vote(here.now))
    started = time.perf_counter()
    result = count(later, ACTIVITY, here.shares[:2])
    rate = _COUNTED / (time.perf_counter() - started)
    later.close()
    close(here)
    if result.ballots != _COUNTED:
        raise WireError(f"Only {result.ballots} of {_COUNTED} ballots were counted.")
    alone = _opened_a_second() * (os.cpu_count() or 1) / 2
    detail = f"{rate / alone:.2f} of opening alone on {os.cpu_count()} cores ({alone:.0f}/s)"
    return Figure("count", rate, "envelopes a second", "at least 5000", rate >= 5000, detail)


def _opened_a_second() -> float:
    """How many sealed things one core opens when it does nothing else; an envelope has two."""
    opens, seals = generate()
    info = context("ballot", Mode.TEST, CONSULTATION, ACTIVITY)
    sealed = [seal(secrets.token_bytes(512), seals, info) for _ in range(500)]
    started = time.perf_counter()
    for one in sealed:
        open_sealed(one, opens, info)
    return len(sealed) / (time.perf_counter() - started)


def close(here: Site) -> None:
    """Let go of a site's files."""
    here.tablet.close_files()
    here.store.close()


def _fill(tablet: Tablet, size: int) -> None:
    """Put envelopes aboard without sealing each: carrying does not look inside them."""
    inner = b"\0\0\0\x08" + b"sealed.."
    with tablet.vault.transaction() as connection:
        connection.execute(
            deposits.insert(),
            [
                {
                    "id": secrets.token_bytes(DEPOSIT_ID_BYTES),
                    "kind": "ballot",
                    "consultation": CONSULTATION,
                    "activity": ACTIVITY,
                    "catalogue": 1,
                    "content": inner + secrets.token_bytes(size - len(inner)),
                }
                for _ in range(_CARRIED)
            ],
        )
        key = {"consultation": CONSULTATION, "activity": ACTIVITY, "kind": "ballot", "name": "cast"}
        connection.execute(counters.insert().values(**key, value=_CARRIED))


@contextmanager
def _served(command: list[str]) -> Iterator[str]:
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            line = process.stdout.readline() if process.stdout else ""
            if "http://" not in line:
                raise WireError("The server of the bench did not start.")
            yield line[line.index("http://") :].split()[0]
        finally:
            process.terminate()


def bare_route(path: Path, size: int) -> None:
    """The counterpart: a FastAPI route that cuts the body into rows and bulk-inserts them, durably."""
    app = FastAPI()
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE envelope (id BLOB PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID")

    def store(body: bytes) -> None:
        width = DEPOSIT_ID_BYTES + size
        rows = (
            (body[start : start + DEPOSIT_ID_BYTES], body[start + DEPOSIT_ID_BYTES : start + width])
            for start in range(0, len(body), width)
        )
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO envelope VALUES (?, ?)", rows)
        database.execute("COMMIT")

    @app.post("/")
    async def take(request: Request) -> dict[str, bool]:
        await run_in_threadpool(store, await request.body())
        return {"stored": True}

    listening = listening_socket("127.0.0.1", 0)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)  # noqa: T201 - read by the bench
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[listening])


def figures(report: Callable[[Figure], None]) -> None:
    """Measure everything of this room."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        report(cast_figure(Path(folder) / "cast"))
        for figure in carry_figures(Path(folder) / "carry"):
            report(figure)
        report(count_figure(Path(folder) / "count"))


if __name__ == "__main__":
    bare_route(Path(sys.argv[1]), int(sys.argv[2]))
