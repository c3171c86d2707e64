"""How residents contribute by touch: ways to each activity, forms question by question, the farewell."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from textual import events

from kiosk.catalogue.questions import Matrix, MultipleChoice, Section, SingleChoice, Sorting
from kiosk.contributions.content import AnyContent, FeedbackContent, OptInContent
from kiosk.forms.rules import FormStep
from kiosk.tablet import Tablet
from kiosk.visit_map import State
from screens.resident.form_words import option_words
from screens.widgets.action import Action
from screens.widgets.choice import Choice
from screens.widgets.city_map import CityMap
from sync.hub.contributions import Read, contributions, feedback
from sync.hub.opt_ins import opt_ins
from tests.journeys.kiosk_app import LARGE, NotThereError, Person, person_at
from tests.world import World

CANAL, NIGHT, CALM, STREET, BEFORE = (
    "Le canal de demain",
    "Le tramway la nuit",
    "Votre quartier, propre et calme\u00a0?",
    "Signaler un problème dans la rue",
    "Le budget participatif précédent",
)
"""Titles of the demo's consultations, as they stand on the first screen."""
Answers = Mapping[str, str | Sequence[str]]
"""Key of a step to what is typed, or to the options that are touched, in order; a step left out is passed."""


@contextmanager
def no_network() -> Iterator[None]:
    """Let every attempt to reach anything fail the test."""
    connect = socket.socket.connect

    def refuse(_self: socket.socket, address: object) -> None:
        raise AssertionError(f"the tablet tried to reach {address}")

    socket.socket.connect = refuse  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]


@asynccontextmanager
async def offline(tablet: Tablet, size: tuple[int, int] = LARGE, **manner: Any) -> AsyncIterator[Person]:
    """Somebody in front of a kiosk that has no network at all."""
    with no_network():
        async with person_at(tablet, size, **manner) as person:
            yield person


async def type_keys(person: Person, text: str) -> None:
    """Type on a keyboard that is plugged in: any character, as fast as they come."""
    for character in text:
        person.app.post_message(events.Key("space" if character == " " else character, character))
    await person.pilot.pause()


# -- where to go


async def open_consultation(person: Person, title: str) -> None:
    """From what is on offer into a consultation."""
    await person.until_on("HomeScreen")
    await person.choose(title)
    await person.until(lambda: person.visit.state is not State.HOME, title)


async def open_proposals(person: Person) -> None:
    """To the list of proposals."""
    await open_consultation(person, CANAL)
    await person.until_on("ConsultationScreen")
    await person.choose("Proposez une idée pour la berge")
    await person.until_on("ProposalsScreen")


async def open_proposal(person: Person, title: str) -> None:
    """To one proposal in the list that is shown."""
    await person.choose(title)
    await person.until_on("ProposalScreen")


async def begin_writing(person: Person, words: str) -> None:
    """Touch the button that begins a contribution; accept the charter if it is asked for."""
    await person.press(words)
    await person.until(lambda: person.visit.state in (State.CHARTER, State.FORM, State.CHECK), words)
    if person.visit.state is State.CHARTER:
        await person.until_on("CharterScreen")
        await person.press("I accept →")
        await person.until(lambda: person.visit.state is not State.CHARTER, "the form")


# -- forms


async def answer_step(person: Person, value: str | Sequence[str]) -> None:
    """Answer the question on the screen: touch options by their words, or type."""
    step: FormStep = person.visit.form.step
    match step.question:
        case SingleChoice() | MultipleChoice() | Matrix() | Sorting() as question:
            names = {option.id: option_words(person.app.tr, option) for option in question.options}
            if person.app.screen.query(CityMap):
                assert isinstance(value, str)
                await person.choose_on_map(names[value])
                return
            for option in [value] if isinstance(value, str) else value:
                await person.choose(names[option])
        case Section():
            raise NotThereError("nothing is asked here")
        case _:
            assert isinstance(value, str)
            await type_keys(person, value)
            assert person.typed == value


