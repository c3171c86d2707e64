"""Promise 1: what was called recorded is on disk, and nothing is half-done, whenever the process dies.

``KIOSK_TORTURE=1`` kills ten times as often.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.envelope import Envelope
from kiosk.ids import DepositId
from kiosk.receipts import receipt_of
from kiosk.staff.period import period_of
from kiosk.tablet import Status, Tablet
from kiosk.vault.store import Vault
from sync.hub.intake import Intake
from sync.hub.store import HubStore
from sync.parcel import digest_of, unpack, unpack_answer
from tests.faults.nursery import Nursery, Order, moments
from tests.sync.acts import cast, parcel_of, stored
from tests.world import NOON, World

LONGER = 10 if os.environ.get("KIOSK_TORTURE") == "1" else 1
CASTING, TAKING, KEEPING, LIVING = 200 * LONGER, 60 * LONGER, 60 * LONGER, 32 * LONGER


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """One warm process for all tests."""
    with Nursery() as warm:
        yield warm


def journal_of(path: Path) -> list[str]:
    """What the children wrote."""
    return path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []


def query(path: Path, statement: str) -> list[tuple[object, ...]]:
    """Rows of a database nobody has open."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def check_vault(folder: Path, receipts: list[str]) -> int:
    """Compare a vault with the receipts that were shown; gives how many deposits it holds."""
    vault = Vault(folder / "vault.db")
    try:
        assert vault.integrity() == "ok"
        deposits = vault.deliverable(1_000_000)
        shown, held = set(receipts), {receipt_of(deposit.id) for deposit in deposits}
        assert len(shown) == len(receipts)
        assert shown <= held
        assert all(line.holds for line in vault.account())
        assert sum(line.cast for line in vault.account()) == len(deposits)
    finally:
        vault.close()
    assert query(folder / "vault.db", "SELECT count(*) FROM spent_code") == [(len(deposits),)]
    envelopes = [Envelope.from_bytes(deposit.content) for deposit in deposits]
    assert len({(len(envelope.claim), len(envelope.ballot)) for envelope in envelopes}) <= 1
    return len(deposits)


def test_no_receipt_is_ever_lost_when_a_tablet_dies_while_people_vote(
    tmp_path: Path, nursery: Nursery
) -> None:
    world = World(tmp_path / "city", codes={"budget": 4000})
    template = world.tablet("template").folder
    world.close()
    (template / "codes.txt").write_text("\n".join(world.drawn["budget"]), encoding="utf-8")
    most_half_told, shown = 0, 0
    folder, kills_here = tmp_path / "none", 0
    for number, moment in enumerate(moments(1, CASTING, longest_seconds=0.06, lines=2500)):
        if number % 20 == 0:
            folder, kills_here = tmp_path / f"tablet-{number}", 0
            shutil.copytree(template, folder)
        journal = folder.with_suffix(".journal")
        order = Order("cast", str(folder), str(journal), number, **moment)
        assert nursery.kill_one(order) == "killed"
        kills_here += 1
        receipts = journal_of(journal)
        held = check_vault(folder, receipts)
        # Between the commit and the receipt one ballot a death may be recorded and not shown.
        assert held - len(receipts) <= kills_here
        most_half_told = max(most_half_told, held - len(receipts))
        if number % 20 == 19:
            shown += len(receipts)
    assert shown > 0
    assert most_half_told > 0, "no child died between commit and receipt: the moments are too tame"


def test_the_vault_waits_for_the_disk_at_every_commit(tmp_path: Path) -> None:
    # A killed process leaves its writes to the system; only this setting holds when the power goes.
    world = World(tmp_path)
    vault = world.tablet().vault
    with vault.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
    world.close()


def test_no_parcel_is_half_taken_when_the_hub_dies(tmp_path: Path, nursery: Nursery) -> None:
    world = World(tmp_path / "city")
    tablet = world.tablet()
    for _ in range(60):
        cast(tablet)
    template = world.hub.folder.path
    (template / "parcels").mkdir()
    parcels: dict[str, list[DepositId]] = {}
    for deposits in tablet.deliverable(3):
        signed = parcel_of(tablet, deposits)
        (template / "parcels" / f"{digest_of(signed)}.parcel").write_bytes(signed)
        parcels[digest_of(signed)] = [deposit.id for deposit in deposits]
    hub_key = world.hub.signing_key.verify_key
    world.close()
    folder, taken_whole = tmp_path / "none", 0
    for number, moment in enumerate(moments(2, TAKING, longest_seconds=0.06, lines=4000)):
        if number % 3 == 0:
            folder = tmp_path / f"hub-{number}"
            shutil.copytree(template, folder)
        journal = folder.with_suffix(".journal")
        order = Order("take", str(folder), str(journal), number, **moment)
        assert nursery.kill_one(order) == "killed"
        store = HubStore(folder, clock=lambda: NOON)
        held = {row[0] for row in stored(store)}
        for digest in journal_of(journal):
            assert set(parcels[digest]) <= held
        for deposits_of_one in parcels.values():
            assert len(held & set(deposits_of_one)) in {0, len(deposits_of_one)}
        taken_whole += len(set(journal_of(journal)))
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        if number % 3 == 2:
            for path in (folder / "parcels").iterdir():
                answer = unpack_answer(Intake(store).take(path.read_bytes()), hub_key)
                assert set(answer.accepted) == set(parcels[path.stem])
            assert len(stored(store)) == 60
        store.close()
    assert taken_whole > 0
    assert unpack(next((template / "parcels").iterdir()).read_bytes(), tablet.signing_key.verify_key)


