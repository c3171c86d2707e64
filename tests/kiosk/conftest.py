"""The demo's city at noon."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kiosk.ids import Mode
from sync.demo import demo_draft
from tests.world import NOON, World


@cache
def _demo() -> bytes:
    return demo_draft(NOON)


@pytest.fixture
def draft() -> Any:
    """The demo's draft, to be changed before a world is made of it."""
    return json.loads(_demo())


@pytest.fixture
def make_world(tmp_path: Path, draft: Any) -> Iterator[Callable[..., World]]:
    """Makes cities from the draft; all of them let go of their files in the end."""
    made: list[World] = []

    def make(mode: Mode = Mode.TEST) -> World:
        made.append(World(tmp_path / f"world-{len(made)}", mode, draft, {"budget": 3}))
        return made[-1]

    yield make
    for world in made:
        world.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """The demo's city in test mode."""
    return make_world()
