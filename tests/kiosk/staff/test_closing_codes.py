"""The signed line in parts: whole again whatever the order, and refused when a part is missing or foreign."""

from __future__ import annotations

import re

import pytest

from kiosk.errors import FormatError
from kiosk.staff.closing_codes import code_parts, whole_line
from kiosk.staff.closing_statement import closing_statement, read_closing, signed_line
from tests.world import World

LINE = "KIOSK-SIGNED-1 closing 72f9b3031b365060 " + "abcDEF+/=0 " * 20 + "end"


@pytest.mark.parametrize("letters", [40, 53, 78, 106, 400])
def test_parts_are_as_small_as_asked_and_make_the_line_again(letters: int) -> None:
    parts = code_parts(LINE, letters)
    assert max(map(len, parts)) <= letters
    assert not re.search(r"\s", "".join(parts)), "a scanner may drop a space"
    assert whole_line(" ".join([*reversed(parts), parts[0]])) == LINE


def test_a_room_too_small_gives_no_codes() -> None:
    assert code_parts(LINE, 15) == code_parts(LINE, 20) == ()


def test_a_line_in_one_piece_stays_as_it_is() -> None:
    assert whole_line(LINE) == LINE


def test_a_missing_part_is_named() -> None:
    parts = code_parts(LINE, 106)
    with pytest.raises(FormatError, match="Code 2 of this closing is missing"):
        whole_line(" ".join((parts[0], *parts[2:])))


def test_parts_of_two_closings_are_not_mixed() -> None:
    mine, other = code_parts(LINE, 106), code_parts(LINE.replace("end", "End"), 106)
    with pytest.raises(FormatError, match="different closings"):
        whole_line(" ".join((mine[0], *other[1:])))
    with pytest.raises(FormatError, match="do not belong together"):
        whole_line(" ".join((mine[0].replace("closing", "clasing"), *mine[1:])))


def test_the_hub_can_check_what_was_photographed(world: World) -> None:
    tablet = world.tablet()
    statement = closing_statement(tablet)
    scanned = "\n".join(code_parts(signed_line(tablet, statement), 78))
    assert read_closing(whole_line(scanned), tablet.signing_key.verify_key) == statement
