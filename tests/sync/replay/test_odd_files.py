"""Files as people publish them: ballots against their own rules, blanks, a byte order mark, odd figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.main import main
from kiosk.pabulib.read import read
from sync.replay.run import Plan, replay


def file_of(
    folder: Path, votes: list[str], *, meta: str = "vote_type;approval", costs: tuple[str, ...] = ()
) -> Path:
    """A small election over projects p, q and r."""
    prices = costs or ("60", "50", "40")
    rows = [f"{name};{cost}" for name, cost in zip("pqr", prices, strict=True)]
    head = "voter_id;vote;points" if "cumulative" in meta else "voter_id;vote"
    text = "\n".join(
        [
            "META",
            "key;value",
            "description;An election",
            "country;France",
            "unit;Here",
            "instance;2027",
            f"num_projects;{len(rows)}",
            f"num_votes;{len(votes)}",
            "budget;100",
            "rule;greedy",
            meta,
            "PROJECTS",
            "project_id;cost",
            *rows,
            "VOTES",
            head,
            *(f"{number};{vote}" for number, vote in enumerate(votes, 1)),
            "",
        ]
    )
    path = folder / "odd.pb"
    path.write_text(text, encoding="utf-8")
    return path


def outcome_of(path: Path, *, kiosks: int = 2) -> dict[str, Any]:
    """The JSON line of one file carried by stick."""
    record: dict[str, Any] = replay(read(path), Plan(kiosks, usb=True), path.parent / "replay").record()
    return record


def test_ballots_against_the_files_own_rules_are_refused_and_reported(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        ["p,q", "p,q,r", "q", "nobody", "p,p"],
        meta="vote_type;approval\nmax_length;2",
    )
    record = outcome_of(path)
    assert record["ballots"] | {"blank": 0} == {
        "read": 5,
        "refused": 3,
        "cast": 2,
        "acknowledged": 2,
        "counted": 2,
        "set_aside": 0,
        "blank": 0,
    }
    assert sum(record["refused_because"].values()) == 3
    assert record["refused_because"]["too_many_choices"] == 1
    assert record["tally"] == {"p": 1, "q": 2, "r": 0}
    assert record["equal"] is True


def test_a_file_with_refusals_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of(tmp_path, ["p,q,r", "q"], meta="vote_type;approval\nmax_length;2")
    assert main(["replay", str(path), "--usb", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ballots"]["refused"] == 1


def test_an_empty_vote_is_blank_unless_the_file_forbids_it(tmp_path: Path) -> None:
    free = outcome_of(file_of(tmp_path, ["", "p"]))
    assert (free["ballots"]["blank"], free["ballots"]["counted"]) == (1, 2)
    (tmp_path / "strict").mkdir()
    strict = outcome_of(file_of(tmp_path / "strict", ["", "p"], meta="vote_type;approval\nmin_length;1"))
    assert strict["refused_because"] == {"blank_not_allowed": 1}
    assert strict["equal"] is True


def test_a_byte_order_mark_and_windows_lines_change_nothing(tmp_path: Path) -> None:
    path = file_of(tmp_path, ["p,q", "r"])
    plain = outcome_of(path)["tally"]
    other = tmp_path / "windows"
    other.mkdir()
    content = path.read_text(encoding="utf-8").replace("\n", "\r\n")
    (other / "odd.pb").write_bytes(b"\xef\xbb\xbf" + content.encode())
    assert outcome_of(other / "odd.pb")["tally"] == plain == {"p": 1, "q": 1, "r": 1}


def test_cents_are_kept(tmp_path: Path) -> None:
    path = file_of(tmp_path, ["p", "p", "q"], costs=("60.25", "39.75", "40"))
    record = outcome_of(path)
    assert record["selected"] == ["p", "q"]
    assert record["spent"] == 100
    cents = tmp_path / "cents"
    cents.mkdir()
    record = outcome_of(file_of(cents, ["p", "p", "q"], costs=("60.25", "39.76", "90")))
    assert (record["selected"], record["spent"]) == (["p"], 60.25)


def test_points_are_given_as_a_screen_gives_them(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        ["p,q;3,2", "q;3", "r;4", "p,q,r;3,3,3", ";"],
        meta="vote_type;cumulative\nmax_sum_points;7\nmax_points;3",
    )
    record = outcome_of(path)
    assert record["refused_because"] == {"too_many_points": 1, "too_many_points_on_one_project": 1}
    assert record["tally"] == {"p": 3, "q": 5, "r": 0}
    assert record["ballots"]["blank"] == 1
    assert record["equal"] is True


def test_a_file_without_votes_is_replayed(tmp_path: Path) -> None:
    record = outcome_of(file_of(tmp_path, []), kiosks=1)
    assert record["ballots"]["counted"] == 0
    assert (record["selected"], record["equal"]) == ([], True)


@pytest.mark.parametrize(
    ("meta", "words"),
    [("vote_type;scoring", "scoring"), ("vote_type;cumulative", "max_sum_points")],
)
def test_a_file_that_cannot_be_replayed_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], meta: str, words: str
) -> None:
    votes = ["p;1"] if "cumulative" in meta else ["p"]
    assert main(["replay", str(file_of(tmp_path, votes, meta=meta)), "--usb"]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "odd.pb" in said


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.pb"
    bad.write_bytes(b"\x00\xff nothing of ours")
    good = file_of(tmp_path, ["p"])
    assert main(["replay", str(bad), str(good), "--usb", "--json"]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["file"], first["equal"]) == ("bad.pb", False)
    assert (second["file"], second["equal"]) == ("odd.pb", True)
