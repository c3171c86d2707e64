"""Drafts are kept, copied and edited by two people at once; nobody's words are lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import ContentError
from sync.hub.drafts.content import activity, cleaned, digest, of_text, slug
from sync.hub.drafts.shelf import DraftChanged, DraftExists, NoSuchDraft, Shelf, whole
from sync.hub.staff.audit import entries
from tests.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    city = World(tmp_path)
    yield city
    city.close()


@pytest.fixture
def shelf(world: World) -> Shelf:
    return Shelf(world.hub)


def title(content: dict[str, Any]) -> object:
    return content["consultation"].get("title")


def phases(content: dict[str, Any]) -> object:
    return content["consultation"].get("phases")


def test_each_saving_is_a_line_of_the_audit(world: World, shelf: Shelf) -> None:
    draft = shelf.create("Place à l’ombre", "consultation", "nadia")
    shelf.edit(draft.id, digest(title(draft.content)), title, lambda c: None, "marc")
    assert [(line.account, line.act, line.subject) for line in entries(world.hub, 5)] == [
        ("marc", "draft_saved", "place-a-l-ombre 2"),
        ("nadia", "draft_made", "place-a-l-ombre"),
    ]


def test_a_second_editor_of_one_part_is_told_and_overwrites_nothing(shelf: Shelf) -> None:
    draft = shelf.create("Place", "consultation", "nadia")
    seen = digest(title(draft.content))
    shelf.edit(draft.id, seen, title, lambda c: c["consultation"].update(title={"fr": "La place"}), "nadia")
    with pytest.raises(DraftChanged, match="nadia has saved") as refused:
        shelf.edit(draft.id, seen, title, lambda c: c["consultation"].update(title={"fr": "X"}), "marc")
    assert refused.value.draft.content["consultation"]["title"] == {"fr": "La place"}
    assert shelf.get(draft.id).content["consultation"]["title"] == {"fr": "La place"}


def test_editors_of_two_parts_keep_both_changes(shelf: Shelf) -> None:
    draft = shelf.create("Place", "consultation", "nadia")
    seen = digest(title(draft.content)), digest(phases(draft.content))
    shelf.edit(
        draft.id, seen[0], title, lambda c: c["consultation"].update(title={"fr": "La place"}), "nadia"
    )
    shelf.edit(draft.id, seen[1], phases, lambda c: c["consultation"].update(phases=[{"id": "v"}]), "marc")
    kept = shelf.get(draft.id)
    assert kept.content["consultation"]["title"] == {"fr": "La place"}
    assert kept.content["consultation"]["phases"] == [{"id": "v"}]
    assert kept.number == 3
    assert kept.saved_by == "marc"


def test_many_editors_at_once_lose_no_change(shelf: Shelf) -> None:
    draft = shelf.create("Place", "consultation", "nadia")

    def add(number: int) -> None:
        name = f"a{number}"
        shelf.edit(
            draft.id,
            digest(None),
            lambda c: c["extras"].get(name),
            lambda c: c["extras"].update({name: {}}),
            name,
        )

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(shelf.get(draft.id).content["extras"]) == {f"a{number}" for number in range(8)}


def test_what_is_published_can_be_taken_up_once(shelf: Shelf) -> None:
    draft = shelf.adopt("budget-participatif", "nadia")
    assert activity(draft.content, "budget")["method"]["points"] == 7
    with pytest.raises(DraftExists):
        shelf.adopt("budget-participatif", "nadia")
    with pytest.raises(NoSuchDraft):
        shelf.adopt("nowhere", "nadia")


def test_a_copy_has_ids_of_its_own_and_no_dates(shelf: Shelf) -> None:
    copied = shelf.copy("budget-participatif", "Budget participatif 2028", "nadia")
    consultation = copied.content["consultation"]
    assert copied.id == consultation["id"] == "budget-participatif-2028"
    assert consultation["activities"][0]["id"] == "budget-2"
    assert consultation["phases"][0]["activities"] == ["budget-2"]
    assert "opens" not in consultation["phases"][0]
    assert "accept_until" not in consultation


def test_an_import_takes_a_catalogue_draft_of_one_consultation_and_comes_again(shelf: Shelf) -> None:
    raw = (
        '{"quartiers": [{"id": "q", "name": "Q"}], "consultations": [{"id": "arbres", "title": {"fr": "A"}}]}'
    )
    shelf.import_draft(raw, [{"question": "How many points?"}], "decidim")
    again = shelf.import_draft(raw.replace('"A"', '"B"'), [], "decidim")
    assert again.number == 2
    assert again.content["consultation"]["title"] == {"fr": "B"}
    assert again.content["quartiers"] == [{"id": "q", "name": "Q"}]
    assert again.notes == []


@pytest.mark.parametrize(
    "raw",
    [
        "[]",
        "null",
        "{",
        "[" * 100_000,
        '{"consultations": []}',
        '{"consultation": {"id": "../x"}}',
        '{"consultation": {"id": "x", "activities": [1]}}',
        '{"consultation": {"id": "x"}, "quartiers": {}}',
        '{"id": "arbres", "activities": [{"id": "budget", "kind": "ballot"}]}',
    ],
)
def test_what_is_no_draft_is_refused_and_nothing_is_kept(shelf: Shelf, raw: str) -> None:
    with pytest.raises(ContentError):
        shelf.import_draft(raw, [], "decidim")
    assert shelf.all() == []


def test_what_was_removed_is_gone(shelf: Shelf) -> None:
    draft = shelf.create("Place", "consultation", "nadia")
    shelf.remove(draft.id, "nadia")
    with pytest.raises(NoSuchDraft):
        shelf.get(draft.id)
    with pytest.raises(NoSuchDraft):
        shelf.edit(draft.id, digest(draft.content), whole, lambda c: None, "marc")


def test_the_texts_of_the_city_are_one_draft(shelf: Shelf) -> None:
    assert shelf.city() is None
    start = {"organiser": {"fr": "Toulouse"}}
    shelf.edit_city(digest(start), start, lambda c: c.update(organiser={"fr": "Tolosa"}), "nadia")
    city = shelf.city()
    assert city is not None
    assert city.content == {"organiser": {"fr": "Tolosa"}}
    with pytest.raises(DraftChanged):
        shelf.edit_city(digest(start), start, lambda c: None, "marc")
    assert shelf.all() == []


def test_ids_and_words() -> None:
    assert slug("Œuvre n° 3 !") == "oeuvre-n-3"
    assert slug("…", {"sans-titre"}) == "sans-titre-2"
    assert slug("a" * 80, {"a" * 48}) == "a" * 48 + "-2"
    assert cleaned(" a\r\nb\x00\x1b[31m\u202ec\ue000 ") == "a\nb[31mc"
    with pytest.raises(ContentError):
        of_text("x" * 9_000_000)
