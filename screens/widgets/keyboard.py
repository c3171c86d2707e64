"""Keyboards on the glass, painted as one widget: a tap finds its key by place and none is lost."""

from __future__ import annotations

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
from screens.widgets.layouts import DELETE, DELETE_WORD, SHIFT, Layout
from screens.widgets.typist import Suggest, Typist
from screens.widgets.walk import Direction, next_in

HOLD_SECONDS = 0.5
"""A finger that stays so long has held the key; the app may say another time."""

After = Callable[[float, Callable[[], None]], Callable[[], None]]
"""Calls something after so many seconds; gives the way to call it off."""


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
        self._tr = tr
        self._suggesting = suggest is not None
        self._typist = Typist(layout, field, sentences=sentences, suggest=suggest, changed=self.refresh)
        self.after: After = self._after
        """How a held key is told; a test brings its own."""
        self._strip: list[PlacedKey] = []
        """The accents of a key that was held; they lie over the other keys."""
        self._base = Region()
        """Where the key lies that opened them."""
        self._held: PlacedKey | None = None
        self._press = 0
        """Which press of a finger this is; a timer of an earlier one has nothing to say."""
        self._done = False
        """Whether holding has already done what there was to do."""
        self._call_off: Callable[[], None] = lambda: None
        self._pointed = 0

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
        return self._suggesting and not self.screen.has_class("-tiny")

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
        words = placed_words(self._typist.words, self.size.width, lines) if self._suggests else []
        layout = self.layout_of_keys
        keys = placed(
            layout.pages[self.page], layout.columns, self.size.width, lines, lines if self._suggests else 0
        )
        return words + keys

    def _key_at(self, offset: Offset) -> PlacedKey | None:
        return next((key for key in self.placed_keys() if key.region.contains_point(offset)), None)

    def face(self, key: PlacedKey) -> str:
        """What a key types now, or its name."""
        return key.name if key.word else self._typist.face(key.name)

    @property
    def page(self) -> str:
        """The page shown: the name of the key that turns to it."""
        return self._typist.page

    @property
    def shift(self) -> Shift:
        """Whether capitals are typed."""
        return self._typist.shift

    @property
    def spoken(self) -> str:
        """What a voice says of the key pointed at."""
        keys = self.placed_keys()
        return self._spoken(keys[min(self._pointed, len(keys) - 1)])

    def _spoken(self, key: PlacedKey) -> str:
        return self._words_for(key, self.face(key))

    def _words_for(self, key: PlacedKey, face: str) -> str:
        return face if key.word else spoken(self._tr, key.name, face, self.shift)

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
            self.press(held.name, word=held.word)

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

    # -- the keys

    def on_key(self, event: events.Key) -> None:
        """Arrows walk over the keys and out at the edge; Enter taps the key pointed at, Space holds it."""
        keys = self.placed_keys()
        self._pointed = min(self._pointed, len(keys) - 1)
        if event.key == "enter":
            event.stop()
            pointed = keys[self._pointed]
            self.press(pointed.name, word=pointed.word)
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
        return not key.word and not self._strip and self._typist.can_be_held(key.name)

    def hold(self, key: PlacedKey) -> None:
        """Do what holding a key does: accents, a whole word, capitals that stay; or what a tap does."""
        if not self._can_be_held(key):
            self.press(key.name, word=key.word)
        elif key.name == DELETE:
            self.press(DELETE_WORD)
        elif key.name == SHIFT:
            self._typist.lock_capitals()
            self._report(key, SHIFT)
        else:
            letters, columns = self._typist.held_letters(key.name), self.layout_of_keys.columns
            self._base = key.region
            self._strip = placed_strip(letters, key.region, columns, self.size)
            self._point(0)

    def _close(self) -> None:
        self._strip = []
        keys = self.placed_keys()
        self._pointed = next((n for n, key in enumerate(keys) if key.region == self._base), 0)
        self._held = None
        self.refresh()

    def press(self, name: str, *, word: bool = False) -> None:
        """Do what the key called `name` does, or write the suggested word `name`."""
        key = PlacedKey(name, word=word)
        face = self.face(key)
        if self._strip:
            self._close()
        before, page = self.placed_keys(), self.page
        if word:
            self._typist.complete(name)
        else:
            self._typist.press(name)
        if self.page != page:
            self._stay_near(before)
        self._report(key, face)
        self.refresh()

    def _stay_near(self, before: Sequence[PlacedKey]) -> None:
        """Point at the key of the new page that lies where the pointer was."""
        x, y = before[min(self._pointed, len(before) - 1)].region.center
        keys = enumerate(self.placed_keys())
        self._pointed = next((n for n, key in keys if key.region.contains(int(x), int(y))), 0)

    def _report(self, key: PlacedKey, face: str) -> None:
        self.post_message(self.Pressed(face, self._words_for(key, face)))

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
                (key.name,) if key.word else labels(self._tr, key.name, self.face(key), self.shift)
            ),
        )

    def _state(self, key: PlacedKey, pointed: PlacedKey | None) -> str:
        if key == self._held:
            return "held"
        if key == pointed:
            return "pointed"
        if key in self._strip:
            return "strip"
        return "on" if key.name == SHIFT and self.shift is not Shift.OFF else "key"
