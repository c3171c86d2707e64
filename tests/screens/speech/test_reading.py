"""What the eye reads between the bars, the ear hears when the screen comes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.speech.marks import heard, spelled
from screens.widgets.action import Action
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.pages import unwrapped
from screens.widgets.qr import QR
from screens.widgets.text import wrapped
from tests.journeys.kiosk_app import LARGE, TINY, Person, person_at
from tests.screens.test_resident_pictures import WAYS
from tests.voices import RecordingVoice
from tests.world import World

_WORD = re.compile(r"[^\W\d_]{3,}")
_UNREAD = (Action, Field, Keyboard, QR)
"""Buttons are named by their long words, keys by their own; private fields say how much was typed."""


def words_between_the_bars(person: Person) -> set[str]:
    """Every word on the glass from the question down to the bottom bar, without keyboards and fields."""
    screen = person.app.screen
    lines = [strip.text for strip in screen._compositor.render_strips()]
    top = min(widget.region.y for widget in screen.query("#question, #body, #sign"))
    end = min((widget.region.y for widget in screen.query("#bottom")), default=len(lines))
    glass = [list(line) for line in lines]
    messages = [notice.region for notice in screen.query("#notice.-said")]
    for kind in _UNREAD:
        for widget in screen.query(kind):
            for y in range(widget.region.y, min(widget.region.bottom, len(glass))):
                if any(message.y <= y < message.bottom for message in messages):
                    continue  # it lies over the button
                glass[y][widget.region.x : widget.region.right] = " " * widget.region.width
    seen = "\n".join("".join(line) for line in glass[top:end])
    visit = person.app.visit
    for kept in visit.kept if visit else ():
        seen = seen.replace(kept.receipt, "")  # it is spelled: `test_a_receipt_is_spelled`
    return {word.lower() for word in _WORD.findall(seen)}


@pytest.mark.parametrize(
    ("name", "grid"),
    [
        *((name, TINY) for name in (
            "home", "about", "code", "birth_date", "pin", "quartier", "points_given", "approval_chosen",
            "knapsack_over", "blank", "ranking_ranked", "review_points", "recorded", "still_there", "leave",
        )),
        *((name, LARGE) for name in ("home", "points_given", "ranking_ranked", "recorded", "unknown_code")),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]}x{value[1]}",
)  # fmt: skip
async def test_every_word_of_a_screen_is_said_when_it_comes(
    name: str, grid: tuple[int, int], world: World
) -> None:
    voice = RecordingVoice()
    async with person_at(world.tablet(), grid, voice=voice) as person:
        await WAYS[name](person, world)
        assert voice.said == [], "nobody asked for a voice"
        await person.pilot.press("f4")
        seen = words_between_the_bars(person)
        assert seen, person.sees()
        said = {word.lower() for word in _WORD.findall(voice.record)}
        assert seen <= said, f"not said: {seen - said}\n{voice.record}"
        assert {language for _, language in voice.said} == {"fr"}
        main = list(person.app.screen.query("#main").results(Action))
        if main:
            action = heard(main[0].spoken, person.app.tr)
            action = re.sub(r" · .*$|, .*$", "", action)  # a countdown goes on
            assert any(action in sentence for sentence in voice.present)


async def test_a_receipt_is_spelled(world: World) -> None:
    voice = RecordingVoice()
    async with person_at(world.tablet(), TINY, voice=voice) as person:
        await WAYS["recorded"](person, world)
        await person.pilot.press("f4")
        assert f"{spelled(str(person.visit.receipt))}." in voice.present


@pytest.mark.parametrize("width", [9, 38, 66])
@given(text=st.text(alphabet="ab é\u00a0\n.", max_size=200))
def test_a_text_broken_for_the_screen_is_whole_again_for_the_ear(width: int, text: str) -> None:
    lines = wrapped(text, width)
    whole = unwrapped(text, lines, 0, len(lines))
    assert whole.split() == text.split()
    assert [line.split() for line in whole.split("\n") if line.split()] == [
        line.split() for line in text.split("\n") if line.split()
    ]


@given(text=st.text(alphabet="abc \n", max_size=120), cut=st.integers(0, 20))
def test_pages_said_one_after_another_are_the_text(text: str, cut: int) -> None:
    lines = wrapped(text, 12)
    cut = min(cut, len(lines))
    pages = (unwrapped(text, lines, 0, cut), unwrapped(text, lines, cut, len(lines)))
    assert "".join(" ".join(pages).split()) == "".join(text.split())
