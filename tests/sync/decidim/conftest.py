"""A hub that nothing was carried to: the ledger takes what the tests say is published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ids import Mode
from sync.hub.setup import init_hub
from sync.hub.store import HubStore
from tests.world import SetClock


@pytest.fixture
def clock() -> SetClock:
    """A clock that the test sets."""
    return SetClock()


@pytest.fixture
def hub(tmp_path: Path, clock: SetClock) -> Iterator[HubStore]:
    """An empty hub."""
    store, _ = init_hub(tmp_path / "hub", Mode.TEST, clock=clock)
    yield store
    store.close()
