"""Promise 2: whoever takes the tablet, or a copy of its disk, learns no vote, no name, no code, no order."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.claims.codes import Code, digest_of, printed
from kiosk.envelope import Envelope
from kiosk.errors import ClaimError, KioskError, VaultError
from kiosk.ids import ActivityId, ConsultationId, DepositId
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit, Vault
from screens.shell import crash_record
from sync.demo import demo_draft
from sync.usb import export_parcels
from tests.sync.acts import begin, cast, cast_by_code, cast_by_name, direct, finish, lost, parcel_of
from tests.world import NOON, World

FIRST, LAST, BORN = "Zyxwaldo", "Quetzalcoatl", "29021936"
BORN_AS = ("29021936", "1936-02-29", "29/02/1936", "29/2/1936")
VOTE = {"zqchoice-a": 3, "zqchoice-b": 1}


def marked_draft() -> dict[str, Any]:
    """The demo with projects that cannot occur by chance in any file."""
    draft: dict[str, Any] = json.loads(demo_draft(NOON))
    for consultation in draft["consultations"]:
        for activity in consultation["activities"]:
            if activity["id"] == "budget":
                activity["projects"][0]["id"] = "zqchoice-a"
                activity["projects"][1]["id"] = "zqchoice-b"
    return draft


@pytest.fixture
def marked(tmp_path: Path) -> World:
    """A city with distinctive projects and one tablet's worth of codes."""
    return World(tmp_path / "city", draft=marked_draft(), codes={"budget": 30})


def copy_of(tablet: Tablet, to: Path) -> Path:
    """What a thief has who copies the folder while the tablet runs."""
    shutil.copytree(tablet.folder, to)
    return to


def without_catalogue(folder: Path) -> bytes:
    """Every byte of the folder, but for the signed catalogue, which is public and names all projects."""
    held = b""
    for path in sorted(folder.rglob("*")):
        if path.name == "vault.db":
            with closing(sqlite3.connect(path)) as connection:
                (signed,) = connection.execute("SELECT signed FROM catalogue").fetchone()
                connection.execute("UPDATE catalogue SET signed = x''")
                connection.commit()
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            assert b"zqchoice-a" in signed
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            held += path.read_bytes()
    return held


def spellings(*codes: Code) -> list[bytes]:
    """Each way a code could be written down."""
    return [
        text.encode() for code in codes for text in (code, printed(code), code.lower(), printed(code).lower())
    ]


def digests(*codes: Code) -> list[bytes]:
    """Codes as digests, raw and in hex."""
    names = ConsultationId("budget-participatif"), ActivityId("budget")
    raw = [bytes(digest_of(code, *names)) for code in codes]
    return raw + [digest.hex().encode() for digest in raw]


def people() -> list[bytes]:
    """Each way the person could be written down."""
    names = [form for name in (FIRST, LAST) for form in (name, name.upper(), name.lower())]
    return [text.encode() for text in (*names, *BORN_AS)]


def assert_secret(disk: bytes, secrets: list[bytes]) -> None:
    """Fail on anything private, in UTF-8 or as UTF-16, which databases and logs use too."""
    assert len(disk) > 10_000, "nothing was copied"
    found = [
        secret
        for secret in secrets
        for form in (secret, secret.decode("latin-1").encode("utf-16-le"))
        if form in disk
    ]
    assert found == []


