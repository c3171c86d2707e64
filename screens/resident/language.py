"""Choose a language, each in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Grid

from kiosk.i18n import LANGUAGE_NAMES
from screens.resident.step import ResidentStep
from screens.step import is_tiny
from screens.widgets.action import Action

if TYPE_CHECKING:
    from screens.app import KioskApp

_SHORT_NAMES = {"fr_simple": "Français simple"}
"""Where half a line of 40 columns is too short for the whole name."""
_ONE_COLUMN_MAX = 3
"""More languages than this stand in two columns."""


def question_in(app: KioskApp) -> str:
    """The question in every language, or in the first two where there is little room."""
    languages = app.languages[:2] if is_tiny(app.size) else app.languages
    asked = [tr("Choose your language") for tr in map(app.words_of, languages)]
    # Simplified French asks as French does.
    different = list(dict.fromkeys(asked))
    return "\n".join(different) if len(different) < 3 else " · ".join(different)


def questions_aloud(app: KioskApp) -> tuple[tuple[str, str], ...]:
    """The question in every language, each to be said by its own voice."""
    asked = []
    for language in app.languages:
        tr = app.words_of(language)
        asked.append((tr("Choose your language"), language))
    return tuple({words: (words, language) for words, language in reversed(asked)}.values())[::-1]


class LanguageScreen(ResidentStep):
    """One large button a language."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, question_in(app), back=False)

    def compose_body(self) -> ComposeResult:
        """The languages, in the order of the settings."""
        yield language_buttons(self.kiosk)

    @property
    def spoken_question(self) -> tuple[tuple[str, str], ...]:
        """As each of those who may listen understands it."""
        return questions_aloud(self.kiosk)

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Speak it from here on."""
        name = event.action.id or ""
        if name.startswith("language-"):
            event.stop()
            self.visit.choose_language(name.removeprefix("language-"))
            self.kiosk.show_visit()


def language_buttons(app: KioskApp) -> Grid:
    """One large button a language, each in its own words."""
    buttons = []
    for name in app.languages:
        button = Action(LANGUAGE_NAMES[name], short=_SHORT_NAMES.get(name, ""), id=f"language-{name}")
        button.spoken_language = name
        buttons.append(button)
    return Grid(*buttons, id="languages", classes="-many" if len(buttons) > _ONE_COLUMN_MAX else None)
