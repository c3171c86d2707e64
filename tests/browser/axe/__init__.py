"""axe-core, which finds what a screen reader or a keyboard cannot use; npm installs it from its lock."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

_HERE = Path(__file__).parent
_FILES = ("package.json", "package-lock.json", ".npmrc")
_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@cache
def axe_source() -> str:
    """The checker, installed into a cache folder by ``npm ci`` the first time.

    Skips the test where there is no npm or nothing can be fetched, and never in CI.
    """
    lock = hashlib.sha256((_HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache_home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache_home / "citizens-kiosk" / f"axe-{lock}"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        _install(folder)
    return script.read_text(encoding="utf-8")


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        _cannot("npm is not installed")
    # Several processes of a test run may come here at once: each installs apart, the first one stays.
    own = folder.with_name(f"{folder.name}-{os.getpid()}")
    own.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copy(_HERE / name, own / name)
    done = subprocess.run(
        [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=own,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        shutil.rmtree(own, ignore_errors=True)
        _cannot(f"npm ci failed: {done.stderr.strip()[-300:]}")
    try:
        own.rename(folder)
    except OSError:
        shutil.rmtree(own, ignore_errors=True)


def _cannot(why: str) -> None:
    if os.environ.get("CI"):
        raise AssertionError(f"axe-core is needed in CI: {why}")
    pytest.skip(f"axe-core cannot be had: {why}")


async def faults(page: Page) -> list[str]:
    """Serious and critical faults of the page as it is shown now, one line each."""
    # Evaluated by the browser's own tool: the page's policy forbids it any script.
    await page.evaluate(axe_source())
    found: dict[str, Any] = await page.evaluate(
        "(rules) => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", _RULES
    )
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html'][:160]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
