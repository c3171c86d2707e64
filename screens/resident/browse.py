"""Looking for something: by theme, by quartier, by words."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.errors import KioskError, VisitError
from kiosk.finding import about_theme, entries, in_quartier, proposals_in
from kiosk.search import Hit, SearchIndex
from kiosk.visits.browsing import Browsing
from screens.resident.offers import LeadingStep, offer_entry
from screens.widgets.city_map import CityMap, Place
from screens.widgets.entry import Entry
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import azerty
from screens.widgets.pages import ManyPages, PagerWords, Reader
from screens.widgets.row import Option
from screens.widgets.text_field import TextField
from screens.words import pager_words

if TYPE_CHECKING:
    from screens.app import KioskApp
    from screens.resident.step import ResidentStep

_HITS_MAX = 60
_WORDS_MAX = 60


class _BrowseStep(LeadingStep):
    @property
    def index(self) -> CatalogueIndex:
        """The catalogue."""
        index = self.kiosk.tablet.index
        if index is None:
            raise VisitError("no_catalogue")
        return index

    @property
    def words(self) -> PagerWords:
        """Of the pager."""
        tr = self.tr
        return pager_words(tr)

    def go(self, key: str) -> None:
        """A theme or a quartier leads to its list; the rest as everywhere."""
        kind, _, name = key.partition("/")
        match kind:
            case "theme":
                self.visit.browse(Browsing("theme", name))
            case "quartier":
                self.visit.browse(Browsing("quartier", name))
            case _:
                super().go(key)


class ThemesScreen(_BrowseStep):
    """One row a theme."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Which theme?"))

    def compose_body(self) -> ComposeResult:
        """The rows, with how many consultations each has."""
        tr, now = self.tr, self.kiosk.tablet.clock()
        options = []
        for theme in self.index.catalogue.themes:
            number = len(about_theme(self.index, theme.id, now))
            words = tr.plural("{n} consultation", "{n} consultations", number)
            options.append(Option(f"theme/{theme.id}", theme.title.within(tr.language), words))
        yield ManyPages(len(options), lambda place: Entry(options[place]), self.words)


