"""One city for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.world import World


@pytest.fixture
def world(tmp_path: Path, database: str) -> Iterator[World]:
    """The demo's city on 10 March 2027 at noon."""
    city = World(tmp_path, database=database)
    yield city
    city.close()


@pytest.fixture
def on_disk(world: World, backend: str, request: pytest.FixtureRequest) -> Callable[[], bytes]:
    """Gives every byte of the files in which the world's hub keeps what it was given, logs included."""
    if backend == "sqlite":
        return lambda: b"".join(path.read_bytes() for path in sorted(world.hub.folder.path.glob("*.db*")))
    server: postgres.Server = request.getfixturevalue("postgresql")
    return server.bytes_on_disk
