"""How a whole visit looks: each screen of the resident's way, on three grids, in French."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from typing import Any, Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from screens.app import KioskApp, Manner
from screens.resident.dialogs import StillThereScreen
from screens.resident.recorded import CountdownStep, RecordedScreen
from screens.theme import PALETTES
from sync.demo import PIN
from tests.journeys.kiosk_app import PLACE, Person, Ticks, world_at
from tests.screens.contrast import LEAST, hard_to_read
from tests.screens.ways_of_contributing import WAYS as CONTRIBUTING
from tests.world import World

GRIDS = ((40, 12), (98, 26))
Way = Callable[[Person, World], Awaitable[None]]
_NUMBERS = count()


class SnapCompare(Protocol):
    """The fixture of pytest-textual-snapshot."""

    def __call__(
        self,
        app: App[int],
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[Any]], Awaitable[None]],
    ) -> bool:
        """Whether the picture is the one kept."""


@pytest.fixture(autouse=True)
def toulouse_time() -> Iterator[None]:
    """Dates are shown in the machine's time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Paris"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One city for all pictures; each has its own tablet."""
    city = world_at(tmp_path_factory.mktemp("city"))
    yield city
    city.close()


async def attract(person: Person, world: World) -> None:
    """Nothing has been touched."""


async def language(person: Person, world: World) -> None:
    await person.press("Touch to begin")
    await person.until_on("LanguageScreen")


async def home(person: Person, world: World) -> None:
    await person.begin(person.wanted_language)


async def about(person: Person, world: World) -> None:
    await home(person, world)
    await person.choose(named(person, "Budget participatif", "Participatory budget"))
    await person.until_on("AboutScreen")


async def code(person: Person, world: World) -> None:
    await about(person, world)
    await person.press("Take part →")
    await person.until_on("CodeScreen")
    await person.pilot.press(*"K7QM3F")


async def unknown_code(person: Person, world: World) -> None:
    await code(person, world)
    await person.press("Continue →")


async def points(person: Person, world: World) -> None:
    await about(person, world)
    await person.press("Take part →")
    await person.until_on("CodeScreen")
    await person.scan(world.drawn["budget"][0])
    await person.until_on("PointsBallot")


async def points_given(person: Person, world: World) -> None:
    await points(person, world)
    await person.give(named(person, "La voie verte de la digue", "The greenway on the dike"), 3)
    await person.give(named(person, "Le marché sous les halles", "A roof for the market"), 1)
    await person.row(named(person, "La voie verte de la digue", "The greenway on the dike"))


async def points_all_given(person: Person, world: World) -> None:
    await points_given(person, world)
    await person.give("Le marché sous les halles", 2)
    await person.give("Un jardin clos pour les tout-petits", 2)


async def review_points(person: Person, world: World) -> None:
    await points_given(person, world)
    await person.review()


async def recorded(person: Person, world: World) -> None:
    await review_points(person, world)
    await person.cast()
    assert isinstance(person.app.screen, RecordedScreen)
    hold_still(person)


def hold_still(person: Person) -> None:
    """Stop the countdown where it began."""
    screen = person.app.screen
    if isinstance(screen, CountdownStep):
        for timer in list(screen._timers):
            timer.stop()
        screen._left = person.app.ending_seconds
        screen._show_left()


async def whole_qr(person: Person, world: World) -> None:
    await recorded(person, world)
    if person.app.size.width < 60:
        await person.press_tool("qr")
        await person.until_on("WholeScreenQR")


async def first_name(person: Person, world: World) -> None:
    await home(person, world)
    await person.open_vote("Mes idées pour mon quartier")
    await person.until_on("DeclaredScreen")
    await person.type_on_glass("odile")


async def birth_date(person: Person, world: World) -> None:
    await first_name(person, world)
    await person.press("Continue →")
    await person.until(lambda: not person.typed, "an empty field")
    await person.type_on_glass("faure")
    await person.press("Continue →")
    await person.until(lambda: not person.typed, "an empty field")
    await person.type_on_glass("0703")


async def quartier(person: Person, world: World) -> None:
    await birth_date(person, world)
    await person.type_on_glass("1948")
    await person.press("Continue →")
    await person.until_on("QuartierScreen")


async def wrong_quartier(person: Person, world: World) -> None:
    await quartier(person, world)
    await person.choose("Côte des Violettes")


async def approval(person: Person, world: World) -> None:
    await quartier(person, world)
    await person.choose("Canal et Ponts")
    await person.until_on("ChoiceBallot")


async def approval_chosen(person: Person, world: World) -> None:
    await approval(person, world)
    await person.choose("La passerelle accessible")
    await person.choose("Des garages à vélos")


async def pin(person: Person, world: World) -> None:
    await home(person, world)
    await person.open_vote("Atelier : aménager le parc")
    await person.until_on("AttendedScreen")
    await person.type_on_glass(PIN)


async def knapsack(person: Person, world: World) -> None:
    await pin(person, world)
    await person.press("Continue →")
    await person.until_on("ChoiceBallot")


async def knapsack_chosen(person: Person, world: World) -> None:
    await knapsack(person, world)
    await person.choose("Une pergola fleurie")
    await person.choose("Des jeux d’eau")


async def knapsack_over(person: Person, world: World) -> None:
    await knapsack_chosen(person, world)
    await person.choose("Un parcours sportif")


async def one(person: Person, world: World) -> None:
    await home(person, world)
    await person.open_vote("Un nom pour la nouvelle place")
    await person.until_on("ChoiceBallot")


