"""A field shows what is around the cursor, goes where the finger points, and takes any text as text."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events
from textual.geometry import Region
from textual.pilot import Pilot

from screens.widgets.field import CURSOR, CodeField
from screens.widgets.text_field import TextField
from screens.widgets.writing import Move
from tests.screens.finger import send
from tests.screens.gallery import HOSTILE, Gallery

GRIDS = ((40, 12), (98, 26))
LINES = "Un banc.\nDeux arbres, et de l’ombre pour tout le monde en été.\nTrois fontaines.\nQuatre."
FORBIDDEN = "\x1b\x07\u202e\u202c\u200f\u2066"
STRANGE = st.text("ab é\n日👩🏽🌾\u200d\ufe0f\u0301\u0300[]\\", max_size=150)


@asynccontextmanager
async def field_at(
    name: str, grid: tuple[int, int], folder: Path, text: str = ""
) -> AsyncIterator[tuple[Gallery, TextField, Pilot[Any]]]:
    app = Gallery(name, error_log=folder / "errors")
    async with app.run_test(size=grid) as pilot:
        await pilot.pause()
        field = app.screen.query_one(TextField)
        field.clear()
        field.write(text)
        field.focus()
        await pilot.pause()
        yield app, field, pilot


def shown(field: TextField) -> list[str]:
    return [field.render_line(y).text for y in range(field.size.height)]


def touch(app: Gallery, field: TextField, column: int, line: int) -> None:
    place = Region(field.content_region.x + column, field.content_region.y + line, 1, 1)
    send(app, events.MouseDown, place)
    send(app, events.MouseUp, place)


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
@pytest.mark.parametrize("name", ["text", "long"])
@given(texts=st.lists(STRANGE, min_size=1, max_size=6), places=st.lists(st.integers(0, 150), min_size=1))
@settings(max_examples=max(6, settings().max_examples // 6))
def test_the_cursor_is_always_in_view_and_nothing_leaves_the_field(
    name: str, grid: tuple[int, int], texts: list[str], places: list[int]
) -> None:
    async def look() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with field_at(name, grid, Path(folder)) as (app, field, pilot):
                for text in texts:
                    field.clear()
                    field.write(text)
                    for place in places:
                        field.edit(lambda writing, at=place: writing.moved_to(at))  # type: ignore[misc]
                        lines = field._shown_lines() if field.long else [field._shown_line()]
                        assert "".join(lines).count(CURSOR) == 1
                        assert len(lines) <= field.content_size.height
                        assert all(cell_len(line) <= field.content_size.width for line in lines)
                await pilot.pause()
                bottom = app.screen.query_one("#main").region
                assert bottom.bottom == grid[1]

    asyncio.run(look())


async def test_marks_say_that_there_is_more_above_and_below(tmp_path: Path) -> None:
    async with field_at("long", (40, 12), tmp_path, LINES) as (_, field, pilot):
        assert field.content_size.height in (2, 3)
        marks = []
        for move in (Move.END, Move.START):
            field.move(move)
            await pilot.pause()
            marks.append("".join(mark for mark in "▲▼" if mark in "".join(shown(field))))
        field.edit(lambda writing: writing.moved_to(LINES.index("monde")))
        await pilot.press("down")
        marks.append("".join(mark for mark in "▲▼" if mark in "".join(shown(field))))
        assert marks == ["▲", "▼", "▲▼"]


async def test_a_short_text_has_no_marks(tmp_path: Path) -> None:
    async with field_at("long", (40, 12), tmp_path, "Un banc.") as (_, field, _pilot):
        assert not set("▲▼↕") & set("".join(shown(field)))


async def test_a_line_that_is_too_long_shows_that_there_is_more_on_either_side(tmp_path: Path) -> None:
    text = "Rue des Filatiers, devant la fontaine, à côté de la boulangerie"
    async with field_at("text", (40, 12), tmp_path, text) as (_, field, pilot):
        assert shown(field)[0].strip("▌ ").startswith("…")
        assert text[-20:] + CURSOR in shown(field)[0]
        await pilot.press("home")
        assert CURSOR + text[:20] in shown(field)[0]
        assert shown(field)[0].rstrip().endswith("…")
        for _ in range(40):
            await pilot.press("right")
        assert shown(field)[0].count("…") == 2
        assert CURSOR in shown(field)[0]


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
async def test_a_tap_puts_the_cursor_where_the_finger_is(grid: tuple[int, int], tmp_path: Path) -> None:
    async with field_at("text", grid, tmp_path, "un deux trois") as (app, field, pilot):
        for column, at in ((3, 3), (0, 0), (8, 7), (30, 13), (13, 13)):
            # Behind the cursor of the last tap everything stands a cell further on.
            touch(app, field, column, 0)
            await pilot.pause()
            assert field.writing.at == at, column
        assert app.focused is field
        field.write("!")
        assert field.value == "un deux trois!"


async def test_a_tap_into_a_text_of_several_lines(tmp_path: Path) -> None:
    async with field_at("long", (98, 26), tmp_path, "un\ndeux\ntrois") as (app, field, pilot):
        for column, line, before in (
            (1, 0, "u"),
            (9, 1, "un\ndeux"),
            (0, 2, "un\ndeux\n"),
            (9, 9, "un\ndeux\ntrois"),
        ):
            touch(app, field, column, min(line, field.content_size.height - 1))
            await pilot.pause()
            assert field.writing.before == before


async def test_looking_around_does_not_move_the_cursor_and_writing_comes_back_to_it(tmp_path: Path) -> None:
    async with field_at("long", (40, 12), tmp_path, LINES) as (app, field, pilot):
        at = field.writing.at
        for _ in range(9):
            send(app, events.MouseScrollUp, field.region)
        await pilot.pause()
        assert "Un banc." in shown(field)[0]
        assert field.writing.at == at
        await pilot.press("!")
        assert field.value == LINES + "!"
        assert "Quatre.!" in "".join(shown(field))


async def test_arrows_move_in_the_text_and_leave_at_its_first_and_last_line(tmp_path: Path) -> None:
    async with field_at("long", (98, 26), tmp_path, "un\ndeux\ntrois") as (app, field, pilot):
        await pilot.press("up", "up", "end", "x", "home", "y", "down", "left", "left", "z")
        assert field.value == "yunxz\ndeux\ntrois"
        assert app.focused is field
        await pilot.press("up")
        assert app.focused is not field
        field.focus()
        await pilot.press("down", "down", "down")
        assert app.focused is not field


async def test_enter_ends_a_line_of_a_long_text_and_submits_a_short_one(tmp_path: Path) -> None:
    async with field_at("long", (98, 26), tmp_path, "Un.") as (_, field, pilot):
        await pilot.press("enter", "d")
        assert field.value == "Un.\nd"
    async with field_at("text", (98, 26), tmp_path, "Un.") as (_, field, pilot):
        await pilot.press("enter")
        assert field.value == "Un."


async def test_a_text_that_was_refused_is_still_there_to_go_on_with(tmp_path: Path) -> None:
    async with field_at("text", (98, 26), tmp_path, "Odile") as (_, field, pilot):
        field.anew = False
        await pilot.press("enter", "x")
        assert field.value == "Odilex"
        field.anew = True
        await pilot.press("enter", "y")
        assert field.value == "y"


async def test_the_cursor_of_a_code_stays_at_its_end(tmp_path: Path) -> None:
    app = Gallery("code", error_log=tmp_path / "errors")
    async with app.run_test(size=(98, 26)) as pilot:
        await pilot.pause()
        field = app.screen.query_one(CodeField)
        field.focus()
        await pilot.press("left")
        field.move(Move.START)
        field.write("9")
        assert field.value == "K7QM3F9"


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
@pytest.mark.parametrize("name", ["text", "long"])
async def test_hostile_text_is_text(name: str, grid: tuple[int, int], tmp_path: Path) -> None:
    async with field_at(name, grid, tmp_path) as (app, field, pilot):
        app.post_message(events.Paste(HOSTILE + "\u2066\x9b31m"))
        await pilot.pause()
        for character in "\u202e\u200f[b]":
            app.post_message(events.Key("upper", character))
        await pilot.pause()
        assert field.value.startswith("[@click=app.quit]x[/]")
        assert field.value.endswith("[b]")
        assert not set(field.value) & set(FORBIDDEN)
        field.move(Move.START)
        await pilot.pause()
        screen = "".join(strip.text for strip in app.screen._compositor.render_strips())
        assert not set(screen) & set(FORBIDDEN)
        assert "[@click=app.quit]" in screen
        assert app.is_running


async def test_a_paste_longer_than_the_field_is_cut_and_nothing_is_added(tmp_path: Path) -> None:
    async with field_at("text", (40, 12), tmp_path) as (app, field, pilot):
        app.post_message(events.Paste("abc " * 10_000))
        await pilot.pause()
        assert field.value == ("abc " * 50)[:200]
        field.move(Move.START)
        field.write("x")
        assert len(field.value) == 200


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("l'été", "l’été"),
        ("L'", "L’"),
        ("'mot'", "'mot’"),
        ("5' à pied", "5' à pied"),
        ("l’île", "l’île"),
        ("e\u0301te\u0301", "été"),
    ],
)
async def test_what_a_physical_keyboard_types_is_what_the_glass_types(
    typed: str, kept: str, tmp_path: Path
) -> None:
    async with field_at("long", (40, 12), tmp_path) as (_, field, _pilot):
        for character in typed:
            field.write(character)
        assert field.value == kept
        field.clear()
        field.write(typed)
        assert field.value == kept


async def test_a_field_that_left_the_glass_holds_no_word(tmp_path: Path) -> None:
    async with field_at("long", (98, 26), tmp_path, "un mot à soi") as (_app, field, pilot):
        assert field.value == "un mot à soi"
        await field.remove()
        await pilot.pause()
        assert field.value == ""
