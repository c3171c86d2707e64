"""A process that has imported everything and forks children to be killed: none of them pays for the imports.

`python -m tests.faults.nursery` reads one order a line (JSON, see `Order`), forks a child that does
the work, kills it with SIGKILL at the moment the order says, and answers with one line when it is dead.
A child writes to its journal what it was promised, after the promise and not before.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from types import FrameType, TracebackType
from typing import Any

from kiosk.backup.card import Card
from kiosk.backup.keeper import Keeper
from kiosk.backup.restore import restore_backup
from kiosk.backup.sealing import parse_code
from kiosk.backup.state import State
from kiosk.ballots.line import read_line
from kiosk.catalogue.model import Account, Role
from kiosk.errors import ClaimError
from kiosk.ids import DepositId, ProjectId
from kiosk.staff.desk import StaffDesk
from kiosk.staff.factory import factory_reset
from kiosk.staff.papers import Papers
from kiosk.tablet import Status, Tablet
from kiosk.visit import Visit
from sync.hub.intake import Intake
from sync.hub.store import HubStore
from sync.parcel import digest_of
from tests.world import NOON, SetClock

ROOT = Path(__file__).parent.parent.parent
ROOMS = (str(ROOT / "kiosk"), str(ROOT / "sync"))
Write = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What a child does and when it dies."""

    work: str
    folder: str
    journal: str
    """File that the child appends its lines to."""
    seed: int
    after_seconds: float = 0
    """The child lives so long, from when it is ready."""
    after_lines: int = 0
    """Not 0: the child kills itself at that line of our own code instead."""
    from_birth: bool = False
    """Count from the fork, so that it also dies while it opens its files."""


