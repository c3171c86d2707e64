"""The staff's day by clicks: open, two visits, a pause, close, carry; only then may the tablet go dark."""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.ids import Mode
from kiosk.staff.acts import Act
from kiosk.staff.desk import StaffDesk
from kiosk.tablet import Status, Tablet
from screens.staff.acts import Group, go, group_option, offered, option_of
from screens.staff.side import Surroundings
from screens.theme import PALETTES
from screens.widgets.action import Action
from sync.courier import Progress
from sync.demo import ADMINISTRATOR_PIN, PIN
from tests.journeys.kiosk_app import GRIDS, LARGE, TINY, Person, aboard, draft_of, person_at
from tests.journeys.staff_ways import (
    back_to_board,
    choose_act,
    enter,
    give_pin,
    leave,
    main,
    offered_rows,
    open_group,
    safe_to_switch_off,
    state,
    surroundings,
    touch_corner,
    vote,
)
from tests.journeys.test_waiting import traces
from tests.screens.contrast import LEAST, hard_to_read
from tests.world import World

Grid = tuple[int, int]
on_grids = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")


def status_of(tablet: Tablet) -> Status:
    return tablet.status


def names(tablet: Tablet) -> list[str]:
    return [name for _, name, _ in tablet.vault.events()]


@on_grids
async def test_a_permanence_day(grid: Grid, world: World) -> None:
    tablet = world.tablet(opened=False)
    async with person_at(tablet, grid) as person:
        person.app.staff.around = surroundings(world, tablet)
        assert person.reads(person.tr("This tablet is not open yet. Please ask the staff."))
        await enter(person)
        assert state(person).endswith(person.tr("READY"))
        await main(person, "OpenScreen")
        assert person.reads(person.tr("Place: {place}", place=person.app.place))
        await main(person, "ZeroSheetScreen")
        await person.press("Board")
        await person.until_on("BoardScreen")
        assert state(person).endswith(person.tr("OPEN"))
        assert not safe_to_switch_off(person), "somebody may come at any moment"
        await leave(person)

        await vote(person, world)
        await vote(person, world)

        await enter(person)
        waiting = person.app.tr.plural("{n} deposit to carry.", "{n} deposits to carry.", 2)
        assert person.reads(waiting)
        assert not safe_to_switch_off(person)
        await main(person, "PauseScreen")
        await main(person, "BoardScreen")
        assert state(person).endswith(person.tr("PAUSED"))
        await leave(person)
        assert person.reads(person.tr("This tablet is paused. Please ask the staff."))
        await person.pilot.press("enter")
        assert person.app.visit is None, "nobody begins during a pause"

        await enter(person)
        await main(person, "ResumeScreen")
        await main(person, "BoardScreen")
        await choose_act(person, Act.CLOSE, "CloseScreen")
        await main(person, "ClosedScreen")
        assert status_of(tablet) is Status.CLOSED
        assert not safe_to_switch_off(person), "two ballots are aboard"
        await main(person, "SyncScreen")
        await person.touch(person.app.screen.query_one("#main", Action))
        await person.until(lambda: safe_to_switch_off(person), "the end of the day")
        assert aboard(tablet) == 0
        assert world.hub.totals()["deposits"] == 2
        assert all(line.holds for line in tablet.vault.account())
        await back_to_board(person)
        assert safe_to_switch_off(person)
        await leave(person)
    assert [name for name in names(tablet) if not name.startswith("staff")] == [
        "paired",
        "open",
        "pause",
        "open",
        "close",
        "synced",
    ]
    assert names(tablet).count("staff_entered") == names(tablet).count("staff_left") == 3


@on_grids
async def test_the_figures_are_those_of_the_vault(grid: Grid, world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, grid) as person:
        await vote(person, world)
        await vote(person, world)
        await enter(person)
        await choose_act(person, Act.SEE_COUNTS, "CountsScreen")
        kind = person.tr("Ballots")
        figures = f"{person.tr('cast')} 2 · {person.tr('aboard')} 2"
        while not person.reads(person.tr("{kind}: {figures}", kind=kind, figures=figures)):
            await person.touch(person.app.screen.query_one(".next", Action))
        assert "Violettes" not in person.sees(), "no choice is on the staff side"


async def answered(person: Person) -> None:
    """Wait until nothing is under way."""
    await person.until(lambda: not getattr(person.app.screen, "busy", True), "an answer")