async def one_chosen(person: Person, world: World) -> None:
    await one(person, world)
    await person.choose("Place des Violettes")


async def blank(person: Person, world: World) -> None:
    await one(person, world)
    await person.choose("Je vote blanc")


async def review_blank(person: Person, world: World) -> None:
    await blank(person, world)
    await person.review()


async def ranking(person: Person, world: World) -> None:
    await home(person, world)
    await person.open_vote("La médiathèque de demain")
    await person.until_on("RankBallot")


async def ranking_ranked(person: Person, world: World) -> None:
    await ranking(person, world)
    await person.choose("Des salles pour travailler à plusieurs")
    await person.choose("Ouvrir le dimanche")


async def review_ranking(person: Person, world: World) -> None:
    await ranking_ranked(person, world)
    await person.review()


async def still_there(person: Person, world: World) -> None:
    await one_chosen(person, world)
    person.ticks.now += 75
    await person.until_on("StillThereScreen")
    assert isinstance(person.app.warned, StillThereScreen)
    person.app.warned.show_left(15)


async def leave(person: Person, world: World) -> None:
    await one_chosen(person, world)
    await person.leave()
    await person.until_on("LeaveScreen")


async def paused(person: Person, world: World) -> None:
    person.app.tablet.change_status("pause", "test")
    person.app._look_at_the_tablet()


def named(person: Person, french: str, english: str) -> str:
    return french if person.wanted_language == "fr" else english


WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        attract, language, home, about, code, unknown_code, first_name, birth_date, pin, quartier,
        wrong_quartier, points, points_given, points_all_given, approval, approval_chosen, knapsack,
        knapsack_chosen, knapsack_over, one, one_chosen, blank, ranking, ranking_ranked, review_points,
        review_blank, review_ranking, recorded, whole_qr, still_there, leave, paused,
    )
}  # fmt: skip
ON_A_PLAIN_TERMINAL = (
    "attract", "language", "home", "about", "code", "quartier", "points_given", "approval_chosen",
    "knapsack_over", "ranking_ranked", "review_points", "recorded", "still_there",
)  # fmt: skip
IN_ENGLISH = ("home", "about", "code", "points_given", "review_points", "recorded")


def counted_bytes() -> Callable[[int], bytes]:
    """Bytes that are never the same and always those."""
    state = iter(range(10**9))
    return lambda number: b"".join(next(state).to_bytes(8) for _ in range(number // 8 + 1))[-number:]


def looks_right(
    snap_compare: SnapCompare,
    world: World,
    way: Way,
    grid: tuple[int, int],
    words: str = "fr",
    theme: str = "day",
    *,
    themes_too: bool = False,
) -> bool:
    """Whether the picture at the end of a way is the one kept; in every theme its texts can be read."""
    tablet = world.tablet(f"tablet-{next(_NUMBERS)}")
    tablet.random_bytes = counted_bytes()
    ticks = Ticks()
    manner = Manner(error_log=tablet.folder / "errors.log", place=PLACE, theme=theme)
    app = KioskApp(lambda: tablet, manner, monotonic=ticks)

    async def run_before(pilot: Pilot[Any]) -> None:
        person = Person(app, pilot, ticks, words)
        await person.until(lambda: app._tablet is not None, "the tablet")
        await way(person, world)
        hold_still(person)
        await pilot.pause()
        if themes_too:
            for name in (*PALETTES, theme):
                app.theme = name
                await pilot.pause()
                assert not list(hard_to_read(app, LEAST[name])), name

    return snap_compare(app, terminal_size=grid, run_before=run_before)


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
@pytest.mark.parametrize("name", WAYS)
def test_picture(name: str, grid: tuple[int, int], snap_compare: SnapCompare, world: World) -> None:
    assert looks_right(snap_compare, world, WAYS[name], grid, themes_too=True)


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
@pytest.mark.parametrize("name", CONTRIBUTING)
def test_picture_of_contributing(
    name: str, grid: tuple[int, int], snap_compare: SnapCompare, world: World
) -> None:
    assert looks_right(snap_compare, world, CONTRIBUTING[name], grid, themes_too=True)


@pytest.mark.parametrize("name", ON_A_PLAIN_TERMINAL)
def test_picture_on_a_plain_terminal(name: str, snap_compare: SnapCompare, world: World) -> None:
    assert looks_right(snap_compare, world, WAYS[name], (80, 24))


CONTRIBUTING_TOO = ("map", "proposals", "consultation", "writing", "check", "farewell", "sheet")


@pytest.mark.parametrize("name", CONTRIBUTING_TOO)
def test_picture_of_contributing_on_a_plain_terminal(
    name: str, snap_compare: SnapCompare, world: World
) -> None:
    assert looks_right(snap_compare, world, CONTRIBUTING[name], (80, 24))


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
@pytest.mark.parametrize("name", IN_ENGLISH)
def test_picture_in_english(
    name: str, grid: tuple[int, int], snap_compare: SnapCompare, world: World
) -> None:
    assert looks_right(snap_compare, world, WAYS[name], grid, words="en")


@pytest.mark.parametrize("theme", ["night", "contrast"])
@pytest.mark.parametrize("name", ["attract", "code", "points_given", "approval_chosen", "recorded"])
def test_picture_in_the_other_themes(name: str, theme: str, snap_compare: SnapCompare, world: World) -> None:
    assert looks_right(snap_compare, world, WAYS[name], (98, 26), theme=theme)
