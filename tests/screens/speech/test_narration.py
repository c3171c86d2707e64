"""When the voice speaks, and when it is silent: asked for, interrupted, private, and reset."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from textual import events

from kiosk.catalogue.questions import ShortText
from screens.speech.marks import heard
from screens.speech.narrator import LOUDNESS, SPEEDS
from screens.widgets.action import Action
from screens.widgets.keyboard import Keyboard
from sync.demo import PIN
from tests.journeys.kiosk_app import LARGE, TINY, Person, aboard, person_at
from tests.journeys.ways import by_nothing
from tests.screens.finger import tap
from tests.voices import RecordingVoice
from tests.world import World

WARNING = "Other people can hear this voice. You can ask for headphones."


@dataclass
class Hearer:
    """Somebody in front of a kiosk with a voice, and what is said to them."""

    person: Person
    voice: RecordingVoice
    _from: int = 0

    async def press(self, *keys: str) -> list[str]:
        """Press keys; gives what is said after the last of them."""
        for key in keys:
            self._from = len(self.voice.said)
            await self.person.pilot.press(key)
        await self.person.pilot.pause()
        return self.last

    async def touch(self, name: str) -> list[str]:
        """Touch a button by its id; gives what is said after that."""
        self._from = len(self.voice.said)
        await self.person.touch(self.person.app.screen.query_one(f"#{name}"))
        return self.last

    @property
    def last(self) -> list[str]:
        """What was said since the last act."""
        return [text for text, _ in self.voice.said[self._from :]]

    def hears(self, msgid: str, **values: Any) -> bool:
        """Whether a sentence was among it, in the present language."""
        tr = self.person.app.tr
        return any(heard(tr(msgid, **values), tr).rstrip(".") in sentence for sentence in self.last)

    def pass_by(self, seconds: float) -> None:
        """Let time pass, and let the kiosk look at its clock."""
        self._from = len(self.voice.said)
        self.person.ticks.now += seconds
        self.person.app._look_at_the_clock()


@asynccontextmanager
async def hearer_at(
    world: World, size: tuple[int, int] = LARGE, voice: RecordingVoice | None = None, **manner: Any
) -> AsyncIterator[Hearer]:
    voice = voice or RecordingVoice()
    async with person_at(world.tablet(), size, voice=voice, **manner) as person:
        yield Hearer(person, voice)


# -- asked for


async def test_who_begins_by_a_finger_hears_nothing(world: World) -> None:
    async with hearer_at(world) as someone:
        await someone.person.begin()
        await by_nothing(someone.person, world)
        await someone.press("tab", "enter")
        assert someone.voice.said == []


async def test_one_touch_begins_and_one_touch_ends_it(world: World) -> None:
    async with hearer_at(world) as someone:
        await someone.person.begin()
        await someone.touch("tool-voice")
        assert someone.hears("What would you like to do?")
        assert someone.person.can_touch(someone.person.app.screen.query_one("#repeat"))
        assert await someone.touch("tool-voice") == [someone.person.tr("The voice is off.")]
        assert not someone.person.can_touch(someone.person.app.screen.query_one("#repeat"))
        assert await someone.press("tab") == []


@pytest.mark.parametrize("grid", [TINY, (80, 24), LARGE], ids=str)
async def test_the_screen_is_said_again_by_touch_and_by_key(grid: tuple[int, int], world: World) -> None:
    async with hearer_at(world, grid) as someone:
        await someone.person.begin()
        await someone.touch("tool-voice")
        *once, pointed = someone.last
        assert pointed.startswith(someone.person.tr("Silence"))
        screen = [sentence for sentence in once if "F2" not in sentence and "F6" not in sentence]
        _, *again = await someone.touch("repeat")
        assert again[: len(screen)] == screen
        assert (await someone.press("f2"))[: len(screen)] == screen


async def test_any_key_wakes_the_voice_of_a_waiting_kiosk(world: World) -> None:
    async with hearer_at(world) as someone:
        await someone.press("right")
        assert someone.hears("Press Enter to begin.")
        assert someone.hears("F2 says it again. F4 stops the voice.")
        assert await someone.press("f4") == [someone.person.tr("The voice is off.")]


async def test_a_key_of_somebody_who_left_wakes_it_for_nobody_else(world: World) -> None:
    async with hearer_at(world) as someone:
        await someone.press("right")
        someone.pass_by(91)
        await someone.person.begin()
        assert someone.last == []


async def test_a_kiosk_that_is_closed_says_why(world: World) -> None:
    async with hearer_at(world) as someone:
        someone.person.app.tablet.change_status("pause", "test")
        someone.person.app._look_at_the_tablet()
        await someone.press("down")
        assert someone.hears("This tablet is paused. Please ask the staff.")
        assert not someone.hears("Press Enter to begin.")


async def test_without_a_voice_nobody_is_offered_one(world: World) -> None:
    async with hearer_at(world, voice=RecordingVoice(exists=False)) as someone:
        await someone.press("down", "f4", "f2")
        await someone.person.begin()
        screen = someone.person.app.screen
        assert not screen.query("#tool-voice, #repeat")
        await someone.press("f4", "f7")
        assert not someone.person.app.voice_on
        await someone.person.press_tool("access")
        assert not someone.person.reads(someone.person.tr("How loud the voice is"))
        assert someone.voice.said == []


# -- interrupted


async def test_the_next_key_or_touch_is_silence_at_once(world: World) -> None:
    async with hearer_at(world) as someone:
        await someone.press("down")
        assert someone.voice.present
        await someone.press("x")
        assert someone.voice.present == []
        await someone.press("f2")
        assert someone.voice.present
        await tap(someone.person.app, someone.person.pilot, someone.person.app.screen.query_one("#sign"))
        assert not any("F2" in sentence for sentence in someone.voice.present)


async def test_a_refusal_is_said_each_time(world: World) -> None:
    async with hearer_at(world) as someone:
        await someone.press("enter")
        await someone.person.touch(someone.person.app.screen.query_one("#language-fr"))
        await someone.person.open_vote("Un nom pour la nouvelle place")
        await someone.person.until_on("ChoiceBallot")
        someone.person.app.screen.query_one("#main").focus()
        for _ in range(3):
            await someone.press("enter")
            assert someone.hears("Choose at least one option, or vote blank.")


# -- what changes


async def test_a_choice_says_its_state_and_a_page_only_itself(world: World) -> None:
    async with hearer_at(world, TINY) as someone:
        await someone.press("enter")
        await someone.person.touch(someone.person.app.screen.query_one("#language-fr"))
        await by_nothing(someone.person, world)
        await someone.press("tab")
        assert someone.last[0].endswith("pas choisi.") or "not chosen" in someone.last[0]
        said = await someone.press("enter")
        assert said[0].rstrip(".") == someone.person.tr("chosen")
        await someone.person.touch(someone.person.app.screen.query_one(".next", Action))
        assert not someone.hears("Review my vote →")
        assert someone.voice.present


async def test_another_language_is_another_voice(world: World) -> None:
    async with hearer_at(world) as someone:
        await someone.press("enter")
        await someone.person.touch(someone.person.app.screen.query_one("#language-fr"))
        await someone.person.until_on("HomeScreen")
        before = len(someone.voice.said)
        await someone.touch("tool-language-en")
        assert someone.hears("What would you like to do?")
        named, kind, *said = [language for _, language in someone.voice.said[before:]]
        assert (named, kind) == ("en", "fr"), (
            "a language is named by its own voice, a button in the present one"
        )
        assert set(said) == {"en"}


async def test_louder_and_faster_by_keys_and_by_rows_that_stay(world: World) -> None:
    async with hearer_at(world) as someone:
        await someone.press("enter")
        await someone.person.touch(someone.person.app.screen.query_one("#language-fr"))
        await someone.person.until_on("HomeScreen")
        for _ in range(9):
            await someone.press("f7", "f9")
        assert (someone.voice.decibels, someone.voice.rate) == (LOUDNESS[-1], SPEEDS[-1])
        for _ in range(9):
            await someone.press("f6", "f8")
        assert someone.hears("Very slow")
        assert (someone.voice.decibels, someone.voice.rate) == (LOUDNESS[0], SPEEDS[0])
        await someone.person.press_tool("access")
        await someone.press("tab", "tab")
        assert someone.hears("How loud the voice is")
        assert someone.hears("Very soft")
        await someone.press("enter")
        assert someone.hears("Soft")
        assert not someone.hears("What would help you?"), "the screen is not said anew"
        await someone.press("enter")
        assert someone.voice.decibels == 0, "the keys still point at the row"
        await someone.press("f7")
        assert someone.person.reads(someone.person.tr("Loud"))


# -- private


async def test_on_a_loudspeaker_a_code_is_only_counted(world: World) -> None:
    code = world.drawn["budget"][0]
    async with hearer_at(world) as someone:
        person = someone.person
        await someone.press("enter")
        await person.touch(person.app.screen.query_one("#language-fr"))
        await person.open_vote("Budget participatif")
        await person.until_on("CodeScreen")
        assert someone.hears(WARNING)
        begin = len(someone.voice.said)
        await someone.press(code[0])
        assert someone.last[0].rstrip(".") == person.tr("character typed")
        assert someone.hears("{n} of {total}", n=1, total=17)
        await person.type_on_glass(code[1])
        await someone.press("tab")
        assert person.app.focused is person.app.screen.query_one(Keyboard)
        assert someone.hears("The keys are not said aloud here. Type on real keys, or scan your card.")
        for key in ("right", "right", "down", "left", "enter", "backspace"):
            await someone.press(key)
        person.app.screen.post_message(events.Paste(code[2:9]))
        await someone.press("f2")
        single = [text for text, _ in someone.voice.said[begin:] if len(text.strip(".")) == 1]
        assert single == []
        assert code[:4] not in "".join(someone.voice.record.split(", "))


@pytest.mark.parametrize("headphones", [False, True], ids=["loudspeaker", "headphones"])
async def test_a_name_is_said_in_headphones_alone(headphones: bool, world: World) -> None:
    async with hearer_at(world, headphones=headphones) as someone:
        person = someone.person
        await someone.press("enter")
        await person.touch(person.app.screen.query_one("#language-fr"))
        await someone.press("f3")
        await person.open_vote("Mes idées pour mon quartier")
        await person.until_on("DeclaredScreen")
        await someone.press("z")
        assert (someone.last[0] == "z.") is headphones
        await someone.press("o", "ö", "backspace")
        assert any("ö" in sentence for sentence in someone.last) is headphones
        await someone.press("f2")
        assert ("zo" in someone.voice.record) is headphones
        assert someone.hears(WARNING) is False


async def test_a_pin_is_said_to_nobody(world: World) -> None:
    async with hearer_at(world, headphones=True) as someone:
        person = someone.person
        await someone.press("enter")
        await person.touch(person.app.screen.query_one("#language-fr"))
        await someone.press("f3")
        await person.open_vote("Atelier : aménager le parc")
        await person.until_on("AttendedScreen")
        before = len(someone.voice.said)
        for figure in PIN:
            await someone.press(figure)
        await someone.press("f2", "tab", "right", "down", "f2")
        said = " ".join(text for text, _ in someone.voice.said[before:])
        assert not [text for text, _ in someone.voice.said[before:] if text.rstrip(".").isdecimal()]
        assert PIN not in "".join(said.split())


async def test_an_address_is_not_read_back_aloud(world: World) -> None:
    async with hearer_at(world) as someone:
        person = someone.person
        await someone.press("enter")
        await person.touch(person.app.screen.query_one("#language-fr"))
        await person.choose("Signaler un problème dans la rue")
        await person.until_on("ActivityAboutScreen")
        await person.press("Begin →")
        for _ in range(12):
            if type(person.app.screen).__name__ == "CheckScreen":
                break
            question = person.visit.form.step.question
            if isinstance(question, ShortText) and question.address:
                await someone.press(*"zqx@x.org")
            elif question.kind in ("single", "multiple"):
                choices = list(person.app.screen.query("Choice"))
                if choices:  # a quartier is asked on the map, and may be passed over
                    await person.touch(choices[0])
            elif question.kind in ("short_text", "long_text"):
                await person.pilot.press(*"Un trou devant la porte du lavoir")
            await someone.touch("main")
            await person.pilot.pause()
        assert type(person.app.screen).__name__ == "CheckScreen", person.sees()
        said = list(someone.last)
        while person.can_touch(following := person.app.screen.query_one(".next")):
            await person.touch(following)
        assert "zqx" not in someone.voice.record
        assert "lavoir" in someone.voice.record
        assert any(person.tr("not said aloud here") in text for text, _ in someone.voice.said), said


async def test_alone_is_only_where_there_are_only_headphones(world: World) -> None:
    async with hearer_at(world) as someone:
        await someone.press("down", "f3")
        assert someone.hears("This tablet has a loudspeaker: what is private is not said.")
        assert not someone.person.app.narrator.alone


async def test_whoever_listens_alone_is_not_warned(world: World) -> None:
    async with hearer_at(world, headphones=True) as someone:
        await someone.press("down", "f3", "enter")
        await someone.person.touch(someone.person.app.screen.query_one("#language-fr"))
        await by_nothing(someone.person, world)
        assert heard(someone.person.tr(WARNING), someone.person.app.tr) not in someone.voice.record


# -- time


async def test_whoever_is_spoken_to_is_not_away(world: World) -> None:
    async with hearer_at(world) as someone:
        await someone.press("enter")
        await someone.person.touch(someone.person.app.screen.query_one("#language-fr"))
        someone.voice.speaking = True
        someone.pass_by(600)
        await someone.person.until_on("HomeScreen")
        someone.voice.speaking = False
        someone.pass_by(69)
        assert type(someone.person.app.screen).__name__ == "HomeScreen"
        someone.pass_by(1)
        await someone.person.until_on("StillThereScreen")
        assert someone.hears("Are you still there?")


async def test_the_countdown_is_said_twice_and_not_every_second(world: World) -> None:
    async with hearer_at(world) as someone:
        await someone.press("enter")
        await someone.person.touch(someone.person.app.screen.query_one("#language-fr"))
        await someone.person.until_on("HomeScreen")
        someone.pass_by(70)
        await someone.person.until_on("StillThereScreen")
        for _ in range(9):
            someone.pass_by(1)
            await someone.person.pilot.pause()
            assert someone.last == []
        someone.pass_by(1)
        words = someone.person.app.tr.plural(
            "The visit ends in {n} second.", "The visit ends in {n} seconds.", 10
        )
        assert someone.last == [words]


async def test_the_receipt_waits_for_the_voice(world: World) -> None:
    async with hearer_at(world) as someone:
        person = someone.person
        await someone.press("enter")
        await person.touch(person.app.screen.query_one("#language-fr"))
        await by_nothing(person, world)
        await person.choose("Place des Violettes")
        await person.review()
        await person.pilot.press("x")  # the warning that others can hear goes with the next key
        await person.cast()
        screen: Any = person.app.screen
        left = screen._left
        someone.voice.speaking = True
        screen._second()
        assert screen._left == left
        someone.voice.speaking = False
        screen._left = 11
        someone._from = len(someone.voice.said)
        screen._second()
        assert someone.hears("Finish · back in {n} s", n=10)


# -- the end


async def test_everything_is_as_before_for_the_next_person(world: World) -> None:
    async with hearer_at(world, headphones=True) as someone:
        person = someone.person
        await someone.press("down", "f3", "f7", "f9", "enter")
        await person.touch(person.app.screen.query_one("#language-fr"))
        await person.until_on("HomeScreen")
        await someone.touch("tool-leave")
        await person.until_on("AttractScreen")
        thanks = person.tr("Your visit is over. This tablet has forgotten it. Thank you.")
        assert someone.voice.present[-1] == thanks
        narrator = person.app.narrator
        assert (someone.voice.decibels, someone.voice.rate) == (0, 1)
        assert (narrator.on, narrator.alone, narrator._scene) == (False, False, None)
        before = len(someone.voice.said)
        await person.begin()
        assert len(someone.voice.said) == before


async def test_a_voice_that_cannot_be_heard_says_so_on_the_screen(world: World) -> None:
    async with hearer_at(world) as someone:
        await someone.press("enter")
        await someone.person.touch(someone.person.app.screen.query_one("#language-fr"))
        await someone.person.until_on("HomeScreen")
        someone.voice.failures = 2
        await someone.press("tab")
        assert someone.person.reads(someone.person.tr("The voice cannot be heard. Please ask the staff."))
        assert not someone.person.app.voice_on
        await someone.press("f4")
        assert someone.person.app.voice_on, "somebody may try again"


# -- the unsteady hand


async def test_a_second_strike_casts_nothing(world: World) -> None:
    tablet = world.tablet()
    async with person_at(tablet, second_strike_seconds=0.5) as person:
        await person.begin()
        await by_nothing(person, world)
        await person.choose("Je vote blanc")
        await person.press("Review my vote →")
        await person.until_on("ReviewScreen")
        person.ticks.now += 0.4
        await person.press("Cast my vote →")
        assert type(person.app.screen).__name__ == "ReviewScreen"
        assert aboard(tablet) == 0
        person.ticks.now += 0.1
        await person.cast()
    assert aboard(tablet) == 1


async def test_second_touches_and_keys_can_be_passed_over(world: World) -> None:
    async with person_at(world.tablet()) as person:
        await person.begin()
        await person.press_tool("access")
        await person.choose(person.tr("A second touch is not counted"))
        person.ticks.now += 1
        await person.press("Done")
        person.app.visit.choose_consultation("parc")  # type: ignore[union-attr]
        person.app.visit.take_part()  # type: ignore[union-attr]
        person.app.show_visit()
        await person.until_on("AttendedScreen")
        await person.pilot.press("1")
        await person.pilot.press("1")
        assert person.typed == "1"
        person.ticks.now += 0.6
        await person.pilot.press("1")
        assert person.typed == "11"
        await person.pilot.press("2")
        assert person.typed == "112", "another key is no second strike"
        person.app.end_visit()
        assert person.app.second_tap_seconds == 0
