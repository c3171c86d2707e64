"""Fields that a keyboard on the glass, a physical keyboard and a scanner fill alike."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from kiosk.claims.crockford import in_groups, normalise
from kiosk.errors import FormatError
from screens.widgets.text import clean
from screens.widgets.writing import Move, Writing

CURSOR = "▏"
_ERASING = {
    "backspace": Writing.erased,
    "ctrl+h": Writing.erased,
    "delete": Writing.erased_after,
    "ctrl+backspace": Writing.erased_word,
    "alt+backspace": Writing.erased_word,
    "ctrl+w": Writing.erased_word,
    "ctrl+delete": Writing.erased_word_after,
}
"""What a physical keyboard sends. Some terminals say ctrl+w for ctrl+backspace."""
_MOVES = frozenset(Move)


class Field(Widget, can_focus=True, inherit_bindings=False):
    """What has been typed so far, and a cursor in it."""

    fixed = False
    """Whether the cursor stays at the end: for figures and codes, one thing less to learn."""
    anew = True
    """Whether the first character after Enter begins anew, so that a card can simply be scanned again."""

    private = False
    """Whether a voice says what is typed only to whoever listens alone."""
    secret = False
    """Whether no voice says what is typed, ever: only how many characters."""

    class Changed(Message):
        """The value is another one."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value
            """All that is typed."""

    class Submitted(Message):
        """Enter was pressed, or a scanner ended its line."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value
            """All that is typed."""

    def __init__(self, *, limit: int, id: str | None = None) -> None:
        super().__init__(id=id)
        self._limit = limit
        self._writing = Writing()
        self._submitted = False
        self._followers: list[Callable[[], None]] = []

    @property
    def value(self) -> str:
        """What is typed, without decoration."""
        return self._writing.text

    @property
    def limit(self) -> int:
        """Characters at most."""
        return self._limit

    @property
    def writing(self) -> Writing:
        """What is typed, with the place of the cursor."""
        return self._writing

    @property
    def spoken(self) -> str:
        """The value. A screen with a private field decides whether a voice may say it."""
        return self.value

    @property
    def line_count(self) -> int:
        """Lines that it would like to show."""
        return 1

    def follow(self, follower: Callable[[], None]) -> None:
        """Call `follower` at once whenever the text or the cursor is another one."""
        self._followers.append(follower)

    # -- writing

    def write(self, text: str) -> None:
        """Put characters at the cursor as far as they are allowed and there is room."""
        if self._submitted and self.anew:
            self._writing = Writing()
        self._submitted = False
        self._become(self._writing.insert(self.allowed(text), self._limit))

    def erase(self) -> None:
        """Take the character before the cursor away."""
        self.edit(Writing.erased)

    def edit(self, change: Callable[[Writing], Writing]) -> None:
        """Change the text, or only the place of the cursor."""
        self._submitted = False
        self._become(change(self._writing))

    def move(self, move: Move) -> None:
        """Send the cursor elsewhere."""
        if not self.fixed:
            self.edit(lambda writing: writing.moved(move))

    def tried(self) -> None:
        """What is typed was tried: the first character after that begins anew, as after Enter."""
        self._submitted = True

    def clear(self) -> None:
        """Begin anew."""
        self.edit(lambda _: Writing())

    def _become(self, writing: Writing) -> None:
        before, self._writing = self._writing, writing
        if writing == before:
            return
        self.refresh()
        for follower in self._followers:
            follower()
        if writing.text != before.text:
            self.post_message(self.Changed(writing.text))

    def on_unmount(self) -> None:
        """Forget what was typed: a timer that was stopped keeps its screen until the hour it was set for."""
        self._writing = Writing()

    def allowed(self, text: str) -> str:
        """`text` with what this field does not take left out."""
        room = 4 * self._limit
        return clean(text[:room], room, one_line=False).replace("\n", " ")

    # -- keys

    def takes(self, event: events.Key) -> bool:
        """Whether a key is for a field wherever the focus is."""
        return event.key in _ERASING or bool(event.is_printable and event.character)

    def take(self, event: events.Key) -> None:
        """Type one key."""
        if event.key in _ERASING:
            self.edit(_ERASING[event.key])
        elif event.character:
            self.write(event.character)

    def steer(self, key: str) -> bool:
        """Move the cursor where a key says; False when the key means something else here."""
        if self.fixed or not self.value:
            return False
        if key in _MOVES:
            self.move(Move(key))
        elif key in ("home", "end"):
            self.move(Move.START if key == "home" else Move.END)
        else:
            return False
        return True

    def on_key(self, event: events.Key) -> None:
        """Type, or move the cursor; Enter submits."""
        if event.key == "enter":
            event.stop()
            self._enter()
        elif self.takes(event):
            event.stop()
            event.prevent_default()
            self.take(event)
        elif self.steer(event.key):
            event.stop()
            event.prevent_default()

    def _enter(self) -> None:
        self._submitted = True
        self.post_message(self.Submitted(self.value))

    def on_paste(self, event: events.Paste) -> None:
        """Some scanners paste instead of typing."""
        event.stop()
        self.write(event.text)

    def on_click(self, event: events.Click) -> None:
        """A tap gives the focus."""
        event.stop()


class CodeField(Field):
    """A code in groups of four, with the places still to fill: ``K7QM-3F__-____-____-_``."""

    fixed = True
    private = True

    def __init__(self, digits: int, *, id: str | None = None) -> None:
        super().__init__(limit=digits, id=id)

    @property
    def places(self) -> int:
        """How many characters a whole code has."""
        return self._limit

    @property
    def complete(self) -> bool:
        """Whether every place is filled."""
        return len(self.value) == self._limit

    def allowed(self, text: str) -> str:
        """Crockford's characters, read leniently; anything else is passed over."""
        read = []
        for character in text[: 20 * self._limit]:
            try:
                read.append(normalise(character))
            except FormatError:
                continue
        return "".join(read)

    def render(self) -> Content:
        """The groups; the next place to fill is heavier."""
        groups = in_groups(self.value.ljust(self._limit, "_"))
        at = len(in_groups(self.value + "_")) - 1
        if self.complete:
            return Content.styled(groups, "bold")
        return Content.assemble(
            (groups[:at], "bold"), (groups[at : at + 1], "bold reverse"), (groups[at + 1 :], "")
        )
