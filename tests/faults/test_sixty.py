"""Sixty tablets come home at once to one hub: all is acknowledged once, and the hub goes on answering.

That in fact they do not come at once is arithmetic: tests/sync/test_pacing.py. Here they do, on real
sockets. ``KIOSK_TORTURE=1`` brings a hundred ballots on each. The figures are printed (``pytest -s``).
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import httpx

from kiosk.errors import HubUnreachable
from kiosk.tablet import Tablet
from sync.courier import Courier, Progress
from sync.hub.server import embedded
from sync.hub.standing import standings
from tests.sync.acts import aside, cast, holds, stored
from tests.world import World

TABLETS = 60
BALLOTS = 100 if os.environ.get("KIOSK_TORTURE") == "1" else 4
TRIES = 6


def fleet(world: World) -> list[Tablet]:
    """Sixty paired tablets with their ballots aboard."""
    tablets = [world.tablet(f"tablet {number}") for number in range(TABLETS)]
    for tablet in tablets:
        for _ in range(BALLOTS):
            cast(tablet)
    return tablets


def carry(tablet: Tablet, address: str, start: threading.Barrier, refusals: list[str]) -> Progress:
    """What a schedule does, without its waits: a hub that is busy is asked again."""
    start.wait()
    for left in reversed(range(TRIES)):
        try:
            with httpx.Client(base_url=address, timeout=60) as client:
                return Courier(tablet, client, batch=2).carry()
        except HubUnreachable as error:
            refusals.append(str(error))
            if not left:
                raise
    raise AssertionError


def ask_meanwhile(address: str, stop: threading.Event, answers: list[float]) -> None:
    """A small request after the other, as somebody who reads a page of the hub."""
    with httpx.Client(base_url=address, timeout=60) as client:
        while not stop.is_set():
            began = time.perf_counter()
            assert client.get("/v1/health").json()["status"] == "ok"
            answers.append(time.perf_counter() - began)


def test_sixty_tablets_at_once_are_all_acknowledged_once(tmp_path: Path) -> None:
    world = World(tmp_path)
    tablets = fleet(world)
    refusals: list[str] = []
    answers: list[float] = []
    stop, start = threading.Event(), threading.Barrier(TABLETS)
    with embedded(world.hub) as address:
        for tablet in tablets:
            tablet.pairing = replace(tablet.pairing, hub_address=address)
        asking = threading.Thread(target=ask_meanwhile, args=(address, stop, answers))
        asking.start()
        began = time.perf_counter()
        try:
            with ThreadPoolExecutor(TABLETS) as crowd:
                done = list(crowd.map(lambda tablet: carry(tablet, address, start, refusals), tablets))
        finally:
            seconds = time.perf_counter() - began
            during = len(answers)
            stop.set()
            asking.join()
    total = TABLETS * BALLOTS
    kib = sum(progress.bytes_sent for progress in done) // 1024
    print(  # noqa: T201 - figures for whoever asks for them
        f"\n{TABLETS} tablets, {total} ballots, {kib} KiB in {seconds:.1f} s; "
        f"{len(refusals)} attempts met a busy hub; {during} small requests answered meanwhile, "
        f"the slowest in {max(answers):.2f} s; {getrusage(RUSAGE_SELF).ru_maxrss // 1024} MiB"
    )
    assert during > 0, "the hub answers while they carry"
    assert len(stored(world.hub)) == total
    assert aside(world.hub) == []
    assert sum(line.acknowledged for tablet in tablets for line in tablet.vault.account()) == total
    assert all(holds(tablet) for tablet in tablets)
    assert not any(tablet.vault.undelivered() for tablet in tablets)
    assert Counter(row.here for row in standings(world.hub)) == {BALLOTS: TABLETS}
    assert all(row.complete for row in standings(world.hub))
    world.close()
