"""What the top bar and the screen of helps do, on any step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.speaking import VOICE_TOOLS

if TYPE_CHECKING:
    from screens.app import KioskApp

_THEMES = ("day", "night", "contrast")
_MORE_TIME_MAX = 20
"""Times that the limit can be lengthened in one visit; ten are asked for (EN 301 549, WCAG 2.2.1)."""


class Helps:
    """Colours, time, language, voice, leaving."""

    def __init__(self, app: KioskApp) -> None:
        self._app = app

    def use(self, name: str) -> None:
        """A tool of the top bar, or a row of the screen of helps."""
        from screens.resident import access

        app = self._app
        if app.is_busy():
            return
        if name == "theme":
            app.theme = _THEMES[(_THEMES.index(app.theme) + 1) % len(_THEMES)]
        elif name == "time":
            app.lengthened = min(app.lengthened + 1, _MORE_TIME_MAX)
        elif name == "sparse":
            app.sparse = not app.sparse
            self._show_anew()
        elif name == "steady":
            app.steady = not app.steady
        elif name in VOICE_TOOLS:
            app.use_voice(name)
        elif name == "leave":
            self._leave()
        elif name == "languages":
            app.over(access.LanguagesScreen(app))
        elif name == "access":
            app.over(access.AccessScreen(app))
        elif name == "privacy":
            app.over(access.PrivacyScreen(app))
        elif name.startswith("language-"):
            self._speak(name.removeprefix("language-"))

    def _speak(self, language: str) -> None:
        from kiosk.visit_map import State

        app = self._app
        visit = app.visit
        if visit is not None and visit.state is State.LANGUAGE:
            visit.choose_language(language)
        elif visit is not None:
            visit.language = language
        elif not app.staff.active:
            return
        else:
            app.staff.keep_language(language)
        app.speak(language)
        self._show_anew()

    def _show_anew(self) -> None:
        """The same step, in another language or shape, with what is typed."""
        app = self._app
        step = app.screen_stack[1]  # a question may lie over it
        renewed = getattr(step, "renewed", None)
        if renewed is None:
            app.show_visit()
        else:
            app.warned = None
            app.switch_to(renewed())

    def _leave(self) -> None:
        from kiosk.visit_map import TABLE, Step
        from screens.resident.dialogs import LeaveScreen

        app = self._app
        visit = app.visit
        if app.staff.active:
            app.staff.leave()
        elif visit is not None and visit.unfinished_work:
            app.over(LeaveScreen(app))
        elif visit is not None and visit.kept and Step.FINISH in TABLE[visit.state]:
            visit.finish()
            app.show_visit()
        else:
            app.end_visit()
