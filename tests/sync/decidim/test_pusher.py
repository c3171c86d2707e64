"""One place to push from: a dead holder's is taken at once, a living one's never."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.errors import HandoverError
from sync.decidim.ledger_tables import pushers
from sync.decidim.pusher import HOLD_SECONDS, Holder, only_pusher
from sync.hub.store import HubStore
from tests.world import SetClock

HOLD = """
import sys, time
from pathlib import Path
from datetime import datetime
from sync.decidim.pusher import only_pusher
from sync.hub.store import HubStore
now = datetime.fromisoformat(sys.argv[2])
with only_pusher(HubStore(Path(sys.argv[1]), clock=lambda: now)):
    print("held", flush=True)
    time.sleep(120)
"""


@contextmanager
def somebody_pushing(hub: HubStore) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the place."""
    command = [sys.executable, "-c", HOLD, str(hub.folder.path), hub.clock().isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def written(hub: HubStore, **values: object) -> None:
    """Change the row of the place."""
    with hub.transaction() as connection:
        connection.execute(pushers.update().values(**values))


def test_a_living_pusher_keeps_its_place_however_long_it_takes(hub: HubStore, clock: SetClock) -> None:
    with somebody_pushing(hub) as process:
        for hours in (0, 1, 100):
            clock.pass_by(hours=hours)
            with pytest.raises(HandoverError, match=f"process {process.pid} on"), only_pusher(hub):
                pass


def test_the_place_of_a_killed_pusher_is_taken_at_once(hub: HubStore) -> None:
    with somebody_pushing(hub) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with only_pusher(hub):
            pass


def test_a_process_number_that_is_used_again_is_somebody_else(hub: HubStore) -> None:
    with somebody_pushing(hub) as process:
        now = Holder(machine=Holder.here().machine, process=process.pid, started="1")
        written(hub, holder=now.model_dump_json())
        with only_pusher(hub):
            pass


def test_a_pusher_on_another_machine_loses_its_place_when_its_time_is_up(
    hub: HubStore, clock: SetClock
) -> None:
    with somebody_pushing(hub):
        elsewhere = Holder(machine="tower 2f3 pid:[9]", process=1, started="77")
        written(hub, holder=elsewhere.model_dump_json())
        clock.pass_by(seconds=HOLD_SECONDS - 1)
        with pytest.raises(HandoverError, match="on tower"), only_pusher(hub):
            pass
        clock.pass_by(seconds=1)
        with only_pusher(hub):
            pass


def test_whoever_has_lost_the_place_may_not_send(hub: HubStore, clock: SetClock) -> None:
    with only_pusher(hub) as pusher:
        with hub.transaction() as connection:
            pusher.keep(connection)
        written(hub, **{"token": "somebody else's"})
        with pytest.raises(HandoverError, match="has stopped"), hub.transaction() as connection:
            pusher.keep(connection)
    with hub.reading() as connection:
        assert connection.scalar(select(pushers.c.token)) == "somebody else's"


def test_keeping_the_place_prolongs_it(hub: HubStore, clock: SetClock) -> None:
    with only_pusher(hub) as pusher:
        clock.pass_by(hours=10)
        with hub.transaction() as connection:
            pusher.keep(connection)
            until = connection.scalar(select(pushers.c.until))
        assert until == clock.now + timedelta(seconds=HOLD_SECONDS)


def test_a_place_that_this_process_could_not_let_go_of_is_taken_again(hub: HubStore) -> None:
    with only_pusher(hub), pytest.raises(HandoverError), only_pusher(hub):
        pass
    written(hub, **{"token": "left behind"}, holder=Holder.here().model_dump_json(), until=hub.clock())
    with only_pusher(hub):
        pass


@pytest.mark.parametrize("holder", ["", "no JSON", "{}"])
def test_an_unreadable_holder_is_waited_for(hub: HubStore, clock: SetClock, holder: str) -> None:
    with only_pusher(hub):
        pass
    written(hub, **{"token": "t"}, holder=holder, until=clock.now + timedelta(seconds=9))
    with pytest.raises(HandoverError), only_pusher(hub):
        pass
    clock.pass_by(seconds=9)
    with only_pusher(hub):
        pass


def test_a_process_that_has_ended_and_was_not_waited_for_is_gone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        here = Holder.here()
        stat = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8")
        holder = Holder(
            machine=here.machine, process=process.pid, started=stat.rpartition(")")[2].split()[19]
        )
        assert holder.lives() is True
        os.kill(process.pid, signal.SIGKILL)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert holder.lives() is False


def test_of_many_that_come_at_once_one_holds_the_place_at_a_time(hub: HubStore) -> None:
    holding, most, done, refused = 0, 0, 0, 0
    counting = threading.Lock()
    start = threading.Barrier(6)

    def come() -> None:
        nonlocal holding, most, done, refused
        start.wait()
        for _ in range(6):
            try:
                with only_pusher(hub):
                    with counting:
                        holding += 1
                        most = max(most, holding)
                    with counting:
                        holding -= 1
                        done += 1
            except HandoverError:
                with counting:
                    refused += 1

    threads = [threading.Thread(target=come) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (most, done + refused) == (1, 36)
    assert done > 0
