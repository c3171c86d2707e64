"""The whole device: one that is paired, one that is not; the command; once in a real terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.cli.main import main
from kiosk.doctor import Verdict, findings
from kiosk.doctor.check import Check
from kiosk.doctor.machine import FileState, HubAnswer
from kiosk.doctor.this_machine import ThisMachine
from kiosk.errors import UsageError, VaultError
from kiosk.settings import PrinterSettings, Settings, SpeechSettings
from kiosk.tablet import Tablet
from tests.kiosk.doctor.devices import FakeMachine, verdicts
from tests.terminal import TerminalSession
from tests.test_imports import ROOT
from tests.world import World

GOOD, LOOK, MEND = Verdict.GOOD, Verdict.LOOK, Verdict.MEND


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "city")
    yield world
    world.close()


def examined(tablet: Tablet, machine: FakeMachine | None = None) -> list[Check]:
    """What is found on a tablet; `machine` is one on which all is well."""
    return findings(Settings(), machine or FakeMachine(), lambda: tablet)


def test_a_tablet_that_may_go_out(world: World) -> None:
    machine = FakeMachine(states={str(world.folder / "one" / "test"): FileState(0o700, True)})
    found = verdicts(examined(world.tablet(), machine))
    # The test's hub is reached by http.
    assert {name for name, verdict in found.items() if verdict is not GOOD} == {"line to the hub"}
    assert {"touch", "font", "speech", "printer", "disk", "keys", "catalogue", "hub"} <= set(found)


def test_a_tablet_that_is_not_paired() -> None:
    def none() -> Tablet:
        raise UsageError("No tablet is paired here.")

    checks = findings(Settings(), FakeMachine(), none)
    assert [check.name for check in checks if check.verdict is MEND] == ["tablet"]
    assert "hub" not in verdicts(checks)


@pytest.mark.parametrize(("step", "verdict"), [("open", GOOD), ("pause", LOOK), ("close", LOOK)])
def test_whether_it_is_open(step: str, verdict: Verdict, world: World) -> None:
    tablet = world.tablet()
    tablet.change_status(step)
    assert verdicts(examined(tablet))["status"] is verdict


def test_a_clock_behind_what_was_recorded(world: World) -> None:
    tablet = world.tablet()
    world.clock.pass_by(days=-1)
    assert verdicts(examined(tablet))["recorded time"] is MEND


def test_a_catalogue_that_is_over(world: World) -> None:
    tablet = world.tablet()
    index = tablet.index
    assert index is not None
    world.clock.now = index.catalogue.valid_until + timedelta(hours=1)
    assert verdicts(examined(tablet))["catalogue"] is MEND


def test_a_catalogue_that_somebody_has_changed(world: World) -> None:
    tablet = world.tablet()
    held = tablet.vault.catalogue()
    assert held is not None
    tablet.vault.replace_catalogue(held[0], held[1][:-1] + b" ")
    again = Tablet(tablet.folder, world.clock)
    assert verdicts(examined(again))["catalogue"] is MEND


def test_the_printer_that_is_set_is_asked(world: World, tmp_path: Path) -> None:
    printer = PrinterSettings(connection="usb", device=str(tmp_path / "lp0"))
    checks = findings(Settings(printer=printer), FakeMachine(), world.tablet)
    assert verdicts(checks)["printer"] is MEND


# -- this machine


def test_this_machine_answers_every_question(tmp_path: Path) -> None:
    machine = ThisMachine(lambda _: HubAnswer(200))
    assert machine.read(str(tmp_path / "absent")) is None
    assert machine.run("no-such-program-anywhere") is None
    assert machine.run("sh", "-c", "exit 3") is None
    assert (machine.run("sh", "-c", "echo hello; cat") or "").strip() == "hello"
    assert machine.free_bytes(tmp_path) > 0
    (tmp_path / "key").touch(0o600)
    assert machine.state(tmp_path / "key") == FileState(0o600, True)
    assert machine.state(tmp_path / "absent") is None
    assert machine.paths(f"{tmp_path}/*") == [str(tmp_path / "key")]
    assert machine.write_through(tmp_path) == ""
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    assert machine.write_through(tmp_path / "absent") == "No such file or directory"
    assert machine.ask_hub("https://hub.example").status == 200


def test_where_there_is_no_disk_to_sync_to_it_says_so() -> None:
    assert ThisMachine(lambda _: HubAnswer()).write_through(Path("/proc")) != ""


# -- the command


def test_the_command_says_the_answer_first_and_ends_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["doctor"]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].endswith("must be mended before this tablet goes out.")
    assert printed[1].split()[:3] == ["must", "be", "mended"]


def test_the_command_gives_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"answer", "checks"}
    for check in told["checks"]:
        assert set(check) == {"name", "verdict", "found", "todo"}
        assert check["verdict"] in list(Verdict)


def test_the_short_report_leaves_out_what_is_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["doctor", "--short", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["checks"]
    assert "good" not in {check["verdict"] for check in told["checks"]}


@pytest.fixture
def served(world: World) -> Iterator[Path]:
    """A folder with a tablet that is paired with a hub that answers, and its settings."""
    with world.client() as client:
        tablet = world.tablet("data")
        facts = json.loads(tablet.vault.fact("pairing") or "")
        tablet.vault.remember(pairing=json.dumps(facts | {"hub_address": str(client.base_url)}))
        tablet.close_files()
        (world.folder / "data" / "mode").write_text("test", encoding="utf-8")
        yield world.folder


def test_the_hub_is_asked_over_http(served: Path) -> None:
    command = [sys.executable, "-m", "kiosk.cli", "doctor", "--json"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    ran = subprocess.run(
        command,
        cwd=served,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    checks = {check["name"]: check for check in json.loads(ran.stdout)["checks"]}
    assert checks["hub"]["verdict"] == "good"
    assert checks["keys"]["verdict"] == "good"
    # Its clock and ours are the same one; the tablet was paired in the future.
    assert checks["clock and hub"]["verdict"] == "good"
    assert checks["recorded time"]["verdict"] == "must be mended"
    assert ran.stderr == ""


@pytest.mark.parametrize(("answer", "verdict"), [(b"2", "good"), (b"0", "must be mended")])
def test_in_a_real_terminal_the_terminal_itself_is_asked(answer: bytes, verdict: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk.cli", "doctor"]
    environment = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    with TerminalSession(command, columns=120, lines=60, env=environment, cwd=tmp_path) as terminal:
        terminal.wait_for(lambda _: terminal.output.endswith(b"\x1b[?1000$p\x1b[?1006$p\x1b[c"))
        said = b"".join(b"\x1b[?%s;%s$y" % (mode, answer) for mode in (b"1000", b"1006"))
        terminal.send((said + b"\x1b[?62;22c").decode())
        assert terminal.wait_exit() == 1
        lines = terminal.screen_lines()
    shown = next(line for line in lines if "  touch  " in line)
    assert shown.strip().startswith(verdict)
    assert "120 columns and 60 lines" in "\n".join(lines)
    assert "$y" not in "\n".join(lines)  # the answers are not left for the shell


def test_a_terminal_that_says_nothing_is_waited_for_no_longer_than_a_moment(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk.cli", "doctor"]
    environment = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    with TerminalSession(command, columns=120, lines=60, env=environment, cwd=tmp_path) as terminal:
        assert terminal.wait_exit(60) == 1
        assert "does not say whether it reports touches" in terminal.text()


def test_a_vault_that_cannot_be_read_in_one_place_is_looked_at_in_all_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = world.tablet()

    def broken() -> object:
        raise VaultError("The vault cannot be read: disk I/O error.")

    monkeypatch.setattr(tablet.vault, "account", broken)
    monkeypatch.setattr(tablet.vault, "integrity", broken)
    found = verdicts(examined(tablet))
    assert (found["account"], found["vault"]) == (MEND, MEND)
    assert (found["catalogue"], found["recorded time"], found["hub"]) == (GOOD, GOOD, GOOD)


def test_where_no_voice_is_wanted_none_is_missed(world: World) -> None:
    settings = Settings(speech=SpeechSettings(engine="off"))
    found = findings(settings, FakeMachine(commands={}), world.tablet)
    assert verdicts(found)["speech"] is GOOD
