"""The brake on sign-ins: slow for who guesses, shared by all processes of the hub, never shut for ever.

An attempt is charged before the password is looked at, in one transaction that locks its row: many
attempts at the same moment are as slow as one after the other. A right password clears the account.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from sync.hub.bulk import insert_new
from sync.hub.staff.tables import tries
from sync.hub.store import HubStore

_FORGOTTEN_SECONDS = 24 * 3600
_COLUMNS = ("subject", "wrong", "last", "shut_until")


@dataclass(frozen=True)
class Brake:
    """How attempts on one kind of subject are slowed down."""

    free: int
    """Wrong ones that cost no wait."""
    first_seconds: int
    """The first wait; each further one is twice as long."""
    most_seconds: int
    """The longest wait: whoever has the right password gets in after it."""
    calm_seconds: int
    """After so long without an attempt, counting begins again."""

    def wait(self, wrong: int) -> int:
        """Seconds until the next attempt, after so many wrong ones."""
        over = wrong - self.free
        return 0 if over <= 0 else min(self.first_seconds << min(over - 1, 16), self.most_seconds)


BY_ACCOUNT = Brake(free=5, first_seconds=5, most_seconds=120, calm_seconds=3600)
BY_ADDRESS = Brake(free=20, first_seconds=5, most_seconds=900, calm_seconds=3600)


def charge(store: HubStore, account: str, address: str) -> int:
    """Charge one attempt; gives 0, or the seconds to wait, and then nothing may be looked at."""
    now = int(store.clock().timestamp())
    subjects = sorted(_subjects(account, address).items())
    with store.transaction() as connection:
        connection.execute(tries.delete().where(tries.c.last < now - _FORGOTTEN_SECONDS))
        held = [(subject, brake, _locked(connection, subject, now)) for subject, brake in subjects]
        wait = max(_seconds_shut(row, brake, now) for _, brake, row in held)
        if wait:
            return wait
        for subject, brake, row in held:
            wrong = (0 if now - row.last > brake.calm_seconds else row.wrong) + 1
            connection.execute(
                tries.update()
                .where(tries.c.subject == subject)
                .values(wrong=wrong, last=now, shut_until=now + brake.wait(wrong))
            )
    return 0


def clear(store: HubStore, account: str, address: str) -> None:
    """Take the charge of a right password back; other wrong ones of that address stay."""
    by_account, by_address = _subjects(account, address)
    with store.transaction() as connection:
        connection.execute(tries.delete().where(tries.c.subject == by_account))
        connection.execute(
            tries.update()
            .where(tries.c.subject == by_address, tries.c.wrong > 0)
            .values(wrong=tries.c.wrong - 1, shut_until=0)
        )


def _locked(connection: Connection, subject: str, now: int) -> Row[Any]:
    """The row of a subject, which no other process changes before the commit."""
    insert_new(connection, tries, _COLUMNS, [(subject, 0, now, 0)])
    here = tries.c.subject == subject
    # An update locks its row on SQLite and on PostgreSQL alike.
    connection.execute(tries.update().where(here).values(subject=subject))
    return connection.execute(select(tries).where(here)).one()


def _seconds_shut(row: Row[Any], brake: Brake, now: int) -> int:
    left = int(row.shut_until) - now
    # A clock that was ahead for a while must not shut anybody out for longer than the brake says.
    return left if 0 < left <= brake.most_seconds else 0


def _subjects(account: str, address: str) -> dict[str, Brake]:
    return {
        _digest(f"account {account}"): BY_ACCOUNT,
        _digest(f"address {_network(address)}"): BY_ADDRESS,
    }


def _network(address: str) -> str:
    """The address, or the /64 of an IPv6 one: whoever has one of those has all of them."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()
