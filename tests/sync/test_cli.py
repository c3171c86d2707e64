"""The commands as a shell runs them: help with an example, exit codes, and one vote from hub to minutes."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.main import build_parser, main
from sync.demo import demo_draft
from tests.test_imports import ROOT


def kiosk(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "kiosk.cli", *arguments]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, input=""
    )


def parsers(
    parser: argparse.ArgumentParser, way: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Every command and part of a command."""
    yield way, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, part in action.choices.items():
                yield from parsers(part, (*way, name))


COMMANDS = {" ".join(way): parser for way, parser in parsers(build_parser())}


def test_the_commands_are_those_of_the_plan() -> None:
    planned = {"demo", "run", "hub", "pair", "sync", "parcel export", "parcel import", "catalogue check"}
    planned |= {"catalogue sign", "catalogue show", "codes", "count", "replay", "doctor", "bench"}
    assert planned <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*command.split(), "--help"])
    assert left.value.code == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert f"Example: kiosk {command}".strip() in printed
    for action in COMMANDS[command]._actions:
        assert action.help != "", action


WRONG = [
    [],
    ["no-such-command"],
    ["replay"],
    ["replay", "nothing.pb", "--kiosks", "0"],
    ["replay", "nothing.pb", "--doubles", "-1"],
    ["catalogue"],
    ["catalogue", "sign"],
    ["count", "budget"],
    ["hub", "init", "--mode", "presidential", "--shares", "x"],
    ["pair"],
    ["tablet", "explode"],
    ["codes", "draft.json", "--activity", "budget", "--number", "0", "--out", "cards"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_usage_is_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        code: Any = main(arguments)
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def draft_in(folder: Path) -> Path:
    """The demo's draft with dates around the machine's clock."""
    path = folder / "draft.json"
    path.write_bytes(demo_draft(datetime.now(UTC)))
    return path


def test_one_vote_from_the_hub_to_the_refused_count(tmp_path: Path) -> None:
    draft_in(tmp_path)
    made = kiosk("hub", "init", "--folder", "hub", "--shares", "shares", "--json", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["mode"] == "test"
    assert sorted(path.suffix for path in (tmp_path / "shares").iterdir()) == 3 * [".pdf"] + 3 * [".share"]
    again = kiosk("hub", "init", "--folder", "hub", "--shares", "shares", cwd=tmp_path)
    assert again.returncode == 1
    assert "not empty" in again.stderr

    drawn = kiosk(
        "codes", "draft.json", "--activity", "budget", "--number", "3", "--out", "cards", cwd=tmp_path
    )
    assert drawn.returncode == 0, drawn.stderr
    signed = kiosk("catalogue", "sign", "draft.json", "--folder", "hub", "--json", cwd=tmp_path)
    assert signed.returncode == 0, signed.stderr
    assert json.loads(signed.stdout)["version"] == 1

    shares = ("--share", "shares/share-1.share", "--share", "shares/share-3.share")
    early = kiosk("count", "budget", *shares, "--folder", "hub", "--out", "count", cwd=tmp_path)
    assert early.returncode == 1
    assert "stays shut" in early.stderr
    assert not (tmp_path / "count").exists()
    missing = kiosk("count", "budget", "--share", "none.share", "--folder", "hub", "--out", "c", cwd=tmp_path)
    assert missing.returncode == 2
    assert "none.share" in missing.stderr


def past_draft() -> bytes:
    """A draft whose votes have closed and whose acceptance windows have ended, with nothing erased yet."""
    draft = json.loads(demo_draft(datetime.now(UTC) - timedelta(days=60)))
    for consultation in draft["consultations"]:
        consultation["claims_erased_on"] = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
    draft["codes"] = []
    draft.pop("valid_until", None)
    draft["consultations"] = [c for c in draft["consultations"] if c["activities"][0].get("claim") == "none"]
    return json.dumps(draft).encode()


def test_the_count_writes_its_papers(tmp_path: Path) -> None:
    (tmp_path / "draft.json").write_bytes(past_draft())
    kiosk("hub", "init", "--folder", "hub", "--shares", "shares", cwd=tmp_path)
    signed = kiosk("catalogue", "sign", "draft.json", "--folder", "hub", cwd=tmp_path)
    assert signed.returncode == 0, signed.stderr
    shares = ("--share", "shares/share-1.share", "--share", "shares/share-3.share")
    counted = kiosk("count", "nom", *shares, "--folder", "hub", "--out", "count", "--json", cwd=tmp_path)
    assert counted.returncode == 0, counted.stderr
    figures = json.loads(counted.stdout)
    assert (figures["cast"], figures["holds"]) == (0, True)
    assert (tmp_path / "count" / "minutes.json").is_file()
    one = kiosk("count", "nom", *shares[:2], "--folder", "hub", "--out", "other", cwd=tmp_path)
    assert one.returncode == 1
    assert "2 key holders" in one.stderr


def test_replay_runs_from_a_shell(tmp_path: Path) -> None:
    refused = kiosk("replay", "nothing.pb", "--json", cwd=tmp_path)
    assert refused.returncode == 1
    assert "nothing.pb" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert json.loads(refused.stdout)["equal"] is False


@pytest.mark.parametrize(
    "arguments",
    [
        ["catalogue", "sign", "draft.json", "--folder", "nowhere"],
        ["catalogue", "check", "draft.json", "--folder", "nowhere"],
        ["hub", "tablets", "--folder", "nowhere"],
        ["hub", "revoke", "t-0", "--folder", "nowhere"],
        ["parcel", "import", ".", "--hub", "nowhere"],
    ],
    ids=" ".join,
)
def test_a_hub_that_is_not_there_is_refused_with_1(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    draft_in(tmp_path)
    assert main(arguments) == 1
    assert "There is no hub in nowhere" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()
