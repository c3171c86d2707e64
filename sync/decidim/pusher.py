"""One at a time hands over to the platform: a row of the hub's database that whoever pushes holds.

A pusher that died is found out in one of two ways. On its own machine its process is gone: its place
is taken at once, and never while it lives, however long it takes. From another machine nobody can see
that: its place is taken when its time is up, which is longer than any call can last, and it is renewed
before each call. So two never speak to the platform at once.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, select

from kiosk.errors import HandoverError
from sync.decidim.ledger_tables import pushers, utc
from sync.hub.bulk import insert_new
from sync.hub.store import HubStore

HOLD_SECONDS = 3600
"""More than a call can last with every wait that a throttle may ask for."""
_NAME = "platform"
_HELD_HERE: set[str] = set()
"""Tokens in use in this process: one that is not among them was left behind when letting go failed."""


class Holder(BaseModel):
    """Which process holds the place."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    machine: str
    """Host, start of its system and namespace: where a process number means something."""
    process: int
    started: str
    """In ticks since the system started: a number that is used again is another process."""

    @classmethod
    def here(cls) -> Holder:
        """This process."""
        process = os.getpid()
        return cls(machine=_machine(), process=process, started=_started(process) or "")

    def lives(self) -> bool | None:
        """Whether the process is still there; None where that cannot be seen from here."""
        if self.machine != _machine() or not self.started:
            return None
        started = _started(self.process)
        return started == self.started if started is not None else _answers(self.process)


@dataclass(frozen=True)
class Pusher:
    """The place, held."""

    store: HubStore
    token: str

    def keep(self, connection: Connection) -> None:
        """Prolong it, in the transaction that writes down what is about to be sent.

        Raises:
            HandoverError: somebody else has it now; nothing may be sent.
        """
        until = utc(self.store.clock() + timedelta(seconds=HOLD_SECONDS))
        kept = connection.execute(
            pushers.update().where(pushers.c.name == _NAME, pushers.c.token == self.token).values(until=until)
        ).rowcount
        if kept != 1:
            raise HandoverError("Another process hands over to the platform now; this one has stopped.")


@contextmanager
def only_pusher(store: HubStore) -> Iterator[Pusher]:
    """Hold the place while the block runs.

    Raises:
        HandoverError: another process holds it.
    """
    pusher = Pusher(store, secrets.token_hex(16))
    _take(store, pusher.token)
    _HELD_HERE.add(pusher.token)
    try:
        yield pusher
    finally:
        _HELD_HERE.discard(pusher.token)
        with store.transaction() as connection:
            connection.execute(
                pushers.update()
                .where(pushers.c.name == _NAME, pushers.c.token == pusher.token)
                .values(token="", holder="", until=None)
            )


def _take(store: HubStore, token: str) -> None:
    now = utc(store.clock())
    with store.transaction() as connection:
        insert_new(connection, pushers, ("name", "token", "holder"), [(_NAME, "", "")])
        held = connection.execute(select(pushers).where(pushers.c.name == _NAME).with_for_update()).one()
        if held.token and not _free(held.token, held.holder, held.until, now):
            raise HandoverError(
                "Another process is handing over to the platform"
                f"{_words(held.holder)}. Wait until it has finished, or end it."
            )
        connection.execute(
            pushers.update()
            .where(pushers.c.name == _NAME)
            .values(
                token=token,
                holder=Holder.here().model_dump_json(),
                until=now + timedelta(seconds=HOLD_SECONDS),
            )
        )


def _free(token: str, written: str, until: datetime | None, now: datetime) -> bool:
    over = until is None or until <= now
    holder = _holder(written)
    if holder is None:
        return over
    if holder == Holder.here():
        return token not in _HELD_HERE
    lives = holder.lives()
    return over if lives is None else not lives


def _holder(text: str) -> Holder | None:
    try:
        return Holder.model_validate_json(text)
    except ValidationError:
        return None


def _words(written: str) -> str:
    holder = _holder(written)
    return f": process {holder.process} on {holder.machine.partition(' ')[0]}" if holder else ""


def _machine() -> str:
    boot = Path("/proc/sys/kernel/random/boot_id")
    namespace = Path("/proc/self/ns/pid")
    parts = [socket.gethostname()]
    try:
        parts += [boot.read_text(encoding="ascii").strip(), os.readlink(namespace)]  # noqa: PTH115
    except OSError:
        parts.append("without /proc")
    return " ".join(parts)


def _started(process: int) -> str | None:
    """Start of a process in ticks (proc(5), ``stat`` field 22), empty when it has ended; None: not shown."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *fields = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else fields[18]


def _answers(process: int) -> bool:
    """Whether there is a process of that number, also one of another user whose files are not shown."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
