"""The bridge is reached from the hub and the command line alone; what talks to the platform knows no hub."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.sync.decidim.schemas import ROOT

READING = (
    "sync/decidim/bridge.py",
    "sync/decidim/client.py",
    "sync/decidim/comparing.py",
    "sync/decidim/drafting.py",
    "sync/decidim/judging.py",
    "sync/decidim/mapping/",
    "sync/decidim/mirror.py",
    "sync/decidim/profiles.py",
    "sync/decidim/queries/",
    "sync/decidim/reading.py",
    "sync/decidim/writing.py",
)
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


def test_what_reads_the_platform_knows_neither_the_hub_nor_the_couriers() -> None:
    for room in ("sync.hub", "sync.courier", "screens"):
        assert not any(path.startswith(READING) for path in naming(room))
    assert all(any(path.startswith(part) for path in naming("sync.decidim")) for part in READING)
