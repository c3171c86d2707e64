"""The frame of every screen: where we are above, the question, one answer, Back and go on below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from screens.widgets.action import Action, button_columns
from screens.widgets.field import Field
from screens.widgets.text import Plain
from screens.widgets.walk import Direction, next_in

TINY_COLUMNS = 60
TINY_LINES = 20
_WHERE_COLUMNS = 20
"""Where we are has at least so many columns on a large grid, or the tools shorten their words."""
_MAIN_COLUMNS, _BOTTOM_PADDING = 16, 4
"""Least columns of the main action beside others, and what the bar keeps free: as in base.tcss."""


def is_tiny(size: Size) -> bool:
    """Whether a grid is so small that screens are cut into more steps."""
    return size.width < TINY_COLUMNS or size.height < TINY_LINES


class KioskScreen(Screen[None], inherit_bindings=False):
    """A screen that knows its size class, is walked with arrows and types into its field.

    Classes: ``-tiny`` or ``-large``; ``-keys`` while the person moves by keys.
    """

    AUTO_FOCUS = ""
    ways: str = ""
    """A msgid: how to go on by keys, where that is not as everywhere."""
    confidential: ClassVar[bool] = False
    """Whether what is said here tells others what the person chooses or who they are."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "step_focus(1)", show=False),
        Binding("shift+tab", "step_focus(-1)", show=False),
        *(Binding(way, f"walk('{way}')", show=False) for way in ("up", "down", "left", "right")),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._set_size_class(self.app.size)

    def _set_size_class(self, size: Size) -> None:
        self.set_class(bool(getattr(self.app, "voice_on", False)), "-voice")
        sparse = is_tiny(size) or bool(getattr(self.app, "sparse", False))
        self.set_class(sparse, "-tiny")
        self.set_class(not sparse, "-large")

    @property
    def tiny(self) -> bool:
        """Whether this is the 40x12 shape."""
        return self.has_class("-tiny")

    async def _on_message(self, message: Message) -> None:
        """Let what was touched twice count once: the first touch may already have led elsewhere.

        Only what our own widgets say is passed over; Textual's messages keep the screen alive. What was
        typed into a screen that something lies over now was still typed.
        """
        ours = type(message).__module__.startswith("screens.")
        typed = isinstance(message, Field.Changed) and self in self.app.screen_stack
        if not ours or typed or self.is_current:
            await super()._on_message(message)

    def on_resize(self, event: events.Resize) -> None:
        """Change shape with the grid."""
        self._set_size_class(event.size)

    def on_idle(self) -> None:
        """Nothing is left to do for now: what is shown may be said."""
        settled = getattr(self.app, "settled", None)
        if settled is not None and self.is_current:
            settled(self)

    def input_came(self, *, walks: bool, by_finger: bool) -> None:
        """The shell reports input before it is handled: show the focus to those who walk by keys."""
        if walks or by_finger:
            self.set_class(walks, "-keys")
            if self.focused is not None:
                self.focused.refresh()

    def first_focus(self) -> Widget | None:
        """Where the keys begin."""
        return self.focus_chain[0] if self.focus_chain else None

    def action_step_focus(self, step: int) -> None:
        """Tab: the next thing in reading order."""
        if self.focused is None:
            self.set_focus(self.first_focus())
        elif step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def action_walk(self, way: Direction) -> None:
        """Arrow: the nearest thing that way; where there is none, the next or previous one."""
        if self.focused is None:
            self.set_focus(self.first_focus())
            return
        chain = [widget for widget in self.focus_chain if widget.region.area]
        found = next_in(way, self.focused.region, [widget.region for widget in chain])
        if found is not None:
            self.set_focus(chain[found])
        else:
            self.action_step_focus(1 if way in ("down", "right") else -1)

    def on_key(self, event: events.Key) -> None:
        """A physical keyboard or a scanner types into the field, wherever the focus is."""
        field = next(iter(self.query(Field)), None)
        if field is not None and not field.has_focus and field.takes(event):
            event.stop()
            field.focus()
            field.take(event)


@dataclass(frozen=True)
class Tool:
    """A small action at the top right: a language, the size, the sound."""

    name: str
    """What `StepScreen.on_tool` is called with."""
    label: str
    short: str = ""
    """The label at 40x12: two or three characters."""
    language: str = ""
    """The language of the label where it is another one than the screen's."""


@dataclass(frozen=True)
class Bars:
    """The words around a step, translated. An empty ``back`` or ``main`` leaves its place empty."""

    place: str = ""
    consultation: str = ""
    step: str = ""
    step_short: str = ""
    """``2/4``, for 40x12."""
    back: str = ""
    main: str = ""
    main_short: str = ""
    banner: str = ""
    """Shown above everything: test mode."""
    tools: tuple[Tool, ...] = ()
    repeat: str = ""
    """What makes the voice say the screen again; empty where there is no voice."""


