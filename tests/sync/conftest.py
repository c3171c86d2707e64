"""One city for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import World


@pytest.fixture
def world(tmp_path: Path, database: str) -> Iterator[World]:
    """The demo's city on 10 March 2027 at noon."""
    city = World(tmp_path, database=database)
    yield city
    city.close()
