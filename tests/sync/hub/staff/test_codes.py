"""Voting codes after publication: printed, used, voided, replaced, and counted without telling who."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.claims.codes import parse_code, printed
from sync.hub.code_office import SMALL_CELL, shown_cells, use_of_codes
from sync.hub.staff.audit import entries
from tests.poppler import pages, text_of
from tests.sync.acts import cast_by_code
from tests.sync.hub.staff.desk import Desk, Page, french
from tests.world import World

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b")


def codes_of(world: World) -> int:
    """How many the newest catalogue knows for the budget."""
    newest = world.hub.newest_catalogue()
    assert newest is not None
    index = world.hub.index(newest[0])
    assert index is not None
    return len(index.codes.get("budget", {}))


def send(desk: Desk, act: str, **fields: str) -> Page:
    """One of the forms of the budget's page."""
    return desk.send(desk.get("/codes/budget"), f"/budget/{act}", **fields)


def test_printed_codes_open_a_vote_on_a_tablet_and_are_kept_nowhere(world: World, boss: Desk) -> None:
    tablet = world.tablet()
    answer = send(boss, "print", number="9").answer
    assert answer.headers["content-type"] == "application/pdf"
    assert pages(answer.content) == 2
    drawn = sorted(set(CODE.findall(text_of(answer.content))))
    assert len(drawn) == 9
    assert codes_of(world) == 8 + 9
    world.carry(tablet)
    cast_by_code(tablet, parse_code(drawn[0]))
    assert entries(world.hub, 1)[0].subject == "budget 9"
    world.hub.close()
    for path in world.hub.folder.path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for code in drawn:
                assert code.encode() not in content
                assert parse_code(code).encode() not in content


@pytest.mark.parametrize("number", ["0", "-1", "2001", "", "x", "1e9", "99999999999999999999"])
def test_an_impossible_number_of_codes_changes_nothing(world: World, boss: Desk, number: str) -> None:
    assert send(boss, "print", number=number).status == 422
    assert codes_of(world) == 8


def test_voided_codes_are_out_of_the_next_catalogue(world: World, boss: Desk) -> None:
    stolen = [printed(code) for code in world.drawn["budget"][:3]]
    page = send(boss, "void", codes="\r\n".join(stolen).lower() + "\r\n\r\n")
    assert page.status == 200
    assert codes_of(world) == 5
    again = send(boss, "void", codes=stolen[1])
    assert again.status == 422
    assert stolen[1] not in str(again.soup)
    newest = entries(world.hub, 1)[0]
    assert (newest.act, newest.subject) == ("codes_voided", "budget 3")


def test_one_wrong_code_among_many_voids_none(world: World, boss: Desk) -> None:
    good = printed(world.drawn["budget"][0])
    for wrong in ("0000", good[:-1] + ("0" if good[-1] != "0" else "1"), "", "<script>"):
        page = send(boss, "void", codes=f"{good}\n{wrong}" if wrong else "")
        assert page.status == 422
    assert codes_of(world) == 8


def test_a_spoiled_card_is_replaced_by_one_of_the_reserve(world: World, boss: Desk) -> None:
    old, reserve, other = (printed(code) for code in world.drawn["budget"][:3])
    for first, second in ((old, old), (old, "0000"), ("0000", reserve), (old, ""), ("", "")):
        assert send(boss, "replace", old=first, reserve=second).status == 422
    assert send(boss, "replace", old=old, reserve=reserve).notice == french(
        "The old code is void. Hand out the reserve card: it is good already."
    )
    assert codes_of(world) == 7
    assert send(boss, "replace", old=old, reserve=other).status == 422
    tablet = world.tablet()
    cast_by_code(tablet, parse_code(reserve))
    world.carry(tablet)
    assert len(world.count("budget").counted) == 1


def test_a_ballot_of_a_voided_code_is_set_aside_at_the_count(world: World, boss: Desk) -> None:
    tablet = world.tablet()
    cast_by_code(tablet, world.drawn["budget"][0])
    world.carry(tablet)
    send(boss, "void", codes=printed(world.drawn["budget"][0]))
    result = world.count("budget")
    assert [reason for _, reason in result.set_aside] == ["code_unknown"]


def test_the_figures_of_use_hide_what_is_small(world: World, boss: Desk) -> None:
    tablet = world.tablet()
    for code in world.drawn["budget"][:3]:
        cast_by_code(tablet, code)
    world.carry(tablet)
    (use,) = use_of_codes(world.hub, "budget", processes=1)
    assert (use.drawn, use.used) == (8, None)
    page = boss.send(boss.get("/codes/budget"), "/use")
    assert page.rows()[0][french("Used")] == french("not shown")
    send(boss, "print", number="9")
    assert entries(world.hub, 2)[1].act == "code_use_looked_at"


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=8))
def test_no_cell_below_ten_is_shown_or_follows_from_the_total(numbers: dict[str, int]) -> None:
    shown = shown_cells(numbers)
    assert shown.keys() == numbers.keys()
    assert all(number is None or number == numbers[name] >= SMALL_CELL for name, number in shown.items())
    hidden = [name for name, number in shown.items() if number is None]
    assert len(hidden) != 1 or len(numbers) == 1
    if all(number >= SMALL_CELL for number in numbers.values()):
        assert shown == numbers


def test_a_vote_that_asks_for_no_code_has_no_page(boss: Desk) -> None:
    assert boss.get("/codes/nom").status == 404
    assert french("Voting codes") == boss.get("/codes").title
