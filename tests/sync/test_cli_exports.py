"""What staff write out of the hub and bring to it, in a shell."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kiosk.claims.codes import printed
from kiosk.cli.main import main
from kiosk.i18n import translator
from kiosk.pabulib.check import findings
from sync.demo import demo_draft
from sync.hub.count.ceremony import papers_folder
from sync.hub.count.papers import write_papers
from tests.sync.acts import cast_by_code
from tests.sync.contributing import sealed
from tests.sync.hub.exports.filled import canal, comment, proposal, report, response, rows, signal, survey
from tests.sync.hub.test_contributions import hand_over
from tests.sync.hub.test_opt_ins import address
from tests.world import NOON, World


@pytest.fixture
def filled(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A hub with contributions; the commands find it by themselves."""
    canal(world, proposal(), comment("Appelez Odile au 06 12 34 56 78"))
    survey(world, response())
    signal(world, report())
    hand_over(world, sealed(world, address("odile@example.org")))
    monkeypatch.chdir(world.folder)
    return world


def hub(*arguments: str) -> int:
    """Run a part of ``kiosk hub`` on the folder ``hub``."""
    return main(["hub", *arguments, "--folder", "hub"])


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The JSON object that was printed."""
    content = json.loads(capsys.readouterr().out)
    assert isinstance(content, dict)
    return content


def private(path: str) -> bool:
    """Whether only its owner may read a file."""
    return stat.S_IMODE(os.stat(path).st_mode) == 0o600  # noqa: PTH116 - as a shell names it


def test_from_the_review_to_the_table(filled: World, capsys: pytest.CaptureFixture[str]) -> None:
    del filled
    assert hub("export", "table", "canal-demain", "--csv", "t.csv") == 1
    assert "1 in the texts may say who somebody is" in capsys.readouterr().err
    assert not Path("t.csv").exists()
    assert hub("export", "review", "canal-demain", "--csv", "review.csv", "--json") == 1
    assert told(capsys) == {"mask": 0, "keep": 0, "undecided": 1}
    assert private("review.csv")
    (finding,) = rows(Path("review.csv").read_bytes())
    assert finding["found"].lstrip("'") == "06 12 34 56 78"
    filled_in = Path("review.csv").read_text("utf-8-sig").rstrip() + "mask\r\n"
    Path("review.csv").write_text(filled_in, "utf-8-sig", newline="")
    assert hub("export", "decide", "canal-demain", "review.csv", "--by", "A. Martin", "--json") == 0
    assert told(capsys) == {"mask": 1, "keep": 0, "undecided": 0}
    assert hub("export", "table", "canal-demain", "--csv", "t.csv", "--xlsx", "t.xlsx", "--json") == 0
    figures = told(capsys)
    assert (figures["rows"], figures["masked"]) == (2, 1)
    assert private("t.csv")
    assert private("t.xlsx")
    texts = {row["text"] for row in rows(Path("t.csv").read_bytes())}
    assert "Appelez Odile au [phone]" in texts
    assert openpyxl.load_workbook("t.xlsx").sheetnames == ["contributions", "columns"]


def test_a_file_that_is_there_is_never_written_over(
    filled: World, capsys: pytest.CaptureFixture[str]
) -> None:
    del filled
    for name in ("a.csv", "a.xlsx", "a.zip", "b-codebook.csv", "services.json"):
        Path(name).write_text("mine", "utf-8")
    for arguments in (
        ("table", "canal-demain", "--csv", "a.csv"),
        ("table", "canal-demain", "--xlsx", "a.xlsx"),
        ("survey", "calme", "--csv", "b.csv"),
        ("reports", "signaler", "--out", "."),
        ("opt-ins", "--reason", "lettre", "--csv", "a.csv"),
        ("archive", "quartier-calme", "--file", "a.zip"),
        ("review", "canal-demain", "--csv", "a.csv"),
    ):
        assert hub("export", *arguments) == 2, arguments
        assert "never written over" in capsys.readouterr().err
    for name in ("a.csv", "a.xlsx", "a.zip", "b-codebook.csv", "services.json"):
        assert Path(name).read_text("utf-8") == "mine"
    assert not Path("b.csv").exists()
    assert [path.name for path in Path().glob(".*.part")] == []


def test_survey_reports_addresses_and_archive(filled: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert hub("export", "survey", "calme", "--csv", "s.csv", "--xlsx", "s.xlsx", "--json") == 0
    assert told(capsys)["files"] == ["s.csv", "s.xlsx", "s-codebook.csv"]
    assert len(rows(Path("s.csv").read_bytes())) == 1
    assert rows(Path("s-codebook.csv").read_bytes())[0]["variable"] == "reference"
    assert hub("export", "reports", "signalements", "--out", "o311", "--json") == 0
    assert told(capsys)["rows"] == 1
    assert json.loads(Path("o311/requests.json").read_bytes())[0]["status"] == "open"
    assert hub("export", "opt-ins", "--reason", "lettre de mars", "--csv", "m.csv", "--json") == 0
    assert told(capsys) == {"addresses": 1, "repeated": 0, "refused": 0, "file": "m.csv"}
    assert rows(Path("m.csv").read_bytes())[0]["address"] == "odile@example.org"
    assert hub("export", "review", "canal-demain", "--mask-all", "--by", "A. Martin") == 0
    capsys.readouterr()
    assert hub("export", "archive", "canal-demain", "--file", "c.zip", "--json") == 0
    key = told(capsys)["key"]
    assert zipfile.is_zipfile("c.zip")
    assert private("c.zip")
    assert hub("archive", "check", "c.zip", "--json") == 0
    assert told(capsys)["whole"] is True
    elsewhere = filled.folder / "elsewhere"
    elsewhere.mkdir()
    assert main(["hub", "archive", "check", "c.zip", "--folder", "elsewhere", "--key", key]) == 0
    capsys.readouterr()
    assert main(["hub", "archive", "check", "c.zip", "--key", key[:-2] + "00"]) == 1
    assert "signed by another key" in capsys.readouterr().err
    assert main(["hub", "archive", "check", "c.zip", "--key", "abc"]) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("table", "nowhere", "--csv", "x.csv"), 2, "No consultation or activity is called nowhere"),
        (("table", "canal-demain"), 2, "Say what to write"),
        (("survey", "canal-demain", "--csv", "x.csv"), 2, "is not one survey"),
        (("survey", "calme", "--csv", "x.csv", "--describing", "x"), 2, "No question with one answer"),
        (("archive", "canal-idees", "--file", "x.zip"), 2, "is an activity of canal-demain"),
        (("archive", "quartier-calme", "--file", "x.zip", "--papers", "."), 1, "no minutes that this hub"),
        (("review", "canal-demain", "--mask-all", "--csv", "x.csv"), 2, "do not go together"),
        (("review", "canal-demain", "--mask-all"), 2, "Say who decided"),
        (("table", "quartier-calme", "--csv", "no/such/x.csv"), 2, "cannot be written"),
        (("opt-ins", "--reason", " ", "--csv", "x.csv"), 2, "--reason"),
    ],
)
def test_wrong_usage_is_one_sentence_and_leaves_nothing(
    filled: World,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    sentence: str,
) -> None:
    del filled
    assert hub("export", *arguments) == code
    said = capsys.readouterr().err.strip().splitlines()
    assert sentence in said[-1]
    assert not Path("x.csv").exists()
    assert not Path("x.zip").exists()
    assert [path.name for path in Path().glob(".*")] == []


def test_the_ballots_of_a_counted_vote_are_given_in_pabulibs_format(
    filled: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hub("export", "pb", "budget", "--out", "open") == 1
    assert "No vote of budget is counted here" in capsys.readouterr().err
    tablet = filled.tablet()
    for code in filled.drawn["budget"]:
        cast_by_code(tablet, code)
    filled.carry(tablet)
    result = filled.count("budget")
    write_papers(filled.hub, result, Path("count"), translator("fr"))
    write_papers(filled.hub, result, papers_folder(filled.hub, "budget"), translator("fr"))
    assert hub("export", "pb", "budget", "--papers", "count", "--out", "open", "--json") == 0
    assert told(capsys) == {"files": ["open/budget.pb"]}
    assert findings(Path("open/budget.pb").read_text("utf-8")) == []
    assert hub("export", "pb", "budget", "--out", "open") == 2
    assert hub("export", "pb", "budget-participatif", "--out", "own") == 0
    assert Path("own/budget.pb").read_bytes() == Path("open/budget.pb").read_bytes()
    assert hub("export", "pb", "nom", "--papers", "count", "--out", "other") == 1
    assert "which is not in" in capsys.readouterr().err
    assert hub("export", "archive", "budget-participatif", "--file", "b.zip") == 0
    with zipfile.ZipFile("b.zip") as archive:
        assert "votes/budget/budget.pb" in archive.namelist()


def test_an_altered_archive_is_refused(filled: World, capsys: pytest.CaptureFixture[str]) -> None:
    del filled
    assert hub("export", "archive", "quartier-calme", "--file", "c.zip") == 0
    content = bytearray(Path("c.zip").read_bytes())
    content[len(content) // 3] ^= 0xFF
    Path("c.zip").write_bytes(content)
    assert hub("archive", "check", "c.zip") == 1
    assert hub("archive", "check", "nowhere.zip") == 1
    assert "No such file" in capsys.readouterr().err


def test_another_channel_from_the_list_to_the_strikes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    draft: dict[str, Any] = json.loads(demo_draft(NOON))
    for consultation in draft["consultations"]:
        for activity in consultation["activities"]:
            if activity["id"] == "budget":
                activity["channels"] = "kiosk_wins"
    world = World(tmp_path, draft=draft)
    monkeypatch.chdir(tmp_path)
    code = world.drawn["budget"][0]
    Path("online.csv").write_text(f"Code\n{printed(code)}\n", "utf-8")
    assert hub("channel", "import", "budget", "online.csv", "--channel", "online", "--json") == 0
    taken = told(capsys)
    assert (taken["people"], taken["repeated"], taken["unknown"]) == (1, 0, 0)
    assert hub("channel", "import", "budget", "online.csv", "--channel", "online") == 1
    assert f"as list {taken['id']}" in capsys.readouterr().err
    Path("bad.csv").write_text("code\n1234\n", "utf-8")
    assert hub("channel", "import", "budget", "bad.csv", "--channel", "paper") == 1
    assert "Row 2: the code is too short" in capsys.readouterr().err
    assert hub("channel", "import", "budget", "nowhere.csv", "--channel", "paper") == 2
    capsys.readouterr()
    assert hub("channel", "show", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [taken]
    assert hub("channel", "drop", taken["id"]) == 0
    assert hub("channel", "show") == 0
    assert "No list was imported" in capsys.readouterr().err
    assert hub("channel", "import", "budget", "online.csv", "--channel", "online") == 0
    assert hub("channel", "strike", "budget", "--csv", "s.csv") == 1
    tablet = world.tablet()
    cast_by_code(tablet, code)
    world.carry(tablet)
    world.count("budget")
    capsys.readouterr()
    assert hub("channel", "strike", "budget", "--csv", "s.csv", "--json") == 0
    assert told(capsys) == {"file": "s.csv", "to_strike": 1}
    assert rows(Path("s.csv").read_bytes()) == [{"channel": "online", "code": printed(code)}]
    assert private("s.csv")
    assert hub("channel", "strike", "budget", "--csv", "s.csv") == 2
    world.close()


def test_the_command_line_imports_no_spreadsheet_before_it_writes_one() -> None:
    parse = "from kiosk.cli.main import build_parser; build_parser()"
    loaded = f"import sys; {parse}; print('openpyxl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
