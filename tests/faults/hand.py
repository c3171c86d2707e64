"""A hand that does anything at all in front of a kiosk: drawn from a seed, so that it can do it again."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from textual import events
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget

from kiosk.claims.codes import Code
from screens.app import KioskApp
from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.city_map import CityMap
from screens.widgets.field import CodeField, Field
from screens.widgets.keyboard import Keyboard
from sync.demo import PIN
from tests.journeys.kiosk_app import Ticks

GRIDS = ((40, 12), (80, 24), (98, 26))
_KEYS = (
    *("escape", "enter", "enter", "space", "tab", "shift+tab", "up", "down", "left", "right", "backspace"),
    *("delete", "home", "end", "pageup", "pagedown", "insert", "f1", "f5", "f10", "f11"),
    *(f"ctrl+{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
    *(
        "ctrl+backslash",
        "ctrl+at",
        "ctrl+shift+z",
        "alt+f4",
        "alt+tab",
        "shift+f10",
        "ctrl+left",
        "print_screen",
    ),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SIGNS = "aeéèàçœ' ,.?!-19\u202e[]@0\N{GRINNING FACE}\u0301"
_PASTED = ("[@click=app.quit]x[/]", "\x1b]0;x\x07\x1b[2J", "=1+1", "a\nb\r\nc", "é" * 5000, "\u202eabc", "")
_TOKEN_LETTERS = 9


def drawn_token(draw: random.Random) -> str:
    """A word that occurs nowhere else."""
    return "zq" + "".join(draw.choices(_LETTERS, k=_TOKEN_LETTERS))


@dataclass
class Hand:
    """Random touches and keys. `did` says what was done, for a failure to print."""

    app: KioskApp
    pilot: Pilot[Any]
    ticks: Ticks
    draw: random.Random
    codes: list[Code]
    did: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    """Tokens typed in this visit, reversed: a search of the memory must not find this list."""

    async def act(self) -> None:
        """Do one thing, or some at once without looking."""
        number = self.draw.choice((1, 1, 1, 1, 1, 2, 3, 6))
        for _ in range(number):
            await self._one(looks=number == 1)
        await self.pilot.pause()

    async def _one(self, *, looks: bool) -> None:
        kind = self.draw.choices(
            (
                "widget",
                "main",
                "anywhere",
                "drag",
                "key",
                "type",
                "paste",
                "resize",
                "time",
                "wheel",
                "answer",
            ),
            (30, 26, 10, 2, 9, 8, 2, 1.5, 1.5, 1, 10),
        )[0]
        match kind:
            case "widget":
                self._touch(self._touchable())
            case "main":
                button = self.draw.choices(("#main", "#more", ".next", "#back"), (12, 3, 1, 1))[0]
                self._touch([found for found in self.app.screen.query(button) if found.visible])
            case "anywhere":
                self._tap(self.draw.randrange(self.app.size.width), self.draw.randrange(self.app.size.height))
            case "drag":
                self._drag()
            case "key":
                self._key(self.draw.choice((*_KEYS, *_SIGNS)))
            case "type":
                self._type()
            case "answer":
                self._answer()
            case "paste":
                self._note("paste")
                self.app.post_message(events.Paste(self.draw.choice(_PASTED)))
            case "wheel":
                self._wheel()
            case "resize" if looks:
                grid = self.draw.choice(GRIDS)
                self._note(f"resize {grid}")
                await self.pilot.resize_terminal(*grid)
            case "time" if looks:
                self._time()
            case _:
                self._note("nothing")

    def _note(self, what: str) -> None:
        self.did.append(what)

    # -- touching

    def _touchable(self) -> list[Widget]:
        glass = Region(0, 0, *self.app.size)
        kinds = self.app.screen.query("Action, Choice, Keyboard, CityMap, Field").results()
        return [
            widget
            for widget in kinds
            if isinstance(widget, Action | Choice | Keyboard | CityMap | Field)
            and widget.visible
            and widget.region.area
            and glass.contains_region(widget.region)
        ]

    def _touch(self, widgets: list[Widget]) -> None:
        # The tools are there on every screen; taken as often as they are offered, no visit would get far.
        widgets = [w for w in widgets if not (w.id or "").startswith("tool-") or self.draw.random() < 0.2]
        if not widgets:
            return
        widget = self.draw.choice(widgets)
        inside = widget.region
        if not inside.area:
            return
        if isinstance(widget, Keyboard | CityMap):
            x, y = self.draw.randrange(inside.x, inside.right), self.draw.randrange(inside.y, inside.bottom)
        else:
            x, y = (int(part) for part in inside.center)
        self._note(f"touch {type(widget).__name__} {widget.id or ''}")
        self._tap(x, y, noted=True)

    def _tap(self, x: int, y: int, *, noted: bool = False) -> None:
        if not noted:
            self._note(f"tap {x},{y}")
        button = self.draw.choices((1, 2, 3), (20, 1, 1))[0]
        for kind in (events.MouseDown, events.MouseUp):
            self.app.post_message(kind(None, x, y, 0, 0, button, False, False, False, x, y))

    def _drag(self) -> None:
        width, height = self.app.size
        places = [(self.draw.randrange(width), self.draw.randrange(height)) for _ in range(4)]
        self._note(f"drag {places}")
        (x, y), *between, (to_x, to_y) = places
        self.app.post_message(events.MouseDown(None, x, y, 0, 0, 1, False, False, False, x, y))
        for px, py in between:
            self.app.post_message(events.MouseMove(None, px, py, 1, 1, 1, False, False, False, px, py))
        self.app.post_message(events.MouseUp(None, to_x, to_y, 0, 0, 1, False, False, False, to_x, to_y))

    def _wheel(self) -> None:
        width, height = self.app.size
        x, y = self.draw.randrange(width), self.draw.randrange(height)
        kind = self.draw.choice((events.MouseScrollUp, events.MouseScrollDown))
        self._note(f"{kind.__name__} {x},{y}")
        self.app.post_message(kind(None, x, y, 0, 0, 0, False, False, False, x, y))

    # -- keys

    def _key(self, name: str) -> None:
        self._note(f"key {name!r}")
        character = name if len(name) == 1 else {"enter": "\r", "space": " ", "tab": "\t"}.get(name)
        self.app.post_message(events.Key("space" if name == " " else name, character))

    def _letters(self, text: str) -> None:
        for character in text:
            self.app.post_message(events.Key("space" if character == " " else character, character))

    def _type(self) -> None:
        """A word of one's own into the field that is shown, by keys or by paste."""
        field_shown = next(iter(self.app.screen.query(Field)), None)
        if field_shown is None or isinstance(field_shown, CodeField):
            return
        token = drawn_token(self.draw)
        self.typed.append(token[::-1])
        self._note(f"type token {len(self.typed)}")
        if self.draw.random() < 0.2:
            self.app.post_message(events.Paste(token))
        else:
            self._letters(token.capitalize() + " ")

    def _answer(self) -> None:
        """What a screen asks for, so that visits get somewhere: a code, a PIN, a date, words, a number."""
        name = type(self.app.screen).__name__
        match name:
            case "CodeScreen":
                self._letters(self.draw.choice(self.codes))
            case "AttendedScreen":
                self._letters(PIN)
            case "DeclaredScreen":
                self._letters(self.draw.choice(("Odile", "07031948")))
            case "ShortTextScreen" | "LongTextScreen":
                self._letters(
                    self.draw.choice(("Une phrase assez longue ", "odile@example.org", "0561222922"))
                )
            case "NumberScreen":
                self._letters("12")
            case _:
                return
        self._note(f"answer on {name}")
        self._key("enter")

    # -- time

    def _time(self) -> None:
        seconds = self.draw.choice((1, 5, 69, 71, 75, 89, 91, 300))
        self._note(f"{seconds} seconds pass")
        self.ticks.now += seconds
        self.app._look_at_the_clock()
        for _ in range(min(seconds, 30)):
            count = getattr(self.app.screen, "_second", None)
            if count is None or not self.app.screen.is_mounted:
                break
            count()


