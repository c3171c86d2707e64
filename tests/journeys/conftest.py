"""One city for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.kiosk_app import world_at
from tests.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The demo's city on 10 March 2027 at noon, with its votes in a fixed order."""
    city = world_at(tmp_path)
    yield city
    city.close()