class QuartiersScreen(_BrowseStep):
    """The map where there is room and the shapes are known, the list everywhere else."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("Which quartier?"))

    def compose_body(self) -> ComposeResult:
        """Touch a quartier."""
        tr, index, now = self.tr, self.index, self.kiosk.tablet.clock()
        quartiers = index.catalogue.quartiers
        numbers = {q.id: len(in_quartier(index, q.id, now)) for q in quartiers}
        if not self.tiny and quartiers and all(q.shape for q in quartiers):
            places = [
                Place(
                    q.id, q.name, q.shape, tr.plural("{n} consultation", "{n} consultations", numbers[q.id])
                )
                for q in quartiers
            ]
            yield CityMap(places, id="city-map")
            return
        options = [
            Option(
                f"quartier/{q.id}",
                q.name,
                tr.plural("{n} consultation", "{n} consultations", numbers[q.id]),
            )
            for q in quartiers
        ]
        yield ManyPages(len(options), lambda place: Entry(options[place]), self.words)

    def on_city_map_chosen(self, event: CityMap.Chosen) -> None:
        """What there is in this quartier."""
        event.stop()
        try:
            self.go(f"quartier/{event.place_id}")
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.show_visit()


class FoundScreen(_BrowseStep):
    """The consultations, and the proposals, of a theme or a quartier."""

    def __init__(self, app: KioskApp, browsing: Browsing) -> None:
        index, tr = app.tablet.index, app.tr
        title = ""
        if index is not None:
            by_theme = browsing.by == "theme"
            value = browsing.value
            title = index.theme_title(value, tr.language) if by_theme else index.quartier_name(value)
        self._browsing = browsing
        super().__init__(app, title)

    def compose_body(self) -> ComposeResult:
        """The rows, or one sentence where there are none."""
        tr, tablet, by = self.tr, self.kiosk.tablet, self._browsing
        now = tablet.clock()
        if by.by == "theme":
            rows = [("", offer) for offer in about_theme(self.index, by.value, now)]
            near = []
        else:
            rows = [("", offer) for offer in in_quartier(self.index, by.value, now)]
            near = list(proposals_in(self.index, by.value))
        if not rows and not near:
            yield Reader(tr("There is nothing here for now. Go back and look elsewhere."), self.words)
            return

        def made(place: int) -> Entry:
            if place < len(rows):
                return offer_entry(tr, tablet, rows[place][1])
            activity, proposal = near[place - len(rows)]
            key = f"proposal/{activity}/{proposal.id}"
            return Entry(Option(key, proposal.title.within(tr.language), tr("Proposal")))

        yield ManyPages(len(rows) + len(near), made, self.words)


class SearchScreen(_BrowseStep):
    """A line to type in."""

    def __init__(self, app: KioskApp, typed: str = "") -> None:
        super().__init__(app, app.tr("What are you looking for?"), main=app.tr("Search →"))
        self.field = TextField(limit=_WORDS_MAX, anew=False)
        self.field.write(typed)

    def compose_body(self) -> ComposeResult:
        """The field, and below it the keyboard."""
        yield self.field
        yield Keyboard(azerty(self.tr.language), self.field, self.tr)

    def on_mount(self) -> None:
        """Typing works at once; what is searched is gathered meanwhile."""
        self.field.focus()
        silent = self.index.silent(self.kiosk.tablet.clock())
        gathered = asyncio.to_thread(_search, _Same(self.index), self.tr.language, silent)
        self.run_worker(gathered, exit_on_error=False)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter searches."""
        event.stop()
        self.on_main()

    def on_main(self) -> None:
        """Search, once there is a word."""
        if not self.field.value.strip():
            self.say(self.tr("Type a word, such as the name of a street or of a project."))
            return
        self.visit.browse(Browsing("search", self.field.value))
        self.visit.browse(Browsing("words", self.field.value))
        self.kiosk.show_visit()

    def renewed(self) -> SearchScreen:
        """The same screen in another language, with what was typed."""
        return SearchScreen(self.kiosk, self.field.value)


class HitsScreen(_BrowseStep):
    """What holds the words."""

    def __init__(self, app: KioskApp, words: str) -> None:
        self._asked = words
        super().__init__(app, app.tr("“{words}”", words=words))

    def compose_body(self) -> ComposeResult:
        """The rows, or what to do where nothing was found."""
        tr = self.tr
        silent = self.index.silent(self.kiosk.tablet.clock())
        hits = _search(_Same(self.index), tr.language, silent).find(self._asked, _HITS_MAX)
        if not hits:
            text = tr("Nothing was found. Try one word only, or go back and look by theme.")
            yield Reader(text, self.words)
            return
        yield ManyPages(len(hits), lambda place: Entry(self._option(hits[place])), self.words)

    def _option(self, hit: Hit) -> Option:
        tr = self.tr
        kinds = {
            "consultation": tr("Consultation"),
            "proposal": tr("Proposal"),
            "project": tr("Project in a vote"),
            "activity": tr("To read, or to do"),
        }
        return Option(hit.key, hit.title, kinds[hit.kind])


class _Same:
    """A catalogue that is told from others by being itself."""

    def __init__(self, index: CatalogueIndex) -> None:
        self.index = index

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.index is self.index

    def __hash__(self) -> int:
        return id(self.index)


@lru_cache(maxsize=8)
def _search(of: _Same, language: str, silent: bool) -> SearchIndex:
    return SearchIndex(entries(of.index, language, silent=silent))


def browse_screen(app: KioskApp) -> ResidentStep:
    """The screen of what is looked for."""
    browsing = app.visit.where.browsing if app.visit else None
    match browsing:
        case Browsing(by="themes"):
            return ThemesScreen(app)
        case Browsing(by="quartiers"):
            return QuartiersScreen(app)
        case Browsing(by="search", value=typed):
            return SearchScreen(app, typed)
        case Browsing(by="words", value=words):
            return HitsScreen(app, words)
        case Browsing():
            return FoundScreen(app, browsing)
        case _:
            raise VisitError("not_now")
