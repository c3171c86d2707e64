"""A draft is drawn by the real screens, one at a time, and drawn once."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sync.hub.drafts.preview import PreviewError, Previews
from sync.hub.drafts.shelf import Shelf
from tests.sync.hub.drafts.samples import complete
from tests.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    city = World(tmp_path)
    yield city
    city.close()


def previews(world: World, script: str = "", seconds: float = 60) -> Previews:
    if not script:
        return Previews(world.hub, Shelf(world.hub))
    return Previews(world.hub, Shelf(world.hub), program=(sys.executable, "-c", script), seconds=seconds)


def words(picture: bytes | None) -> str:
    assert picture is not None
    return " ".join(text.replace("\u00a0", " ") for text in ET.fromstring(picture).itertext())  # noqa: S314


def test_the_real_screens_show_the_draft_in_two_sizes(world: World) -> None:
    drawing = previews(world)
    content = complete(claim="code")
    key = drawing.draw(content, "fr")
    assert drawing.drawn(key) == [
        f"{screen}-{size}.svg"
        for size in ("98x26", "40x12")
        for screen in ("home", "consultation", "projects", "project")
    ]
    assert "Des arbres" in words(drawing.picture(key, "home-98x26.svg"))
    assert "Tilleuls" in words(drawing.picture(key, "projects-98x26.svg"))
    assert "40 000 €" in words(drawing.picture(key, "project-98x26.svg"))
    assert b"url(" not in (drawing.picture(key, "home-98x26.svg") or b"url(").replace(b"url(#", b"")
    assert previews(world, "raise SystemExit(3)").draw(content, "fr") == key  # not drawn again
    content["consultation"]["title"]["fr"] = "Autre"
    assert drawing.key(content, "fr") != key


def test_names_that_lead_elsewhere_lead_nowhere(world: World) -> None:
    drawing = previews(world)
    assert drawing.picture("../" * 10, "home-98x26.svg") is None
    assert drawing.picture("0" * 32, "../../hub.key") is None
    assert drawing.drawn("..") == []


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("import sys; print('No such.', file=sys.stderr); sys.exit(1)", "refused"),
        ("import sys; sys.exit(3)", "failed"),
        ("import time; time.sleep(60)", "slow"),
    ],
)
def test_what_goes_wrong_is_said(world: World, script: str, reason: str) -> None:
    with pytest.raises(PreviewError) as refused:
        previews(world, script, 1.0).draw(complete(), "fr")
    assert refused.value.reason == reason
    assert [path.name for path in (world.hub.folder.path / "previews").iterdir()] == ["drawing.lock"]


def test_a_second_drawing_waits_and_then_says_that_it_is_busy(world: World) -> None:
    slow = previews(world, "import time; time.sleep(4)", 5.0)

    def draw() -> None:
        with pytest.raises(PreviewError, match="failed"):
            slow.draw(complete(), "fr")

    thread = threading.Thread(target=draw)
    thread.start()
    lock = world.hub.folder.path / "previews" / "drawing.lock"
    while not lock.exists():
        pass
    with pytest.raises(PreviewError) as refused:
        previews(world, "pass", 0.5).draw(complete("b"), "fr")
    assert refused.value.reason == "busy"
    thread.join()


def test_an_incomplete_draft_is_refused_in_words(world: World) -> None:
    content = complete()
    del content["consultation"]["accept_until"]
    with pytest.raises(PreviewError, match="accept_until"):
        previews(world).draw(content, "fr")
