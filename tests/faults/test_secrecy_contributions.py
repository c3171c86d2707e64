"""Promise 2 for words: a copy of the tablet's disk holds nothing of what anybody typed, at any moment."""

from __future__ import annotations

import os
import random
import shutil
import signal
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.errors import VaultError
from kiosk.ids import DepositId, DepositKind
from kiosk.tablet import Tablet
from kiosk.visit_map import State
from screens.shell import crash_record
from sync.usb import export_parcels
from tests.faults.test_secrecy import FullDisk, carry_with_a_loss, raw_files
from tests.sync import contributing as act
from tests.world import NOON, World

MARK, ADDRESS = "Zyxwaldo été", "zyx.quetzal@example.org"
TYPED = [
    MARK,
    ADDRESS,
    act.PROPOSAL["title"],
    act.PROPOSAL["place"],
    act.SURVEY["idee"],
    "Il fait chaud l’été sur la berge",
    "Très bien vu",
    "Je rentre à pied",
    "odile.faure@example.org",
    "La lampe est cassée",
    '"salete":["megots"',
    '"priorites":["bacs"',
    '"proposal":"p2"',
    '"satisfaction":"good"',
]
"""What was typed, and choices as they would be written down."""


def assert_unwritten(disk: bytes, words: list[object] = TYPED) -> None:  # type: ignore[assignment]
    """Fail on anything typed, in the encodings of databases, logs and swapped-out text."""
    assert len(disk) > 10_000, "nothing was copied"
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "latin-1", "utf-32-le")
    forms = {
        (text, encoding): text.encode(encoding, "ignore")
        for word in map(str, words)
        for text in (word, word.upper())
        for encoding in encodings
    }
    assert [name for name, form in forms.items() if form in disk] == []


def disk_of(tablet: Tablet, to: Path) -> bytes:
    """All bytes of a copy of the tablet's folder, made while it runs: log and shared memory included."""
    shutil.copytree(tablet.folder, to)
    return raw_files(to)


Moment = Callable[[World, Tablet], None]


def half_typed(_world: World, tablet: Tablet) -> None:
    """Somebody stands in the middle of a proposal, with another draft left behind."""
    visit = act.visitor(tablet)
    visit.choose_proposal("canal-idees", "p1")
    visit.begin(DepositKind.COMMENT)
    visit.accept_charter()
    visit.form.answer(MARK)
    while visit.state is not State.HOME:
        visit.back()
    visit.choose_activity("canal-idees")
    visit.begin(DepositKind.PROPOSAL)
    visit.form.answer(str(act.PROPOSAL["title"]))
    visit.next_question()
    tablet.vault.count_up("visits")


def by_stick(_world: World, tablet: Tablet) -> None:
    """Onto a stick, which lies in the tablet's folder here so that it is searched as well."""
    stick = tablet.folder / "stick"
    stick.mkdir()
    export_parcels(tablet, stick)


MOMENTS: dict[str, Moment] = {
    "sending": lambda _world, _tablet: None,
    "half typed": half_typed,
    "settling": lambda _world, tablet: tablet.vault.settle(),
    "carrying": carry_with_a_loss,
    "a stick": by_stick,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_copied_tablet_holds_no_word_that_was_typed(world: World, tmp_path: Path, moment: str) -> None:
    tablet = world.tablet()
    act.visit_of_six(tablet, MARK, ADDRESS)
    MOMENTS[moment](world, tablet)
    assert_unwritten(disk_of(tablet, tmp_path / "copy"))


def test_the_search_finds_what_it_searches_for(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16-le"):
        (tmp_path / "vault.db-wal").write_bytes(bytes(20_000) + f"x{MARK}".encode(encoding))
        with pytest.raises(AssertionError):
            assert_unwritten(raw_files(tmp_path))


def test_a_tablet_copied_after_a_crash_holds_none_either(world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    folder = tablet.folder
    world.close()
    child = os.fork()
    if child == 0:
        try:
            crashed = Tablet(folder, clock=lambda: NOON)
            act.visit_of_six(crashed, MARK, ADDRESS)
            half_typed(world, crashed)
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(3)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    shutil.copytree(folder, tmp_path / "copy")
    assert_unwritten(raw_files(tmp_path / "copy"))


@pytest.mark.parametrize("part", ["proposal", "opt-in", "feedback"])
def test_a_full_disk_says_nothing_of_the_words_and_records_none(
    world: World, tmp_path: Path, part: str
) -> None:
    tablet = world.tablet()
    visit = act.visitor(tablet)
    act.support(visit)
    begun = len(tablet.vault.undelivered_ids())
    if part == "proposal":
        visit.more()
        visit.begin(DepositKind.PROPOSAL)
        act.answer_all(visit, {**act.PROPOSAL, "body": f"Il fait chaud l’été sur la berge. {MARK}"})
        ends: Callable[[], object] = visit.send
    else:
        visit.finish()
        kind = DepositKind.OPT_IN if part == "opt-in" else DepositKind.FEEDBACK
        visit.begin_farewell(kind)
        if part == "opt-in":
            visit.next_question()
            visit.form.answer(ADDRESS)
        else:
            act.answer_all(visit, {"remark": MARK})
        ends = visit.next_question if part == "opt-in" else visit.finish
    disk = FullDisk(tablet.vault)
    with pytest.raises(VaultError, match="could not write") as refused:
        ends()
    said = "".join(traceback.format_exception(refused.value)) + "\n".join(crash_record(refused.value))
    assert [word for word in TYPED if str(word) in said] == []
    assert len(tablet.vault.undelivered_ids()) == begun
    disk.lift()
    assert_unwritten(disk_of(tablet, tmp_path / "copy"))


def test_every_text_is_of_a_size_class_and_no_length_tells_it(world: World) -> None:
    tablet = world.tablet()
    for said in ("Oui", "Non, et voici pourquoi : " + "le bruit. " * 40):
        act.debate(act.visitor(tablet), said)
    act.support(act.visitor(tablet), "p1")
    act.support(act.visitor(tablet), "p6")
    act.answer(act.visitor(tablet), {"proprete": "oui"})
    act.answer(act.visitor(tablet))
    assert len({len(deposit.content) for deposit in tablet.vault.deliverable(99)}) == 1


def test_the_log_of_the_tablet_says_nothing_of_contributions(world: World) -> None:
    tablet = world.tablet()
    before = tablet.vault.events()
    act.visit_of_six(tablet, MARK, ADDRESS)
    assert tablet.vault.events() == before


def visit_pages(path: Path, visits: list[list[DepositId]], of: Tablet) -> bytes:
    """A vault's file after these visits, settled after each as the app does."""
    from kiosk.vault.store import Vault

    known = {deposit.id: deposit for deposit in of.vault.deliverable(999)}
    vault = Vault(path)
    for visit in visits:
        for deposit in visit:
            vault.cast(known[deposit])
        vault.settle()
    vault.close()
    pages = path.read_bytes()
    return pages[:24] + pages[28:40] + pages[44:92] + pages[100:]


def test_six_things_of_one_visit_and_six_visits_leave_the_same_file(world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    for _ in range(2):
        act.visit_of_six(tablet)
    ids = tablet.vault.undelivered_ids()
    drawn = random.Random(5)
    together = [drawn.sample(ids, len(ids))]
    apart = [[deposit] for deposit in drawn.sample(ids, len(ids))]
    in_pairs = [ids[at : at + 2] for at in range(0, len(ids), 2)]
    files = [
        visit_pages(tmp_path / f"{number}.db", visits, tablet)
        for number, visits in enumerate((together, apart, in_pairs))
    ]
    assert files[0] == files[1] == files[2]
