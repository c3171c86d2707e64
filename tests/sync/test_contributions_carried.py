"""Contributions travel as ballots do: every figure adds up on every way, and nothing pairs them."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from kiosk.contributions.content import OptInContent
from kiosk.errors import KioskError
from kiosk.ids import DepositKind, Mode
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit, Vault
from sync.courier import Courier
from sync.hub.contributions import contributions, numbers
from sync.parcel import unpack
from sync.usb import clear_answered, export_parcels, import_answers, take_parcels
from tests.sync import contributing as act
from tests.sync.acts import aside, cast, cast_by_code, direct, holds, lost, parcel_of, stored
from tests.sync.contributing import DAY, sealed
from tests.world import World

LINES = Counter(
    {
        ("", "", "feedback"): 1,
        ("", "", "opt_in"): 1,
        ("canal-demain", "canal-idees", "comment"): 1,
        ("canal-demain", "canal-idees", "proposal"): 1,
        ("canal-demain", "canal-idees", "support"): 1,
        ("nuit", "nuit-debat", "comment"): 1,
        ("quartier-calme", "calme", "survey_response"): 1,
        ("signalements", "signaler", "report"): 1,
    }
)
"""What one visit of six things leaves behind."""


def lines(tablet: Tablet, figure: str) -> Counter[tuple[str, str, str]]:
    """One figure of the tablet's account, by consultation, activity and kind."""
    return Counter(
        {
            (line.consultation, line.activity, line.kind): getattr(line, figure)
            for line in tablet.vault.account()
        }
    )


@pytest.fixture
def tablet(world: World) -> Tablet:
    """A tablet on which somebody has done six things."""
    tablet = world.tablet()
    act.visit_of_six(tablet)
    return tablet


def test_every_kind_has_its_line_and_the_equation_holds_at_each_step(world: World, tablet: Tablet) -> None:
    tablet.vault.count_up("visits")
    assert lines(tablet, "cast") == lines(tablet, "aboard") == LINES
    assert holds(tablet)
    with direct(world.hub, lost) as wire, pytest.raises(KioskError):
        Courier(tablet, wire).carry()
    assert lines(tablet, "carried") == LINES
    assert holds(tablet)
    with direct(world.hub) as wire:
        progress = Courier(tablet, wire).carry()
    assert (progress.total, progress.acknowledged, progress.refused, progress.held_back) == (8, 8, 0, 0)
    assert lines(tablet, "acknowledged") == LINES
    assert holds(tablet)
    assert numbers(world.hub) == dict(LINES)
    (known,) = world.hub.tablets()
    assert known.statement is not None
    assert Counter({(x.consultation, x.activity, x.kind): x.cast for x in known.statement.lines}) == LINES
    assert known.statement.undelivered == 0
    world.clock.pass_by(days=8)
    assert tablet.erase_old(7) == 8
    assert lines(tablet, "erased") == LINES
    assert tablet.vault.deliverable(99) == []
    assert holds(tablet)


def test_what_is_refused_stays_aboard_with_its_reason_and_adds_up(world: World, tablet: Tablet) -> None:
    world.clock.pass_by(days=31)
    with direct(world.hub) as wire:
        progress = Courier(tablet, wire).carry()
    # The survey and the debate were over; what belongs to no consultation is never late.
    assert (progress.acknowledged, progress.refused) == (6, 2)
    assert {reason for _, reason in tablet.vault.refused()} == {"late"}
    assert holds(tablet)
    world.clock.pass_by(days=8)
    assert tablet.erase_old(7) == 6
    assert len(tablet.vault.refused()) == 2
    assert holds(tablet)


