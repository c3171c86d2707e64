"""A voice that writes down what it would say."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class RecordingVoice:
    """Says nothing, and remembers everything with its language."""

    exists: bool = True
    speaking: bool = False
    """Set by a test that needs somebody to be spoken to."""
    failures: int = 0
    rate: float = 1.0
    decibels: float = 0.0
    said: list[tuple[str, str]] = field(default_factory=list)
    """Words and language, from the beginning."""
    present: list[str] = field(default_factory=list)
    """What is being said and has not been stopped."""
    closed: bool = False

    def say(self, text: str, language: str) -> None:
        """Remember it."""
        self.said.append((text, language))
        self.present.append(text)

    def stop(self) -> None:
        """Nothing more is heard of what is being said."""
        self.present.clear()

    def close(self) -> None:
        """Never again."""
        self.stop()
        self.closed = True

    @property
    def record(self) -> str:
        """All that was ever said."""
        return "\n".join(text for text, _ in self.said)
