"""Which cells of a wide table of cases are tried: a part by default, all of them in `make torture`."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

TURN = int(os.environ.get("KIOSK_TURN", "0"))
"""Which cells of a dear table run by default; ``KIOSK_TURN=1`` takes the next ones."""
THOROUGH = os.environ.get("KIOSK_TORTURE") == "1"
ON_BOTH = frozenset(
    f"tests.sync.hub.{name}"
    for name in (
        *("count.test_opening", "test_backup", "test_closing", "test_dump", "test_erasure", "test_intake"),
        *("test_migrations", "test_opt_ins", "test_processes", "test_side_by_side"),
    )
)
"""Tests of the hub's storage: on SQLite and on PostgreSQL by default."""
IN_TURNS = frozenset(
    f"tests.sync.{name}"
    for name in (
        *("hub.count.test_minutes", "hub.count.test_register", "hub.test_contributions"),
        *("hub.test_publishing", "test_pairing", "test_web"),
    )
)
"""Tests that use the storage and are about something else: one of three on PostgreSQL too by default."""
_TURN = 3
SOME = {
    "tests.browser.test_drafts": 3,
    "tests.browser.test_staff": 3,
    "tests.browser.test_staff_exports": 3,
    "tests.browser.test_staff_moderation": 3,
    "tests.faults.test_fuzz_visit": 3,
    "tests.journeys.test_everywhere": 2,
    "tests.kiosk.staff.test_acts": 3,
    "tests.screens.speech.test_reading": 2,
    "tests.screens.test_staff_pictures": 3,
    "tests.sync.decidim.test_pull_faults": 4,
    "tests.sync.hub.test_openapi": 2,
}
"""Modules whose dear tests have many cells: of each test with parameters, one cell of so many by default."""


def backends(module: str) -> tuple[str, ...]:
    """The databases that the tests of a module may run on, SQLite first."""
    both = module in ON_BOTH | IN_TURNS or (THOROUGH and module.startswith("tests.sync."))
    return ("sqlite", "postgresql") if both else ("sqlite",)


def in_turns(items: Sequence[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Split tests into those that run and those that `make torture` runs on PostgreSQL in addition."""
    if THOROUGH:
        return list(items), []
    wide = [item for item in items if _on_postgresql(item) and _module(item) in IN_TURNS]
    left = set(wide) - set(wide[::_TURN])
    return [item for item in items if item not in left], [item for item in items if item in left]


def some_of_many(items: Sequence[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Split tests into those that run and those that `make torture` runs in addition: see `SOME`."""
    if THOROUGH:
        return list(items), []
    cells: dict[tuple[str, str], list[pytest.Item]] = {}
    for item in items:
        if _module(item) in SOME and getattr(item, "callspec", None) is not None:
            cells.setdefault((_module(item), str(getattr(item, "originalname", item.name))), []).append(item)
    left: set[pytest.Item] = set()
    for (module, _), some in cells.items():
        turn = SOME[module]
        first = TURN % min(turn, len(some))
        left |= set(some) - set(some[first::turn])
    return [item for item in items if item not in left], [item for item in items if item in left]


def _on_postgresql(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    return call is not None and call.params.get("backend") == "postgresql"


def _module(item: pytest.Item) -> str:
    return str(getattr(getattr(item, "module", None), "__name__", ""))


def one_grid_each(items: Sequence[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Split tests into those that run and those that `make torture` runs in addition.

    A test with the parameter ``grid`` runs on one of its grids, the tests of a file taking turns, unless it
    is marked ``every_grid``.
    """
    if THOROUGH:
        return list(items), []
    grids: dict[tuple[str, str], list[pytest.Item]] = {}
    for item in items:
        key = _but_for_the_grid(item)
        if key is not None:
            grids.setdefault(key, []).append(item)
    turns: dict[str, int] = {}
    left: set[pytest.Item] = set()
    for (path, _), cases in grids.items():
        turn = turns[path] = turns.get(path, -1) + 1
        if len(cases) > 1:
            left.update(case for case in cases if case is not cases[turn % len(cases)])
    return [item for item in items if item not in left], [item for item in items if item in left]


def _but_for_the_grid(item: pytest.Item) -> tuple[str, str] | None:
    """File, and name with all parameters but the grid; None for tests without one."""
    call = getattr(item, "callspec", None)
    if call is None or "grid" not in call.params or item.get_closest_marker("every_grid"):
        return None
    others = {name: repr(value) for name, value in call.params.items() if name != "grid"}
    return str(item.path), f"{getattr(item, 'originalname', item.name)} {sorted(others.items())}"