def test_a_stick_brings_exactly_the_same(world: World, tablet: Tablet, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    sent = tablet.vault.deliverable(99)
    assert export_parcels(tablet, stick, batch=3).deposits == 8
    take_parcels(stick, lambda signed: world.intake.take(signed, by_network=False), None)
    assert import_answers(tablet, stick).acknowledged == 8
    assert clear_answered(tablet, stick) == 3
    assert holds(tablet)
    assert [row[0] for row in stored(world.hub)] == [deposit.id for deposit in sent]
    assert [row[5] for row in stored(world.hub)] == [deposit.content for deposit in sent]
    assert numbers(world.hub) == dict(LINES)


def test_closing_lets_everything_go_and_the_last_statement_says_so(world: World, tablet: Tablet) -> None:
    tablet.change_status("close", "test")
    with direct(world.hub) as wire:
        Courier(tablet, wire).carry()
    (known,) = world.hub.tablets()
    assert known.statement is not None
    assert (known.statement.status, known.statement.undelivered) == ("closed", 0)
    assert holds(tablet)


def test_official_ballots_wait_for_company_and_contributions_do_not(tmp_path: Path) -> None:
    world = World(tmp_path, mode=Mode.OFFICIAL)
    tablet = world.tablet()
    act.visit_of_six(tablet)
    cast_by_code(tablet, world.drawn["budget"][0])
    assert tablet.waiting_for_company() == 1
    assert {deposit.kind for batch in tablet.deliverable(99) for deposit in batch} == {
        kind
        for kind in DepositKind
        if kind not in (DepositKind.BALLOT, DepositKind.CODE_REPLACEMENT, DepositKind.TALLY)
    }
    with direct(world.hub) as wire:
        progress = Courier(tablet, wire).carry()
    assert (progress.acknowledged, progress.held_back) == (8, 1)
    (known,) = world.hub.tablets()
    assert known.statement is not None
    assert known.statement.undelivered == 1
    assert holds(tablet)
    world.close()


def test_ten_contributions_are_no_company_for_a_ballot(tmp_path: Path) -> None:
    world = World(tmp_path, mode=Mode.OFFICIAL)
    tablet = world.tablet()
    cast(tablet)
    for number in range(10):
        act.debate(act.visitor(tablet), f"Réponse {number}")
    assert tablet.waiting_for_company() == 1
    world.close()


def test_an_opt_in_with_a_consultation_is_set_aside(world: World, tablet: Tablet) -> None:
    content = OptInContent(language="fr", on=DAY, address="odile@example.org", consent=1)
    stray = sealed(world, content)
    elsewhere = next(deposit for deposit in tablet.vault.deliverable(99) if deposit.consultation)
    moved = Deposit(stray.id, stray.kind, elsewhere.consultation, elsewhere.activity, 1, stray.content)
    world.intake.take(parcel_of(tablet, [moved]))
    assert aside(world.hub) == [(stray.id, "unknown_activity")]


def test_ids_say_nothing_of_the_visit(world: World) -> None:
    """Six things of one visit and six visits of one thing leave the same kind of rows: random, of one day."""
    drawn: list[bytes] = []

    def counted(number: int) -> bytes:
        drawn.append(random.Random(len(drawn)).randbytes(number))
        return drawn[-1]

    together, apart = world.tablet("together"), world.tablet("apart")
    act.visit_of_six(together)
    for thing in (act.propose, act.support, act.answer, act.report):
        thing(act.visitor(apart))
    act.comment(act.visitor(apart), "Très bien vu")
    act.debate(act.visitor(apart), "Je rentre à pied")
    for tablet in (together, apart):
        rows = tablet.vault.deliverable(99)
        assert [row.id for row in rows] == sorted(row.id for row in rows)
        # Nothing but random ids, kinds and places stands beside what is sealed.
        assert {field for row in rows for field in vars(row)} == {
            *("id", "kind", "consultation", "activity", "catalogue", "content", "origin")
        }
        assert {row.origin for row in rows} == {""}
        # No two ids share more than chance: half of their 128 bits differ, give or take.
        for one in rows:
            for other in rows:
                if one.id < other.id:
                    different = (int.from_bytes(one.id) ^ int.from_bytes(other.id)).bit_count()
                    assert 30 < different < 98
    tablet = world.tablet("seeded")
    tablet.random_bytes = counted
    act.visit_of_six(tablet)
    ids = {deposit.id for deposit in tablet.vault.deliverable(99)}
    assert ids == {one for one in drawn if len(one) == 16}, "each id is drawn anew, from outside"


def test_what_is_sealed_holds_the_day_and_nothing_that_pairs(world: World) -> None:
    tablet = world.tablet()
    act.visit_of_six(tablet)
    world.clock.pass_by(hours=3, minutes=7, seconds=9)
    act.visit_of_six(tablet)
    with direct(world.hub) as wire:
        Courier(tablet, wire).carry()
    for activity in ("canal-idees", "nuit-debat", "calme", "signaler", ""):
        for found in contributions(world.hub, activity):
            written = str(found)
            assert "15:07" not in written
            assert "12:00" not in written
            assert world.hub.tablets()[0].id not in written
            if activity:
                assert found.content.model_dump()["on"] == DAY  # type: ignore[union-attr]


def settled_pages(path: Path, deposits: list[Deposit]) -> bytes:
    """A vault's file after these deposits in this order, settled after each visit of so many."""
    vault = Vault(path)
    for deposit in deposits:
        vault.cast(deposit)
    vault.settle()
    vault.close()
    pages = path.read_bytes()
    return pages[:24] + pages[28:40] + pages[44:92] + pages[100:]


def test_the_vault_and_the_parcel_are_the_same_bytes_in_whatever_order(world: World, tmp_path: Path) -> None:
    source = world.tablet("source")
    visits: list[list[Deposit]] = []
    for _ in range(3):
        known = {deposit.id for deposit in source.vault.deliverable(99)}
        act.visit_of_six(source)
        visits.append([one for one in source.vault.deliverable(99) if one.id not in known])
    one_after_another = [deposit for visit in visits for deposit in visit]
    side_by_side = [visit[place] for place in range(8) for visit in visits]
    assert one_after_another != side_by_side
    assert settled_pages(tmp_path / "a.db", one_after_another) == settled_pages(
        tmp_path / "b.db", side_by_side
    )
    first, second = parcel_of(source, one_after_another), parcel_of(source, side_by_side)
    carried = [unpack(parcel, source.signing_key.verify_key).deposits for parcel in (first, second)]
    assert carried[0] == carried[1]
    assert [deposit.id for deposit in carried[0]] == sorted(deposit.id for deposit in one_after_another)
    # Groups are numbered by the first record that has them, which is by random ids as well.
    groups = [unpack(parcel, source.signing_key.verify_key).header.groups for parcel in (first, second)]
    assert groups[0] == groups[1]
