"""The first PIN: none that anybody guesses, typed twice, asked for once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.accounts import hashed_pin
from kiosk.cli.pins import first_pin
from kiosk.errors import StaffError, UsageError, VaultError
from kiosk.staff.desk import StaffDesk
from kiosk.staff.first_pin import choose_first_pin, needs_first_pin, weak_pin
from tests.journeys.kiosk_app import draft_of
from tests.world import World

GOOD = "407391"


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("", "pin_too_short"),
        ("40739", "pin_too_short"),
        ("4073914073914", "pin_too_long"),
        ("40739a", "pin_not_figures"),
        ("٤٠٧٣٩١", "pin_not_figures"),
        ("000000", "pin_too_easy"),
        ("123456", "pin_too_easy"),
        ("987654", "pin_too_easy"),
        ("789012", "pin_too_easy"),
        ("246802", "pin_too_easy"),
        ("121212", "pin_too_easy"),
        ("1231231", "pin_too_easy"),
        (GOOD, ""),
        ("112358", ""),
    ],
)
def test_what_anybody_guesses_is_no_pin(pin: str, why: str) -> None:
    assert weak_pin(pin) == why


def test_a_pin_is_asked_for_once_and_only_before_the_first_use(world: World) -> None:
    tablet = world.tablet(opened=False)
    assert needs_first_pin(tablet)
    with pytest.raises(StaffError, match="not the same"):
        choose_first_pin(tablet, GOOD, GOOD[::-1])
    choose_first_pin(tablet, GOOD, GOOD)
    assert not needs_first_pin(tablet)
    assert StaffDesk.enter(tablet, GOOD).account.id == "administrateur-local"
    with pytest.raises(VaultError, match="already"):
        choose_first_pin(tablet, "305172", "305172")
    used = world.tablet("used")
    assert not needs_first_pin(used), "whoever stands before an open tablet may be anybody"


def test_two_people_never_have_the_same_pin(tmp_path: Path) -> None:
    draft = draft_of()
    draft["accounts"][0]["pin"] = hashed_pin(GOOD)
    world = World(tmp_path, draft=draft)
    tablet = world.tablet(opened=False)
    with pytest.raises(StaffError, match="Somebody of the staff"):
        choose_first_pin(tablet, GOOD, GOOD)
    assert needs_first_pin(tablet)
    world.close()


def test_the_command_takes_it_from_a_file_or_asks_twice(tmp_path: Path) -> None:
    file = tmp_path / "pin.txt"
    file.write_text(f"{GOOD}\n", encoding="utf-8")
    assert first_pin(file) == GOOD
    file.write_text("123456\n", encoding="utf-8")
    with pytest.raises(UsageError, match="easy to guess"):
        first_pin(file)
    typed: Iterator[str] = iter(["123456", "123456", GOOD, "x", GOOD, GOOD])
    assert first_pin(None, lambda _words: next(typed)) == GOOD
    with pytest.raises(UsageError, match="No PIN was chosen"):
        first_pin(None, lambda _words: "")