class StepScreen(KioskScreen):
    """One question, one main action. Override `compose_body`, `on_main`, `on_back`, `on_tool`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "escape", show=False)]
    weighty: ClassVar[bool] = False
    """Whether the main action cannot be undone: what is struck as the screen comes was not meant for it."""

    def __init__(self, bars: Bars, question: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.bars = bars
        self.question = question
        self._came = float("-inf")

    def compose_body(self) -> ComposeResult:
        """What lies between the question and the bottom bar."""
        yield from ()

    def beside(self) -> Iterable[Action]:
        """Further things to do: between Back and the main action, or a line above them at 40x12."""
        return ()

    def on_main(self) -> None:
        """The main action was pressed."""

    def on_back(self) -> None:
        """Back was pressed, or Escape."""

    def on_tool(self, name: str) -> None:
        """A tool of the top bar was pressed."""

    def compose(self) -> ComposeResult:
        """Banner, top bar, question, body, bottom bar; the notice lies above them in its own layer."""
        bars = self.bars
        if bars.banner:
            yield Plain(bars.banner, id="banner")
        with Horizontal(id="top"):
            with Vertical(id="where"):
                yield Plain(bars.place, id="place")
                yield Plain(self._where(), id="consultation")
            for tool in bars.tools:
                action = Action(tool.label, short=tool.short, id=f"tool-{tool.name}", classes="tool")
                action.spoken_language = tool.language
                yield action
        if self.question:
            yield Plain(self.question, id="question")
        with Vertical(id="body"):
            yield from self.compose_body()
        beside = list(self.beside())
        if beside and self.tiny:
            yield Horizontal(*beside, id="beside")
        if bars.back or bars.main or beside or bars.repeat:
            with Horizontal(id="bottom", classes="-shared" if beside and not self.tiny else None):
                if bars.back:
                    yield Action(bars.back, id="back")
                if beside and not self.tiny:
                    yield Horizontal(*beside, id="beside", classes="-after" if bars.back else None)
                else:
                    yield Plain(id="between")
                if bars.repeat:
                    yield Action(f"↻ {bars.repeat}", short="↻", id="repeat")
                if bars.main:
                    yield Action(bars.main, short=bars.main_short, main=True, id="main")
        yield Plain(id="notice")

    def _where(self) -> str:
        step = self.bars.step_short if self.tiny and self.bars.step_short else self.bars.step
        # The step comes first: a long title may be cut, the number may not.
        return " · ".join(part for part in (step, self.bars.consultation) if part)

    def on_resize(self, event: events.Resize) -> None:
        """Say where we are in the words of the new shape, and put what stands beside in its place."""
        before = self.tiny
        super().on_resize(event)
        if before != self.tiny and self.query("#beside"):
            self.refresh(recompose=True)
            return
        # A screen that was left before it was composed is told its size all the same.
        for where in self.query("#consultation").results(Plain):
            where.show(self._where())
        tools = list(self.query(".tool").results(Action))
        taken = sum(button_columns(tool) + 1 for tool in tools)
        for tool in tools:
            tool.set_class(event.size.width - taken < _WHERE_COLUMNS, "-brief")
        self._fit_bottom(event.size.width)

    def _fit_bottom(self, columns: int) -> None:
        """Give what stands beside its short words where the whole ones do not fit in one bar."""
        buttons = [button for button in self.query("#bottom Action").results(Action) if button.display]
        least = {"main": _MAIN_COLUMNS}
        taken = sum(max(button_columns(button), least.get(button.id or "", 0)) + 1 for button in buttons)
        for button in self.query("#beside Action").results(Action):
            button.set_class(taken + _BOTTOM_PADDING > columns, "-brief")
            button.refresh(layout=True)

    @property
    def spoken_question(self) -> tuple[tuple[str, str], ...]:
        """What a voice asks, with the language of the words where it is another one than the screen's."""
        return ((self.query_one("#question", Plain).spoken, ""),) if self.question else ()

    def first_focus(self) -> Widget | None:
        """The body first, then the main action: the top bar is reached by going up."""
        body = self.query_one("#body")
        inside = [widget for widget in self.focus_chain if body in widget.ancestors]
        main = [widget for widget in self.focus_chain if widget.id == "main"]
        return next(iter(inside + main), super().first_focus())

    def say(self, text: str) -> None:
        """Show a message above the bottom bar until the next touch or key."""
        notice = self.query_one("#notice", Plain)
        notice.show(f"▲ {text}" if text else "")
        notice.set_class(bool(text), "-said")

    def show_voice(self, tool: Tool) -> None:
        """The voice was switched on or off, or changed."""
        self.set_class(bool(getattr(self.app, "voice_on", False)), "-voice")
        for action in self.query(f"#tool-{tool.name}").results(Action):
            action.rename(tool.label, tool.short)

    def set_main(self, label: str, *, short: str = "", ready: bool = True) -> None:
        """Rename the main action and show whether it can be done now; it can be pressed either way."""
        main = self.query_one("#main", Action)
        main.rename(label, short)
        main.set_ready(ready)

    def ask(self, question: str) -> None:
        """Replace the question."""
        self.query_one("#question", Plain).show(question)

    def input_came(self, *, walks: bool, by_finger: bool) -> None:
        """A message has been seen once the person goes on."""
        super().input_came(walks=walks, by_finger=by_finger)
        for notice in self.query("#notice.-said").results(Plain):
            notice.remove_class("-said")

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Pass the bars' own actions on by name."""
        name = event.action.id or ""
        if name == "main":
            event.stop()
            if not self._is_second_strike():
                self.on_main()
        elif name == "back":
            event.stop()
            self.on_back()
        elif name == "repeat":
            event.stop()
            self.on_tool(name)
        elif name.startswith("tool-"):
            event.stop()
            self.on_tool(name.removeprefix("tool-"))

    def on_screen_resume(self) -> None:
        """It is in front from now on."""
        self._came = float(getattr(self.app, "now", 0.0))

    def _is_second_strike(self) -> bool:
        """Whether somebody who struck twice on the screen before would do here what cannot be undone."""
        since = float(getattr(self.app, "now", 0.0)) - self._came
        return self.weighty and since < float(getattr(self.app, "second_strike_seconds", 0.0))

    def action_escape(self) -> None:
        """Escape does what Back does, and nothing where there is no Back."""
        if self.bars.back:
            self.on_back()