def holders_of(tokens: Iterable[str], found: Iterable[object]) -> list[str]:
    """What holds one of the tokens, which are given reversed: no string of this search may be found by it."""
    wanted = set(tokens)
    held = []
    for holder in found:
        if isinstance(holder, FrameType):
            continue
        for part in gc.get_referents(holder):
            if type(part) is str and len(part) >= _TOKEN_LETTERS:
                backwards = part[::-1].casefold()
                if any(token in backwards for token in wanted):
                    name = getattr(holder, "__qualname__", type(holder).__qualname__)
                    held.append(f"{type(holder).__module__} {name}: {str(holder)[:300]}")
                    held += _way_to(holder)
    return held


def _way_to(holder: object) -> list[str]:
    """Who holds it, who holds that, and so on: what a failure needs to say."""
    way, seen = [], {id(holder)}
    for _ in range(12):
        above = next(
            (
                other
                for other in gc.get_referrers(holder)
                if id(other) not in seen
                and not isinstance(other, FrameType)
                and type(other).__name__ not in ("list_iterator", "generator", "coroutine")
                and not (isinstance(other, list) and len(other) > 5000)
            ),
            None,
        )
        if above is None:
            break
        seen.add(id(above))
        way.append(f"    in {type(above).__module__}.{type(above).__qualname__}: {str(above)[:100]}")
        holder = above
    return way
