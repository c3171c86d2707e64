"""On the announced day the claims are gone, from the bytes of the files too, and not before."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from kiosk.errors import ContentError
from sync.demo import demo_draft
from sync.hub.count.run import count
from sync.hub.envelopes import ballots_of, claims_of
from sync.hub.erasure import erase_due_claims
from tests.sync.acts import cast, cast_by_code, stored
from tests.world import NOON, World


def test_claims_are_erased_on_the_day_and_from_the_files_bytes(
    world: World, on_disk: Callable[[], bytes]
) -> None:
    tablet = world.tablet()
    for code in world.drawn["budget"]:
        cast_by_code(tablet, code)
    cast(tablet)
    world.carry(tablet)
    sealed = [
        part
        for name in ("budget", "nom")
        for parts in (claims_of(world.hub.rooms, name), ballots_of(world.hub.rooms, name))
        for part in parts.values()
    ]
    assert len(sealed) == 18
    # Within a page the content lies in one piece as far as it goes.
    pieces = [part[at : at + 64] for part in sealed for at in range(0, len(part) - 64, 512)]
    before = on_disk()
    assert sum(piece in before for piece in pieces) > 0.9 * len(pieces)
    index = world.hub.index(1)
    assert index is not None
    days = {found.consultation.claims_erased_on for found in index.ballots.values()}
    day = max(index.ballots[name].consultation.claims_erased_on for name in ("budget", "nom"))
    world.clock.pass_by(days=(min(days) - NOON.date()).days - 1)
    assert erase_due_claims(world.hub) == {}
    assert len(stored(world.hub)) == 9
    world.clock.now = NOON + (day - NOON.date()) + timedelta(hours=1)
    assert erase_due_claims(world.hub) == {}, "what was never counted is kept"
    for name in ("budget", "nom"):
        count(world.hub, name, world.shares[:2], processes=1)
    assert erase_due_claims(world.hub) == {"budget": 8, "nom": 1}
    assert stored(world.hub) == []
    after = on_disk()
    assert [piece for piece in pieces if piece in after] == []
    assert erase_due_claims(world.hub) == {}


def test_what_was_put_aside_is_erased_too(world: World) -> None:
    tablet = world.tablet()
    cast(tablet)
    world.clock.pass_by(days=60)
    assert world.carry(tablet).refused == 1
    world.clock.pass_by(days=200)
    count(world.hub, "nom", world.shares[:2], processes=1)
    assert erase_due_claims(world.hub) == {"nom": 1}


def test_nothing_is_erased_before_the_box_may_be_opened(tmp_path: Any) -> None:
    draft: dict[str, Any] = json.loads(demo_draft(NOON))
    consultation = draft["consultations"][2]
    consultation["claims_erased_on"] = consultation["accept_until"][:10]
    try:
        world = World(tmp_path, draft=draft)
    except ContentError:
        return
    tablet = world.tablet()
    cast(tablet)
    world.carry(tablet)
    world.clock.now = NOON.replace(hour=1) + timedelta(days=20)
    erased = erase_due_claims(world.hub)
    world.close()
    assert erased == {}
