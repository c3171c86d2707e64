"""Keyboards on the glass, painted as one widget: a tap finds its key by place and none is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from screens.widgets.field import Field
from screens.widgets.layouts import DELETE, LETTERS, SHIFT, SIGNS, SPACE, Layout
from screens.widgets.touch import POINTER
from screens.widgets.walk import Direction, next_in

_WIDEST_KEY = 12
_TALLEST_KEY = 3
_FIELD_LINES = {True: 1, False: 4}


@dataclass(frozen=True)
class _Key:
    name: str
    region: Region


class Keyboard(Widget, can_focus=True, inherit_bindings=False):
    """Types into `field`, and posts `Pressed` for each key.

    A tap never takes the focus from the field. Someone who walks by keys reaches the keyboard like
    any other thing and moves over its keys with the arrows; Enter types.
    """

    FOCUS_ON_CLICK = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "keyboard--key",
        "keyboard--held",
        "keyboard--pointed",
        "keyboard--gap",
    }

    class Pressed(Message):
        """A key was pressed and has been typed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key
            """The character, or ``DELETE`` of `screens.widgets.layouts`."""

    class Pointed(Message):
        """The arrows moved to another key; a voice may say it."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key
            """The character, or a name of `screens.widgets.layouts`."""

    def __init__(
        self,
        layout: Layout,
        field: Field,
        *,
        delete_word: str,
        space_word: str = "",
        capital: bool = False,
        id: str | None = None,
    ) -> None:
        """`capital`: a sentence is written, which begins with a capital letter."""
        super().__init__(id=id)
        self._layout = layout
        self._field = field
        self._words = {DELETE: delete_word, SPACE: space_word}
        self._page = 0
        self._shifted = capital and not field.value
        self._held: str | None = None
        self._pointed = 0

    # -- geometry

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As tall as the field above it leaves room for, one to three lines a key."""
        rows = self._layout.height
        tiny = self.screen.has_class("-tiny")
        room = (container.height - _FIELD_LINES[tiny]) // rows
        return rows * max(1, min(room, 1 if tiny else _TALLEST_KEY))

    @property
    def _line_count(self) -> int:
        return max(1, self.size.height // self._layout.height)

    def placed_keys(self) -> list[_Key]:
        """Every key of the page shown, with its place."""
        columns = self._layout.columns
        pitch = max(1, min(_WIDEST_KEY, self.size.width // columns))
        start = max(0, (self.size.width - pitch * columns) // 2)
        lines = self._line_count
        keys = []
        for number, row in enumerate(self._layout.pages[self._page]):
            at = start
            for name, units in row:
                if name:
                    keys.append(_Key(name, Region(at, number * lines, units * pitch, lines)))
                at += units * pitch
        return keys

    @property
    def spoken(self) -> str:
        """The key pointed at: the character it types now, or a name of `screens.widgets.layouts`."""
        name = self.placed_keys()[self._pointed].name
        return name.upper() if self._shifted and len(name) == 1 else name

    def _key_at(self, offset: Offset) -> str | None:
        return next((key.name for key in self.placed_keys() if key.region.contains_point(offset)), None)

    # -- input

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Show the key under the finger as held."""
        event.stop()
        self._held = self._key_at(event.offset)
        self.refresh()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Type when the finger leaves the key that it touched."""
        event.stop()
        held, self._held = self._held, None
        self.refresh()
        if held is not None and held == self._key_at(event.offset):
            self.press(held)

    def on_leave(self) -> None:
        """A finger that slid off typed nothing."""
        self._held = None
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """The press has been handled when the finger left."""
        event.stop()

    def on_key(self, event: events.Key) -> None:
        """Arrows walk over the keys and out at the edge; Enter types the key pointed at."""
        if event.key == "enter":
            event.stop()
            self.press(self.placed_keys()[self._pointed].name)
        elif event.key in ("up", "down", "left", "right"):
            way: Direction = event.key  # type: ignore[assignment]
            keys = self.placed_keys()
            found = next_in(way, keys[self._pointed].region, [key.region for key in keys])
            if found is not None:
                event.stop()
                event.prevent_default()
                self._pointed = found
                self.refresh()
                self.post_message(self.Pointed(keys[found].name))

    def press(self, name: str) -> None:
        """Do what the key called `name` does."""
        if name in (SIGNS, LETTERS):
            self._page = 1 - self._page
            self._pointed = min(self._pointed, len(self.placed_keys()) - 1)
        elif name == SHIFT:
            self._shifted = not self._shifted
        elif name == DELETE:
            self._field.erase()
            self.post_message(self.Pressed(name))
        else:
            character = name.upper() if self._shifted else name
            self._shifted = False
            self._field.write(character)
            self.post_message(self.Pressed(character))
        self.refresh()

    def on_focus(self) -> None:
        """Draw the pointer."""
        self.refresh()

    def on_blur(self) -> None:
        """Take the pointer away."""
        self.refresh()

    # -- picture

    def _label(self, name: str, room: int) -> str:
        word = self._words.get(name, "")
        if word and len(word) <= room:
            return word
        return name.upper() if self._shifted and len(name) == 1 else {SPACE: "␣"}.get(name, name)

    def render_line(self, y: int) -> Strip:
        """One line of keys: edges of half a line around the label where there is height for them."""
        gap = self.get_component_rich_style("keyboard--gap")
        lines, part = self._line_count, y % self._line_count
        walking = self.has_focus and self.screen.has_class("-keys")
        segments: list[Segment] = []
        at = 0
        for index, key in enumerate(self.placed_keys()):
            if not key.region.y <= y < key.region.bottom:
                continue
            pointed = walking and index == self._pointed
            state = "held" if key.name == self._held else "pointed" if pointed else "key"
            style = self.get_component_rich_style(f"keyboard--{state}")
            width = key.region.width - 1
            segments.append(Segment(" " * (key.region.x - at), gap))
            segments.append(self._part(key.name, width, lines, part, style, gap, pointed))
            segments.append(Segment(" ", gap))
            at = key.region.right
        segments.append(Segment(" " * (self.size.width - at), gap))
        return Strip(segments, self.size.width)

    def _part(
        self, name: str, width: int, lines: int, part: int, style: Style, gap: Style, pointed: bool
    ) -> Segment:
        edge = Style(color=style.bgcolor, bgcolor=gap.bgcolor)
        if lines == _TALLEST_KEY and part != 1:
            return Segment(("▄" if part == 0 else "▀") * width, edge)
        if lines == _TALLEST_KEY - 1 and part == 1:
            return Segment("▀" * width, edge)
        label = self._label(name, width).center(width)
        return Segment(POINTER + label[1:] if pointed and width > 2 else label, style)
