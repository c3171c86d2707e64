"""Results know a vote by its published minutes, and only as this hub signed them."""

from __future__ import annotations

from kiosk.i18n import translator
from sync.hub.count.ceremony import papers_folder
from sync.hub.count.papers import write_papers
from sync.hub.results.counted import published_minutes
from sync.hub.setup import init_hub
from tests.sync.acts import cast
from tests.world import World


def test_minutes_are_known_once_they_are_published_and_never_another_hubs(world: World) -> None:
    tablet = world.tablet()
    for _ in range(3):
        cast(tablet)
    world.carry(tablet)
    result = world.count("nom")
    folder = papers_folder(world.hub, "nom")
    write_papers(world.hub, result, folder, translator("fr"))
    assert published_minutes(world.hub) == {}
    world.hub.log("published", "nom")
    (minutes,) = published_minutes(world.hub).values()
    assert minutes.equation.counted == 3
    signed = folder / "minutes.signed"
    whole = signed.read_bytes()
    signed.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert published_minutes(world.hub) == {}
    other, _ = init_hub(world.folder / "other", world.mode)
    signed.write_bytes(other.signing_key.sign("minutes", (folder / "minutes.json").read_bytes()))
    assert published_minutes(world.hub) == {}
    other.close()
    # The papers of one vote in the folder of another.
    signed.write_bytes(whole)
    world.hub.log("published", "budget")
    papers_folder(world.hub, "budget").mkdir(parents=True)
    (papers_folder(world.hub, "budget") / "minutes.signed").write_bytes(whole)
    assert set(published_minutes(world.hub)) == {"nom"}
