"""How a kiosk greets and waits: what the settings and the house decide."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Manner:
    """How this kiosk greets and waits; all durations in seconds."""

    error_log: Path
    place: str = ""
    language: str = "fr"
    languages: tuple[str, ...] = ("fr", "en")
    theme: str = "day"
    idle_seconds: int = 90
    idle_warning_seconds: int = 20
    ending_seconds: int = 25
    hold_seconds: float = 0.5
    words: Path | None = None
    """A list of words to suggest while somebody writes."""
    second_strike_seconds: float = 0.0
    """On a screen that has just come, what cannot be undone waits so long."""
    headphones: bool = False
    """Whether the voice is heard in headphones only."""
