"""A finding: a verdict, what was found, what to do; and all of them in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How bad it is."""

    GOOD = "good"
    LOOK = "look at this"
    """The tablet may go out; somebody should know."""
    MEND = "must be mended"
    """The tablet must not go out."""


@dataclass(frozen=True)
class Check:
    """One finding, in sentences."""

    name: str
    verdict: Verdict
    found: str
    todo: str = ""
    """What to do; empty where all is well."""


def good(name: str, found: str) -> Check:
    """All is well."""
    return Check(name, Verdict.GOOD, found)


def look(name: str, found: str, todo: str) -> Check:
    """Somebody should know."""
    return Check(name, Verdict.LOOK, found, todo)


def mend(name: str, found: str, todo: str) -> Check:
    """Not without mending."""
    return Check(name, Verdict.MEND, found, todo)


def answer(checks: Sequence[Check]) -> str:
    """The answer, before every explanation."""
    bad = sum(check.verdict is Verdict.MEND for check in checks)
    odd = sum(check.verdict is Verdict.LOOK for check in checks)
    if bad:
        return f"{_things(bad)} must be mended before this tablet goes out."
    return f"Everything needed is here. Look at {_things(odd)}." if odd else "Everything needed is here."


def _things(number: int) -> str:
    return "1 thing" if number == 1 else f"{number} things"
