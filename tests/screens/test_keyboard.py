"""Keyboards on the glass lose no tap; a physical keyboard and a scanner type into the same field."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from screens.widgets.field import CodeField, Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import DELETE, LEFT, LETTERS, RIGHT, SHIFT, KEYBOARD_AZERTY, KEYBOARD_CODE, KEYBOARD_DIGITS, Layout
from tests.screens.gallery import Gallery
from tests.terminal import TerminalSession

ROOT = Path(__file__).parents[2]
GRIDS = ((40, 12), (60, 20), (80, 24), (98, 26))


def characters(layout: Layout) -> set[str]:
    return {name for page in layout.pages.values() for row in page for name, _ in row}


def test_the_code_keyboard_has_crockfords_characters_and_delete() -> None:
    assert characters(KEYBOARD_CODE) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ") | {DELETE}


def test_the_letters_of_french_are_on_the_first_page() -> None:
    first = {name for row in KEYBOARD_AZERTY.pages[LETTERS] for name, _ in row}
    assert first >= set("abcdefghijklmnopqrstuvwxyzéèàçêù-,.!? ’") | {DELETE, SHIFT, LEFT, RIGHT}


def test_the_digits_are_on_theirs() -> None:
    assert characters(KEYBOARD_DIGITS) >= set("0123456789") | {DELETE}


@pytest.mark.parametrize("columns", [40, 98])
def test_no_tap_is_lost_at_ten_a_second(columns: int, tmp_path: Path) -> None:
    lines = 12 if columns == 40 else 26
    command = [sys.executable, "-m", "tests.screens.gallery", "text", str(tmp_path / "errors")]
    wanted = "hello bonne vallee"
    with TerminalSession(command, cwd=ROOT, columns=columns, lines=lines) as terminal:
        shown = terminal.wait_for("Espace").splitlines()
        keys = [
            line for line in shown if line.split()[:2] in (list("az"), list("qs"), list("wx"), ["⇧", "123"])
        ]
        where = {}
        for character in set(wanted):
            label = "Espace" if character == " " else f" {character} "
            line = next(line for line in keys if label in f" {line} ")
            where[character] = (f" {line} ".index(label) + len(label) // 2 - 1, shown.index(line))
        for character in wanted:
            terminal.click(where[character])
            time.sleep(0.1)  # the rhythm of the finger, not a wait
        terminal.wait_for(f"Éloïse d'Œ{wanted}")


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("name", ["code", "text", "digits"])
async def test_every_key_lies_inside_the_screen_above_the_bar(
    name: str, grid: tuple[int, int], tmp_path: Path
) -> None:
    app = Gallery(name, error_log=tmp_path / "errors")
    async with app.run_test(size=grid) as pilot:
        await pilot.pause()
        keyboard = app.screen.query_one(Keyboard)
        bottom = app.screen.query_one("#bottom").region
        field = app.screen.query_one(Field).region
        assert field.bottom <= keyboard.region.y
        assert keyboard.region.bottom <= bottom.y
        for key in keyboard.placed_keys():
            assert keyboard.size.region.contains_region(key.region)
            if grid[0] >= 80:
                assert key.region.width - 1 >= 5
                assert key.region.height >= 2


async def test_each_key_types_what_it_shows(tmp_path: Path) -> None:
    app = Gallery("code", error_log=tmp_path / "errors")
    async with app.run_test(size=(98, 26)) as pilot:
        await pilot.pause()
        field, keyboard = app.screen.query_one(CodeField), app.screen.query_one(Keyboard)
        for key in keyboard.placed_keys():
            field.clear()
            await pilot.click(Keyboard, offset=(key.region.x + 1, key.region.y + 1))
            assert field.value == ("" if key.name == DELETE else key.name)


async def test_a_finger_that_slides_off_types_nothing(tmp_path: Path) -> None:
    app = Gallery("code", error_log=tmp_path / "errors")
    async with app.run_test(size=(98, 26)) as pilot:
        await pilot.pause()
        field, keyboard = app.screen.query_one(CodeField), app.screen.query_one(Keyboard)
        before = field.value
        one, other = keyboard.placed_keys()[:2]
        await pilot.mouse_down(Keyboard, offset=(one.region.x + 1, one.region.y + 1))
        await pilot.mouse_up(Keyboard, offset=(other.region.x + 1, other.region.y + 1))
        assert field.value == before


async def test_arrows_walk_over_the_keys_and_leave_at_the_edge(tmp_path: Path) -> None:
    app = Gallery("code", error_log=tmp_path / "errors")
    async with app.run_test(size=(98, 26)) as pilot:
        await pilot.pause()
        field = app.screen.query_one(CodeField)
        field.clear()
        await pilot.press("down", "down", "right", "enter", "down", "enter")
        assert field.value == "2B"
        await pilot.press("down", "down")
        assert app.focused is not None
        assert app.focused.id in ("back", "main")


async def test_a_scan_fills_the_field_wherever_the_focus_is_and_can_be_repeated(tmp_path: Path) -> None:
    app = Gallery("code", error_log=tmp_path / "errors")
    async with app.run_test(size=(98, 26)) as pilot:
        await pilot.pause()
        field = app.screen.query_one(CodeField)
        field.clear()
        app.screen.query_one("#back").focus()
        for code in ("K7QM-3F9T-X2K7-QM3F-9", "0123-4567-89AB-CDEF-G"):
            await pilot.press(*code, "enter")
            assert field.value == code.replace("-", "")
            assert field.complete


async def test_letters_read_leniently_and_foreign_signs_are_passed_over(tmp_path: Path) -> None:
    app = Gallery("code", error_log=tmp_path / "errors")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        field = app.screen.query_one(CodeField)
        field.clear()
        field.write("o i l k é!")
        assert field.value == "011K"


async def test_shift_makes_one_capital(tmp_path: Path) -> None:
    app = Gallery("text", error_log=tmp_path / "errors")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        field, keyboard = app.screen.query_one(Field), app.screen.query_one(Keyboard)
        field.clear()
        for key in ("⇧", "é", "o", "123", "7", "abc", "a"):
            keyboard.press(key)
        assert field.value == "Éo7a"
