"""What the bench prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the bench."""

    name: str
    figure: float
    unit: str
    target: str
    good: bool
    detail: str = ""
