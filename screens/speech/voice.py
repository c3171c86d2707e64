"""What speaks, seen from the kiosk."""

from __future__ import annotations

from typing import Protocol


class Voice(Protocol):
    """Says one text after another until it is told to be silent. No method waits."""

    rate: float
    """Times the usual speed, for what is said from now on."""
    decibels: float
    """Louder than usual by so much, or softer if negative, for what is said from now on."""

    @property
    def exists(self) -> bool:
        """Whether this tablet has a voice at all; where it has none, nobody is offered one."""
        ...

    @property
    def speaking(self) -> bool:
        """Whether something is being said, or still to be said."""
        ...

    @property
    def failures(self) -> int:
        """How many attempts in a row could not be heard."""
        ...

    def say(self, text: str, language: str) -> None:
        """Say `text` with the voice of `language` (``fr``), after all that is still to be said."""
        ...

    def stop(self) -> None:
        """Be silent at once, and forget what was still to be said."""
        ...

    def close(self) -> None:
        """Be silent for good."""
        ...


class Silent:
    """The voice of a tablet that has none."""

    rate = 1.0
    decibels = 0.0
    exists = False
    speaking = False
    failures = 0

    def say(self, text: str, language: str) -> None:
        """Say nothing."""

    def stop(self) -> None:
        """There is nothing to stop."""

    def close(self) -> None:
        """There is nothing to close."""
