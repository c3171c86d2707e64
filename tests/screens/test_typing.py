"""Whole sentences, tap by tap, arrive exactly; taps come as fast as they like; a hardware keyboard helps."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.keycaps import placed
from screens.widgets.layouts import ACCENTS, DELETE, HELD, SHIFT, SPACE, azerty
from tests.screens.finger import touch_key, type_by_touch
from tests.screens.gallery import Gallery
from tests.terminal import TerminalSession

ROOT = Path(__file__).parents[2]
GRIDS = ((40, 12), (98, 26))
WORDS = """
l’école Saint-Cyprien cœur Œuvre été ÉTÉ hiver naïve Noël où ça Ça garçon bientôt ambiguë d’août n° 12 3,50 €
100 % « bancs » (ombre) m² maïs l’île aujourd’hui A4 TGV et/ou qu’on vélo : piétons ; plutôt œuf æquo
31000 rue & place … à À qué España ¿Cómo? ¡Sí! niño pingüino òme aquí país dança lhòc crestian Tolosa
"""
BY_HOLDING = ["Łódź", "Şahin", "Dvořák", "straße", "Ångström", "\\ £"]
ENDS = st.sampled_from([".", " !", " ?", "…", "", " :", ","])
SENTENCES = st.lists(
    st.tuples(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=6), ENDS).map(
        lambda parts: " ".join(parts[0]) + parts[1]
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


async def arrives(name: str, grid: tuple[int, int], texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = Gallery(name, error_log=Path(folder) / "errors")
        async with app.run_test(size=grid) as pilot:
            await pilot.pause()
            field = app.screen.query_one(Field)
            for text in texts:
                field.clear()
                await pilot.pause()
                await type_by_touch(app, pilot, text)
                assert field.value == text


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
@given(texts=st.lists(SENTENCES, min_size=1, max_size=4))
@settings(max_examples=max(6, settings().max_examples // 8))
def test_random_sentences_arrive_exactly(grid: tuple[int, int], texts: list[str]) -> None:
    asyncio.run(arrives("long", grid, texts))


@given(texts=st.lists(st.lists(SENTENCES, min_size=2, max_size=3).map("\n".join), min_size=1, max_size=2))
@settings(max_examples=max(4, settings().max_examples // 12))
def test_several_lines_arrive_exactly(texts: list[str]) -> None:
    asyncio.run(arrives("long", (40, 12), texts))


def test_a_sentence_as_a_resident_writes_it() -> None:
    asyncio.run(arrives("long", (98, 26), ["Bonjour à tous, c’est l’été !", "« Où ? » dit Zoë. Là-bas…"]))


def test_a_capital_that_comes_by_itself_can_be_refused() -> None:
    asyncio.run(arrives("long", (40, 12), ["eau. air ! feu ? terre"]))


def test_names_from_elsewhere_are_typed_by_holding() -> None:
    asyncio.run(arrives("text", (98, 26), BY_HOLDING))


def test_an_address_and_a_number_arrive() -> None:
    texts = ["odile.faure-48_a@exemple.org", "+33 6 12 34 56 78", "06 12 34 56 78"]
    asyncio.run(arrives("address", (40, 12), texts))


async def test_a_burst_of_taps_turns_pages_and_capitals_in_order(tmp_path: Path) -> None:
    app = Gallery("text", error_log=tmp_path / "errors")
    async with app.run_test(size=(98, 26)) as pilot:
        await pilot.pause()
        field, keyboard = app.screen.query_one(Field), app.screen.query_one(Keyboard)
        field.clear()
        first = {key.name: key for key in keyboard.placed_keys()}
        keyboard.press(ACCENTS)
        accents = {key.name: key for key in keyboard.placed_keys()}
        keyboard.press("abc")
        # Where "œ" is on the page of accents there is another letter on the first one.
        same_place = next(n for n, key in first.items() if key.region == accents["œ"].region)
        for name in ("c", ACCENTS, same_place, "u", "r", SHIFT, "a", "b", DELETE, SPACE, "l"):
            touch_key(app, keyboard, name)
        await pilot.pause()
        assert field.value == "cœurA l"


async def test_a_physical_keyboard_and_the_glass_write_the_same_text(tmp_path: Path) -> None:
    app = Gallery("long", error_log=tmp_path / "errors")
    async with app.run_test(size=(98, 26)) as pilot:
        await pilot.pause()
        field, keyboard = app.screen.query_one(Field), app.screen.query_one(Keyboard)
        field.clear()
        for place, letter in enumerate("Bonjour"):
            if place % 2:
                touch_key(app, keyboard, letter)
                await pilot.pause()
            else:
                await pilot.press(letter)
        await pilot.press(
            "space", "c", "'", "e", "s", "t", "space", "ê", "left", "backspace", "à", "end", "!"
        )
        assert field.value == "Bonjour c’estàê!"
        app.set_focus(keyboard)
        await pilot.press("o", "k")  # wherever the focus is
        assert field.value == "Bonjour c’estàê!ok"


# -- in a real terminal


class Glass:
    """The keys of a keyboard in a terminal, found by where its first letter is painted."""

    def __init__(self, terminal: TerminalSession) -> None:
        shown = terminal.wait_for(lambda text: "Espace" in text and "Effacer" in text).splitlines()
        rows = [number for number, line in enumerate(shown) if line.split()[:2] in (list("az"), list("qs"))]
        top = rows[0] - (1 if rows[1] - rows[0] == 3 else 0)
        left, width = (1, 38) if terminal.screen.columns == 40 else (2, terminal.screen.columns - 4)
        self._terminal = terminal
        self._places = {
            (page, key.name): (key.region.x + left, key.region.y + top + key.region.height // 3)
            for page, keys in azerty().pages.items()
            for key in placed(keys, 10, width, rows[1] - rows[0])
        }

    def bytes_of(self, name: str, page: str = "abc") -> tuple[str, str]:
        column, line = (part + 1 for part in self._places[page, name])
        return f"\x1b[<0;{column};{line}M", f"\x1b[<0;{column};{line}m"


def gallery(folder: Path, grid: tuple[int, int], name: str = "text") -> TerminalSession:
    command = [sys.executable, "-m", "tests.screens.gallery", name, str(folder / "errors")]
    return TerminalSession(command, cwd=ROOT, columns=grid[0], lines=grid[1])


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
def test_no_tap_is_lost_at_ten_a_second(grid: tuple[int, int], tmp_path: Path) -> None:
    wanted = "hello bonne vallee"
    with gallery(tmp_path, grid) as terminal:
        glass = Glass(terminal)
        for character in wanted:
            terminal.send("".join(glass.bytes_of(character)))
            time.sleep(0.1)  # the rhythm of the finger, not a wait
        terminal.wait_for(f"Éloïse d'Œ{wanted}")


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
def test_no_tap_of_a_burst_is_lost(grid: tuple[int, int], tmp_path: Path) -> None:
    with gallery(tmp_path, grid) as terminal:
        glass = Glass(terminal)
        taps = [("abc", key) for key in (SHIFT, *"hello", SPACE, "c", ACCENTS)]
        taps += [(ACCENTS, "œ"), *(("abc", key) for key in ("u", "r", "123")), ("123", "8"), ("123", "abc")]
        taps += [("abc", key) for key in "été"]
        terminal.send("".join(part for page, key in taps for part in glass.bytes_of(key, page)))
        terminal.wait_for("Éloïse d'ŒHello cœur8été")


def test_a_finger_that_stays_opens_the_accents(tmp_path: Path) -> None:
    with gallery(tmp_path, (98, 26)) as terminal:
        glass = Glass(terminal)
        down, up = glass.bytes_of("o")
        terminal.send(down)
        terminal.wait_for(lambda text: all(f" {letter} " in text for letter in HELD["o"]))
        terminal.send(up)
        terminal.click(terminal.find(" ö "))
        terminal.wait_for("Éloïse d'Œö")


def test_keys_of_a_physical_keyboard_come_through_a_real_terminal(tmp_path: Path) -> None:
    with gallery(tmp_path, (98, 26)) as terminal:
        terminal.wait_for("Espace")
        home, end, left, delete = "\x1b[H", "\x1b[F", "\x1b[D", "\x1b[3~"
        terminal.send("\x7f")
        terminal.wait_for("Éloïse d'▏")  # the field has the focus from now on
        terminal.send("\x7f" * 40)
        terminal.send("un deux trois quatre" + "\x17" + left * 6 + "\x1b[1;5D")
        terminal.send(delete * 5 + home + "É" + delete + end + "ù")
        terminal.wait_for("Én trois ù")
