"""A finger by the way the terminal's comes. Pilot's clicks go past the application's own eye."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget

from screens.shell import KioskShell
from screens.widgets.keyboard import Keyboard
from screens.widgets.keynames import Shift
from screens.widgets.layouts import ACCENTS, HELD, NEW_LINE, SHIFT


async def tap(app: KioskShell, pilot: Pilot[Any], widget: Widget) -> None:
    """Touch the middle of a widget and let go."""
    for kind in (events.MouseDown, events.MouseUp):
        send(app, kind, widget.region)
        await pilot.pause()


def send(app: KioskShell, kind: type[events.MouseEvent], region: Region) -> None:
    """Let the finger come down, slide to, or go up in the middle of a place on the glass."""
    x, y = (int(part) for part in region.center)
    app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))


class NoKeyError(AssertionError):
    """Nobody could type that on this keyboard."""


async def type_by_touch(app: KioskShell, pilot: Pilot[Any], text: str) -> None:
    """Type on the keyboard on the glass as a person does who looks at it.

    What has a key on the page shown is tapped in one burst; for the rest the hand turns the page,
    presses the key for capitals, or holds a letter until its accents come.
    """
    keyboard = app.screen.query_one(Keyboard)
    for character in text.replace("\n", NEW_LINE):
        if not _plain(keyboard, character):
            await pilot.pause()
        if not await _tap_what_types(app, pilot, keyboard, character):
            await _hold_for(app, pilot, keyboard, character)
        if not _plain(keyboard, character):
            await pilot.pause()
    await pilot.pause()


def place_of(keyboard: Keyboard, name: str) -> Region:
    """Where on the glass a key of the page shown is. Raises `NoKeyError`."""
    for key in keyboard.placed_keys():
        if key.name == name and not key.word:
            return key.region.translate(keyboard.content_region.offset)
    raise NoKeyError(f"there is no key {name!r} among {[key.name for key in keyboard.placed_keys()]}")


def touch_key(app: KioskShell, keyboard: Keyboard, name: str) -> None:
    """Tap a key without waiting for what comes of it."""
    region = place_of(keyboard, name)
    send(app, events.MouseDown, region)
    send(app, events.MouseUp, region)


def _plain(keyboard: Keyboard, character: str) -> bool:
    """Whether a tap on it changes nothing but the text: neither capitals nor pages."""
    if keyboard.page == ACCENTS:
        return False
    keys = {key.name for key in keyboard.placed_keys()}
    return character in keys and character.isalnum() and keyboard.shift is Shift.OFF


async def _tap_what_types(app: KioskShell, pilot: Pilot[Any], keyboard: Keyboard, character: str) -> bool:
    small = character.lower() if len(character.lower()) == 1 else character
    name = character if keyboard.layout_of_keys.page_of(character) else small
    page = keyboard.layout_of_keys.page_of(name)
    if page is None:
        return False
    while name not in {key.name for key in keyboard.placed_keys()}:
        # A page may be reached by another one only.
        shown = {key.name for key in keyboard.placed_keys()}
        touch_key(app, keyboard, page if page in shown else keyboard.layout_of_keys.first)
        await pilot.pause()
    await _set_capitals(app, pilot, keyboard, name, character)
    touch_key(app, keyboard, name)
    return True


async def _set_capitals(
    app: KioskShell, pilot: Pilot[Any], keyboard: Keyboard, name: str, character: str
) -> None:
    """Press the key for capitals until the key says what is wanted."""
    key = next(key for key in keyboard.placed_keys() if key.name == name)
    page = keyboard.layout_of_keys.page_of(name) or keyboard.layout_of_keys.first
    while keyboard.face(key) != character:
        if SHIFT not in {key.name for key in keyboard.placed_keys()}:
            raise NoKeyError(f"{character!r} cannot be a capital on the page {page!r}")
        touch_key(app, keyboard, SHIFT)
        await pilot.pause()


async def _hold_for(app: KioskShell, pilot: Pilot[Any], keyboard: Keyboard, character: str) -> None:
    small = character.lower() if len(character.lower()) == 1 else character
    base = next((base for base, letters in HELD.items() if small in letters), "")
    page = keyboard.layout_of_keys.page_of(base)
    if page is None:
        raise NoKeyError(f"nothing types {character!r} here")
    while base not in {key.name for key in keyboard.placed_keys()}:
        touch_key(app, keyboard, page)
        await pilot.pause()
    if base.isalpha():
        await _set_capitals(app, pilot, keyboard, base, base.upper() if small != character else base)
    region = place_of(keyboard, base)
    send(app, events.MouseDown, region)
    while small not in {key.name for key in keyboard.placed_keys()}:
        await pilot.pause()
    send(app, events.MouseUp, region)
    touch_key(app, keyboard, small)
    await pilot.pause()
