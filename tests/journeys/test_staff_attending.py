"""Attending by clicks: what to check, a visit without a second PIN, or a reason that is only counted."""

from __future__ import annotations

import pytest

from kiosk.staff.acts import Act
from kiosk.staff.attending import Attending
from kiosk.staff.turned_away import WORDS, TurnedAway
from kiosk.tablet import Status
from screens.staff.acts import offered
from tests.journeys.kiosk_app import GRIDS, LARGE, aboard, person_at
from tests.journeys.staff_ways import choose_act, enter, main
from tests.world import World

Grid = tuple[int, int]
on_grids = pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")


@on_grids
async def test_one_is_turned_away_and_the_next_one_votes_without_a_second_pin(
    grid: Grid, world: World
) -> None:
    tablet = world.tablet()
    async with person_at(tablet, grid, languages=("fr", "en")) as person:
        await enter(person)
        await choose_act(person, Act.ATTEND, "CheckPersonScreen")
        await person.press("No: say why")
        await person.until_on("TurnAwayScreen")
        await person.choose(person.tr(WORDS[TurnedAway.NO_PROOF]))
        await person.until_on("CheckPersonScreen")
        assert person.reads(person.tr("Counted. Who is next?"))
        assert aboard(tablet) == 0

        await main(person, "ChoiceBallot")
        assert person.app.desk is None, "the staff side is left"
        await person.choose("Une pergola fleurie")
        await person.review()
        await person.cast()
        assert aboard(tablet) == 1
        await person.finish()

        await enter(person)
        await choose_act(person, Act.SEE_COUNTS, "CountsScreen")
        words = f"{person.tr(WORDS[TurnedAway.NO_PROOF])} 1"
        if not person.reads(words):
            await person.touch(person.app.screen.query_one(".next"))
        assert person.reads(words)


async def test_before_the_cast_it_is_undone_by_leaving(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        await enter(person)
        await choose_act(person, Act.ATTEND, "CheckPersonScreen")
        await main(person, "ChoiceBallot")
        await person.choose("Une pergola fleurie")
        await person.leave()
        await person.until_on("LeaveScreen")
        await person.touch(person.app.screen.query_one("#main"))
        await person.until_on("AttractScreen")
    assert aboard(tablet) == 0


async def test_where_no_vote_is_attended_it_is_not_offered(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, LARGE) as person:
        await enter(person)
        desk = person.app.desk
        assert desk is not None
        assert tablet.status is Status.OPEN
        assert Act.ATTEND in offered(desk)
        world.clock.pass_by(days=45)
        assert Attending(desk).votes() == ()
        assert Act.ATTEND not in offered(desk)
