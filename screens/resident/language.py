"""Choose a language, each in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from kiosk.i18n import LANGUAGE_NAMES
from screens.resident.step import ResidentStep
from screens.step import is_tiny
from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.pages import PagerWords, Pages
from screens.widgets.row import Option

if TYPE_CHECKING:
    from screens.app import KioskApp

_BUTTONS_MAX = 3
"""More languages than this are a list: their buttons would not fit at 40x12."""


def question_in(app: KioskApp) -> str:
    """The question in every language, or in the first two where there is little room."""
    languages = app.languages[:2] if is_tiny(app.size) else app.languages
    asked = [app.words_of(language)("Choose your language") for language in languages]
    # Simplified French asks as French does.
    different = list(dict.fromkeys(asked))
    return "\n".join(different) if len(different) < 3 else " · ".join(different)


def questions_aloud(app: KioskApp) -> tuple[tuple[str, str], ...]:
    """The question in every language, each to be said by its own voice."""
    asked = [(app.words_of(language)("Choose your language"), language) for language in app.languages]
    return tuple({words: (words, language) for words, language in reversed(asked)}.values())[::-1]


class LanguageScreen(ResidentStep):
    """One large button a language, or one row where there are many."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, question_in(app), back=False)

    def compose_body(self) -> ComposeResult:
        """The languages, in the order of the settings."""
        languages = self.kiosk.languages
        if len(languages) > _BUTTONS_MAX:
            yield language_rows(self.kiosk)
            return
        with Vertical(id="languages"):
            for language in languages:
                button = Action(LANGUAGE_NAMES[language], id=f"language-{language}", classes="language")
                button.spoken_language = language
                yield button

    @property
    def spoken_question(self) -> tuple[tuple[str, str], ...]:
        """As each of those who may listen understands it."""
        return questions_aloud(self.kiosk)

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Speak it from here on."""
        name = event.action.id or ""
        if name.startswith("language-"):
            event.stop()
            self._speak(name.removeprefix("language-"))

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Speak it from here on."""
        event.stop()
        self._speak(event.project_id)

    def _speak(self, language: str) -> None:
        self.visit.choose_language(language)
        self.kiosk.show_visit()


def language_rows(app: KioskApp) -> Pages:
    """One row a language."""
    tr = app.tr
    rows = [
        Entry(Option(language, LANGUAGE_NAMES[language], language=language)) for language in app.languages
    ]
    words = PagerWords(tr("▲ Previous"), lambda n: tr.plural("See {n} more ▼", "See {n} more ▼", n))
    return Pages(rows, words)
