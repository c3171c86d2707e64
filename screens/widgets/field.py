"""Fields that a keyboard on the glass, a physical keyboard and a scanner fill alike."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from kiosk.claims.crockford import in_groups, normalise
from kiosk.errors import FormatError
from screens.widgets.text import clean, wrapped

CURSOR = "▏"


class Field(Widget, can_focus=True, inherit_bindings=False):
    """What has been typed so far. The cursor is always at the end: one thing less to learn."""

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
        self._value = ""
        self._submitted = False

    @property
    def value(self) -> str:
        """What is typed, without decoration."""
        return self._value

    @property
    def spoken(self) -> str:
        """The value. A screen with a private field decides whether a voice may say it."""
        return self._value

    def write(self, text: str) -> None:
        """Add characters as far as they are allowed and there is room.

        After a submission the first character begins anew, so that a card can simply be scanned again.
        """
        before = self._value
        kept = "" if self._submitted else before
        self._submitted = False
        self._set(kept + self.allowed(text)[: self._limit - len(kept)], before)

    def erase(self) -> None:
        """Take the last character away."""
        self._submitted = False
        self._set(self._value[:-1], self._value)

    def clear(self) -> None:
        """Begin anew."""
        self._submitted = False
        self._set("", self._value)

    def _set(self, value: str, before: str) -> None:
        self._value = value
        if value != before:
            self.refresh()
            self.post_message(self.Changed(value))

    def allowed(self, text: str) -> str:
        """`text` with what this field does not take left out."""
        return clean(text, self._limit, one_line=False).replace("\n", " ")

    def takes(self, event: events.Key) -> bool:
        """Whether a key is for a field at all."""
        return event.key in ("backspace", "ctrl+h") or bool(event.is_printable and event.character)

    def take(self, event: events.Key) -> None:
        """Type one key."""
        if event.key in ("backspace", "ctrl+h"):
            self.erase()
        elif event.character:
            self.write(event.character)

    def on_key(self, event: events.Key) -> None:
        """Type; Enter submits."""
        if event.key == "enter":
            event.stop()
            self._submitted = True
            self.post_message(self.Submitted(self._value))
        elif self.takes(event):
            event.stop()
            event.prevent_default()
            self.take(event)

    def on_paste(self, event: events.Paste) -> None:
        """Some scanners paste instead of typing."""
        event.stop()
        self.write(event.text)

    def on_click(self, event: events.Click) -> None:
        """A tap gives the focus and nothing else."""
        event.stop()


class CodeField(Field):
    """A code in groups of four, with the places still to fill: ``K7QM-3F__-____-____-_``."""

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
        return len(self._value) == self._limit

    def allowed(self, text: str) -> str:
        """Crockford's characters, read leniently; anything else is passed over."""
        read = []
        for character in text:
            try:
                read.append(normalise(character))
            except FormatError:
                continue
        return "".join(read)

    def render(self) -> Content:
        """The groups; the next place to fill is heavier."""
        groups = in_groups(self._value.ljust(self._limit, "_"))
        at = len(in_groups(self._value + "_")) - 1
        if self.complete:
            return Content.styled(groups, "bold")
        return Content.assemble(
            (groups[:at], "bold"), (groups[at : at + 1], "bold reverse"), (groups[at + 1 :], "")
        )


class TextField(Field):
    """A line of free text, or with more than one of `lines` as many as there is room for."""

    def __init__(self, *, limit: int = 120, lines: int = 1, id: str | None = None) -> None:
        super().__init__(limit=limit, id=id)
        self._lines = lines
        self.set_class(lines > 1, "-long")

    def allowed(self, text: str) -> str:
        """Any character that shows."""
        text = super().allowed(text)
        return text.lstrip() if not self._value else text

    def render(self) -> Content:
        """The end of the text, which is where the cursor is."""
        width = max(1, self.content_size.width)
        text = self._value + CURSOR
        if self._lines == 1:
            if Content(text).cell_length > width:
                while text and Content(text).cell_length >= width:
                    text = text[1:]
                text = "…" + text
            return Content.styled(text, "bold")
        lines = wrapped(text, width)[-max(1, self.content_size.height) :]
        return Content.styled("\n".join(lines), "bold")
