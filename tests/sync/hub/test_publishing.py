"""Publishing: each version once, and nothing that people already vote on changes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.catalogue.load import opened
from kiosk.errors import ContentError
from sync.hub.publishing import publish
from tests.world import World

Change = Callable[[dict[str, Any]], object]


def activity_of(draft: dict[str, Any], name: str) -> dict[str, Any]:
    """The activity of that id."""
    return next(a for c in draft["consultations"] for a in c["activities"] if a["id"] == name)


def changed(world: World, change: Change) -> bytes:
    """The draft, changed."""
    draft = copy.deepcopy(world.draft)
    assert draft is not None
    change(draft)
    return json.dumps(draft).encode()


def test_versions_follow_each_other_and_carry_the_hubs_keys(world: World) -> None:
    first = opened(world.hub.newest_catalogue()[1], world.hub.signing_key.verify_key)  # type: ignore[index]
    second = opened(world.publish(), world.hub.signing_key.verify_key)
    assert (first.version, second.version) == (1, 2)
    assert second.keys == first.keys
    assert second.mode is world.mode
    index = world.hub.index(1)
    assert index is not None
    assert index.catalogue == first


FORBIDDEN: dict[str, Change] = {
    "method": lambda d: activity_of(d, "budget")["method"].update(points=8),
    "cost": lambda d: activity_of(d, "budget")["projects"][0].update(cost="1"),
    "a project more": lambda d: activity_of(d, "nom")["projects"].append({"id": "z", "title": {"fr": "Z"}}),
    "a project less": lambda d: activity_of(d, "nom")["projects"].pop(),
    "budget": lambda d: activity_of(d, "budget").update(budget="2000000"),
    "quartier budget": lambda d: activity_of(d, "quartier")["quartier_budgets"].update(rives="1"),
    "claim": lambda d: activity_of(d, "nom").update(claim="declared"),
    "doubles": lambda d: activity_of(d, "budget").update(doubles="set_all_aside"),
    "tie break": lambda d: activity_of(d, "budget").update(tie_break=["cost"]),
    "taken out": lambda d: d["consultations"].pop(2),
    "another title": lambda d: activity_of(d, "budget")["projects"][0].update(title={"fr": "Un autre"}),
    "an earlier closing": lambda d: d["consultations"][0]["phases"][0].update(
        closes="2027-03-10T13:00:00+00:00"
    ),
    "an earlier erasing": lambda d: d["consultations"][0].update(claims_erased_on="2027-05-30"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_an_opened_vote_does_not_change(world: World, what: str) -> None:
    with pytest.raises(ContentError, match="has opened"):
        publish(world.hub, changed(world, FORBIDDEN[what]))
    newest = world.hub.newest_catalogue()
    assert newest is not None
    assert newest[0] == 1


ALLOWED: dict[str, Change] = {
    "a corrected text": lambda d: activity_of(d, "budget")["projects"][0].update(
        description={"fr": "Corrigé"}
    ),
    "a longer acceptance": lambda d: d["consultations"][0].update(
        accept_until="2027-05-01T00:00:00+00:00", claims_erased_on="2027-08-01"
    ),
    "a vote that has not opened": lambda d: activity_of(d, "fetes")["projects"].pop(),
    "fewer codes": lambda d: d["codes"][0].update(digests=d["codes"][0]["digests"][: 3 * 64]),
}


@pytest.mark.parametrize("what", ALLOWED)
def test_what_does_not_touch_a_choice_may_change(world: World, what: str) -> None:
    content = changed(world, ALLOWED[what])
    if what == "a vote that has not opened":
        draft = json.loads(content)
        activity_of(draft, "fetes")["projects"].append({"id": "f9", "title": {"fr": "Autre"}})
        content = json.dumps(draft).encode()
    assert publish(world.hub, content)[0].version == 2


def test_a_vote_goes_when_its_claims_are_erased(world: World) -> None:
    world.clock.pass_by(days=400)
    draft = {**(world.draft or {}), "valid_until": "2030-01-01T00:00:00+00:00"}
    draft["consultations"] = draft["consultations"][5:]
    draft["codes"] = []
    assert publish(world.hub, json.dumps(draft).encode())[0].version == 2


@pytest.mark.parametrize("draft", [b"", b"[]", b"{", b"null", b'{"consultations": 5}', b"[" * 100_000])
def test_what_is_no_draft_is_refused(world: World, draft: bytes) -> None:
    with pytest.raises(ContentError):
        publish(world.hub, draft)
