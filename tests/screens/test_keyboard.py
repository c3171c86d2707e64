"""Keyboards on the glass lose no tap; a physical keyboard and a scanner type into the same field."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.message import Message
from textual.pilot import Pilot

from kiosk.i18n import translator
from screens.widgets.field import CodeField, Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import (
    ACCENTS,
    DELETE,
    DELETE_WORD,
    FUNCTIONS,
    KEYBOARD_AZERTY,
    KEYBOARD_CODE,
    KEYBOARD_DIGITS,
    LEFT,
    LETTERS,
    NEW_LINE,
    RIGHT,
    SHIFT,
    SIGNS,
    Layout,
    azerty,
)
from tests.screens.finger import place_of, send, touch_key
from tests.screens.gallery import Gallery

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


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("name", ["code", "text", "long", "address", "digits"])
async def test_every_key_lies_inside_the_screen_above_the_bar(
    name: str, grid: tuple[int, int], tmp_path: Path
) -> None:
    app = Gallery(name, error_log=tmp_path / "errors")
    async with app.run_test(size=grid) as pilot:
        await pilot.pause()
        keyboard = app.screen.query_one(Keyboard)
        bottom = app.screen.query_one("#bottom").region
        field = app.screen.query_one(Field).region
        assert field.height >= 1
        assert field.bottom <= keyboard.region.y
        assert keyboard.region.bottom <= bottom.y
        for page in keyboard.layout_of_keys.pages:
            if page != keyboard.page:
                keyboard.press(page)
            keys = keyboard.placed_keys()
            for key in keys:
                painted = key.region.shrink((0, 1, 0, 0))  # its last column is the gap behind it
                assert keyboard.size.region.contains_region(painted)
                assert key.region.width - 1 >= 2
                if grid[0] >= 80:
                    assert key.region.width - 1 >= 5
                    assert key.region.height >= 2
            for one, other in combinations(keys, 2):
                assert not one.region.overlaps(other.region)


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("name", ["code", "text", "long", "address", "digits"])
async def test_what_is_written_on_a_key_is_whole(name: str, grid: tuple[int, int], tmp_path: Path) -> None:
    app = Gallery(name, error_log=tmp_path / "errors")
    async with app.run_test(size=grid) as pilot:
        await pilot.pause()
        keyboard = app.screen.query_one(Keyboard)
        for page in keyboard.layout_of_keys.pages:
            if page != keyboard.page:
                keyboard.press(page)
            shown = "".join(keyboard.render_line(y).text for y in range(keyboard.size.height))
            if page != SIGNS:  # which has a key for three dots
                assert "…" not in shown
            for name_of_key in (key.name for key in keyboard.placed_keys()):
                if name_of_key not in FUNCTIONS and name_of_key != " ":
                    assert name_of_key.removeprefix("@") in shown


@pytest.mark.parametrize("language", ["fr", "oc", "es", "en", "fr_simple"])
@pytest.mark.parametrize("long", [False, True])
def test_every_letter_of_three_languages_has_a_key_without_holding(language: str, long: bool) -> None:
    layout = azerty(language, long=long)
    needed = "abcdefghijklmnopqrstuvwxyzàâäæçéèêëîïôöœùûüÿáíóúñ¿¡ò0123456789"
    needed += '’«»,;:.!?()[]"-_@#&%€°+=*/²…'
    assert not set(needed) - characters(layout)
    assert (NEW_LINE in characters(layout)) is long
    for page in layout.pages.values():
        assert {sum(units for _, units in row) for row in page} == {layout.columns}


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


def faces(keyboard: Keyboard) -> set[str]:
    return {keyboard.face(key) for key in keyboard.placed_keys()}


class Hand:
    """A finger whose time passes when a test says so."""

    def __init__(self, app: Gallery) -> None:
        self.app = app
        self.keyboard = app.screen.query_one(Keyboard)
        self.keyboard.after = self.after
        self.waiting: list[Callable[[], None]] = []

    def after(self, seconds: float, then: Callable[[], None]) -> Callable[[], None]:
        assert seconds == 0.5
        self.waiting.append(then)
        return lambda: self.waiting.remove(then) if then in self.waiting else None

    def down(self, name: str) -> None:
        self.at = place_of(self.keyboard, name)
        send(self.app, events.MouseDown, self.at)

    def up(self) -> None:
        send(self.app, events.MouseUp, self.at)

    def slide(self, name: str) -> None:
        self.at = place_of(self.keyboard, name)
        send(self.app, events.MouseMove, self.at)

    def stay(self) -> None:
        for then in self.waiting:
            then()


@asynccontextmanager
async def hand_at(
    tmp_path: Path, name: str = "text", grid: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Hand, Field, Pilot[Any]]]:
    app = Gallery(name, error_log=tmp_path / "errors")
    async with app.run_test(size=grid) as pilot:
        await pilot.pause()
        field = app.screen.query_one(Field)
        field.clear()
        yield Hand(app), field, pilot


async def test_capitals_for_one_letter_and_until_pressed_again(tmp_path: Path) -> None:
    async with hand_at(tmp_path) as (hand, field, _):
        for key in ("⇧", "é", "o", "⇧", "⇧", "a", "’", "b", "⇧", "c", "123", "7", "abc", "a"):
            hand.keyboard.press(key)
        assert field.value == "ÉoA’Bc7a"


@pytest.mark.parametrize("grid", [(40, 12), (98, 26)])
async def test_the_state_of_the_capitals_is_a_mark_a_word_and_the_letters(
    grid: tuple[int, int], tmp_path: Path
) -> None:
    async with hand_at(tmp_path, grid=grid) as (hand, _, _):
        keyboard = hand.keyboard

        def shown() -> str:
            return " ".join(keyboard.render_line(y).text for y in range(keyboard.size.height))

        seen = []
        for _ in range(3):
            seen.append((shown().count("●"), "⇧" in shown(), " Q " in shown()))
            keyboard.press(SHIFT)
        assert seen == [(0, True, False), (1, False, True), (2, False, True)]


async def test_a_sentence_begins_with_a_capital_by_itself(tmp_path: Path) -> None:
    async with hand_at(tmp_path, "long") as (hand, field, _):
        for key in "oui. non ! ah ? a⏎b":
            hand.keyboard.press(key)
        assert field.value == "Oui. Non ! Ah ? A\nB"
        field.clear()
        hand.keyboard.press(SHIFT)  # a tap takes a capital away that nobody asked for
        hand.keyboard.press("e")
        hand.keyboard.press(SHIFT)
        hand.keyboard.press(DELETE)
        assert "E" in faces(hand.keyboard)  # one that somebody asked for stays
        field.clear()
        field.write("Dit par un clavier. ")
        assert "E" in faces(hand.keyboard)


async def test_the_page_of_accents_gives_the_letters_back_after_one(tmp_path: Path) -> None:
    async with hand_at(tmp_path) as (hand, field, _):
        for key in ("c", ACCENTS, "œ", "u", ACCENTS, SHIFT, "ñ", "o", "123", "1", " ", "2"):
            hand.keyboard.press(key)
        assert field.value == "cœuÑo1 2"


async def test_a_letter_that_is_held_shows_its_accents_and_a_tap_takes_one(tmp_path: Path) -> None:
    async with hand_at(tmp_path) as (hand, field, pilot):
        hand.down("e")
        await pilot.pause()
        hand.stay()
        await pilot.pause()
        assert {"é", "è", "ê", "ë"} <= faces(hand.keyboard)
        assert "a" not in faces(hand.keyboard)
        hand.up()
        await pilot.pause()
        assert field.value == ""
        assert "ë" in faces(hand.keyboard)  # they stay: nobody need slide
        touch_key(hand.app, hand.keyboard, "ë")
        await pilot.pause()
        assert field.value == "ë"
        assert {"a", "e"} <= faces(hand.keyboard)


async def test_a_finger_that_slides_from_a_letter_to_an_accent_takes_it(tmp_path: Path) -> None:
    async with hand_at(tmp_path) as (hand, field, pilot):
        touch_key(hand.app, hand.keyboard, SHIFT)
        await pilot.pause()
        for letter, accent in (("a", "â"), ("o", "ø"), ("p", "p")):
            hand.down(letter)
            await pilot.pause()
            hand.stay()
            await pilot.pause()
            hand.slide(accent)
            hand.up()
            await pilot.pause()
        assert field.value == "Âøp"


async def test_a_tap_beside_the_accents_is_a_tap(tmp_path: Path) -> None:
    async with hand_at(tmp_path) as (hand, field, pilot):
        places = {name: place_of(hand.keyboard, name) for name in "ep"}
        hand.down("e")
        await pilot.pause()
        hand.stay()
        await pilot.pause()
        hand.up()
        for kind in (events.MouseDown, events.MouseUp):
            send(hand.app, kind, places["p"])
        for kind in (events.MouseDown, events.MouseUp):
            send(hand.app, kind, places["e"])
        await pilot.pause()
        assert field.value == "pe"


async def test_a_finger_that_had_left_before_its_time_was_seen_has_tapped(tmp_path: Path) -> None:
    async with hand_at(tmp_path) as (hand, field, pilot):
        hand.down("e")
        await pilot.pause()
        hand.up()  # has come, and the busy tablet has not looked yet
        hand.stay()
        await pilot.pause()
        assert field.value == "e"
        assert "a" in faces(hand.keyboard)


async def test_holding_delete_takes_a_word_and_holding_shift_keeps_capitals(tmp_path: Path) -> None:
    async with hand_at(tmp_path) as (hand, field, pilot):
        field.write("un deux trois")
        for name in (DELETE, SHIFT):
            hand.down(name)
            await pilot.pause()
            hand.stay()
            await pilot.pause()
            hand.up()
            await pilot.pause()
        assert field.value == "un deux "
        for name in "ab":
            touch_key(hand.app, hand.keyboard, name)
        await pilot.pause()
        assert field.value == "un deux AB"


@pytest.mark.parametrize("name", ["code", "digits", "address"])
async def test_holding_delete_in_a_code_or_an_address_takes_one_character(name: str, tmp_path: Path) -> None:
    async with hand_at(tmp_path, name) as (hand, field, pilot):
        field.write("1234")
        hand.down(DELETE)
        await pilot.pause()
        hand.stay()
        await pilot.pause()
        hand.up()
        await pilot.pause()
        assert field.value == "123"
        hand.app.set_focus(hand.keyboard)
        hand.keyboard.hold(next(key for key in hand.keyboard.placed_keys() if key.name == DELETE))
        assert field.value == "12"


async def test_keys_alone_type_accents_and_hold(tmp_path: Path) -> None:
    async with hand_at(tmp_path) as (hand, field, pilot):
        hand.app.set_focus(hand.keyboard)
        await pilot.press("right", "right", "space", "right", "right", "enter")
        assert field.value == "ê"
        await pilot.press("enter", "space", "escape", "enter")
        assert field.value == "êee"
        await pilot.press("space", "down", "enter")
        assert field.value == "êeee"
        await pilot.press("left", "space", "enter")  # a "z" has accents too
        assert field.value == "êeeež"
        assert hand.app.focused is hand.keyboard


async def test_every_key_is_reached_by_arrows(tmp_path: Path) -> None:
    async with hand_at(tmp_path, "long", (98, 26)) as (hand, _, pilot):
        keyboard = hand.keyboard
        hand.app.set_focus(keyboard)
        keys = keyboard.placed_keys()
        reached: set[str] = set()
        for row in range(keyboard.layout_of_keys.height):
            way = "left" if row % 2 else "right"
            in_row = len({key.name for key in keys if key.region.y == keys[keyboard._pointed].region.y})
            for step in range(in_row):
                reached.add(keys[keyboard._pointed].name)
                if step < in_row - 1:
                    await pilot.press(way)
            await pilot.press("down")
        assert reached == {key.name for key in keys}


async def test_what_is_said_of_each_key_is_in_words(tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []
    async with hand_at(tmp_path) as (hand, _, pilot):
        hand.app.set_focus(hand.keyboard)
        post = hand.keyboard.post_message

        def listen(message: Message) -> bool:
            if isinstance(message, Keyboard.Pressed | Keyboard.Pointed):
                said.append((message.key, message.spoken))
            return post(message)

        hand.keyboard.post_message = listen  # type: ignore[method-assign]
        for name in ("é", "’", SHIFT, "é", SHIFT, SHIFT, SHIFT, " ", DELETE, DELETE_WORD, ACCENTS, "«"):
            hand.keyboard.press(name)
        tr = translator("fr")
        assert said == [
            ("é", "é"),
            ("’", tr("apostrophe")),
            (SHIFT, tr("Capital letter, for one letter")),
            ("É", tr("capital {letter}", letter="É")),
            (SHIFT, tr("Capital letter, for one letter")),
            (SHIFT, tr("Capital letters, until you press again")),
            (SHIFT, tr("Capital letter")),
            (" ", tr("Space")),
            (DELETE, tr("Delete")),
            (DELETE_WORD, tr("Delete a word")),
            (ACCENTS, tr("All accents")),
            ("«", tr("opening quotation mark")),
        ]
        said.clear()
        await pilot.press("right")
        assert len(said) == 1
        assert hand.keyboard.spoken == said[0][1]


async def test_the_end_of_an_address_is_one_key(tmp_path: Path) -> None:
    async with hand_at(tmp_path, "address") as (hand, field, _):
        for begun in ("odile.faure", "odile.faure@", "odile.faure@wan", "odile.faure@free.fr"):
            field.clear()
            field.write(begun)
            hand.keyboard.press("@orange.fr")
            assert field.value == "odile.faure@orange.fr"
            assert field.writing.at == len(field.value)
        field.clear()
        for key in ("123", "+", "3", "3", " ", "6", "abc", "a"):
            hand.keyboard.press(key)
        assert field.value == "+33 6a"


async def test_suggested_words_take_the_place_of_their_beginning(tmp_path: Path) -> None:
    async with hand_at(tmp_path, "long", (98, 26)) as (hand, field, pilot):
        field.write("De l’omb")
        await pilot.pause()
        words = [key.name for key in hand.keyboard.placed_keys() if key.word]
        assert words == ["ombre", "ombragé", "ombrière"]
        key = next(key for key in hand.keyboard.placed_keys() if key.word)
        place = key.region.translate(hand.keyboard.content_region.offset)
        for kind in (events.MouseDown, events.MouseUp):
            send(hand.app, kind, place)
        await pilot.pause()
        assert field.value == "De l’ombre "
        for name in (",", " "):
            touch_key(hand.app, hand.keyboard, name)
        await pilot.pause()
        assert field.value == "De l’ombre, "
        assert not [key for key in hand.keyboard.placed_keys() if key.word]


async def test_no_words_are_suggested_where_there_is_no_room(tmp_path: Path) -> None:
    async with hand_at(tmp_path, "long", (40, 12)) as (hand, field, _):
        field.write("De l’omb")
        assert not [key for key in hand.keyboard.placed_keys() if key.word]


@pytest.mark.parametrize("name", ["text", "address", "code", "digits"])
async def test_nothing_is_suggested_for_names_addresses_and_codes(name: str, tmp_path: Path) -> None:
    async with hand_at(tmp_path, name, (98, 26)) as (hand, field, _):
        field.write("omb")
        assert not [key for key in hand.keyboard.placed_keys() if key.word]
