"""``kiosk hub decidim``: from an address to a draft that can be published."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli import main
from kiosk.ids import Mode
from sync.hub.setup import init_hub
from tests.sync.decidim.city import City
from tests.sync.decidim.server import Platform, serving
from tests.sync.decidim.whole_city import step


def small_city() -> City:
    """One process that does not end soon, with one place for proposals."""
    city = City()
    process = city.process(
        "canal",
        "Le canal",
        endDate="2099-01-01",
        steps=[step(1, "Idées", "2027-01-10", "2098-12-31"), step(2, "Suite", "2099-01-01", None)],
    )
    component = city.add(process, "Proposals", "Vos idées")
    city.proposal(component, "Un ponton de bois", "<p>Pour s’asseoir\x1b[2J.</p>")
    return city


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place with a hub."""
    store, _ = init_hub(tmp_path / "hub", Mode.TEST)
    store.close()
    return tmp_path


def kiosk(folder: Path, platform: Platform, *words_: str) -> int:
    """One command under settings that name the platform."""
    (folder / "kiosk.toml").write_text(f'[decidim]\naddress = "{platform.address}"\n', encoding="utf-8")
    return main(["hub", "decidim", *words_, "--config", str(folder / "kiosk.toml")])


def check(folder: Path) -> int:
    """``kiosk catalogue check`` of the draft."""
    draft = folder / "hub" / "drafts" / "canal.json"
    return main(["catalogue", "check", str(draft), "--folder", str(folder / "hub")])


def test_from_an_address_to_a_draft_that_passes_the_check(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> Any:
        return json.loads(capsys.readouterr().out)

    with serving(small_city(), "0.32") as platform:
        assert kiosk(folder, platform, "detect", "--json") == 0
        assert told() | {"address": ""} == {
            "address": "",
            "version": "0.32.1",
            "profile": "0.32",
            "found_by": "decidim",
            "sorts_by": "taxonomies",
            "can": ["find own", "pull", "vote deltas"],
        }
        before = len(platform.requests)
        assert kiosk(folder, platform, "pull", "--json") == 0
        assert told()["drafts"] == ["canal"]
        moments = [request.at for request in platform.requests[before:]]
        assert len(moments) >= 4
        assert min(b - a for a, b in pairwise(moments)) > 0.95
        assert kiosk(folder, platform, "show", "--json") == 0
        (listed,) = told()
        assert listed["open"] > 5
        assert not listed["complete"]
        assert check(folder) == 1
        capsys.readouterr()
        assert kiosk(folder, platform, "show", "canal") == 0
        shown = capsys.readouterr().out
        assert "writing  [open; usual: yes]  Can people write proposals in “Vos idées”?" in shown
        key = next(line.split()[0] for line in shown.splitlines() if ".writing" in line)
        assert kiosk(folder, platform, "answer", key, "perhaps") == 1
        assert "yes or no" in capsys.readouterr().err
        assert kiosk(folder, platform, "answer", key, "no") == 0
        day = next(line.split()[0] for line in shown.splitlines() if ".closes" in line)
        assert kiosk(folder, platform, "answer", day, "2099-06-30") == 0
        assert kiosk(folder, platform, "answer", "--suggested", "canal") == 0
        asked = len(platform.requests)
    capsys.readouterr()
    assert check(folder) == 0
    draft = json.loads((folder / "hub/drafts/canal.json").read_bytes())["consultations"][0]
    assert draft["activities"][0]["writing"] is False
    assert draft["activities"][0]["proposals"][0]["body"] == {"fr": "Pour s’asseoir[2J."}
    assert len(platform.requests) == asked


@pytest.mark.parametrize(
    ("words_", "code", "sentence"),
    [
        (["show", "nowhere"], 2, "No draft is called nowhere."),
        (["answer", "component.1.method", "knapsack"], 2, "No draft asks component.1.method."),
        (["answer"], 2, "Name a question and its answer"),
        (["pull", "--since", "yesterday"], 2, "yesterday is not a day"),
    ],
)
def test_wrong_use_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], words_: list[str], code: int, sentence: str
) -> None:
    with serving(City(), "0.32") as platform:
        assert kiosk(folder, platform, *words_) == code
        assert not platform.requests
    assert capsys.readouterr().err.startswith(sentence)


def test_without_an_address_the_sentence_names_the_setting(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["hub", "decidim", "pull", "--folder", str(folder / "hub")]) == 2
    assert "decidim.address is not set" in capsys.readouterr().err
