"""The screen that waits: who asks, what for, and one thing to touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Center, Vertical
from textual.timer import Timer

from kiosk.i18n import LANGUAGE_NAMES, N_
from screens.staff.knock import PAUSE_SECONDS, in_corner
from screens.step import KioskScreen
from screens.widgets.action import Action
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from screens.app import KioskApp

_NAMED = 3
"""Languages that have room by their names on one button."""


class AttractScreen(KioskScreen):
    """Shown until somebody touches. It does not move."""

    def __init__(self, app: KioskApp) -> None:
        self.kiosk = app
        self._begins: Timer | None = None
        """A touch in the corner begins too, once no other has followed."""
        super().__init__(id="attract")

    def compose(self) -> ComposeResult:
        """The sign above, as on a wall of brick; the invitation below it, and one button."""
        yield Plain(self.kiosk.banner, id="banner")
        with Vertical(id="sign"):
            yield Plain(self.kiosk.place, id="attract-place")
            yield Plain(id="attract-title")
        with Vertical(id="invitation"):
            yield Plain(id="attract-text")
            with Center(id="attract-button"):
                yield Action("", main=True, id="begin")
            with Center(id="attract-languages"):
                yield Action("", id="other-languages")
            yield Plain(id="attract-below", classes="unspoken")

    def on_mount(self) -> None:
        """Write the words."""
        self.show_state()

    def show_state(self) -> None:
        """Invite, or say why nobody can take part now."""
        tr = self.kiosk.tr
        closed = self.kiosk.closed_because
        self.query_one("#banner", Plain).show(self.kiosk.banner)
        self.query_one("#banner").display = bool(self.kiosk.banner)
        self.query_one("#attract-place", Plain).show(self.kiosk.place)
        rapid = None if closed else self.kiosk.rapid
        if rapid is None:
            title, text = (
                tr("Your say in the city"),
                tr("Vote, propose, answer, report.\nA few minutes are enough."),
            )
        else:
            title = rapid.located.consultation.title.within(tr.language)
            text = rapid.located.activity.title.within(tr.language)
        self.query_one("#attract-title", Plain).show(title)
        self.query_one("#attract-text", Plain).show(closed or text)
        begin = self.query_one("#begin", Action)
        begin.rename(tr("Touch to begin") if rapid is None else tr("Begin →"))
        begin.display = not closed
        # In a queue everybody has the language of the group, and another one a touch away.
        several = rapid is not None and len(self.kiosk.languages) > 1
        self.query_one("#attract-languages").display = several
        self.query_one("#other-languages", Action).rename(
            " · ".join(LANGUAGE_NAMES[name] for name in self.kiosk.other_languages[:_NAMED]),
            " · ".join(dict.fromkeys(name[:2].upper() for name in self.kiosk.other_languages)),
        )
        self.set_class(several, "-rapid")
        self.ways = "" if closed else N_("Press Enter to begin.")
        others = [self.kiosk.words_of(language) for language in self.kiosk.other_languages]
        below = dict.fromkeys(other("Touch to begin") for other in others)
        below.pop(tr("Touch to begin"), None)
        words = " · ".join(below) if not self.tiny and rapid is None else ""
        self.query_one("#attract-below", Plain).show("" if closed else words)

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Begin."""
        event.stop()
        self.kiosk.begin_visit()
        if event.action.id == "other-languages" and self.kiosk.visit is not None:
            self.kiosk.use_tool("languages")

    def on_click(self, event: events.Click) -> None:
        """A touch anywhere begins; those of the staff know a corner."""
        event.stop()
        if self._begins is not None:
            self._begins.stop()
        if not in_corner(event.screen_offset, self.size):
            self.kiosk.begin_visit()
        elif not self.kiosk.staff.knock():
            self._begins = self.set_timer(PAUSE_SECONDS, self.kiosk.begin_visit)

    def on_key(self, event: events.Key) -> None:
        """So does Enter or Space, wherever the focus is; F10 is for the staff."""
        if event.key in ("enter", "space"):
            event.stop()
            self.kiosk.begin_visit()
        elif event.key == "f10":
            event.stop()
            self.kiosk.staff.ask_pin()
