"""Languages, colours, size, sound and time: what makes the tablet fit the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from screens.resident.language import language_buttons, question_in, questions_aloud
from screens.resident.step import ResidentStep
from screens.step import Tool
from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.pages import PagerWords, Pages, Reader
from screens.widgets.row import Option
from screens.words import pager_words

if TYPE_CHECKING:
    from screens.app import KioskApp


class OverScreen(ResidentStep):
    """Lies over a step and leads back to it, whatever was typed there."""

    def on_back(self) -> None:
        """Back to the step below."""
        self.kiosk.stay()

    def on_main(self) -> None:
        """Back to the step below."""
        self.kiosk.stay()


class LanguagesScreen(OverScreen):
    """Another language, at any moment."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, question_in(app), leave=False, bare=True)

    def compose_body(self) -> ComposeResult:
        """Each in its own words."""
        yield language_buttons(self.kiosk)

    @property
    def spoken_question(self) -> tuple[tuple[str, str], ...]:
        """As each of those who may listen understands it."""
        return questions_aloud(self.kiosk)

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Speak it."""
        name = event.action.id or ""
        if name.startswith("language-"):
            event.stop()
            self.kiosk.use_tool(name)


class AccessScreen(OverScreen):
    """Colours, size, sound, time. Each touch changes one thing at once."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("What would help you?"), leave=False, bare=True, main=app.tr("Done"))
        self._voice_first = app.voice_on

    def compose_body(self) -> ComposeResult:
        """One row a thing; its state is in words."""
        tr = self.tr
        words = pager_words(tr)
        self.entries = [Entry(option) for option in self._options()]
        yield Pages(self.entries, words)

    def _options(self) -> list[Option]:
        tr, app = self.tr, self.kiosk
        theme = {"day": tr("Light"), "night": tr("Dark"), "contrast": tr("High contrast")}[app.theme]
        options = [Option("theme", tr("Colours"), theme)]
        if app.can_be_sparse:
            options.append(
                Option("sparse", tr("Fewer things at a time"), tr("Yes") if app.sparse else tr("No"))
            )
        options.append(
            Option(
                "time",
                tr("More time"),
                tr("The tablet waits {n} seconds for you.", n=app.patience_seconds),
            )
        )
        unsteady = tr("Yes: two in half a second are one.") if app.second_tap_seconds else tr("No")
        options.append(Option("steady", tr("A second touch is not counted"), unsteady))
        voice = app.voice_options()
        return voice + options if self._voice_first else options + voice

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Change it, and say what it is now."""
        event.stop()
        self.kiosk.use_tool(event.project_id)
        self._show()

    def show_voice(self, tool: Tool) -> None:
        """A key changed the voice."""
        super().show_voice(tool)
        self._show()

    def _show(self) -> None:
        # In place: whoever came by keys stays on the row that they changed.
        if self.is_current:
            for entry, option in zip(self.entries, self._options(), strict=True):
                entry.show(option)
            self.query_one(Pages).on_resize()


class PrivacyScreen(OverScreen):
    """What happens with what people leave here."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Your data"), leave=False, bare=True)

    def compose_body(self) -> ComposeResult:
        """The city's notice, in pages."""
        tr, index = self.tr, self.kiosk.tablet.index
        notice = index.catalogue.privacy.within(tr.language) if index else ""
        words = PagerWords(tr("▲ Previous"), lambda _lines: tr("Read on ▼"))
        yield Reader(notice, words)