async def go_on(person: Person) -> None:
    """Touch the main action of a form, by whichever words it has, and wait for what comes next."""
    before = person.app.screen
    await person.touch(person.app.screen.query_one("#main", Action))
    await person.until(lambda: person.app.screen is not before, "the next question")


async def fill(person: Person, answers: Answers) -> None:
    """Go through a form to its end, answering what is named and passing the rest over."""
    left = dict(answers)
    while person.visit.state is State.FORM:
        step = person.visit.form.step
        if step.key in left:
            await answer_step(person, left.pop(step.key))
        await go_on(person)
    assert not left, f"never asked: {list(left)}"


async def send(person: Person) -> str:
    """Send from the last look; gives the receipt on the screen."""
    await person.until_on("CheckScreen")
    await person.touch(person.app.screen.query_one("#main", Action))
    await person.until_on("RecordedScreen")
    receipt = str(person.visit.receipt)
    assert person.reads(receipt)
    return receipt


async def something_else(person: Person) -> None:
    """From a receipt back to what is on offer."""
    await person.press("Do something else")
    await person.until(lambda: person.visit.state is not State.RECORDED, "something else")
    while person.visit.state is not State.HOME:
        before = person.app.screen
        await person.press("Back")
        await person.until(lambda shown=before: person.app.screen is not shown, "a step back")  # type: ignore[misc]


# -- the end


async def to_the_farewell(person: Person) -> None:
    """From a receipt to the question how it went."""
    await person.touch(person.app.screen.query_one("#main", Action))
    await person.until_on("FarewellScreen")


async def say_how(person: Person, satisfaction: str) -> None:
    """One touch."""
    await person.touch(person.app.screen.query_one(f"#went-{satisfaction}", Action))
    assert person.visit.satisfaction == satisfaction


async def say_a_word(person: Person, answers: Answers) -> None:
    """A remark, and perhaps who one is."""
    await person.press("Say a word")
    await fill(person, answers)
    await person.until_on("FarewellScreen")


async def leave_an_address(person: Person, address: str) -> None:
    """Read what one agrees to; type the address."""
    await person.press("Keep me informed")
    await fill(person, {"address": address})
    await person.until_on("FarewellScreen")


async def end(person: Person) -> None:
    """Finish, past the sheet of receipts if there is one."""
    await person.touch(person.app.screen.query_one("#main", Action))
    await person.until(
        lambda: type(person.app.screen).__name__ in ("SheetScreen", "AttractScreen"), "the end"
    )
    if person.app.visit is not None:
        await person.touch(person.app.screen.query_one("#main", Action))
    await person.until_on("AttractScreen")
    assert person.app.visit is None


# -- at the hub


def at_the_hub(world: World, activity: str) -> dict[str, AnyContent]:
    """What is visible of an activity there, by receipt; nothing may be refused."""
    found = list(contributions(world.hub, activity))
    assert all(isinstance(one, Read) for one in found), found
    return {one.receipt: one.content for one in found if isinstance(one, Read)}


def feedback_at_the_hub(world: World) -> list[FeedbackContent]:
    """What was said of the kiosk."""
    return [one for one in feedback(world.hub) if isinstance(one, FeedbackContent)]


def addresses_at_the_hub(world: World) -> list[OptInContent]:
    """Who wants to be informed."""
    return [one for one in opt_ins(world.hub, "a test") if isinstance(one, OptInContent)]


def carried(world: World, tablet: Tablet, number: int) -> None:
    """Carry over loopback; everything that was aboard is acknowledged."""
    progress = world.carry(tablet)
    assert (progress.acknowledged, progress.refused) == (number, 0)


def choices_on_screen(person: Person) -> list[Choice]:
    """The rows that can be touched now."""
    return [row for row in person.app.screen.query(Choice) if person.can_touch(row)]
