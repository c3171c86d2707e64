"""Faster than the screen: what a hurried hand does before a screen is there, or after it was left."""

from __future__ import annotations

import gc
import random
from pathlib import Path

import pytest
from textual import events
from textual.geometry import Size

from kiosk.forms.form import Form
from screens.resident.access import AccessScreen
from screens.resident.dialogs import StillThereScreen
from screens.widgets.action import Action
from screens.widgets.city_map import CityMap
from screens.widgets.field import Field
from screens.widgets.rank import RankRow
from tests.faults.hand import drawn_token, holders_of
from tests.journeys.contributing import (
    CALM,
    STREET,
    begin_writing,
    go_on,
    open_consultation,
    type_keys,
)
from tests.journeys.kiosk_app import LARGE, TINY, Person, person_at, world_at
from tests.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """The demo's city."""
    return world_at(tmp_path)


async def test_a_screen_that_is_left_before_it_is_composed_harms_nothing(world: World) -> None:
    async with person_at(world.tablet(), TINY) as person:
        await person.begin()
        screen = AccessScreen(person.app)
        person.app.push_screen(screen)
        screen.on_resize(events.Resize(Size(98, 26), Size(98, 26)))
        warning = StillThereScreen(person.app, 20)
        warning.show_left(19)
        person.app.over(warning)
        await person.until_on("StillThereScreen")
        assert person.reads(
            person.app.tr.plural("The visit ends in {n} second.", "The visit ends in {n} seconds.", 19)
        )


async def test_a_map_is_drawn_for_the_size_that_it_is_asked_for(world: World) -> None:
    async with person_at(world.tablet(), (80, 24)) as person:
        await person.begin()
        await person.touch(person.app.screen.query_one("#find-quartiers", Action))
        await person.until_on("QuartiersScreen")
        city = person.app.screen.query_one(CityMap)
        city._draw(Size(40, 8))  # as it stands until the new size is told
        strips = [city.render_line(line) for line in range(city.size.height)]
        assert {strip.cell_length for strip in strips} == {city.size.width}


async def test_moving_what_was_just_taken_out_of_the_order_changes_nothing(world: World) -> None:
    async with person_at(world.tablet(), LARGE) as person:
        await person.begin()
        await open_consultation(person, CALM)
        await begin_writing(person, "Begin →")
        await go_on(person)
        await person.choose("Oui, en général")
        while person.visit.form.step.key != "priorites":
            await go_on(person)
        row = next(row for row in person.app.screen.query(RankRow) if row.option.project_id == "bacs")
        for message in (RankRow.Tapped, RankRow.Tapped, RankRow.Lowered, RankRow.Raised):
            row.post_message(message("bacs"))
        await person.pilot.pause()
        assert person.visit.form.answer_to(person.visit.form.step) == ()
        assert person.app.is_running


def test_a_form_moves_only_what_is_in_the_order(world: World) -> None:
    index = world.hub.index(1)
    assert index is not None
    survey = index.activities["calme"].activity
    form = Form(survey.questions[6:7])  # type: ignore[union-attr]
    form.tap("bacs")
    form.move("ecole", -1)
    assert form.answer_to(form.step) == ("bacs",)


async def test_two_touches_on_go_on_are_one_step(world: World) -> None:
    async with person_at(world.tablet(), LARGE) as person:
        await person.begin()
        await open_consultation(person, STREET)
        await begin_writing(person, "Begin →")
        main = person.app.screen.query_one("#main", Action)
        main.touched()
        main.touched()
        main.touched()
        await person.until_on("ChoiceScreen")
        assert person.visit.form.step.key == "category"
        assert not person.app.screen.query("#notice.-said")


async def test_the_last_letter_is_not_lost_when_go_on_is_touched_at_once(world: World) -> None:
    async with person_at(world.tablet(), LARGE) as person:
        await person.begin()
        await open_consultation(person, STREET)
        await begin_writing(person, "Begin →")
        await fill_until_street(person)
        field = person.app.screen.query_one(Field)
        field.write("12 rue des Tilleul")
        person.app.screen.query_one("#main", Action).touched()
        field.write("s")
        await person.until_on("LongTextScreen")
        answers = person.visit.form.answers
        assert answers["street"] == ("12 rue des Tilleuls",)
        assert "description" not in answers


async def fill_until_street(person: Person) -> None:
    """To the question where."""
    await go_on(person)
    await person.choose("Lampe éteinte")
    await go_on(person)
    await go_on(person)
    assert person.visit.form.step.key == "street"


async def test_what_is_typed_while_something_lies_over_the_step_is_kept(world: World) -> None:
    async with person_at(world.tablet(), LARGE) as person:
        await person.begin()
        await open_consultation(person, STREET)
        await begin_writing(person, "Begin →")
        await fill_until_street(person)
        person.app.screen.query_one(Field).write("12 rue")
        person.app.use_tool("access")
        await person.until_on("AccessScreen")
        assert person.visit.form.answers["street"] == ("12 rue",)
        await person.press("Done")
        await person.until_on("ShortTextScreen")
        assert person.typed == "12 rue"


async def test_a_screen_that_was_left_still_hears_what_keeps_it_alive(world: World) -> None:
    """A pause waits for every widget to answer: it did not come back once a screen was left."""
    async with person_at(world.tablet(), LARGE) as person:
        await person.begin()
        left = person.app.screen
        heard: list[bool] = []
        person.app.push_screen(AccessScreen(person.app))
        left.call_later(lambda: heard.append(True))
        await person.until(lambda: bool(heard), "an answer from the screen below")


async def test_no_word_that_was_drawn_stays_in_the_memory(world: World) -> None:
    backwards = drawn_token(random.Random(5))[::-1]
    async with person_at(world.tablet(), LARGE) as person:
        await person.begin()
        await person.touch(person.app.screen.query_one("#find-words", Action))
        await person.until_on("SearchScreen")
        await type_keys(person, backwards[::-1])
        await person.touch(person.app.screen.query_one("#main", Action))
        await person.until_on("HitsScreen")
        await person.press_tool("language-en")
        await person.pilot.pause()
        assert person.reads(backwards[::-1])
        assert holders_of([backwards], gc.get_objects()), "the search finds what is there"
        await person.leave()
        await person.until_on("AttractScreen")
        await person.pilot.pause()
        gc.collect()
        assert holders_of([backwards], gc.get_objects()) == []
