"""The pages of the demo's city, and somebody at them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.hub.staff.rights import Role
from tests.sync.hub.staff.desk import Desk, desk, make_account
from tests.world import World


@pytest.fixture
def at_desk(world: World) -> Iterator[Desk]:
    """A browser that nobody has signed in with."""
    with desk(world.hub) as opened:
        yield opened


@pytest.fixture
def boss(world: World, at_desk: Desk) -> Desk:
    """A browser of the administrator, signed in."""
    at_desk.sign_in(make_account(world.hub, Role.ADMINISTRATOR))
    return at_desk
