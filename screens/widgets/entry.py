"""A row that leads somewhere: nothing is chosen by it."""

from __future__ import annotations

from screens.widgets.choice import Choice
from screens.widgets.row import Option


class Entry(Choice):
    """An option with an arrow before it. Posts `Choice.Tapped`."""

    def __init__(self, option: Option) -> None:
        super().__init__(option, chosen_word="")
        self._marks = ("→", "→")

    def show(self, option: Option) -> None:
        """Lead elsewhere, or say something else of it."""
        if option != self.option:
            self.option = option
            self.refresh()