def wait_words(person: Person, seconds: int) -> str:
    """How long no PIN is looked at."""
    return person.app.tr.plural(
        "Too many wrong PINs. Wait {n} second, then try again.",
        "Too many wrong PINs. Wait {n} seconds, then try again.",
        seconds,
    )


# -- coming and going -------------------------------------------------------------------------------


@on_grids
async def test_a_wrong_pin_is_said_and_the_right_one_still_opens(grid: Grid, world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, grid) as person:
        await give_pin(person, "1111")
        await person.until_reads("This PIN is not known. Try again.")
        assert person.typed == ""
        assert "1111" not in person.sees()
        await enter(person)


async def test_after_many_wrong_pins_it_says_how_long_to_wait(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, TINY) as person:
        for _ in range(3):
            await give_pin(person, "1111")
            await answered(person)
        await person.until(lambda: person.reads(wait_words(person, 30)), "how long")
        await give_pin(person, PIN)
        await answered(person)
        assert person.app.desk is None, "the right one does not open while the gate is shut"
        world.clock.pass_by(seconds=31)
        await enter(person)


async def test_who_came_by_chance_goes_back_by_one_touch_or_by_waiting(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        await touch_corner(person)
        await person.until_on("PinScreen")
        await person.press("Back")
        await person.until_on("AttractScreen")
        await person.pilot.press("f10")
        await person.until_on("PinScreen")
        person.ticks.now += 19
        person.app._look_at_the_clock()
        assert type(person.app.screen).__name__ == "PinScreen"
        person.ticks.now += 1
        person.app._look_at_the_clock()
        await person.until_on("AttractScreen")
        assert person.app.desk is None
        assert not person.app.staff.active


async def test_a_resident_who_touches_the_corner_begins_all_the_same(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        await touch_corner(person, 2)
        await person.until(lambda: person.app.visit is not None, "a visit")


async def test_five_touches_that_are_far_apart_open_nothing(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        for _ in range(5):
            await touch_corner(person, 1)
            person.ticks.now += 1.5
        assert not person.app.staff.active


async def test_during_a_visit_neither_gesture_nor_key_do_anything(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        await person.begin()
        await touch_corner(person)
        await person.pilot.press("f10")
        assert type(person.app.screen).__name__ == "HomeScreen"
        assert not person.app.staff.active


@on_grids
async def test_nobody_touches_for_two_minutes_and_the_residents_side_is_back(
    grid: Grid, world: World
) -> None:
    tablet = world.tablet()
    async with person_at(tablet, grid, languages=("fr", "en")) as person:
        await enter(person)
        await person.press_tool("language-en")
        await person.until(lambda: person.app.tr.language == "en", "English")
        await person.until_on("BoardScreen")
        person.ticks.now += 119
        person.app._look_at_the_clock()
        assert person.app.desk is not None
        person.ticks.now += 1
        person.app._look_at_the_clock()
        await person.until_on("AttractScreen")
        assert person.app.desk is None
        assert person.reads("Touchez pour commencer"), "in the residents' language again"
        assert len(person.app.screen_stack) == 1
    assert names(tablet)[-1] == "staff_left"


async def test_of_what_was_typed_nothing_can_be_reached_afterwards(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        await give_pin(person, "97531864")
        await answered(person)
        await enter(person)
        await leave(person)
        await person.pilot.pause()
        gc.collect()
        assert not traces((person.app,), ("97531864", person.tr("All actions")))


# -- who may do what --------------------------------------------------------------------------------


@on_grids
async def test_a_facilitator_does_not_see_what_only_others_may_do(grid: Grid, world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, grid) as person:
        await enter(person)
        seen = await every_row(person)
        assert option_of(person.app.tr, Act.CLOSE).title in seen
        for act in (Act.SEE_LOG, Act.SEE_REFUSED, Act.REOPEN):
            assert option_of(person.app.tr, act).title not in seen
        await leave(person)
        await enter(person, ADMINISTRATOR_PIN)
        assert option_of(person.app.tr, Act.SEE_LOG).title in await every_row(person)


async def every_row(person: Person) -> set[str]:
    """Every act that is offered, group by group; from the board and back to it."""
    seen: set[str] = set()
    await person.press("All actions")
    await person.until_on("MenuScreen")
    shown = await all_rows(person)
    await back_to_board(person)
    for group in Group:
        if group_option(person.app.tr, group).title in shown:
            await open_group(person, group)
            seen |= await all_rows(person)
            await back_to_board(person)
    return seen


async def all_rows(person: Person) -> set[str]:
    """Every row of a list, page by page."""
    seen = offered_rows(person)
    following = person.app.screen.query_one(".next", Action)
    while following.visible and following.region.area:
        await person.touch(following)
        seen |= offered_rows(person)
    return seen


async def test_what_is_not_allowed_any_more_is_refused_in_words(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        await enter(person)
        await main(person, "PauseScreen")
        tablet.change_status("close", "command line")
        await person.touch(person.app.screen.query_one("#main", Action))
        await person.until_reads("The tablet is in another state now. Go back and look at the board.")
    assert "refused" in names(tablet)


# -- closing and opening again ----------------------------------------------------------------------


@pytest.fixture
def official(tmp_path: Path) -> World:
    """The same city when everything counts."""
    return World(tmp_path / "official", mode=Mode.OFFICIAL, draft=draft_of())


@on_grids
async def test_who_closes_while_a_vote_is_open_says_why(grid: Grid, official: World) -> None:
    tablet = official.tablet()
    async with person_at(tablet, grid) as person:
        await enter(person)
        await choose_act(person, Act.CLOSE, "CloseScreen")
        await main(person, "ReasonScreen")
        await person.press("Close →")
        await person.until_reads("Say why: this is written into the log.")
        assert status_of(tablet) is Status.OPEN
        await person.type_on_glass("orage")
        await main(person, "ClosedScreen")
    assert status_of(tablet) is Status.CLOSED
    assert ("closing_early", "animateur, facilitator: orage") in [
        (name, detail) for _, name, detail in tablet.vault.events()
    ]
    official.close()


async def test_on_the_day_of_a_closing_an_administrator_opens_again_and_says_why(world: World) -> None:
    tablet = world.tablet(opened=False)
    async with person_at(tablet, TINY) as person:
        await enter(person, ADMINISTRATOR_PIN)
        await main(person, "OpenScreen")
        await main(person, "ZeroSheetScreen")
        await person.press("Board")
        await person.until_on("BoardScreen")
        await choose_act(person, Act.CLOSE, "CloseScreen")
        await main(person, "ClosedScreen")
        await person.press("Board")
        await person.until_on("BoardScreen")
        await choose_act(person, Act.REOPEN, "ReopenScreen")
        await main(person, "ReasonScreen")
        await person.type_on_glass("erreur")
        await main(person, "BoardScreen")
        assert status_of(tablet) is Status.OPEN


async def test_a_tablet_that_cannot_open_says_why_and_what_to_do(world: World) -> None:
    tablet = world.tablet(opened=False)
    world.clock.pass_by(days=400)
    async with person_at(tablet, LARGE) as person:
        await enter(person)
        await main(person, "OpenScreen")
        await person.until_reads("The catalogue is out of date. Sync the tablet, then open it.")
        assert not person.app.screen.query("#main")


# -- carrying ---------------------------------------------------------------------------------------


async def closed_with_a_ballot(person: Person, world: World, tablet: Tablet) -> None:
    """One ballot is aboard, the tablet is closed, somebody is at the board."""
    await vote(person, world)
    await enter(person, ADMINISTRATOR_PIN)
    desk = person.app.desk
    assert isinstance(desk, StaffDesk)
    desk.close()
    await person.until(lambda: person.app.screen.is_current, "the board")


@on_grids
async def test_without_a_network_everything_stays_and_is_said(grid: Grid, world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, grid) as person:
        await closed_with_a_ballot(person, world, tablet)
        await choose_act(person, Act.SYNC, "SyncScreen")
        await person.touch(person.app.screen.query_one("#main", Action))
        await person.until_reads(
            "The hub does not answer. Everything stays here; the tablet tries again by itself."
        )
        assert not safe_to_switch_off(person)
        assert aboard(tablet) == 1


@on_grids
async def test_a_stick_takes_everything_to_the_hub_and_brings_the_answer_back(
    grid: Grid, world: World, tmp_path: Path
) -> None:
    from sync.usb import take_parcels

    tablet = world.tablet()
    stick = tmp_path / "STICK"
    stick.mkdir()
    async with person_at(tablet, grid) as person:
        person.app.staff.around = surroundings(world, tablet, stick)
        await closed_with_a_ballot(person, world, tablet)
        await choose_act(person, Act.USE_STICK, "StickScreen")
        await person.choose("STICK")
        await person.until_on("StickWorkScreen")
        await person.choose(person.tr("Write to the stick"))
        await person.until_on("StickDoneScreen")
        assert not safe_to_switch_off(person), "the hub has not answered"
        take_parcels(stick, lambda signed: world.intake.take(signed, by_network=False), None)
        await main(person, "BoardScreen")
        await choose_act(person, Act.USE_STICK, "StickScreen")
        await person.choose("STICK")
        await person.until_on("StickWorkScreen")
        await person.choose(person.tr("Read the hub's answers"))
        await person.until_on("StickDoneScreen")
        assert safe_to_switch_off(person)
    assert aboard(tablet) == 0


async def test_a_stick_that_was_pulled_out_is_said(world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    stick = tmp_path / "STICK"
    stick.mkdir()
    async with person_at(tablet, LARGE) as person:
        person.app.staff.around = surroundings(world, tablet, stick)
        await closed_with_a_ballot(person, world, tablet)
        await choose_act(person, Act.USE_STICK, "StickScreen")
        await person.choose("STICK")
        await person.until_on("StickWorkScreen")
        stick.rmdir()
        await person.choose(person.tr("Write to the stick"))
        await person.until(lambda: bool(person.app.screen.query("#notice.-said")), "words")
        await answered(person)
        assert person.reads("▲")
        assert aboard(tablet) == 1


async def test_what_the_hub_set_aside_is_shown_by_receipt_with_its_reason(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        await vote(person, world)
        deposit = tablet.vault.undelivered_ids()[0]
        tablet.vault.answer([], {deposit: "late"}, world.clock().date())
        await enter(person, ADMINISTRATOR_PIN)
        await choose_act(person, Act.SEE_REFUSED, "RefusedScreen")
        await person.until_reads("It came after the last day on which the hub takes deposits.")


async def test_the_log_is_newest_first(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        await enter(person, ADMINISTRATOR_PIN)
        await choose_act(person, Act.SEE_LOG, "LogScreen")
        seen = person.sees()
        assert seen.index(person.tr("Came to the staff side")) < seen.index(person.tr("Paired with the hub"))


def test_the_draft_has_a_facilitator_and_an_administrator() -> None:
    roles = {account["role"] for account in json.loads(json.dumps(draft_of()["accounts"]))}
    assert roles == {"facilitator", "administrator"}


@on_grids
async def test_carrying_can_be_stopped_and_the_rest_stays(grid: Grid, world: World) -> None:
    """The hub is asked for one parcel after another; who stops it is heard between two of them."""
    tablet = world.tablet()
    called, go_on = threading.Event(), threading.Event()

    def carrier(report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Progress:
        report(Progress(total=2))
        report(Progress(total=2, sent=1, bytes_sent=4000, acknowledged=1))
        called.set()
        assert go_on.wait(30)
        assert cancelled()
        return Progress(total=2, sent=1, bytes_sent=4000, acknowledged=1)

    async with person_at(tablet, grid) as person:
        person.app.staff.around = Surroundings(carrier=carrier)
        await closed_with_a_ballot(person, world, tablet)
        await choose_act(person, Act.SYNC, "SyncScreen")
        await person.touch(person.app.screen.query_one("#main", Action))
        await person.until(called.is_set, "the hub")
        await person.until(lambda: person.reads(person.tr("{n} of {total}", n="1", total="2")), "how far")
        person.ticks.now += 600
        person.app._look_at_the_clock()
        await person.pilot.press("escape")
        assert type(person.app.screen).__name__ == "SyncScreen", "nobody is sent away meanwhile"
        await person.press("Stop")
        go_on.set()
        await person.until_reads("▲ Cancelled. What had not arrived stays aboard.")
        assert not safe_to_switch_off(person)
        person.app._look_at_the_clock()
        assert person.app.desk is not None, "who waited for it has the time to read it"


@pytest.mark.parametrize("theme", list(PALETTES))
async def test_every_screen_can_be_read_in_every_theme(theme: str, world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE, theme=theme) as person:
        person.app.staff.around = surroundings(world, tablet, tmp_path)
        await closed_with_a_ballot(person, world, tablet)
        assert not list(hard_to_read(person.app, LEAST[theme]))
        desk = person.app.desk
        assert desk is not None
        for act in offered(desk):
            before = person.app.screen
            go(person.app, act)
            await person.until(lambda before=before: person.app.screen is not before, act)  # type: ignore[misc]
            assert not list(hard_to_read(person.app, LEAST[theme])), act
