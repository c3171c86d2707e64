"""The quartier of a proposal or a report, touched on the map where there is room for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.catalogue.questions import SingleChoice
from kiosk.errors import ContributionError
from screens.resident.form import FormScreen
from screens.step import is_tiny
from screens.widgets.city_map import CityMap, Place
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from screens.app import KioskApp

QUARTIER = "quartier"
"""The key of the question that a map can answer, in every form."""


def has_map(app: KioskApp, key: str) -> bool:
    """Whether a map can ask that question here."""
    index = app.tablet.index
    quartiers = index.catalogue.quartiers if index else ()
    roomy = not is_tiny(app.size) and not app.sparse
    return key == QUARTIER and roomy and bool(quartiers) and all(q.shape for q in quartiers)


class MapScreen(FormScreen):
    """One quartier of the city; a touch elsewhere changes it, the same touch takes it back."""

    def compose_body(self) -> ComposeResult:
        """The help, the map, what is chosen."""
        index, question = self.kiosk.tablet.index, self.asked.question
        offered = {o.id for o in question.options} if isinstance(question, SingleChoice) else set()
        quartiers = index.catalogue.quartiers if index else ()
        self._names = {q.id: q.name for q in quartiers}
        if self.help_words:
            yield Plain(self.help_words, classes="form-help")
        yield CityMap([Place(q.id, q.name, q.shape) for q in quartiers if q.id in offered], id="city-map")
        yield Plain(id="map-choice")

    def on_mount(self) -> None:
        """Show what was answered before."""
        super().on_mount()
        self._show()

    def _show(self) -> None:
        chosen = next(iter(self.form.answer_to(self.asked)), "")
        tr = self.tr
        words = tr("● {name}, chosen", name=self._names[chosen]) if chosen in self._names else ""
        self.query_one("#map-choice", Plain).show(words or tr("Touch a quartier on the map."))
        self.query_one(CityMap).show_chosen(chosen)

    def on_city_map_chosen(self, event: CityMap.Chosen) -> None:
        """A quartier was touched."""
        event.stop()
        try:
            self.form.tap(event.place_id)
        except ContributionError as error:
            self.say(self.reason_in_words(error.reason))
            return
        self._show()
        self.show_way_on()
