"""Stylesheets are parsed once a process in tests, not once an app.

Each test of a screen starts an app, and each app would parse them again. Rules are not changed once they are
parsed: within one app, too, Textual takes the same ones again.
"""

from __future__ import annotations

from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_PARSED: dict[tuple[Any, ...], list[RuleSet]] = {}
_parse = Stylesheet._parse_rules


def install() -> None:
    """From now on, what was parsed under the same variables is taken again."""
    Stylesheet._parse_rules = _remembered  # type: ignore[method-assign]


def _remembered(
    self: Stylesheet,
    css: str,
    read_from: tuple[str, str],
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    variables = frozenset(self._variables.items())
    key = (css, read_from, is_default_rules, tie_breaker, scope, variables)
    if key not in _PARSED:
        _PARSED[key] = _parse(self, css, read_from, is_default_rules, tie_breaker, scope)
    return _PARSED[key]
