"""Real elections through the whole chain: every figure of theirs is found again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.main import main
from kiosk.pabulib.read import read
from sync.replay.run import Plan, replay

DATA = Path(__file__).parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the folder ../shared/data with real files is absent"
)
WINNERS_2019 = ["4", "16", "13", "29", "5", "10", "30", "20", "1", "18", "7", "27", "6", "26"]


def outcome_of(name: str, plan: Plan, folder: Path) -> dict[str, Any]:
    """The JSON line of one file, without what differs from run to run."""
    record: dict[str, Any] = replay(read(DATA / name), plan, folder).record()
    return {key: value for key, value in record.items() if key not in {"seconds", "bytes"}}


def test_toulouse_2019_gives_the_fourteen_projects_that_won(tmp_path: Path) -> None:
    record = outcome_of("toulouse-2019-cumulative.pb", Plan(kiosks=3, parcel_deposits=200), tmp_path)
    ballots = record["ballots"]
    assert record["method"] == "cumulative"
    assert {ballots[name] for name in ("read", "cast", "acknowledged", "counted")} == {1494}
    assert (ballots["refused"], ballots["set_aside"]) == (0, 0)
    assert record["selected"] == WINNERS_2019
    assert record["spent"] == 1_000_000
    assert record["equal"] is True
    assert record["columns_that_differ"] == []


OTHERS = {
    "jersey-city-2022-ward-f-knapsack.pb": "approval",
    "merced-2019-ranking.pb": "ranking",
    "toulouse-2022-quartier-9-approval.pb": "approval",
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_real_elections_are_found_again_by_network_and_by_stick(tmp_path: Path, name: str) -> None:
    record = outcome_of(name, Plan(kiosks=2, usb=True), tmp_path / "usb")
    assert record["method"] == OTHERS[name]
    assert record["equal"] is True
    ballots = record["ballots"]
    assert ballots["read"] == ballots["cast"] + ballots["refused"] > 0
    assert ballots["cast"] == ballots["acknowledged"] == ballots["counted"]
    assert record["columns_that_differ"] == []
    if name.startswith("toulouse"):
        assert outcome_of(name, Plan(kiosks=2), tmp_path / "http") == record


def test_voting_twice_on_another_tablet_counts_once(tmp_path: Path) -> None:
    record = outcome_of("toulouse-2022-quartier-9-approval.pb", Plan(2, usb=True, doubles=9), tmp_path)
    ballots = record["ballots"]
    assert ballots["cast"] == ballots["acknowledged"] == ballots["read"] - ballots["refused"] + 9
    assert ballots["counted"] == ballots["read"] - ballots["refused"]
    assert ballots["set_aside"] == 9
    assert record["equal"] is True


def test_the_command_prints_one_json_line_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["toulouse-2022-quartier-9-approval.pb", "merced-2019-ranking.pb"]
    assert main(["replay", *(str(DATA / name) for name in names), "--usb", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == names
    assert all(line["equal"] for line in lines)
    assert set(lines[0]["seconds"]) == {"cast", "carry", "count"}
    assert all(number > 0 for number in lines[0]["bytes"].values())
