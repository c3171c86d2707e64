"""The demo as a real process in a terminal of 80x24, with mouse bytes for a finger."""

from __future__ import annotations

import operator
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from tests.terminal import NotSeenError, TerminalSession

ROOT = Path(__file__).parents[2]
INERT = ("ctrl+q", "ctrl+c", "ctrl+z", "ctrl+p", "ctrl+\\", "ctrl+d", "f1")


def demo(folder: Path) -> TerminalSession:
    return TerminalSession([sys.executable, "-m", "kiosk.cli", "demo", "--folder", str(folder)], cwd=ROOT)


def begin(terminal: TerminalSession) -> None:
    terminal.wait_for("Touchez pour commencer")
    terminal.wait_for("Mode d’essai")  # the store has been opened
    terminal.click("Touchez pour commencer")
    terminal.wait_for("Choisissez votre langue")
    touch(terminal, "Français", "Que voulez-vous faire")


def reads(words: str) -> Callable[[str], bool]:
    """Whether a screen shows these words, no-break spaces being spaces."""
    return lambda screen: words in screen.replace("\u00a0", " ")


def touch(terminal: TerminalSession, words: str, then: str) -> None:
    """Touch words and wait for others. A tap within a tenth of a second of a change is lost: tap again."""
    terminal.wait_for(words)
    for _ in range(5):
        terminal.click(words)
        try:
            terminal.wait_for(reads(then), timeout=5)
        except AssertionError:
            continue
        return
    terminal.wait_for(reads(then), timeout=0)


def turn_to(terminal: TerminalSession, words: str) -> None:
    """Turn the pages of what is on offer until it is seen."""
    for _ in range(5):
        seen = terminal.wait_for(lambda screen: words in screen or "Voir" in screen)
        if words in seen:
            return
        with suppress(NotSeenError):  # on a busy machine the page before may turn just now
            terminal.click("Voir")
        terminal.wait_for(partial(operator.ne, seen))


def press_inert_keys(terminal: TerminalSession) -> None:
    for key in INERT:
        terminal.press(key)
        terminal.press("\x00")  # parts an escape from what follows


def deposits(folder: Path) -> int:
    with sqlite3.connect(folder / "data" / "test" / "vault.db") as vault:
        (number,) = vault.execute("select count(*) from deposit").fetchone()
    return int(number)


def test_a_vote_with_a_code_and_no_key_that_leaves(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        begin(terminal)
        code = (tmp_path / "codes.txt").read_text(encoding="utf-8").split()[0]
        press_inert_keys(terminal)
        turn_to(terminal, "Budget participatif")
        touch(terminal, "Budget participatif", "Participer →")
        press_inert_keys(terminal)
        touch(terminal, "Participer →", "Tapez le code")
        press_inert_keys(terminal)
        terminal.wait_for(code)  # the demo says one that still works
        terminal.type_text(code + "\r")
        terminal.wait_for("Répartissez vos 7 points")
        touch(terminal, "plus +", "1 point")
        press_inert_keys(terminal)
        touch(terminal, "Vérifier mon vote", "Rien n’est encore enregistré")
        press_inert_keys(terminal)
        touch(terminal, "Voter →", "Votre vote est enregistré")
        press_inert_keys(terminal)
        assert terminal.process.poll() is None
        touch(terminal, "Terminer", "Comment cela s’est-il passé")
        touch(terminal, "Terminer", "Touchez pour commencer")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_exit() == 0
        assert "Demo: 1 ballot cast" in terminal.text()
    assert deposits(tmp_path) == 1
    assert not (tmp_path / "errors.log").exists()


def test_a_cut_right_after_the_thanks_keeps_the_vote(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        begin(terminal)
        touch(terminal, "Un nom pour la nouvelle", "Participer →")
        touch(terminal, "Participer →", "Place de")
        touch(terminal, "Place des Mariniers", "choisi")
        touch(terminal, "Vérifier mon vote", "Rien n’est encore enregistré")
        touch(terminal, "Voter →", "Votre vote est enregistré")
        terminal.process.kill()
        terminal.wait_exit()
    assert deposits(tmp_path) == 1
