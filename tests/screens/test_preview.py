"""`kiosk catalogue preview` draws what a tablet would show, from a draft or from a signed catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from kiosk.catalogue.load import encode
from kiosk.cli.main import main
from sync.hub.drafts.publication import base, with_draft
from sync.hub.drafts.shelf import Shelf
from sync.hub.publishing import completed
from tests.sync.hub.drafts.samples import complete
from tests.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Any:
    city = World(tmp_path_factory.mktemp("city"))
    yield city
    city.close()


def seen(picture: Path) -> str:
    tree = ET.parse(picture)  # noqa: S314 - our own
    return " ".join("".join(tree.getroot().itertext()).replace("\u00a0", " ").split())


def drawn(tmp_path: Path, content: bytes, *options: str) -> dict[str, str]:
    file, out = tmp_path / "draft.json", tmp_path / "out"
    file.write_bytes(content)
    assert main(["catalogue", "preview", str(file), "--out", str(out), *options]) == 0
    return {path.name: seen(path) for path in out.iterdir()}


def draft(world: World, content: dict[str, Any]) -> bytes:
    _, held = base(world.hub, Shelf(world.hub))
    return json.dumps(with_draft(content)(held)).encode()


def test_a_vote_with_codes_is_drawn_without_codes_and_before_it_opens(world: World, tmp_path: Path) -> None:
    pictures = drawn(
        tmp_path, draft(world, complete(claim="code")), "--consultation", "arbres", "--size", "98x26"
    )
    assert sorted(pictures) == [
        "consultation-98x26.svg",
        "home-98x26.svg",
        "project-98x26.svg",
        "projects-98x26.svg",
    ]
    assert "Des arbres" in pictures["home-98x26.svg"]
    assert "Platanes" in pictures["projects-98x26.svg"]
    assert "60 000 €" in pictures["project-98x26.svg"]


def test_a_vote_by_quartier_shows_the_projects_of_one(world: World, tmp_path: Path) -> None:
    content = complete()
    vote = content["consultation"]["activities"][0]
    vote |= {
        "budget": None,
        "quartier_budgets": {"rives": "90000", "canal": "90000"},
        "method": {"name": "knapsack"},
    }
    vote["projects"][0]["quartier"], vote["projects"][1]["quartier"] = "rives", "canal"
    pictures = drawn(
        tmp_path,
        draft(world, content),
        *("--consultation", "arbres", "--screen", "projects", "--size", "40x12", "--language", "es"),
    )
    (projects,) = pictures.values()
    assert "Tilleuls" in projects
    assert "Platanes" not in projects


def test_what_is_no_vote_has_no_projects_to_draw(world: World, tmp_path: Path) -> None:
    content = complete()
    vote = content["consultation"]["activities"][0]
    page = {"kind": "page", "id": vote["id"], "title": {"fr": "À lire"}, "text": {"fr": "Bonjour à tous."}}
    content["consultation"]["activities"] = [page]
    pictures = drawn(tmp_path, draft(world, content), "--consultation", "arbres", "--size", "80x24")
    assert sorted(pictures) == ["consultation-80x24.svg", "home-80x24.svg"]
    assert "Bonjour à tous." in pictures["consultation-80x24.svg"]


def test_a_signed_catalogue_and_a_complete_one_are_drawn_as_well(world: World, tmp_path: Path) -> None:
    newest = world.hub.newest_catalogue()
    assert newest is not None
    options = ("--screen", "home", "--size", "98x26")
    assert "Budget participatif" in drawn(tmp_path, newest[1], *options)["home-98x26.svg"]
    whole = encode(completed(world.hub, draft(world, complete())))
    assert "Mode d’essai" in drawn(tmp_path, whole, *options)["home-98x26.svg"]


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (b"", (), 1),
        (b"{", (), 1),
        (b"[" * 100_000, (), 1),
        (b'{"consultations": 3}', (), 1),
        (b'{"consultations": [3], "organiser": {"fr": "x"}}', (), 1),
        (b'{"consultations": [], "organiser": {"fr": "x"}}', (), 1),
        (b"{}", ("--size", "9000x9000"), 2),
        (b"{}", ("--size", "x"), 2),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, options: tuple[str, ...], code: int
) -> None:
    file = tmp_path / "draft.json"
    file.write_bytes(content)
    command = ["catalogue", "preview", str(file), "--out", str(tmp_path / "out"), *options]
    if code == 2:
        with pytest.raises(SystemExit) as ended:
            main(command)
        assert ended.value.code == 2
    else:
        assert main(command) == code
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()
