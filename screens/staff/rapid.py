"""Rapid mode: where every visit begins, in which language; and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.i18n import LANGUAGE_NAMES
from kiosk.staff.rapid import RapidMode, rapid_of
from screens.resident.language import language_buttons
from screens.staff.step import StaffStep
from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.pages import ManyPages
from screens.widgets.row import Option
from screens.words import pager_words

if TYPE_CHECKING:
    from kiosk.catalogue.activities import AnyActivity
    from kiosk.catalogue.lookup import Located
    from screens.app import KioskApp


class RapidScreen(StaffStep):
    """Which activity? One row each of those that are open."""

    def __init__(self, app: KioskApp) -> None:
        self._choices = RapidMode(app.staff.desk).choices() if app.staff.desk is not None else ()
        question = (
            app.tr("Where does every visit begin?") if self._choices else app.tr("Nothing is open now.")
        )
        super().__init__(app, question)

    def compose_body(self) -> ComposeResult:
        """The rows, in pages."""
        tr, choices = self.tr, self._choices
        words = pager_words(tr)
        yield ManyPages(len(choices), lambda place: Entry(self._option(choices[place])), words)

    def _option(self, located: Located[AnyActivity]) -> Option:
        language = self.tr.language
        title = located.consultation.title.within(language)
        return Option(located.activity.id, title, located.activity.title.within(language))

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Then the language."""
        event.stop()
        if len(self.kiosk.languages) > 1:
            self.kiosk.staff.show(RapidLanguageScreen(self.kiosk, event.project_id))
        else:
            turn_on(self, event.project_id, self.kiosk.languages[0])


class RapidLanguageScreen(StaffStep):
    """In which language?"""

    def __init__(self, app: KioskApp, activity: str) -> None:
        self._activity = activity
        super().__init__(app, app.tr("Which language does the group speak?"))

    def compose_body(self) -> ComposeResult:
        """One large button a language."""
        yield language_buttons(self.kiosk)

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """It is on from here on."""
        name = event.action.id or ""
        if name.startswith("language-"):
            event.stop()
            turn_on(self, self._activity, name.removeprefix("language-"))

    def renewed(self) -> RapidLanguageScreen:
        """The same in another language."""
        return RapidLanguageScreen(self.kiosk, self._activity)

    def above(self) -> StaffStep:
        """The activities."""
        return RapidScreen(self.kiosk)


class RapidOnScreen(StaffStep):
    """It is on: what that means, and its end."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        super().__init__(app, tr("Rapid mode is on."), main=tr("Turn off →"))

    def compose_body(self) -> ComposeResult:
        """Where visits begin, and until when."""
        tr, rapid = self.tr, rapid_of(self.tablet)
        if rapid is None:
            return
        located = rapid.located
        title = located.consultation.title.within(tr.language)
        activity = located.activity.title.within(tr.language)
        language = LANGUAGE_NAMES[rapid.language]
        lines = [
            f"{title} · {activity} · {language}",
            tr("Every visit begins there."),
            tr("It ends when you turn it off, or at the closing."),
            tr("To begin: leave the staff side."),
        ]
        yield self.reader(("\n" if self.tiny else "\n\n").join(lines))

    def on_main(self) -> None:
        """Visits begin as ever."""
        self.work(RapidMode(self.desk).end, lambda _: _board(self.kiosk))


def rapid_screen(app: KioskApp) -> StaffStep:
    """On, or off."""
    return RapidOnScreen(app) if rapid_of(app.tablet) is not None else RapidScreen(app)


def turn_on(screen: StaffStep, activity: str, language: str) -> None:
    """Lead every visit there."""
    mode, app = RapidMode(screen.desk), screen.kiosk
    screen.work(lambda: mode.begin(activity, language), lambda _: app.staff.show(RapidOnScreen(app)))


def _board(app: KioskApp) -> None:
    from screens.staff.board import BoardScreen

    app.staff.show(BoardScreen(app))