def raw_files(folder: Path) -> bytes:
    """Every byte as it lies there: database, write-ahead log, shared memory, keys, logs."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def visit_and_vote(world: World, tablet: Tablet) -> list[Code]:
    """A named person votes in a quartier, and two voters by code; gives the codes."""
    cast_by_name(tablet, LAST, "rives", {"r1": 1})
    visit = begin(tablet, "quartier")
    visit.prove_by_declaring(FIRST, LAST, BORN)
    visit.choose_quartier("canal")
    finish(visit, {"c1": 1})
    codes = world.drawn["budget"][:2]
    for code in codes:
        cast_by_code(tablet, code, VOTE)
    return codes


def refuse_claims(world: World, tablet: Tablet) -> None:
    """The same person and the same code again, a mistyped code, an impossible birth date."""
    with pytest.raises(ClaimError, match="declared_here"):
        begin(tablet, "quartier").prove_by_declaring(FIRST, LAST, BORN)
    with pytest.raises(ClaimError, match="birth_date"):
        begin(tablet, "quartier").prove_by_declaring(FIRST, LAST, "29021935")
    with pytest.raises(ClaimError, match="code_spent_here"):
        begin(tablet, "budget").prove_by_code(world.drawn["budget"][0])
    with pytest.raises(ClaimError, match="code_mistyped"):
        begin(tablet, "budget").prove_by_code(world.drawn["budget"][0][:-1] + "*")


def carry_with_a_loss(world: World, tablet: Tablet) -> None:
    """Hand over with a lost answer first, to a stick, and then for good."""
    from sync.courier import Courier

    with direct(world.hub, lost) as wire, pytest.raises(KioskError):
        Courier(tablet, wire).carry()
    stick = tablet.folder.parent.parent / "stick"
    stick.mkdir()
    export_parcels(tablet, stick)
    with direct(world.hub) as wire:
        Courier(tablet, wire).carry()
    tablet.erase_old(0)


After = Callable[[World, Tablet], None]
AFTERWARDS: dict[str, After] = {
    "casting": lambda _world, _tablet: None,
    "settling": lambda _world, tablet: tablet.vault.settle(),
    "refused claims": refuse_claims,
    "carrying": carry_with_a_loss,
}


@pytest.mark.parametrize("moment", AFTERWARDS)
def test_a_copied_tablet_shows_no_choice_no_name_and_no_code(
    marked: World, tmp_path: Path, moment: str
) -> None:
    tablet = marked.tablet()
    codes = visit_and_vote(marked, tablet)
    AFTERWARDS[moment](marked, tablet)
    disk = copy_of(tablet, tmp_path / "copy")
    everything = raw_files(disk)
    assert_secret(everything, people() + spellings(*codes))
    stick = tmp_path / "city" / "stick"
    assert_secret(everything + raw_files(stick), people() + spellings(*codes))
    assert_secret(without_catalogue(disk), [b"zqchoice", *digests(*codes)[len(codes) :]])
    marked.close()


def test_a_tablet_copied_after_a_crash_shows_nothing_either(marked: World, tmp_path: Path) -> None:
    tablet = marked.tablet()
    folder = tablet.folder
    codes = marked.drawn["budget"][:2]
    marked.close()
    child = os.fork()
    if child == 0:
        try:
            crashed = Tablet(folder, clock=lambda: NOON)
            visit_and_vote(marked, crashed)
            visit = begin(crashed, "quartier")
            visit.prove_by_declaring(FIRST, LAST + "a", BORN)
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(3)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    shutil.copytree(folder, tmp_path / "copy")
    assert_secret(raw_files(tmp_path / "copy"), people() + spellings(*codes))
    assert_secret(without_catalogue(tmp_path / "copy"), [b"zqchoice", *digests(*codes)[len(codes) :]])


def test_the_search_finds_what_it_searches_for(tmp_path: Path) -> None:
    (tmp_path / "vault.db-wal").write_bytes(bytes(20_000) + "QUETZALCOATL".encode("utf-16-le"))
    with pytest.raises(AssertionError, match="QUETZALCOATL"):
        assert_secret(raw_files(tmp_path), people())


def test_a_code_is_kept_as_a_digest_in_one_table_only(marked: World, tmp_path: Path) -> None:
    tablet = marked.tablet()
    code = marked.drawn["budget"][0]
    cast_by_code(tablet, code, VOTE)
    tablet.vault.settle()
    with closing(sqlite3.connect(copy_of(tablet, tmp_path / "copy") / "vault.db")) as connection:
        connection.execute("DELETE FROM catalogue")
        assert connection.execute("SELECT count(*) FROM spent_code").fetchone() == (1,)
        connection.execute("DELETE FROM spent_code")
        connection.commit()
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert_secret(raw_files(tmp_path / "copy"), digests(code))
    marked.close()


@pytest.mark.parametrize("activity", ["budget", "quartier", "nom", "parc-vote", "priorites"])
def test_all_envelopes_of_a_vote_are_of_one_length(world: World, activity: str) -> None:
    tablet = world.tablet()
    budget = iter(world.drawn["budget"])
    ballots: dict[str, list[Callable[[], object]]] = {
        "budget": [
            lambda: cast_by_code(tablet, next(budget), {}),
            lambda: cast_by_code(tablet, next(budget), {"1": 1}),
            lambda: cast_by_code(tablet, next(budget), {"10": 3, "11": 3, "12": 1}),
            lambda: cast_by_code(tablet, next(budget), {str(n): 1 for n in range(1, 8)}),
        ],
        "quartier": [
            lambda: cast_by_name(tablet, "A", "rives", {}),
            lambda: cast_by_name(tablet, "B" * 60, "tilleuls", {"t1": 1, "t2": 1, "t3": 1}),
            lambda: cast_by_name(tablet, "Ç", "canal", {"c1": 1}),
        ],
        "nom": [lambda: cast(tablet, {}), lambda: cast(tablet, {"d": 1})],
        "parc-vote": [
            lambda: finish(_attended(tablet), {}),
            lambda: finish(_attended(tablet), {"k2": 1, "k3": 1, "k4": 1}),
        ],
        "priorites": [
            lambda: cast(tablet, {}, "priorites"),
            lambda: cast(tablet, {"m4": 1, "m1": 1, "m3": 1, "m2": 1}, "priorites"),
        ],
    }
    for ballot in ballots[activity]:
        ballot()
    envelopes = [Envelope.from_bytes(deposit.content) for deposit in tablet.vault.deliverable(99)]
    assert len(envelopes) == len(ballots[activity])
    assert len({(len(envelope.claim), len(envelope.ballot)) for envelope in envelopes}) == 1


def _attended(tablet: Tablet) -> Any:
    from sync.demo import PIN

    visit = begin(tablet, "parc-vote")
    visit.prove_by_attendance(PIN)
    return visit


@pytest.fixture
def uneven(tmp_path: Path) -> World:
    """A vote by quartier in which one quartier has many more projects than the other."""
    draft: dict[str, Any] = json.loads(demo_draft(NOON))
    consultation = next(c for c in draft["consultations"] if c["id"] == "idees-quartier")
    activity = consultation["activities"][0]
    activity["method"] = {"name": "approval", "min_choices": 1}
    model = activity["projects"][0]
    activity["projects"] += [model | {"id": f"rives-and-a-long-name-{n}"} for n in range(20)]
    return World(tmp_path / "city", draft=draft)


def test_the_length_does_not_tell_the_quartier(uneven: World) -> None:
    tablet = uneven.tablet()
    cast_by_name(tablet, "A", "rives", {"r1": 1})
    cast_by_name(tablet, "B", "canal", {"c1": 1})
    assert len({len(deposit.content) for deposit in tablet.vault.deliverable(9)}) == 1


def test_the_longest_names_that_are_accepted_can_be_cast(world: World) -> None:
    visit = begin(world.tablet(), "quartier")
    visit.prove_by_declaring("\U00020000" * 60, "\U00020001" * 60, "07031948")
    visit.choose_quartier("tilleuls")
    finish(visit, {"t1": 1})


def deposits_of(world: World, number: int) -> list[Deposit]:
    """Sealed deposits, in the order they were cast."""
    tablet = world.tablet("source")
    seen: list[DepositId] = []
    for code in world.drawn["budget"][:number]:
        cast_by_code(tablet, code, VOTE)
        seen += [deposit for deposit in tablet.vault.undelivered_ids() if deposit not in seen]
    by_id = {deposit.id: deposit for deposit in tablet.vault.deliverable(number)}
    return [by_id[deposit] for deposit in seen]


def settled_pages(path: Path, deposits: list[Deposit]) -> bytes:
    """A vault's file after these deposits in this order, but for SQLite's two counters of changes."""
    vault = Vault(path)
    for deposit in deposits:
        vault.cast(deposit, deposit.id)
        if deposit.id[0] % 3 == 0:
            vault.settle()
    vault.settle()
    assert not path.with_name(path.name + "-wal").stat().st_size
    vault.close()
    pages = path.read_bytes()
    return pages[:24] + pages[28:40] + pages[44:92] + pages[100:]


def test_a_settled_vault_is_the_same_file_whoever_came_first(marked: World, tmp_path: Path) -> None:
    deposits = deposits_of(marked, 24)
    first = settled_pages(tmp_path / "first.db", deposits)
    for seed in range(3):
        again = random.Random(seed).sample(deposits, len(deposits))
        assert again != deposits
        assert settled_pages(tmp_path / f"again-{seed}.db", again) == first
    marked.close()


def test_what_is_stored_exported_and_sent_is_in_the_order_of_random_ids(marked: World) -> None:
    arrival = deposits_of(marked, 24)
    tablet = marked._tablets[0]
    by_id = sorted(arrival, key=lambda deposit: deposit.id)
    assert arrival != by_id
    assert [deposit for batch in tablet.deliverable(5) for deposit in batch] == by_id
    with tablet.vault.reading() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM deposit").all()
        assert [row[0] for row in rows] == [deposit.id for deposit in by_id]
        with pytest.raises(Exception, match="no such column: rowid"):
            connection.exec_driver_sql("SELECT rowid FROM deposit")
    sent = parcel_of(tablet, arrival)
    places = [sent.index(deposit.id) for deposit in by_id]
    assert places == sorted(places)
    marked.close()


def test_no_table_of_the_tablet_pairs_a_ballot_with_a_time(marked: World) -> None:
    tablet = marked.tablet()
    before = tablet.vault.events()
    visit_and_vote(marked, tablet)
    assert tablet.vault.events() == before
    with tablet.vault.reading() as connection:
        for table in ("deposit", "standing", "spent_code", "counter"):
            columns = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")}
            assert not columns & {"at", "time", "created", "cast_at", "number", "sequence"}
    marked.close()


class FullDisk:
    """Makes every write of a vault fail as on a full disk."""

    def __init__(self, vault: Vault) -> None:
        with vault.reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        self.vault = vault

    def lift(self) -> None:
        """Room again."""
        with self.vault.reading() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")


def test_a_full_disk_says_nothing_of_the_vote_and_loses_nothing(marked: World, tmp_path: Path) -> None:
    tablet = marked.tablet()
    code = marked.drawn["budget"][0]
    visit = begin(tablet, "budget")
    visit.prove_by_code(code)
    assert visit.draft is not None
    visit.draft = visit.draft.more("zqchoice-a").more("zqchoice-b")  # type: ignore[arg-type]
    visit.review()
    disk = FullDisk(tablet.vault)
    with pytest.raises(VaultError, match="could not write") as refused:
        visit.cast()
    assert tablet.vault.undelivered_ids() == []
    record = "\n".join(crash_record(refused.value))
    secrets = [b"zqchoice", *spellings(code), *digests(code), *people()]
    for text in (str(refused.value), record):
        assert [secret for secret in secrets if secret in text.encode()] == []
    whole = "".join(traceback.format_exception(refused.value))
    assert [secret for secret in [b"zqchoice", *spellings(code)] if secret in whole.encode()] == []
    disk.lift()
    assert visit.cast()
    assert len(tablet.vault.undelivered_ids()) == 1
    marked.close()


def test_a_name_is_in_no_refusal_and_in_no_crash_record(marked: World) -> None:
    tablet = marked.tablet()
    visit = begin(tablet, "quartier")
    visit.prove_by_declaring(FIRST, LAST, BORN)
    visit.choose_quartier("rives")
    assert visit.draft is not None
    visit.draft = visit.draft.tap("r1")  # type: ignore[arg-type]
    visit.review()
    disk = FullDisk(tablet.vault)
    with pytest.raises(VaultError) as refused:
        visit.cast()
    whole = "".join(traceback.format_exception(refused.value)) + "\n".join(crash_record(refused.value))
    assert [secret for secret in people() if secret in whole.encode()] == []
    disk.lift()
    visit.end()
    assert not [part for part in map(str, vars(visit).values()) if LAST.upper() in part]
    marked.close()
