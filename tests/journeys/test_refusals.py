"""Every refusal is a sentence in the resident's language: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.claims.crockford import check_character
from screens.words import REASONS
from tests.journeys.kiosk_app import Person, aboard, person_at
from tests.journeys.ways import by_code, by_nothing
from tests.matrix import THOROUGH
from tests.world import World

LANGUAGES = ("fr", "en") if THOROUGH else ("fr",)
SPENT = {
    "fr": "Ce code a déjà servi sur cette tablette.",
    "en": "This code has already been used on this tablet.",
}


async def to_the_code(person: Person, language: str) -> None:
    await person.begin(language)
    await person.choose({"fr": "Budget participatif", "en": "Participatory budget"}[language])
    await person.until_on("AboutScreen")
    await person.press("Take part →")
    await person.until_on("CodeScreen")


def sentence(person: Person, reason: str) -> str:
    words = person.app.reason(reason)
    assert words == (REASONS[reason] if person.app.visit and person.visit.language == "en" else words)
    return words


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_wrong_with_a_code(language: str, world: World) -> None:
    tablet = world.tablet()
    good = str(world.drawn["budget"][0])
    wrong = good[:-1] + next(c for c in "0123456789" if c != good[-1])
    other = next(str(n) for n in range(10)) * 16
    unknown = other + check_character(other)
    async with person_at(tablet) as person:
        await to_the_code(person, language)
        for typed, reason in (
            ("K7QM", "code_incomplete"), (wrong, "code_mistyped"), (unknown, "code_unknown"),
        ):  # fmt: skip
            await person.scan(typed)
            await person.until(lambda: bool(person.app.screen.query("#notice.-said")), "a sentence")
            assert person.reads(sentence(person, reason)), reason
        await person.scan(good)  # a card can be scanned again without erasing
        await person.until_on("PointsBallot")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_used_code(language: str, world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet) as person:
        await person.begin()
        await by_code(person, world)
        await person.give("La voie verte de la digue", 1)
        await person.review()
        await person.cast()
        await person.finish()
        await to_the_code(person, language)
        await person.scan(world.drawn["budget"][0])
        await person.until(lambda: person.reads(SPENT[language]), SPENT[language])
    assert aboard(tablet) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_declaring_twice_and_living_elsewhere(language: str, world: World) -> None:
    tablet = world.tablet()
    vote = {"fr": "Mes idées pour mon quartier", "en": "My ideas for my neighbourhood"}[language]
    elsewhere = {"fr": "Ce vote est pour d’autres quartiers.", "en": "This vote is for other quartiers."}
    twice = {
        "fr": "Vous avez déjà participé sur cette tablette.",
        "en": "You have already taken part on this tablet.",
    }
    async with person_at(tablet) as person:
        await person.begin(language)
        await person.open_vote(vote)
        await person.declare("odile", "faure", "07031948")
        await person.until_on("QuartierScreen")
        await person.choose("Côte des Violettes")
        await person.until(lambda: person.reads(elsewhere[language]), elsewhere[language])
        await person.choose("Canal et Ponts")
        await person.until_on("ChoiceBallot")
        await person.choose({"fr": "La passerelle accessible", "en": "A step-free footbridge"}[language])
        await person.review()
        await person.cast()
        await person.finish()
        await person.begin(language)
        await person.open_vote(vote)
        await person.declare("odile", "faure", "07031948")
        await person.until(lambda: person.reads(twice[language]), twice[language])
    assert aboard(tablet) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_wrong_with_a_declaration(language: str, world: World) -> None:
    vote = {"fr": "Mes idées pour mon quartier", "en": "My ideas for my neighbourhood"}[language]
    async with person_at(world.tablet()) as person:
        await person.begin(language)
        await person.open_vote(vote)
        await person.press("Continue →")
        assert person.reads(sentence(person, "name_missing"))
        await person.type_on_glass("o")
        await person.press("Continue →")
        await person.until_reads("What is your last name?")
        await person.type_on_glass("f")
        await person.press("Continue →")
        await person.until(lambda: not person.typed, "the date")
        for typed, reason in (("0703", "birth_date_unreadable"), ("1948", None)):
            await person.type_on_glass(typed)
            await person.press("Continue →")
            if reason:
                assert person.reads(sentence(person, reason))
        await person.until_on("QuartierScreen")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_wrong_pin_and_the_wait_after_three(language: str, world: World) -> None:
    vote = {"fr": "Atelier : aménager le parc", "en": "Workshop: shaping the park"}[language]
    async with person_at(world.tablet()) as person:
        await person.begin(language)
        await person.open_vote(vote)
        for reason in ("pin_wrong", "pin_wrong", "pin_wrong", "pin_wait"):
            await person.type_on_glass("1111")
            await person.press("Continue →")
            words = sentence(person, reason)
            await person.until(lambda words=words: person.reads(words), words)  # type: ignore[misc]
            assert person.typed == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("days", "reason"), [(0, "not_yet_open"), (30, "closed")], ids=["not yet", "over"])
async def test_a_vote_that_is_not_open(days: int, reason: str, language: str, world: World) -> None:
    tablet = world.tablet()
    world.clock.pass_by(days=days)
    vote = {
        "not_yet_open": {"fr": "Les fêtes de l’étang", "en": "The pond festival"},
        "closed": {"fr": "Un nom pour la nouvelle place", "en": "A name for the new square"},
    }[reason][language]
    async with person_at(tablet) as person:
        await person.begin(language)
        await person.open_vote(vote)
        await person.until(lambda: person.reads(sentence(person, reason)), reason)
        assert type(person.app.screen).__name__ == "AboutScreen"


def pause(world: World, tablet: Any) -> None:
    tablet.change_status("pause", "test")


def close(world: World, tablet: Any) -> None:
    tablet.change_status("close", "test")


def expire(world: World, tablet: Any) -> None:
    world.clock.pass_by(days=90)


def set_back(world: World, tablet: Any) -> None:
    world.clock.pass_by(days=-1)


TROUBLES: dict[str, Callable[[World, Any], None]] = {
    "paused": pause,
    "tablet_closed": close,
    "catalogue_expired": expire,
    "clock_behind": set_back,
}


@pytest.mark.parametrize("reason", TROUBLES)
async def test_the_waiting_screen_says_why_nobody_can_take_part(reason: str, world: World) -> None:
    tablet = world.tablet()
    TROUBLES[reason](world, tablet)
    for language in LANGUAGES:
        async with person_at(tablet, language=language) as person:
            words = person.app.reason(reason)
            await person.until(lambda words=words: person.reads(words), words)  # type: ignore[misc]
            assert not person.reads(person.tr("Touch to begin"))
            await person.pilot.press("enter")
            assert person.app.visit is None


@pytest.mark.parametrize("reason", TROUBLES)
async def test_trouble_in_the_middle_of_a_vote_records_nothing(reason: str, world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet) as person:
        await person.begin()
        await by_nothing(person, world)
        await person.choose("Place des Violettes")
        await person.review()
        TROUBLES[reason](world, tablet)
        await person.press("Cast my vote →")
        # After 90 days the vote itself is over as well; the tablet's own trouble is said first.
        await person.until(lambda: person.reads(person.app.reason(reason)), reason)
        assert not person.reads(person.tr("✔ Your vote is recorded."))
    assert aboard(tablet) == 0


async def test_no_reason_is_shown_by_its_name(world: World) -> None:
    async with person_at(world.tablet()) as person:
        for name in REASONS:
            assert name not in person.app.reason(name)
            assert person.app.words_of("fr")(REASONS[name]) != REASONS[name]
