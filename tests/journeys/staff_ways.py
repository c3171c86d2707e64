"""How the staff reach their side, by touch, and what they see there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Region

from kiosk.staff.acts import Act
from kiosk.tablet import Tablet
from screens.staff.acts import Group, group_of, group_option, option_of
from screens.staff.side import Surroundings
from screens.widgets.action import Action
from screens.widgets.big import Big
from screens.widgets.row import Row
from sync.courier import Courier
from sync.demo import PIN
from tests.journeys.kiosk_app import Person
from tests.journeys.ways import by_nothing
from tests.screens.finger import send
from tests.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.courier import Progress

CORNER = Region(2, 1, 1, 1)


async def touch_corner(person: Person, times: int = 5) -> None:
    """Touch the top left of the glass."""
    for _ in range(times):
        for kind in (events.MouseDown, events.MouseUp):
            send(person.app, kind, CORNER)
            await person.pilot.pause()


async def give_pin(person: Person, pin: str) -> None:
    """The gesture, and figures on the glass."""
    if type(person.app.screen).__name__ != "PinScreen":
        await touch_corner(person)
        await person.until_on("PinScreen")
    await person.type_on_glass(pin)
    await person.press("Continue →")


async def enter(person: Person, pin: str = PIN) -> None:
    """As far as the board."""
    await give_pin(person, pin)
    await person.until_on("BoardScreen")


async def leave(person: Person) -> None:
    """From the board to the residents' side."""
    await person.press("Leave")
    await person.until_on("AttractScreen")


async def main(person: Person, screen: str) -> None:
    """The main action, and where it leads."""
    await person.touch(person.app.screen.query_one("#main", Action))
    await person.until_on(screen)


async def open_group(person: Person, group: Group) -> None:
    """From the board to what is in one part of the list."""
    await person.press("All actions")
    await person.until_on("MenuScreen")
    await person.choose(group_option(person.app.tr, group).title)
    await person.until_on("GroupScreen")


async def back_to_board(person: Person) -> None:
    """Back, and back again, to the board."""
    while type(person.app.screen).__name__ != "BoardScreen":
        before = person.app.screen
        await person.press("Back")
        await person.until(lambda shown=before: person.app.screen is not shown, "a step back")  # type: ignore[misc]


async def choose_act(person: Person, act: Act, screen: str) -> None:
    """From the board through the list to the screen of an act."""
    await open_group(person, group_of(act))
    await person.choose(option_of(person.app.tr, act).title)
    await person.until_on(screen)


def offered_rows(person: Person) -> set[str]:
    """The titles of the list, on whichever page they are."""
    return {row.option.title for row in person.app.screen.query(Row) if hasattr(row, "option")}


def state(person: Person) -> str:
    """The large word of the board."""
    return person.app.screen.query_one("#state-word", Big).spoken


def safe_to_switch_off(person: Person) -> bool:
    """Whether the glass says so, anywhere and in any size."""
    words = person.tr("You can switch off")
    large = [big.spoken for big in person.app.screen.query(Big)]
    return words in large or person.reads(words)


async def vote(person: Person, world: World) -> None:
    """A whole visit that leaves one ballot."""
    await person.begin()
    await by_nothing(person, world)
    await person.choose("Place des Violettes")
    await person.review()
    await person.cast()
    await person.finish()


def surroundings(world: World, tablet: Tablet, *sticks: Path) -> Surroundings:
    """A hub that answers while it is called, and these sticks."""

    def carrier(report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Progress:
        with world.client() as client:
            return Courier(tablet, client).carry(report, cancelled)

    return Surroundings(carrier=carrier, sticks=lambda: sticks)