def test_the_account_holds_when_a_tablet_dies_while_it_carries_and_erases(
    tmp_path: Path, nursery: Nursery
) -> None:
    world = World(tmp_path / "city")
    tablet = world.tablet("template")
    for _ in range(120):
        cast(tablet)
    template = tablet.folder
    world.close()
    folder, answered = tmp_path / "none", 0
    for number, moment in enumerate(moments(3, KEEPING, longest_seconds=0.04, lines=2500)):
        if number % 4 == 0:
            folder = tmp_path / f"tablet-{number}"
            shutil.copytree(template, folder)
        journal = folder.with_suffix(".journal")
        order = Order("keep", str(folder), str(journal), number, **moment)
        assert nursery.kill_one(order) == "killed"
        lines = [line.split() for line in journal_of(journal)]
        sequences = [int(value) for name, value in lines if name == "sequence"]
        assert len(set(sequences)) == len(sequences)
        vault = Vault(folder / "vault.db")
        assert vault.integrity() == "ok"
        assert all(line.holds for line in vault.account())
        assert sum(line.cast for line in vault.account()) == 120
        waiting = set(vault.undelivered_ids())
        vault.close()
        told = {DepositId(bytes.fromhex(value)) for name, value in lines if name == "answered"}
        assert not told & waiting
        answered += len(told)
        orphans = "SELECT count(*) FROM standing WHERE id NOT IN (SELECT id FROM deposit)"
        assert query(folder / "vault.db", orphans) == [(0,)]
    assert answered > 0


LIFE_AFTER = {
    None: Status.READY,
    "open": Status.OPEN,
    "pause": Status.PAUSED,
    "reopen": Status.OPEN,
    "close": Status.CLOSED,
}
"""Where the newest step that was written down leaves the tablet."""


def test_a_tablet_that_dies_while_it_opens_or_closes_is_in_one_state_and_says_so(
    tmp_path: Path, nursery: Nursery
) -> None:
    world = World(tmp_path / "city")
    template = world.tablet("template", opened=False).folder
    world.close()
    folder, shown, found = tmp_path / "none", 0, set[Status]()
    for number, moment in enumerate(moments(4, LIVING, longest_seconds=0.12, lines=1500)):
        if number % 4 == 0:
            folder = tmp_path / f"tablet-{number}"
            shutil.copytree(template, folder)
        journal = folder.with_suffix(".journal")
        order = Order("live", str(folder), str(journal), number, **moment)
        assert nursery.kill_one(order) == "killed"
        tablet = Tablet(folder, clock=lambda: NOON)
        assert tablet.vault.integrity() == "ok"
        assert all(line.holds for line in tablet.vault.account())
        lines = [line.split() for line in journal_of(journal)]
        receipts = {value for name, value in lines if name == "cast"}
        assert receipts <= {receipt_of(deposit) for deposit in tablet.vault.undelivered_ids()}
        steps = [name for _, name, _ in tablet.vault.events(10_000) if name in LIFE_AFTER]
        assert tablet.status is LIFE_AFTER[steps[-1] if steps else None], "a step and its event are one"
        closed_on = tablet.vault.fact("closed_on")
        assert (closed_on is None) is ("close" not in steps), "a closing and its day are one"
        told = [value for name, value in lines if name == "closed"]
        assert (closed_on or "") >= max(told, default=""), "a closing that was told is kept"
        assert len(told) <= steps.count("close") <= len(told) + number % 4 + 1
        period = period_of(tablet)
        assert (period is None) is (not steps), "an opening and the counters of its zero sheet are one"
        if tablet.status is Status.OPEN and period is not None:
            before = sum(period.cast.values())
            assert (
                before <= sum(line.cast for line in tablet.vault.account()) <= before + 2 * (number % 4 + 1)
            )
        found.add(tablet.status)
        shown += len(told)
        tablet.close_files()
    assert shown > 0
    assert {Status.OPEN, Status.CLOSED} <= found, "the moments are too tame"
