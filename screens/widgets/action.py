"""The button: a block of colour with a word on it."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from screens.widgets.text import clean
from screens.widgets.touch import POINTER, Touch

_LABEL_LIMIT = 60
_LEAST_COLUMNS = 12
_PADDING = 4


class Action(Touch):
    """One thing to do. Posts `Action.Pressed` for every tap.

    At least 12x3 cells on a large grid, two lines high at 40x12 (`base.tcss`). ``main`` makes it the
    one main action; ``short`` is the label at 40x12.
    """

    class Pressed(Message):
        """It was tapped, or Enter was pressed on it."""

        def __init__(self, action: Action) -> None:
            super().__init__()
            self.action = action
            """The button; its ``id`` says which."""

        @property
        def control(self) -> Action:
            """The button, for ``@on(Action.Pressed, "#id")``."""
            return self.action

    def __init__(
        self,
        label: str,
        *,
        short: str = "",
        main: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._label = ""
        self._short = ""
        self._spoken: str | None = None
        self._state = ""
        self.set_class(main, "-main")
        self._relabel(label, short)

    def _relabel(self, label: str, short: str) -> None:
        self._label = clean(label, _LABEL_LIMIT, one_line=True)
        self._short = clean(short, _LABEL_LIMIT, one_line=True)

    @property
    def label(self) -> str:
        """The words shown at this size of the screen."""
        brief = self.screen.has_class("-tiny") or self.has_class("-brief")
        return self._short if self._short and brief else self._label

    @property
    def full_label(self) -> str:
        """The words shown where there is room."""
        return self._label

    @property
    def spoken(self) -> str:
        """The full label, whatever the size, or what `rename` was given in its place."""
        return self._label if self._spoken is None else self._spoken

    @property
    def spoken_state(self) -> str:
        """What `rename` was given."""
        return self._state

    def rename(self, label: str, short: str = "", *, spoken: str | None = None, state: str = "") -> None:
        """Give it other words; `spoken` and `state` where a voice must say a mark of the label in words."""
        self._spoken, self._state = spoken, state
        if (label, short) != (self._label, self._short):
            self._relabel(label, short)
            self.refresh(layout=True)

    def set_ready(self, ready: bool) -> None:
        """Show whether the main action can be done now. It stays touchable, so that it can say why not."""
        self.set_class(not ready, "-not-yet")

    def touched(self) -> None:
        """Tell the screen."""
        self.post_message(self.Pressed(self))

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """The label, two columns on each side, the left one for the pointer."""
        return Content(self.label).cell_length + (2 if self.screen.has_class("-tiny") else 4)

    def render(self) -> Content:
        """The label in the middle, the pointer at its left."""
        width = self.content_size.width
        text = Content(self.label).truncate(max(1, width - 2), ellipsis=True)
        left = max(1, (width - text.cell_length) // 2)
        mark = POINTER if self.pointed_at else " "
        lead = " " * max(0, left - 2) + mark + (" " if left > 1 else "")
        return Content(lead) + text


def button_columns(action: Action) -> int:
    """The columns a button takes on a large grid."""
    return max(_LEAST_COLUMNS, Content(action.full_label).cell_length + _PADDING)
