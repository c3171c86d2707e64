"""Choose a language, each in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from kiosk.i18n import LANGUAGE_NAMES
from screens.resident.step import ResidentStep
from screens.widgets.action import Action

if TYPE_CHECKING:
    from screens.app import KioskApp


class LanguageScreen(ResidentStep):
    """One large button a language."""

    def __init__(self, app: KioskApp) -> None:
        translators = [app.words_of(language) for language in app.languages]
        super().__init__(app, "\n".join(tr("Choose your language") for tr in translators), back=False)

    def compose_body(self) -> ComposeResult:
        """The languages, in the order of the settings."""
        with Vertical(id="languages"):
            for language in self.kiosk.languages:
                yield Action(LANGUAGE_NAMES[language], id=f"language-{language}", classes="language")

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Speak it from here on."""
        name = event.action.id or ""
        if name.startswith("language-"):
            event.stop()
            self.visit.choose_language(name.removeprefix("language-"))
            self.kiosk.show_visit()
        else:
            super().on_action_pressed(event)
