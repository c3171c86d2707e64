"""A row that leads somewhere: nothing is chosen by it."""

from __future__ import annotations

from screens.widgets.choice import Choice
from screens.widgets.row import Option


class Entry(Choice):
    """An option with an arrow before it. Posts `Choice.Tapped`."""

    def __init__(self, option: Option) -> None:
        super().__init__(option, chosen_word="")
        self._marks = ("→", "→")
