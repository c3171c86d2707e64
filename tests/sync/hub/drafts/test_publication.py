"""From a draft to the catalogue that tablets fetch."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import ContentError, StaleError
from kiosk.i18n import translator
from kiosk.ids import Mode
from sync.courier import Courier
from sync.hub.drafts.content import digest
from sync.hub.drafts.publication import (
    base,
    is_published,
    prepared,
    put_out,
    settle,
    with_city,
    with_draft,
    without,
)
from sync.hub.drafts.shelf import CITY, Shelf
from sync.hub.setup import init_hub
from tests.sync.hub.drafts.samples import UNTIL, complete
from tests.world import SetClock, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    city = World(tmp_path)
    yield city
    city.close()


def changed(world: World, content: dict[str, Any]) -> list[str]:
    tr = translator("fr", "hub")
    found = prepared(world.hub, Shelf(world.hub), with_draft(content), UNTIL).changes
    return [one.sentence(tr).replace("\u00a0", " ") for one in found]


def publish(world: World, content: dict[str, Any]) -> int:
    shelf = Shelf(world.hub)
    follows = base(world.hub, shelf)[0]
    return put_out(
        world.hub, shelf, with_draft(content), follows=follows, valid_until=UNTIL, by="nadia"
    ).version


def test_a_new_consultation_joins_the_others_and_reaches_a_tablet(world: World) -> None:
    tablet = world.tablet()
    before = world.hub.index(1)
    assert before is not None
    assert changed(world, complete())[0] == "Nouvelle consultation : Des arbres"
    assert publish(world, complete()) == 2
    with world.client() as client:
        Courier(tablet, client).carry()
    held = tablet.index
    assert held is not None
    assert [*before.consultations, "arbres"] == [*held.consultations]
    assert held.codes == before.codes
    assert held.catalogue.accounts == before.catalogue.accounts
    assert held.catalogue.valid_until.astimezone().date() == UNTIL
    assert is_published(world.hub, complete())


def test_a_consultation_is_replaced_where_it_stood_and_taken_out(world: World) -> None:
    publish(world, complete())
    content = complete()
    content["consultation"]["title"] = {"fr": "Beaucoup d’arbres"}
    assert not is_published(world.hub, content)
    assert "Beaucoup d’arbres : textes modifiés" in [
        s.replace("\u00a0", " ") for s in changed(world, content)
    ]
    publish(world, content)
    shelf = Shelf(world.hub)
    put_out(world.hub, shelf, without("arbres"), follows=3, valid_until=UNTIL, by="nadia")
    newest = world.hub.index(4)
    assert newest is not None
    assert "arbres" not in newest.consultations
    with pytest.raises(ContentError):
        put_out(world.hub, shelf, without("arbres"), follows=4, valid_until=UNTIL, by="nadia")


def test_an_open_vote_cannot_be_changed_or_taken_out(world: World) -> None:
    shelf = Shelf(world.hub)
    content = shelf.adopt("budget-participatif", "nadia").content
    content["consultation"]["activities"][0]["budget"] = "5"
    with pytest.raises(ContentError, match="has opened"):
        publish(world, content)
    with pytest.raises(ContentError, match="has opened"):
        put_out(world.hub, shelf, without("budget-participatif"), follows=1, valid_until=UNTIL, by="nadia")
    assert world.hub.newest_catalogue()[0] == 1  # type: ignore[index]


def test_of_two_publishers_at_once_one_is_told(world: World) -> None:
    shelf = Shelf(world.hub)
    outcomes: list[object] = []
    gate = threading.Barrier(2)

    def one(name: str) -> None:
        gate.wait()
        try:
            make = with_draft(complete(name))
            outcomes.append(put_out(world.hub, shelf, make, follows=1, valid_until=UNTIL, by=name).version)
        except StaleError as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=one, args=(name,)) for name in ("arbres", "bancs")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes))[0] == "2"
    assert "nothing was published now" in sorted(map(str, outcomes))[1]
    newest = world.hub.newest_catalogue()
    assert newest is not None
    assert newest[0] == 2


def test_who_has_read_older_differences_must_read_them_again(world: World) -> None:
    publish(world, complete())
    with pytest.raises(StaleError):
        put_out(
            world.hub, Shelf(world.hub), with_draft(complete("b")), follows=1, valid_until=UNTIL, by="marc"
        )


def test_codes_that_were_drawn_join_those_that_are_published_and_come_once(world: World) -> None:
    shelf = Shelf(world.hub)
    shelf.adopt("budget-participatif", "nadia")
    extra = {"activity": "budget", "digests": "AAAAAAAAAAAAAAAAAAAAAA=="}
    shelf.change("budget-participatif", lambda c: c["codes"].append(extra), "nadia")
    draft = shelf.get("budget-participatif")
    publish(world, draft.content)
    before, after = world.hub.index(1), world.hub.index(2)
    assert before is not None
    assert after is not None
    assert len(after.codes["budget"]) == len(before.codes["budget"]) + 1
    settle(shelf, draft.id, "nadia")
    assert shelf.get(draft.id).content["codes"] == []
    assert is_published(world.hub, shelf.get(draft.id).content)


def test_the_first_catalogue_takes_the_texts_of_the_city(tmp_path: Path) -> None:
    hub, _ = init_hub(tmp_path / "hub", Mode.TEST, clock=SetClock())
    shelf = Shelf(hub)
    with pytest.raises(ContentError, match="organiser"):
        prepared(hub, shelf, with_draft(complete()))
    shelf.edit_city(digest({}), {}, lambda c: c.update(organiser={"fr": "Toulouse"}), "nadia")
    assert prepared(hub, shelf, with_draft(complete())).changes[0].what == "consultation_added"
    put_out(hub, shelf, with_draft(complete()), follows=0, valid_until=UNTIL, by="nadia")
    city = shelf.city()
    assert city is not None
    made = prepared(hub, shelf, with_city({**city.content, "privacy": {"fr": "Rien."}}), date(2027, 7, 2))
    assert [change.what for change in made.changes] == ["city_texts", "valid_until"]
    settle(shelf, CITY, "nadia")
    assert shelf.city() is None
    hub.close()
