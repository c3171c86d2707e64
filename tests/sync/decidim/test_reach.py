"""The bridge is reached from the hub and the command line alone, and does not know the hub."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.sync.decidim.schemas import ROOT

ALLOWED = ("sync/hub/", "sync/decidim/", "kiosk/cli/")


def imported(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def naming(wanted: str) -> set[str]:
    """The files of the program that import `wanted` or a part of it."""
    return {
        str(path.relative_to(ROOT))
        for room in ("kiosk", "sync", "screens")
        for path in (ROOT / room).rglob("*.py")
        if any(f"{name}.".startswith(f"{wanted}.") for name in imported(path))
    }


def test_only_the_hub_and_the_command_line_reach_the_bridge() -> None:
    found = naming("sync.decidim")
    assert "sync/hub/central.py" in found
    assert {path for path in found if not path.startswith(ALLOWED)} == set()


def test_the_bridge_knows_neither_the_hub_nor_the_couriers() -> None:
    for room in ("sync.hub", "sync.courier", "screens"):
        assert not any(path.startswith("sync/decidim/") for path in naming(room))
