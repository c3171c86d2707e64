"""What staff read of contributions in a shell: words, JSON Lines, spreadsheets, addresses for a reason."""

from __future__ import annotations

import csv
import io
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.main import main
from kiosk.contributions.content import CommentContent, FeedbackContent
from sync.demo import demo_draft
from tests.sync import contributing as act
from tests.sync.contributing import DAY, sealed
from tests.sync.hub.test_contributions import carry, hand_over
from tests.world import SetClock, World


@pytest.fixture
def filled(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A hub that holds the deposits of one visit of six things; the commands find it by themselves."""
    tablet = world.tablet()
    act.visit_of_six(tablet, "mot")
    carry(world, tablet)
    monkeypatch.chdir(world.folder)
    return world


def hub(*arguments: str) -> int:
    """Run a part of ``kiosk hub`` on the folder ``hub``."""
    return main(["hub", *arguments, "--folder", "hub"])


def objects(printed: str) -> list[dict[str, Any]]:
    """JSON Lines."""
    return [json.loads(line) for line in printed.splitlines()]


def test_the_overview_counts_without_opening(filled: World, capsys: pytest.CaptureFixture[str]) -> None:
    filled.hub.folder.contributions_key.unlink()
    assert hub("contributions", "--json") == 0
    assert objects(capsys.readouterr().out) == [
        {"activity": "", "kind": "feedback", "number": 1},
        {"activity": "", "kind": "opt_in", "number": 1},
        {"activity": "canal-idees", "kind": "comment", "number": 1},
        {"activity": "canal-idees", "kind": "proposal", "number": 1},
        {"activity": "canal-idees", "kind": "support", "number": 1},
        {"activity": "nuit-debat", "kind": "comment", "number": 1},
        {"activity": "calme", "kind": "survey_response", "number": 1},
        {"activity": "signaler", "kind": "report", "number": 1},
    ]
    assert hub("contributions", "calme") == 1
    assert "contributions.key is missing" in capsys.readouterr().err


def test_an_activity_as_json_lines_ends_with_its_figures(
    filled: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hub("contributions", "canal-idees", "--json") == 0
    *read, figures = objects(capsys.readouterr().out)
    assert {one["kind"]: one.get("proposal", "") for one in read} == {
        "proposal": "",
        "comment": "p3",
        "support": "p2",
    }
    assert all(one["day"] == DAY.isoformat() and one["type"] == "contribution" for one in read)
    assert figures["supports"] == {"p2": 1}
    assert figures["comments"] == {"p3": {"for": 1}}


def test_an_activity_in_words(filled: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert hub("contributions", "calme") == 0
    printed = capsys.readouterr().out
    assert "salete:       Des mégots | Des murs salis" in printed
    assert "priorites:    1. Ajouter des poubelles | 2. Balayer plus souvent" in printed
    assert "answers proprete    oui: withheld, parfois: withheld, non: withheld" in printed
    assert hub("contributions", "signaler", "--language", "en") == 0
    assert "category:     Lamp that is out" in capsys.readouterr().out


def test_hostile_words_do_not_reach_the_terminal(filled: World, capsys: pytest.CaptureFixture[str]) -> None:
    body = "Bien\x1b[2J\u202e\x9b31m\nDeux"
    content = CommentContent(language="fr", on=DAY, charter=1, body=body)
    hand_over(filled, sealed(filled, content, "nuit-debat", "nuit"))
    assert hub("contributions", "nuit-debat") == 0
    printed = capsys.readouterr().out
    assert "body:         Bien[2J31m\n" in printed
    assert not set(printed) & set("\x1b\u202e\x9b")
    assert hub("contributions", "nuit-debat", "--json") == 0
    printed = capsys.readouterr().out
    assert not set(printed) & set("\x1b\u202e\x9b")
    assert len(objects(printed)) == 3


def test_a_spreadsheet_is_new_and_for_its_owner_alone(
    filled: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hub("contributions", "calme", "--csv", "calme.csv", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"file": "calme.csv", "read": 1, "refused": 0}
    written = Path("calme.csv")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    (row,) = csv.DictReader(io.StringIO(written.read_text(encoding="utf-8-sig")))
    assert row["ou: Un endroit à nettoyer en premier\u00a0?"] == "Ici mot"
    assert hub("contributions", "calme", "--csv", "calme.csv") == 1
    assert "calme.csv" in capsys.readouterr().err


def test_feedback_is_figures_and_remarks_alone(filled: World, capsys: pytest.CaptureFixture[str]) -> None:
    said = FeedbackContent(language="fr", on=DAY, satisfaction="good")
    hand_over(filled, *(sealed(filled, said) for _ in range(11)))
    assert hub("contributions", "--feedback", "--json") == 0
    remark, figures = objects(capsys.readouterr().out)
    assert remark == {"type": "remark", "language": "fr", "remark": "Merci mot"}
    assert figures["said"] == 12
    assert figures["satisfaction"] == {"good": 12, "fair": 0, "bad": 0, "not_said": 0}
    assert figures["age_band"]["60-74"] is None
    assert hub("contributions", "--feedback") == 0
    printed = capsys.readouterr().out
    assert "satisfaction  good: 12" in printed
    assert "60-74: withheld" in printed


def test_addresses_are_shown_for_a_reason_only(filled: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert hub("opt-ins") == 2
    assert "--reason" in capsys.readouterr().err
    assert hub("opt-ins", "--reason", "lettre de mars", "--json") == 0
    assert objects(capsys.readouterr().out) == [
        {
            "type": "opt_in",
            "language": "fr",
            "kind": "opt_in",
            "address": "odile@example.org",
            "consent": 1,
            "day": DAY.isoformat(),
        }
    ]
    assert hub("opt-ins", "--reason", "lettre de mars") == 0
    assert capsys.readouterr().out == "odile@example.org  consent 1  fr  2027-03-10\n"
    assert hub("opt-ins", "--reason", "lettre de mars", "--csv", "mars.csv") == 0
    (row,) = csv.DictReader(io.StringIO(Path("mars.csv").read_text(encoding="utf-8-sig")))
    assert (row["address"], row["consent"], row["refused"]) == ("odile@example.org", "1", "")
    with filled.hub.reading() as connection:
        noted = connection.exec_driver_sql("SELECT detail FROM event WHERE name = 'opt_ins_read'").all()
    assert [row[0] for row in noted] == ["lettre de mars"] * 3


def test_people_are_forgotten_from_standard_input(
    filled: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("ODILE@example.org\nsomebody@example.org\n"))
    assert hub("opt-ins", "--forget", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"forgotten": 1}
    assert hub("opt-ins", "--reason", "lettre de mars") == 0
    assert "Nobody has left an address." in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["contributions", "no-such"],
        ["contributions", ""],
        ["contributions", "--csv", "all.csv"],
        ["contributions", "calme", "--feedback"],
        ["opt-ins", "--reason", " "],
        ["opt-ins", "--forget", "--reason", "x"],
    ],
    ids=" ".join,
)
def test_wrong_usage_reads_nothing(
    arguments: list[str], filled: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hub(*arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1


def test_erasing_by_hand_takes_contributions_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    then = datetime.now(UTC) - timedelta(days=366)
    world = World(tmp_path, draft=json.loads(demo_draft(then)), clock=SetClock(then))
    tablet = world.tablet()
    act.visit_of_six(tablet)
    carry(world, tablet)
    monkeypatch.chdir(tmp_path)
    assert hub("erase", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"opt_in": 1, "feedback": 1}
    assert hub("erase") == 0
    assert "Nothing is due" in capsys.readouterr().err
    world.close()
