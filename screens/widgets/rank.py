"""A row that takes a place in an order: tap to add or take away, ▲ ▼ to move."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from screens.widgets.action import Action, button_columns
from screens.widgets.choice import Choice
from screens.widgets.row import Option, Row

_MARGINS = 2
_ACTION_LINES = 2


class RankRow(Row):
    """Posts `Tapped`, `Raised`, `Lowered`; the screen decides and calls `show_position`."""

    class Tapped(Message):
        """Add to the end of the order, or take away."""

        def __init__(self, project_id: str) -> None:
            super().__init__()
            self.project_id = project_id
            """The option's ``project_id``."""

    class Raised(Tapped):
        """One place up."""

    class Lowered(Tapped):
        """One place down."""

    def __init__(self, option: Option, *, chosen_word: str, up: str, down: str, position: int = 0) -> None:
        """`up` and `down` are the words on the buttons; position 0 is outside the order."""
        super().__init__()
        self.option = option
        self._choice = Choice(option, chosen_word=chosen_word)
        self._up = Action(f"▲ {up}", classes="up")
        self._down = Action(f"▼ {down}", classes="down")
        self.show_position(position)

    def compose(self) -> ComposeResult:
        """The option at the left, or above at 40x12; ▲ ▼ at the right, or below."""
        yield self._choice
        with Horizontal(classes="controls"):
            yield self._up
            yield self._down

    @property
    def spoken_state(self) -> str:
        """``ranked, 2``; empty outside the order."""
        return self._choice.spoken_state

    def show_position(self, position: int) -> None:
        """Show the place, 1 being first; 0 outside the order."""
        self._choice.show_chosen(position > 0, str(position) if position else "")
        self.set_class(position > 0, "-ranked")

    def height_for(self, width: int, tiny: bool) -> int:
        """Place for ▲ ▼ is kept whether they show or not: a tap must not move the rows below."""
        buttons = button_columns(self._up) + button_columns(self._down)
        room = width if tiny else width - buttons - _MARGINS
        return self._choice.height_for(room, tiny) + (_ACTION_LINES if tiny else 0)

    def gap_below(self, tiny: bool) -> int:
        """As between choices."""
        return self._choice.gap_below(tiny)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Pass on under the row's own name."""
        event.stop()
        self.post_message(self.Tapped(event.project_id))

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Say which project moves which way."""
        event.stop()
        message = self.Raised if event.action is self._up else self.Lowered
        self.post_message(message(self.option.project_id))
