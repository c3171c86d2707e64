"""How the app talks to the page: textual-serve's pipe, without its loose ends."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

from textual import messages
from textual.drivers.web_driver import WebDriver
from textual.theme import Theme


class PageDriver(WebDriver):
    """The app shows its ground to the edges of the page, and ends with its server, even a killed one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._write = partial(self._write_or_drop)

    def _write_or_drop(self, data: bytes) -> int:
        try:
            return os.write(self.fileno, data)
        except BrokenPipeError:
            return len(data)  # the server is gone: the end of input says so, and ends the app in order

    def start_application_mode(self) -> None:
        """Begin with the ground of the theme around the grid."""
        self._app.theme_changed_signal.subscribe(self._app, self._show_ground)
        super().start_application_mode()
        self._show_ground(self._app.current_theme)

    def _show_ground(self, theme: Theme) -> None:
        # OSC 11: what the grid does not cover at the edges of the window has the colour of the screens.
        self.write(f"\x1b]11;{theme.background}\x1b\\")

    def run_input_thread(self) -> None:
        """Take in what comes; at its end nobody is there any more."""
        super().run_input_thread()
        self._app.post_message(messages.ExitApp())
