"""A tablet runs once: the lock, and the sentence for whoever starts it again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.errors import VaultError
from kiosk.only_one import only_one
from tests.terminal import TerminalSession

WORDS = "This tablet is already running in another window."
HOLDER = """
import sys
from pathlib import Path
from kiosk.only_one import only_one

with only_one(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_one_is_refused_while_the_first_runs_and_not_after(tmp_path: Path) -> None:
    with only_one(tmp_path / "data"), pytest.raises(VaultError, match=WORDS), only_one(tmp_path / "data"):
        pass
    with only_one(tmp_path / "data"):
        assert (tmp_path / "data" / "running.lock").stat().st_mode & 0o777 == 0o600


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(VaultError, match=WORDS), only_one(tmp_path):
            pass
        holder.kill()
        holder.wait()
        with only_one(tmp_path):
            pass


@pytest.mark.parametrize("options", [[], ["--browser", "--port", "0"]])
def test_kiosk_run_says_so_and_ends(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "kiosk.toml").write_text('[tablet]\ndata = "here"\n', encoding="utf-8")
    command = [sys.executable, "-m", "kiosk.cli", "run", "--config", str(tmp_path / "kiosk.toml"), *options]
    with only_one(tmp_path / "here"), TerminalSession(command) as terminal:
        assert terminal.wait_exit() == 1
        assert WORDS in terminal.text()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    with pytest.raises(VaultError, match="cannot be written"), only_one(tmp_path / "data"):
        pass
