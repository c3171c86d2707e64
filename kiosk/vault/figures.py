"""Counters and accounts: what every sheet and the board print."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import datetime

from sqlalchemy import func, select

from kiosk.database import BUSY_MILLISECONDS
from kiosk.errors import VaultError
from kiosk.ids import DepositState
from kiosk.vault.account import COUNTERS, RESTORED, Line, lines
from kiosk.vault.counting import add
from kiosk.vault.file import VaultFile
from kiosk.vault.journal import add_event
from kiosk.vault.origins import IS_OURS, WITH_ORIGIN
from kiosk.vault.tables import counters, deposits, standings

_COUNT = (
    "INSERT INTO counter (consultation, activity, kind, name, value) VALUES ('', '', '', ?, ?)"
    " ON CONFLICT DO UPDATE SET value = value + excluded.value"
)
_IMPATIENT_SECONDS = 0.1


class Figures(VaultFile):
    """How many of what."""

    def account(self) -> list[Line]:
        """Cast, aboard, carried, acknowledged, refused, erased: one line a kind of deposit and activity.

        What comes from another tablet's backup was not cast here and has an account of its own.
        """
        return self._account(ours=True)

    def restored_account(self) -> list[Line]:
        """The same of what comes from other tablets' backups; ``cast`` is what was restored here."""
        return self._account(ours=False)

    def _account(self, *, ours: bool) -> list[Line]:
        prefix = "" if ours else RESTORED
        names = [prefix + name for name in COUNTERS]
        key = (deposits.c.consultation, deposits.c.activity, deposits.c.kind)
        with self.reading() as connection:
            state = func.coalesce(standings.c.state, DepositState.ABOARD.value)
            held = connection.execute(
                select(*key, state, func.count())
                .select_from(WITH_ORIGIN)
                .where(IS_OURS if ours else ~IS_OURS)
                .group_by(*key, state)
            ).all()
            counted = connection.execute(
                select(
                    counters.c.consultation,
                    counters.c.activity,
                    counters.c.kind,
                    counters.c.name,
                    counters.c.value,
                ).where(counters.c.name.in_(names))
            ).all()
        return lines(
            ((row[0], row[1], row[2], row[3], row[4]) for row in held),
            ((row[0], row[1], row[2], row[3].removeprefix(prefix), row[4]) for row in counted),
        )

    def count_up(self, name: str) -> None:
        """Add one to a counter of the whole tablet, such as visits."""
        with self.transaction() as connection:
            add(connection, ("", "", "", name), 1)

    def count_and_log(self, name: str, at: datetime, event: str, detail: str = "") -> None:
        """Add one to a counter of the whole tablet and write the event: both or neither."""
        with self.transaction() as connection:
            add(connection, ("", "", "", name), 1)
            add_event(connection, at, event, detail)

    def count_at_once(self, name: str, number: int = 1) -> bool:
        """Add to a counter of the whole tablet unless that would take long; gives whether it was done.

        For what nobody should wait for: another writer, a full disk or a damaged one is no error here.
        """
        if not self.lock.acquire(timeout=_IMPATIENT_SECONDS):
            return False
        try:
            self.driver.execute(f"PRAGMA busy_timeout = {int(_IMPATIENT_SECONDS * 1000)}")
            with self.direct() as connection:
                connection.execute(_COUNT, (name, number))
        except (VaultError, sqlite3.Error):
            return False
        else:
            return True
        finally:
            with suppress(sqlite3.Error):
                self.driver.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            self.lock.release()

    def counter(self, name: str) -> int:
        """A counter of the whole tablet."""
        whole = (counters.c.consultation == "", counters.c.activity == "", counters.c.kind == "")
        query = select(counters.c.value).where(*whole, counters.c.name == name)
        with self.reading() as connection:
            return connection.scalar(query) or 0
