"""Ways to the screens of finding and contributing, for their pictures.

They walk the visit and let the app show where it is: the journeys touch their way there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from kiosk.catalogue.questions import (
    LongText,
    Matrix,
    MultipleChoice,
    Number,
    ShortText,
    SingleChoice,
    Sorting,
)
from kiosk.ids import DepositKind
from kiosk.visit_map import State
from kiosk.visits.browsing import Browsing
from screens.widgets.city_map import CityMap
from tests.journeys.kiosk_app import Person
from tests.world import World

Way = Callable[[Person, World], Awaitable[None]]
_TITLE = "Des bancs au bord de l’eau du canal"
_BODY = "Des bancs tous les cent mètres, à l’ombre des platanes, pour se reposer quand on marche lentement."


async def _show(person: Person) -> None:
    person.app.show_visit()
    await person.pilot.pause()


def _browse(*browsings: Browsing) -> Way:
    async def way(person: Person, _world: World) -> None:
        await person.begin(person.wanted_language)
        for browsing in browsings:
            person.visit.browse(browsing)
        await _show(person)

    return way


def _activity(name: str, what: str = "") -> Way:
    async def way(person: Person, _world: World) -> None:
        await person.begin(person.wanted_language)
        person.visit.choose_activity(name)
        if what:
            person.visit.read(what)
        await _show(person)

    return way


def _read(consultation: str, what: str) -> Way:
    async def way(person: Person, _world: World) -> None:
        await person.begin(person.wanted_language)
        person.visit.choose_consultation(consultation)
        if what:
            person.visit.read(what)
        await _show(person)

    return way


async def proposal(person: Person, _world: World) -> None:
    await _activity("canal-idees")(person, _world)
    person.visit.choose_proposal("canal-idees", "p2")
    await _show(person)


def _begun(activity: str, kind: DepositKind, stop_at: str) -> Way:
    """As far as a question with that key, or to the last look with ``check``."""

    async def way(person: Person, _world: World) -> None:
        await person.begin(person.wanted_language)
        visit = person.visit
        visit.choose_activity(activity)
        visit.begin(kind)
        if visit.state is State.CHARTER:
            visit.accept_charter()
        while visit.state is State.FORM and visit.form.step.key.partition("/")[0] != stop_at:
            answer(person)
            visit.next_question()
        await _show(person)

    return way


def answer(person: Person) -> None:
    """Give the question that is asked an answer."""
    form = person.visit.form
    question = form.step.question
    match question:
        case SingleChoice() | MultipleChoice() | Matrix():
            form.tap(question.options[0].id)
        case Sorting():
            for option in question.options:
                form.tap(option.id)
        case Number():
            form.answer("3")
        case ShortText(address=True):
            form.answer("odile@example.org")
        case ShortText():
            form.answer(_TITLE)
        case LongText():
            form.answer(_BODY)
        case _:
            pass


async def charter(person: Person, _world: World) -> None:
    await _activity("canal-idees")(person, _world)
    person.visit.begin(DepositKind.PROPOSAL)
    await _show(person)


async def writing(person: Person, world: World) -> None:
    await _begun("canal-idees", DepositKind.PROPOSAL, "body")(person, world)
    person.visit.form.answer(_BODY)
    await _show(person)


async def sent(person: Person, world: World) -> None:
    await _begun("canal-idees", DepositKind.PROPOSAL, "check")(person, world)
    person.visit.send()
    await _show(person)


async def farewell(person: Person, world: World) -> None:
    await sent(person, world)
    person.visit.finish()
    person.visit.tell("good")
    await _show(person)


async def address(person: Person, world: World) -> None:
    await farewell(person, world)
    person.visit.begin_farewell(DepositKind.OPT_IN)
    person.visit.next_question()
    await _show(person)


async def sheet(person: Person, world: World) -> None:
    await proposal(person, world)
    visit = person.visit
    visit.begin(DepositKind.SUPPORT)
    visit.accept_charter()
    visit.send()
    visit.more()
    visit.choose_proposal("canal-idees", "p1")
    visit.begin(DepositKind.SUPPORT)
    visit.send()
    visit.finish()
    visit.finish()
    await _show(person)


async def quartier_on_map(person: Person, world: World) -> None:
    await WAYS["map_in_form"](person, world)
    if person.app.screen.query(CityMap):
        await person.choose_on_map("Canal et Ponts")
    else:
        await person.choose("Canal et Ponts")


async def access(person: Person, _world: World) -> None:
    await person.begin(person.wanted_language)
    await person.press_tool("access")


async def privacy(person: Person, _world: World) -> None:
    await person.begin(person.wanted_language)
    await person.press_tool("privacy")


_SURVEY, _REPORT = DepositKind.SURVEY_RESPONSE, DepositKind.REPORT
WAYS: dict[str, Way] = {
    "themes": _browse(Browsing("themes")),
    "map": _browse(Browsing("quartiers")),
    "in_quartier": _browse(Browsing("quartiers"), Browsing("quartier", "canal")),
    "search": _browse(Browsing("search", "arbres")),
    "hits": _browse(Browsing("search", "arbres"), Browsing("words", "arbres")),
    "no_hits": _browse(Browsing("search", "zzz"), Browsing("words", "zzz")),
    "consultation": _read("canal-demain", ""),
    "timeline": _read("canal-demain", "timeline"),
    "page": _activity("comment-ca-marche"),
    "follow_up": _activity("suivi"),
    "result": _activity("suivi", "result/vote-2"),
    "progress": _activity("suivi", "project/s1"),
    "proposals": _activity("canal-idees"),
    "proposal": proposal,
    "charter": charter,
    "title": _begun("canal-idees", DepositKind.PROPOSAL, "title"),
    "writing": writing,
    "map_in_form": _begun("canal-idees", DepositKind.PROPOSAL, "quartier"),
    "quartier_on_map": quartier_on_map,
    "check": _begun("canal-idees", DepositKind.PROPOSAL, "check"),
    "sent": sent,
    "farewell": farewell,
    "address": address,
    "sheet": sheet,
    "debate": _activity("nuit-debat"),
    "survey": _activity("calme"),
    "matrix": _begun("calme", _SURVEY, "bruit"),
    "number": _begun("calme", _SURVEY, "distance"),
    "sorting": _begun("calme", _SURVEY, "priorites"),
    "report_urgent": _begun("signaler", _REPORT, ""),
    "report_check": _begun("signaler", _REPORT, "check"),
    "access": access,
    "privacy": privacy,
}
