"""The terminal harness itself: what it shows, taps, presses and reports."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.terminal import NotSeenError, TerminalSession

TINY_APP = """
from textual.app import App
from textual.widgets import Input, Static

class Tiny(App):
    def compose(self):
        yield Input(id="in")
        yield Static("tap here", id="tap")
    def on_click(self, event):
        self.query_one("#tap").update("tapped")
    def on_input_submitted(self, event):
        self.exit(return_code=len(event.value))
    def on_resize(self, event):
        self.query_one("#in").placeholder = f"{event.size.width} wide"

app = Tiny()
app.run()
raise SystemExit(app.return_code)
"""


@pytest.fixture
def program(tmp_path: Path) -> list[str]:
    (tmp_path / "tiny.py").write_text(TINY_APP, encoding="utf-8")
    return [sys.executable, str(tmp_path / "tiny.py")]


def test_it_shows_taps_types_resizes_and_ends(program: list[str]) -> None:
    with TerminalSession(program, columns=50, lines=10) as terminal:
        terminal.wait_for("tap here")
        assert len(terminal.screen_lines()) == 10
        terminal.click("tap here")
        terminal.wait_for("tapped")
        terminal.resize(60, 12)
        terminal.wait_for("60 wide")
        terminal.press("tab")
        terminal.type_text("four")
        terminal.wait_for(lambda text: "four" in text)
        terminal.press("enter")
        assert terminal.wait_exit() == 4


def test_what_is_not_seen_is_reported_with_the_screen(program: list[str]) -> None:
    with TerminalSession(program) as terminal:
        terminal.wait_for("tap here")
        with pytest.raises(NotSeenError, match="tap here"):
            terminal.wait_for("never", timeout=0.1)
        with pytest.raises(NotSeenError, match="not on the screen"):
            terminal.click("never")


def test_a_program_that_ends_is_noticed_at_once() -> None:
    with TerminalSession([sys.executable, "-c", "print('bye')"]) as terminal:
        with pytest.raises(NotSeenError, match="bye"):
            terminal.wait_for("never", timeout=60)
        assert terminal.wait_exit() == 0
