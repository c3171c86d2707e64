"""Keyboards on the glass, painted as one widget: a tap finds its key by place and none is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kiosk.i18n import Translator
from screens.widgets.field import Field
from screens.widgets.keycaps import PlacedKey, lines_a_key, painted, placed, placed_strip, placed_words
from screens.widgets.keynames import Shift, labels, spoken
from screens.widgets.layouts import (
    ACCENTS,
    DELETE,
    DELETE_WORD,
    FUNCTIONS,
    HELD,
    LEFT,
    NEW_LINE,
    PAGE_KEYS,
    RIGHT,
    SHIFT,
    SPACE,
    Layout,
)
from screens.widgets.walk import Direction, next_in
from screens.widgets.writing import Move, Writing

HOLD_SECONDS = 0.5
"""A finger that stays so long has held the key; the app may say another time."""
_BEGUN_LETTERS = 2
"""So many letters of a word are there before words are suggested."""
_NO_SPACE_BEFORE = frozenset(",.")

After = Callable[[float, Callable[[], None]], Callable[[], None]]
"""Calls something after so many seconds; gives the way to call it off."""
Suggest = Callable[[str], Sequence[str]]
"""Whole words for the beginning of one."""


class Keyboard(Widget, can_focus=True, inherit_bindings=False):
    """Types into `field`, and posts `Pressed` for each key.

    A tap never takes the focus from the field. Someone who walks by keys reaches the keyboard like
    any other thing and moves over its keys with the arrows; Enter taps a key, Space holds it. A
    letter that is held shows its accents; delete takes a word away; capitals stay.
    """

    FOCUS_ON_CLICK = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "keyboard--key",
        "keyboard--on",
        "keyboard--held",
        "keyboard--pointed",
        "keyboard--strip",
        "keyboard--gap",
    }

    class Pressed(Message):
        """A key was pressed and has done its work."""

        def __init__(self, key: str, words: str = "") -> None:
            super().__init__()
            self.key = key
            """What was typed, or a name of `screens.widgets.layouts`."""
            self.spoken = words or key
            """What a voice says of it."""

    class Pointed(Message):
        """The arrows moved to another key; a voice may say it."""

        def __init__(self, key: str, words: str = "") -> None:
            super().__init__()
            self.key = key
            """What it would type, or a name of `screens.widgets.layouts`."""
            self.spoken = words or key
            """What a voice says of it."""

    def __init__(
        self,
        layout: Layout,
        field: Field,
        tr: Translator,
        *,
        sentences: bool = False,
        suggest: Suggest | None = None,
        id: str | None = None,
    ) -> None:
        """Args:
        layout: its keys.
        field: where it types.
        tr: for what is written on its keys and said of them.
        sentences: whether each sentence begins with a capital letter by itself.
        suggest: gives words for the beginning of one; shown on a large grid only.
        """
        super().__init__(id=id)
        self.layout_of_keys = layout
        self._field, self._tr = field, tr
        self._sentences, self._suggest = sentences, suggest
        self.after: After = self._after
        """How a held key is told; a test brings its own."""
        self.clock: Callable[[], float] = time.monotonic
        """Seconds, to pass over a second tap of an unsteady hand."""
        self._page = layout.first
        self._shift, self._by_itself = Shift.OFF, False
        self._strip: list[PlacedKey] = []
        """The accents of a key that was held; they lie over the other keys."""
        self._base = Region()
        """Where the key lies that opened them."""
        self._words: tuple[str, ...] = ()
        self._own_space = False
        """Whether the space before the cursor came with a suggested word."""
        self._held: PlacedKey | None = None
        self._press = 0
        """Which press of a finger this is; a timer of an earlier one has nothing to say."""
        self._done = False
        """Whether holding has already done what there was to do."""
        self._call_off: Callable[[], None] = lambda: None
        self._pointed = 0
        self._last_tap = ("", float("-inf"))
        field.follow(self._follow)
        self._follow()

    # -- geometry

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As tall as what stands above it leaves room for, one to three lines a key."""
        others = [w for w in self.parent.children if w is not self and w.display] if self.parent else []
        return self._rows * lines_a_key(self._rows, container.height, others)

    @property
    def _rows(self) -> int:
        return self.layout_of_keys.height + self._suggests

    @property
    def _suggests(self) -> bool:
        """Whether there is a row for suggested words."""
        return self._suggest is not None and not self.screen.has_class("-tiny")

    @property
    def _line_count(self) -> int:
        return max(1, self.size.height // self._rows)

    def placed_keys(self) -> list[PlacedKey]:
        """Every key that can be tapped, with its place: the suggested words, then the page shown.

        While the accents of a letter are shown, these alone.
        """
        if self._strip:
            return self._strip
        return self._page_keys()

    def _page_keys(self) -> list[PlacedKey]:
        lines = self._line_count
        words = placed_words(self._words, self.size.width, lines) if self._suggests else []
        layout = self.layout_of_keys
        keys = placed(
            layout.pages[self._page], layout.columns, self.size.width, lines, lines if self._suggests else 0
        )
        return words + keys

    def _key_at(self, offset: Offset) -> PlacedKey | None:
        return next((key for key in self.placed_keys() if key.region.contains_point(offset)), None)

    def face(self, key: PlacedKey) -> str:
        """What a key types now, or its name."""
        if key.word or key.name in FUNCTIONS or self._shift is Shift.OFF or len(key.name) > 1:
            return key.name
        capital = key.name.upper()
        return capital if len(capital) == 1 else key.name

    @property
    def page(self) -> str:
        """The page shown: the name of the key that turns to it."""
        return self._page

    @property
    def shift(self) -> Shift:
        """Whether capitals are typed."""
        return self._shift

    @property
    def spoken(self) -> str:
        """What a voice says of the key pointed at."""
        keys = self.placed_keys()
        return self._spoken(keys[min(self._pointed, len(keys) - 1)])

    def _spoken(self, key: PlacedKey) -> str:
        return self._words_for(key, self.face(key))

    def _words_for(self, key: PlacedKey, face: str) -> str:
        return face if key.word else spoken(self._tr, key.name, face, self._shift)

    # -- the finger

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Show the key under the finger as held, and wait whether it stays."""
        event.stop()
        key = self._key_at(event.offset)
        if self._strip and key is None:
            self._close()
            key = self._key_at(event.offset)
        self._press += 1
        self._held, self._done = key, False
        self._call_off()
        if key is not None and self._can_be_held(key):
            press = self._press
            seconds = float(getattr(self.app, "hold_seconds", HOLD_SECONDS))
            self._call_off = self.after(seconds, lambda: self._stayed(press))
        self.refresh()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A finger that slides from a letter to its accents chooses among them."""
        if self._strip and self._held is not None:
            self._held = self._key_at(event.offset) or self._held
            self.refresh()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Type when the finger leaves the key that it touched, or an accent that it slid to."""
        event.stop()
        self._call_off()
        held, self._held = self._held, None
        done, self._done = self._done, False
        self.refresh()
        under = self._key_at(event.offset)
        if held is not None and held == under and (not done or held in self._strip):
            self._tap(held)

    def on_leave(self) -> None:
        """A finger that slid off typed nothing."""
        self._call_off()
        self._held = None
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """The press has been handled when the finger left."""
        event.stop()

    def _after(self, seconds: float, then: Callable[[], None]) -> Callable[[], None]:
        return self.set_timer(seconds, then).stop

    def _stayed(self, press: int) -> None:
        # By way of the app's queue and then ours: when the tablet was busy, the finger may have left
        # long ago, and that comes first.
        self.app.call_later(self.call_later, self._hold_if_still, press)

    def _hold_if_still(self, press: int) -> None:
        if press == self._press and self._held is not None and not self._done:
            self._done = True
            self.hold(self._held)

    def _tap(self, key: PlacedKey) -> None:
        """Press, unless an unsteady hand hit the same key twice (EN 301 549, 5.8)."""
        now, (name, before) = self.clock(), self._last_tap
        self._last_tap = (key.name, now)
        if name != key.name or now - before >= float(getattr(self.app, "second_tap_seconds", 0)):
            self.press(key.name, word=key.word)

    # -- the keys

    def on_key(self, event: events.Key) -> None:
        """Arrows walk over the keys and out at the edge; Enter taps the key pointed at, Space holds it."""
        keys = self.placed_keys()
        self._pointed = min(self._pointed, len(keys) - 1)
        if event.key == "enter":
            event.stop()
            self._tap(keys[self._pointed])
        elif event.key == "space":
            event.stop()
            event.prevent_default()
            self.hold(keys[self._pointed])
        elif event.key == "escape" and self._strip:
            event.stop()
            event.prevent_default()
            self._close()
        elif event.key in ("up", "down", "left", "right"):
            way: Direction = event.key  # type: ignore[assignment]
            found = next_in(way, keys[self._pointed].region, [key.region for key in keys])
            if found is not None or self._strip:
                event.stop()
                event.prevent_default()
            if found is not None:
                self._point(found)
            elif self._strip and way in ("up", "down"):
                self._close()

    def _point(self, number: int) -> None:
        self._pointed = number
        self.refresh()
        key = self.placed_keys()[number]
        self.post_message(self.Pointed(self.face(key), self._spoken(key)))

    # -- what keys do

    def _can_be_held(self, key: PlacedKey) -> bool:
        return not key.word and (key.name in (DELETE, SHIFT) or bool(self._held_letters(key)))

    def _held_letters(self, key: PlacedKey) -> str:
        return "" if self._strip or not self._all_letters else HELD.get(key.name, "")

    @property
    def _all_letters(self) -> bool:
        return ACCENTS in self.layout_of_keys.pages

    def hold(self, key: PlacedKey) -> None:
        """Do what holding a key does: accents, a whole word, capitals that stay; or what a tap does."""
        if key.name == DELETE:
            self.press(DELETE_WORD)
        elif key.name == SHIFT:
            self._set_shift(Shift.LOCKED)
            self._report(key, SHIFT)
        elif not key.word and (letters := self._held_letters(key)):
            self._base = key.region
            self._strip = placed_strip(letters, key.region, self.layout_of_keys.columns, self.size)
            self._point(0)
        else:
            self._tap(key)

    def _close(self) -> None:
        self._strip = []
        keys = self.placed_keys()
        self._pointed = next((n for n, key in enumerate(keys) if key.region == self._base), 0)
        self._held = None
        self.refresh()

    def press(self, name: str, *, word: bool = False) -> None:
        """Do what the key called `name` does."""
        key = PlacedKey(name, word=word)
        face = self.face(key)
        if self._strip:
            self._close()
        own_space, self._own_space = self._own_space, False
        if name in PAGE_KEYS:
            self._turn_to(name)
        elif name == SHIFT:
            # Capitals that came by themselves go with a tap; a second tap on others makes them stay.
            wants = {Shift.OFF: Shift.ONCE, Shift.ONCE: Shift.LOCKED, Shift.LOCKED: Shift.OFF}
            self._set_shift(Shift.OFF if self._by_itself else wants[self._shift])
        elif name == DELETE:
            self._field.erase()
        elif name == DELETE_WORD:
            self._field.edit(Writing.erased_word)
        elif name in (LEFT, RIGHT):
            self._field.move(Move.LEFT if name == LEFT else Move.RIGHT)
        elif word:
            self._complete(name)
        elif name.startswith("@") and len(name) > 1:
            self._field.edit(lambda writing: _at_domain(writing, name))
        else:
            if own_space and name in _NO_SPACE_BEFORE:
                self._field.erase()
            self._type("\n" if name == NEW_LINE else face)
        self._report(key, face)
        self.refresh()

    def _type(self, character: str) -> None:
        if self._shift is Shift.ONCE and character.isalpha():
            self._set_shift(Shift.OFF)
        if self._page == ACCENTS and character not in (SPACE, "\n"):
            self._turn_to(self.layout_of_keys.first)
        self._field.write(character)

    def _report(self, key: PlacedKey, face: str) -> None:
        self.post_message(self.Pressed(face, self._words_for(key, face)))

    def _turn_to(self, page: str) -> None:
        before = self.placed_keys()
        at = before[min(self._pointed, len(before) - 1)].region.center
        self._page = page
        self._pointed = next(
            (n for n, key in enumerate(self.placed_keys()) if key.region.contains(*map(int, at))), 0
        )

    def _set_shift(self, shift: Shift, *, by_itself: bool = False) -> None:
        if (shift, by_itself) != (self._shift, self._by_itself):
            self._shift, self._by_itself = shift, by_itself
            self.refresh()

    def _follow(self) -> None:
        """The text is another one, whoever wrote it: capitals and suggestions are what it asks for."""
        writing = self._field.writing
        if self._sentences and (self._shift is Shift.OFF or self._by_itself):
            begins = writing.begins_sentence
            self._set_shift(Shift.ONCE if begins else Shift.OFF, by_itself=begins)
        if self._suggest is not None:
            begun = writing.begun_word
            self._words = tuple(self._suggest(begun)) if len(begun) >= _BEGUN_LETTERS else ()
            self.refresh()

    def _complete(self, word: str) -> None:
        """Put a suggested word in the place of its beginning, and a space."""
        begun = self._field.writing.begun_word
        kept = len(self._field.value) - len(begun) + len(word)
        if kept <= self._field.limit:
            for _ in begun:
                self._field.erase()
            self._field.write(word + SPACE)
            self._own_space = True

    # -- picture

    def on_focus(self) -> None:
        """Draw the pointer."""
        self.refresh()

    def on_blur(self) -> None:
        """Take the pointer away, and the accents of a letter."""
        if self._strip:
            self._close()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of keys, with the accents of a held letter over them."""
        walking = self.has_focus and self.screen.has_class("-keys")
        keys = self.placed_keys()
        pointed = keys[min(self._pointed, len(keys) - 1)] if walking else None
        under = self._page_keys()
        row = [key for key in self._strip if key.region.y <= y < key.region.bottom]
        left, right = (row[0].region.x, row[-1].region.right) if row else (0, 0)
        row += [
            key
            for key in under
            if key.region.y <= y < key.region.bottom and (key.region.right <= left or key.region.x >= right)
        ]
        row.sort(key=lambda key: key.region.x)
        return painted(
            y,
            row,
            self.size.width,
            style=self.get_component_rich_style,
            state=lambda key: self._state(key, pointed),
            label=lambda key: (
                (key.name,) if key.word else labels(self._tr, key.name, self.face(key), self._shift)
            ),
        )

    def _state(self, key: PlacedKey, pointed: PlacedKey | None) -> str:
        if key == self._held:
            return "held"
        if key == pointed:
            return "pointed"
        if key in self._strip:
            return "strip"
        return "on" if key.name == SHIFT and self._shift is not Shift.OFF else "key"


def _at_domain(writing: Writing, domain: str) -> Writing:
    """An address up to its ``@``, or all of it, with this end."""
    name = writing.text.partition("@")[0].strip()
    text = name + domain
    return Writing(text, len(text))
