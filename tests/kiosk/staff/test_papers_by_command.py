"""Sheets and reports from the command line, of the tablet that the settings name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.catalogue.model import Role
from kiosk.cli.main import main
from kiosk.clock import system_clock
from kiosk.ids import Mode
from kiosk.staff.closing_statement import read_closing
from kiosk.staff.papers import Papers
from kiosk.staff.shifts import Shifts
from kiosk.tablet import Tablet
from kiosk.vault.store import Vault
from tests.kiosk.residents import declared, reviewing
from tests.kiosk.staff.test_acts import desk
from tests.world import SetClock, World


@pytest.fixture
def paired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tablet:
    """A tablet with one ballot, where the command line looks for it; its files are let go of."""
    world = World(tmp_path / "world", clock=SetClock(system_clock()))
    tablet = world.tablet("data")
    reviewing(declared(tablet), "c1").cast()
    Shifts(desk(tablet, Role.STAFF)).begin("labo", "Marché Saint-Cyprien")
    world.close()
    (tmp_path / "world" / "data" / "mode").write_text(Mode.TEST.value)
    settings = tmp_path / "world" / "kiosk.toml"
    settings.write_text('[tablet]\ndata = "data"\nplace = "Maison Centre"\nlanguage = "en"\n')
    monkeypatch.chdir(settings.parent)
    return tablet


def test_a_closing_sheet_is_printed(paired: Tablet, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tablet", "sheet", "closing"]) == 0
    printed = capsys.readouterr().out
    assert "Maison Centre" in printed
    assert read_closing(printed.splitlines()[-1], paired.signing_key.verify_key).cast == 1


def test_sheets_are_written_as_pdf(paired: Tablet, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tablet", "sheet", "zero", "--pdf", "zero.pdf", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["pdf"], told["alarms"]) == ("zero.pdf", [])
    assert Path("zero.pdf").read_bytes().startswith(b"%PDF")


def test_the_report_of_the_shift_is_written_twice(paired: Tablet) -> None:
    assert main(["tablet", "shift", "report", "--pdf", "shift.pdf", "--csv", "shift.csv"]) == 0
    assert Path("shift.pdf").read_bytes().startswith(b"%PDF")
    assert "Marché Saint-Cyprien" in Path("shift.csv").read_text(encoding="utf-8-sig")


def test_a_sheet_with_an_alarm_is_told_by_the_exit_code(paired: Tablet) -> None:
    vault = Vault(paired.vault.path)
    with vault.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM deposit")
    vault.close()
    assert main(["tablet", "sheet", "closing", "--json"]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ["sheet"],
        ["sheet", "report"],
        ["shift", "zero"],
        ["sheet", "zero", "--csv", "x.csv"],
        ["open", "zero"],
        ["--pdf", "x.pdf"],
    ],
)
def test_what_is_no_paper_is_wrong_usage(paired: Tablet, wrong: list[str]) -> None:
    assert main(["tablet", *wrong]) == 2
    assert not Path("x.csv").exists()
    assert not Path("x.pdf").exists()


def test_no_command_closes_over_paper_that_counts_nowhere(
    paired: Tablet, capsys: pytest.CaptureFixture[str]
) -> None:
    paired.vault = Vault(paired.folder / "vault.db")
    papers = Papers(desk(paired, Role.STAFF))
    batch = papers.begin("nom", 1)
    assert main(["tablet", "close"]) == 1
    assert "abandon the batch" in capsys.readouterr().err
    papers.abandon(batch, "essai")
    paired.close_files()
    assert main(["tablet", "close"]) == 0
