"""A row that takes several points: fewer, dots, more."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from screens.widgets.action import Action, button_columns
from screens.widgets.row import Option, Row, option_lines

_DOTS_AT_MOST = 5
_DOTS_COLUMNS = 14
_MARGIN = 2
_RULE = 1
_ACTION_LINES = {True: 2, False: 3}


class OptionText(Widget, can_focus=False, inherit_bindings=False):
    """The words of an option, not touchable by themselves."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._option = option

    def render(self) -> Content:
        """Title, quartier, amount."""
        lines = option_lines(self._option, self.content_size.width, self.screen.has_class("-tiny"))
        return Content("\n").join(lines)


class Dots(Widget, can_focus=False, inherit_bindings=False):
    """``● ● ○`` and the number in words below."""

    def __init__(self, points: int, at_most: int, words: str) -> None:
        super().__init__()
        self._at_most = at_most
        self.show(points, words)

    def show(self, points: int, words: str) -> None:
        """Set the number and its words."""
        self._points, self._words = points, words
        self.refresh()

    def render(self) -> Content:
        """Dots while they can be taken in at a glance, a figure beyond."""
        if self._at_most <= _DOTS_AT_MOST:
            figure = " ".join("●" * self._points + "○" * (self._at_most - self._points))
        else:
            figure = f"{self._points} / {self._at_most}"
        lines = (Content.styled(figure, "bold $violet"), Content(self._words))
        width = self.content_size.width
        return Content("\n").join(line.center(width) for line in lines if line)


class PointsRow(Row):
    """Posts `Fewer` and `More`; the screen decides and calls `show_points`."""

    class Fewer(Message):
        """One point less is wanted here."""

        def __init__(self, project_id: str) -> None:
            super().__init__()
            self.project_id = project_id
            """The option's ``project_id``."""

    class More(Message):
        """One point more is wanted here."""

        def __init__(self, project_id: str) -> None:
            super().__init__()
            self.project_id = project_id
            """The option's ``project_id``."""

    def __init__(
        self, option: Option, *, at_most: int, fewer: str, more: str, points: int = 0, words: str = ""
    ) -> None:
        """`fewer` and `more` are the words on the buttons, `words` the number of points in words."""
        super().__init__()
        self.option = option
        self._points = points
        self._at_most = at_most
        self._fewer = Action(f"−  {fewer}", classes="fewer")
        self._more = Action(f"{more}  +", classes="more")
        self._dots = Dots(points, at_most, words)
        self._show_limits(points)

    def compose(self) -> ComposeResult:
        """Words at the left, or above at 40x12; controls at the right, or below."""
        yield OptionText(self.option)
        with Horizontal(classes="controls"):
            yield self._fewer
            yield self._dots
            yield self._more

    @property
    def points(self) -> int:
        """How many points are shown here."""
        return self._points

    def show_points(self, points: int, words: str = "") -> None:
        """Show how many points are here."""
        self._points = points
        self._dots.show(points, words)
        self._show_limits(points)

    def _show_limits(self, points: int) -> None:
        self._fewer.set_ready(points > 0)
        self._more.set_ready(points < self._at_most)

    def height_for(self, width: int, tiny: bool) -> int:
        """Words and controls side by side, or one above the other at 40x12; a rule below."""
        buttons = button_columns(self._fewer) + button_columns(self._more)
        room = width if tiny else width - buttons - _DOTS_COLUMNS - _MARGIN
        words = len(option_lines(self.option, room, tiny))
        controls = _ACTION_LINES[tiny]
        return words + controls if tiny else max(words, controls) + _RULE

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Say which project it was."""
        event.stop()
        message = self.More if event.action is self._more else self.Fewer
        self.post_message(message(self.option.project_id))
