"""What an import brings along, seen in a fresh process: the static contracts do not see a deferred import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

PROBE = """
import importlib, json, sys

forbidden, found = set(sys.argv[1].split(",")), {}
seen = set()
for module in sys.stdin.read().split():
    importlib.import_module(module)
    loaded = {name.partition(".")[0] for name in sys.modules} & forbidden - seen
    seen |= loaded
    if loaded:
        found[module] = sorted(loaded)
print(json.dumps(found))
"""


def modules(room: str) -> list[str]:
    """Every module of a room but the command line, which reaches the others lazily, and Alembic's scripts."""
    names = (
        ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted((ROOT / room).rglob("*.py"))
    )
    return [
        name.removesuffix(".__init__")
        for name in names
        if not f"{name}.".startswith("kiosk.cli.") and ".migrations." not in f"{name}."
    ]


def brought(names: list[str], forbidden: str) -> dict[str, list[str]]:
    """Which of the packages `forbidden` each module of `names` was the first to load, in one new process.

    One process serves for all, because what is loaded only grows: nothing at the end means nothing for each.
    """
    answer = subprocess.run(
        [sys.executable, "-c", PROBE, forbidden],
        input=" ".join(names),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    found: dict[str, list[str]] = json.loads(answer.stdout)
    return found


def test_the_probe_names_the_module_that_brings_a_package() -> None:
    assert brought(["json", "kiosk.errors", "kiosk.catalogue.model"], "pydantic,textual") == {
        "kiosk.catalogue.model": ["pydantic"]
    }


def test_every_room_has_modules_to_look_at() -> None:
    assert {"kiosk.visit", "kiosk.ballots.rules"} <= set(modules("kiosk"))
    assert {"sync.courier", "sync.hub.web"} <= set(modules("sync"))
    assert {"screens.shell", "screens.widgets.action"} <= set(modules("screens"))


def test_the_kiosk_knows_neither_the_wire_nor_the_screens() -> None:
    assert brought(modules("kiosk"), "textual,httpx,fastapi,uvicorn,sync,screens") == {}


def test_the_wire_does_not_know_the_screens() -> None:
    assert brought(modules("sync"), "screens,textual") == {}


def test_the_screens_do_not_wait_for_the_vault_or_the_wire_before_the_first_paint() -> None:
    """The staff's own screens are loaded when somebody comes in: the vault is open by then."""
    first = [name for name in modules("screens") if not name.startswith("screens.staff.")]
    assert "screens.app" in first
    assert brought(first, "sqlmodel,sqlalchemy,httpx,fastapi") == {}
