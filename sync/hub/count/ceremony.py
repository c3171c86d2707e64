"""A count that people watch: one at a time for a vote, its progress where every process of the hub sees it.

The shares are in the memory of the one process that counts, and only until the box is open; no table, no
file and no log holds them. The papers lie in ``counts/ACTIVITY`` until somebody publishes them.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select

from kiosk.errors import CountError, KioskError
from kiosk.i18n import Translator
from kiosk.signed import fingerprint
from sync.hub.bulk import insert_new
from sync.hub.count.papers import write_papers
from sync.hub.count.run import check_may_open, count, found_for_count
from sync.hub.count.tables import ceremonies
from sync.hub.shares import Share, unwrap
from sync.hub.store import HubStore

_GIVEN_UP_AFTER = timedelta(minutes=2)
"""A count that has not reported for so long has ended with its process."""
_REPORT_EVERY = timedelta(seconds=1)
_COLUMNS = ("activity", "state", "step", "done", "total", "sentence", "heard")


class Going(StrEnum):
    """How a count goes."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """Of the newest count of a vote."""

    state: Going
    step: str
    """``claims`` or ``ballots``; empty before."""
    done: int
    total: int
    sentence: str
    """Why it failed."""


class SharesWrong(StrEnum):
    """Why some shares do not open a box."""

    TOO_FEW = "too_few"
    OTHER_BOX = "other_box"
    SAME_HOLDER = "same_holder"
    NOT_OWN = "not_own"


def shares_needed(store: HubStore) -> int:
    """How many key holders open the box."""
    return int(store.fact("shares_needed") or 2)


def papers_folder(store: HubStore, activity: str) -> Path:
    """Where the papers of a vote lie before they are published."""
    return store.folder.path / "counts" / activity


def wrong_shares(store: HubStore, shares: Sequence[Share]) -> SharesWrong | None:
    """What is wrong with these shares; None: they open the box."""
    box = fingerprint(store.box_key)
    if any(share.box != box for share in shares):
        return SharesWrong.OTHER_BOX
    numbers = {share.index for share in shares}
    if len(numbers) < len(shares):
        return SharesWrong.SAME_HOLDER
    if len(numbers) < shares_needed(store):
        return SharesWrong.TOO_FEW
    try:
        unwrap(store.wrapped_box_key(), store.box_key, shares)
    except CountError:
        return SharesWrong.NOT_OWN
    return None


def begin(store: HubStore, activity: str, shares: Sequence[Share], tr: Translator) -> threading.Thread:
    """Count in a thread of this process; gives the thread, which is running.

    Raises:
        CountError: too early, no such vote, a count of it is going on, or the shares do not open the box.
    """
    _, found = found_for_count(store, activity)
    check_may_open(store, found)
    if (wrong := wrong_shares(store, shares)) is not None:
        raise CountError(f"These shares do not open this box: {wrong.value}.")
    if not _take(store, activity):
        raise CountError(f"{activity} is being counted already.")
    thread = threading.Thread(
        target=_run, args=(store, activity, tuple(shares), tr), name=f"count {activity}", daemon=True
    )
    thread.start()
    return thread


def progress_of(store: HubStore, activity: str) -> Progress | None:
    """Of the newest count; None: there was none here."""
    with store.reading() as connection:
        row = connection.execute(select(ceremonies).where(ceremonies.c.activity == activity)).first()
    if row is None or not row.state:
        return None
    state, sentence = Going(row.state), row.sentence
    if state is Going.RUNNING and _is_given_up(store, row.heard):
        state, sentence = Going.FAILED, "The process that counted has ended. Count again."
    return Progress(state, row.step, row.done, row.total, sentence)


def _take(store: HubStore, activity: str) -> bool:
    now = _seconds(store)
    with store.transaction() as connection:
        insert_new(connection, ceremonies, _COLUMNS, [(activity, "", "", 0, 0, "", 0)])
        taken = connection.execute(
            ceremonies.update()
            .where(
                ceremonies.c.activity == activity,
                (ceremonies.c.state != Going.RUNNING.value)
                | (ceremonies.c.heard < now - int(_GIVEN_UP_AFTER.total_seconds())),
            )
            .values(state=Going.RUNNING.value, step="", done=0, total=0, sentence="", heard=now)
        ).rowcount
    return bool(taken)


def _run(store: HubStore, activity: str, shares: tuple[Share, ...], tr: Translator) -> None:
    last = datetime.min.replace(tzinfo=UTC)

    def report(step: str, done: int, total: int) -> None:
        nonlocal last
        now = store.clock().astimezone(UTC)
        if now - last >= _REPORT_EVERY or done == total:
            last = now
            _note(store, activity, Going.RUNNING, step=step, done=done, total=total)

    try:
        result = count(store, activity, shares, report)
        write_papers(store, result, papers_folder(store, activity), tr)
    except KioskError as error:
        _note(store, activity, Going.FAILED, sentence=str(error))
    except Exception:  # the people at the ceremony must not wait for a thread that has died
        _note(store, activity, Going.FAILED, sentence="The count broke off. The hub's log says where.")
        raise
    else:
        _note(store, activity, Going.DONE)


def _note(store: HubStore, activity: str, state: Going, **values: object) -> None:
    with store.transaction() as connection:
        connection.execute(
            ceremonies.update()
            .where(ceremonies.c.activity == activity)
            .values(state=state.value, heard=_seconds(store), **values)
        )


def _is_given_up(store: HubStore, heard: int) -> bool:
    return _seconds(store) - heard > _GIVEN_UP_AFTER.total_seconds()


def _seconds(store: HubStore) -> int:
    return int(store.clock().timestamp())
