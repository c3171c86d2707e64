"""The base of all that can be touched: a finger, Enter and Space do the same."""

from __future__ import annotations

from textual import events
from textual.widget import Widget

POINTER = "▶"
"""Stands before what the keys point at: focus is a mark as well as a colour."""


class Touch(Widget, can_focus=True, inherit_bindings=False):
    """Something that a tap sets off once per tap, however fast; hovering changes nothing.

    The focus is shown only to people who move by keys (class ``-keys`` of the screen): a tap leaves
    no pointer behind.
    """

    def touched(self) -> None:
        """Do what a tap does."""
        raise NotImplementedError

    @property
    def spoken(self) -> str:
        """What a voice says of it."""
        raise NotImplementedError

    @property
    def spoken_state(self) -> str:
        """How it is now, in words: ``chosen``. Empty where the kind of thing has no state."""
        return ""

    spoken_language = ""
    """The language of `spoken` where it is another one than the screen's."""

    @property
    def pointed_at(self) -> bool:
        """Whether the keys point here now."""
        return self.has_focus and self.screen.has_class("-keys")

    def on_click(self, event: events.Click) -> None:
        """A tap that began and ended here."""
        event.stop()
        if event.button == 1 and not self.disabled:
            self.touched()

    def on_key(self, event: events.Key) -> None:
        """Enter and Space set off what has the focus."""
        if event.key in ("enter", "space"):
            event.stop()
            event.prevent_default()
            self.touched()

    def on_focus(self) -> None:
        """Draw the pointer."""
        self.refresh()

    def on_blur(self) -> None:
        """Take the pointer away."""
        self.refresh()