class Nursery:
    """The tests' side: sends orders and waits until each child is dead."""

    def __enter__(self) -> Nursery:
        command = [sys.executable, "-m", "tests.faults.nursery"]
        self._process = Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=ROOT)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def kill_one(self, order: Order) -> str:
        """Raise a child, let it work, see it die; gives ``killed`` or ``failed``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


ENDS: tuple[dict[str, Any], ...] = ({"after_lines": 1}, {"after_lines": 10**9})
"""At the first line, and after all there is to do: for work that ends by itself, however slow the machine."""


def moments(seed: int, kills: int, *, longest_seconds: float, lines: int) -> Iterator[dict[str, Any]]:
    """When each child dies: half of them at a random time, half at a random line of our code."""
    drawn = random.Random(seed)
    for number in range(kills):
        from_birth = drawn.random() < 0.15
        if number % 2:
            yield {"after_seconds": drawn.uniform(0, longest_seconds), "from_birth": from_birth}
        else:
            yield {"after_lines": drawn.randint(1, lines), "from_birth": from_birth}


def cast_ballots(order: Order, write: Write, ready: Callable[[], None]) -> None:
    """Cast with random codes through `Visit`; a receipt is written when `cast` has returned."""
    drawn = random.Random(order.seed)
    folder = Path(order.folder)
    codes = (folder / "codes.txt").read_text(encoding="utf-8").split()
    tablet = Tablet(folder, clock=lambda: NOON)
    assert tablet.index is not None
    ready()
    while True:
        visit = Visit(tablet, "en")
        visit.choose_language("en")
        visit.choose_activity("budget")
        visit.take_part()
        try:
            visit.prove_by_code(drawn.choice(codes))
        except ClaimError:
            continue
        assert visit.draft is not None
        visit.draft = visit.draft.more(drawn.choice(visit.options).id)  # type: ignore[arg-type]
        visit.review()
        write(visit.cast())
        visit.end()
        if drawn.random() < 0.05:
            tablet.vault.settle()


def take_parcels(order: Order, write: Write, ready: Callable[[], None]) -> None:
    """Take parcels in any order, again and again; a digest is written when its answer is there."""
    drawn = random.Random(order.seed)
    folder = Path(order.folder)
    parcels = [path.read_bytes() for path in sorted((folder / "parcels").iterdir())]
    store = HubStore(folder, clock=lambda: NOON)
    intake = Intake(store)
    assert store.index(1) is not None
    ready()
    while True:
        signed = drawn.choice(parcels)
        intake.take(signed)
        write(digest_of(signed))


def keep_accounts(order: Order, write: Write, ready: Callable[[], None]) -> None:
    """Mark, answer, number, erase and settle, as carrying does."""
    drawn = random.Random(order.seed)
    tablet = Tablet(Path(order.folder), clock=lambda: NOON + timedelta(days=drawn.randint(0, 3)))
    ready()
    while True:
        waiting = tablet.vault.undelivered_ids()
        some = drawn.sample(waiting, min(3, len(waiting)))
        match drawn.randrange(6):
            case 0 | 1:
                tablet.vault.mark_carried(some)
            case 2:
                refused: dict[DepositId, str] = dict.fromkeys(some[:1], "late")
                tablet.vault.answer(some[1:], refused, NOON.date())
                for deposit in some:
                    write(f"answered {deposit.hex()}")
            case 3:
                write(f"sequence {tablet.next_sequence()}")
            case 4:
                tablet.erase_old(1)
            case 5:
                tablet.vault.settle()


def live_days(order: Order, write: Write, ready: Callable[[], None]) -> None:
    """Open, cast, pause, resume, close, day after day, from wherever the last child left the tablet."""
    now = SetClock()
    tablet = Tablet(Path(order.folder), clock=now)
    closed_on = tablet.vault.fact("closed_on")
    if closed_on:
        now.pass_by(days=(date.fromisoformat(closed_on) - NOON.date()).days + 1)
    account = Account(id="animateur", name="Ada", role=Role.FACILITATOR, pin="-")
    desk = StaffDesk(tablet, account)
    assert tablet.index is not None
    ready()
    while True:
        if tablet.status in {Status.READY, Status.CLOSED}:
            desk.open()
        elif tablet.status is Status.PAUSED:
            desk.resume()
        visit = Visit(tablet, "en")
        visit.choose_language("en")
        visit.choose_activity("nom")
        visit.take_part()
        assert visit.draft is not None
        visit.draft = visit.draft.tap(ProjectId(visit.options[0].id))
        visit.review()
        write(f"cast {visit.cast()}")
        visit.end()
        desk.pause()
        desk.resume()
        desk.close()
        write(f"closed {now.now.date()}")
        now.pass_by(days=1)


def key_papers(order: Order, write: Write, ready: Callable[[], None]) -> None:
    """Key batches of four papers and accept them, from wherever the last child left the batch."""
    drawn = random.Random(order.seed)
    folder = Path(order.folder)
    codes = (folder / "codes.txt").read_text(encoding="utf-8").split()
    tablet = Tablet(folder, clock=lambda: NOON)
    account = Account(id="animateur", name="Ada", role=Role.FACILITATOR, pin="-")
    second = StaffDesk(tablet, Account(id="second", name="Rosa", role=Role.STAFF, pin="-"))
    papers = Papers(StaffDesk(tablet, account))
    assert tablet.index is not None
    ready()
    while True:
        batch = next(iter(papers.open()), None) or papers.begin("budget", 4)
        while number := papers.next_number(batch):
            if drawn.random() < 0.2:
                papers.key_void(batch, "unreadable")
            else:
                try:
                    proof = papers.prove_by_code(batch, drawn.choice(codes))
                except ClaimError:
                    continue
                line = read_line(papers.rules(batch), f"{drawn.randint(1, 12)}=2")
                papers.key_ballot(batch, line.draft.ballot(), proof)
            write(f"keyed {batch.number} {number}")
        # What `countersign` does once it has looked at the PIN, which takes its time on purpose.
        papers._accept(papers.check(batch), second, "second")
        write(f"accepted {batch.number} 4")


def keep_backup(order: Order, write: Write, ready: Callable[[], None]) -> None:
    """Cast, and write a backup after each ballot, over and over."""
    tablet = Tablet(Path(order.folder), clock=lambda: NOON)
    assert tablet.index is not None
    card = Path(order.folder).with_suffix(".card")
    card.mkdir(exist_ok=True)
    keeper = Keeper(tablet, Card(card, tablet.folder, same_disk=True))
    ready()
    while True:
        visit = Visit(tablet, "en")
        visit.choose_language("en")
        visit.choose_activity("nom")
        visit.take_part()
        assert visit.draft is not None
        visit.draft = visit.draft.tap(ProjectId(visit.options[0].id))
        visit.review()
        write(f"cast {visit.cast()}")
        visit.end()
        if keeper.look() is State.UP_TO_DATE:
            write(f"kept {len(tablet.vault.undelivered_ids())}")


def restore_once(order: Order, write: Write, ready: Callable[[], None]) -> None:
    """Restore the backup that lies beside the folder, then die in any case."""
    tablet = Tablet(Path(order.folder), clock=lambda: NOON)
    desk = StaffDesk(tablet, Account(id="adm", name="Ada", role=Role.ADMINISTRATOR, pin="-"))
    beside = Path(order.folder).parent
    key = parse_code((beside / "recovery.code").read_text(encoding="ascii"))
    ready()
    done = restore_backup(desk, beside / "lost.backup", key, "lost")
    write(f"restored {done.deposits}")
    os.kill(os.getpid(), signal.SIGKILL)


def reset_once(order: Order, write: Write, ready: Callable[[], None]) -> None:
    """Erase the tablet, then die in any case."""
    tablet = Tablet(Path(order.folder), clock=lambda: NOON)
    desk = StaffDesk(tablet, Account(id="adm", name="Ada", role=Role.ADMINISTRATOR, pin="-"))
    ready()
    factory_reset(desk)
    write("erased")
    os.kill(os.getpid(), signal.SIGKILL)


WORK = {
    "paper": key_papers,
    "cast": cast_ballots,
    "take": take_parcels,
    "keep": keep_accounts,
    "live": live_days,
}
WORK |= {"backup": keep_backup, "restore": restore_once, "reset": reset_once}


def _die_at_line(number: int) -> None:
    seen = 0

    def line(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal seen
        if event == "line":
            seen += 1
            if seen >= number:
                os.kill(os.getpid(), signal.SIGKILL)
        return line

    def call(frame: FrameType, _event: str, _argument: object) -> Any:
        return line if frame.f_code.co_filename.startswith(ROOMS) else None

    sys.settrace(call)


def _child(order: Order, tell: int) -> None:
    journal = os.open(order.journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    if order.after_lines and order.from_birth:
        _die_at_line(order.after_lines)

    def ready() -> None:
        os.write(tell, b"r")
        if order.after_lines and not order.from_birth:
            _die_at_line(order.after_lines)

    WORK[order.work](order, lambda line: _write_line(journal, line), ready)


def _write_line(journal: int, line: str) -> None:
    os.write(journal, line.encode() + b"\n")


def _raise_and_kill(order: Order) -> str:
    listen, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(listen)
        try:
            _child(order, tell)
        finally:
            os._exit(3)
    os.close(tell)
    if not order.from_birth:
        os.read(listen, 1)
    if not order.after_lines:
        time.sleep(order.after_seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(listen)
    return "killed" if os.WIFSIGNALED(status) else "failed"


def main() -> None:
    """Take orders until the tests hang up."""
    for line in sys.stdin:
        sys.stdout.write(_raise_and_kill(Order(**json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
