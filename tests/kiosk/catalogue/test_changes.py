"""What a newer catalogue changes, in words, and nothing that it does not change."""

from __future__ import annotations

import copy
import gettext
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kiosk.accounts import hashed_pin
from kiosk.catalogue.changes import CHANGES_MAX, SENTENCES, Change, changes, read, written
from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.catalogue.model import Catalogue, Role
from kiosk.catalogue.parts import Text
from kiosk.errors import StaffError, StaleError
from kiosk.i18n import Translator
from kiosk.staff.catalogue_update import CatalogueUpdate, last_changes
from kiosk.staff.desk import StaffDesk
from tests.kiosk.staff.test_acts import desk
from tests.world import World

EN = Translator("en", gettext.NullTranslations())
Draft = dict[str, Any]


def index_of(draft: Draft, world: World) -> CatalogueIndex:
    index = world.tablet(f"t{len(world._tablets)}").index
    assert index is not None
    signed = json.loads(index.catalogue.model_dump_json(by_alias=True))
    kept = {name: signed[name] for name in ("version", "issued", "keys", "mode")}
    return CatalogueIndex(Catalogue.model_validate_json(json.dumps({**draft, **kept})))


def found(world: World, change: Callable[[Draft], None]) -> list[tuple[str, int]]:
    assert world.draft is not None
    after = copy.deepcopy(world.draft)
    change(after)
    told = changes(index_of(world.draft, world), index_of(after, world), world.clock())
    return [(one.what, one.number) for one in told]


def consultation(draft: Draft, activity: str) -> Draft:
    return next(c for c in draft["consultations"] if any(a["id"] == activity for a in c["activities"]))


def activity(draft: Draft, name: str) -> Draft:
    return next(a for a in consultation(draft, name)["activities"] if a["id"] == name)


def drop_consultation(draft: Draft) -> None:
    draft["consultations"].remove(consultation(draft, "nom"))


def change_title(draft: Draft) -> None:
    activity(draft, "nom")["title"]["fr"] = "Un autre nom"


def change_summary(draft: Draft) -> None:
    consultation(draft, "nom")["summary"] = {"fr": "Autre"}


def close_now(draft: Draft) -> None:
    for phase in consultation(draft, "nom")["phases"]:
        phase["closes"] = "2027-03-09T16:00:00+00:00"


def change_projects(draft: Draft) -> None:
    projects = activity(draft, "budget")["projects"]
    del projects[0]
    projects[0]["title"]["fr"] = "Autre"
    projects.append({**projects[0], "id": "n1"})
    projects.append({**projects[0], "id": "n2"})


def change_rules(draft: Draft) -> None:
    activity(draft, "budget")["method"]["points"] = 5


def drop_codes(draft: Draft) -> None:
    draft["codes"] = []
    activity(draft, "budget")["claim"] = "none"


def change_accounts(draft: Draft) -> None:
    draft["accounts"][0]["name"] = "Autre"
    draft["accounts"].append({**draft["accounts"][0], "id": "nouveau"})


def change_privacy(draft: Draft) -> None:
    draft["privacy"] = {"fr": "Autre"}


CASES: list[tuple[Callable[[Draft], None], set[tuple[str, int]]]] = [
    (lambda _draft: None, set()),
    (drop_consultation, {("consultation_removed", 0)}),
    (change_title, {("activity_texts", 0)}),
    (change_summary, {("consultation_texts", 0)}),
    (close_now, {("consultation_dates", 0), ("activity_closed", 0), ("vote_closes", 0)}),
    (change_projects, {("projects_added", 2), ("projects_removed", 1), ("projects_changed", 1)}),
    (change_rules, {("activity_rules", 0)}),
    (drop_codes, {("codes_removed", 3), ("activity_rules", 0)}),
    (change_accounts, {("accounts_added", 1), ("accounts_changed", 1)}),
    (change_privacy, {("city_texts", 0)}),
]


@pytest.mark.parametrize(("change", "expected"), CASES, ids=[case[0].__name__ for case in CASES])
def test_each_change_is_told_and_no_other(
    change: Callable[[Draft], None], expected: set[tuple[str, int]], world: World
) -> None:
    assert set(found(world, change)) == expected


def test_the_other_way_round_what_was_gone_is_new(world: World) -> None:
    assert world.draft is not None
    less = copy.deepcopy(world.draft)
    drop_consultation(less)
    told = changes(index_of(less, world), index_of(world.draft, world), world.clock())
    assert [one.what for one in told] == ["consultation_added"]
    assert told[0].sentence(EN).startswith("New consultation: ")


@pytest.mark.parametrize("what", SENTENCES)
def test_every_change_has_its_words_and_is_kept_over_a_restart(what: str) -> None:
    change = Change(what, Text({"en": "Trees"}), 3, datetime.fromisoformat("2027-05-01T12:00:00+00:00"))
    assert read(written([change])) == [change]
    assert "{" not in change.sentence(EN)


def test_what_is_kept_has_a_limit_and_strange_facts_are_passed_over() -> None:
    assert len(read(written([Change("keys")] * 500))) == CHANGES_MAX
    for kept in ("", "{", "[1]", '[["no such thing", {}, 0, ""]]', '[["keys", 3, 0, ""]]'):
        assert read(kept) == []


def test_at_the_desk_it_is_seen_before_it_is_used_and_not_while_somebody_votes(world: World) -> None:
    tablet = world.tablet()
    someone: StaffDesk = desk(tablet, Role.STAFF)
    assert world.draft is not None
    change_privacy(world.draft)
    signed = world.publish()
    with pytest.raises(StaffError, match="not_in_this_state"):
        CatalogueUpdate(someone).preview(signed)
    someone.pause()
    preview = CatalogueUpdate(someone).preview(signed)
    assert [change.what for change in preview.changes] == ["city_texts"]
    assert tablet.index is not None
    assert tablet.index.catalogue.version == preview.version - 1, "nothing is in use yet"
    assert last_changes(tablet) is None, "it is the first one"
    CatalogueUpdate(someone).apply(preview)
    assert tablet.index.catalogue.version == preview.version
    assert last_changes(tablet) == list(preview.changes)
    with pytest.raises(StaleError):
        CatalogueUpdate(someone).preview(signed)


def test_a_catalogue_that_came_by_itself_leaves_its_changes_too(world: World) -> None:
    tablet = world.tablet()
    assert world.draft is not None
    world.draft["accounts"][0]["pin"] = hashed_pin("1357")
    world.draft["valid_until"] = (world.clock() + timedelta(days=200)).isoformat()
    world.publish()
    world.carry(tablet)
    assert [change.what for change in last_changes(tablet) or ()] == ["accounts_changed", "valid_until"]
