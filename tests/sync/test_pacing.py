"""No storm: when sixty tablets would all begin at once, as arithmetic."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from kiosk.ids import TabletId
from sync.pacing import back_off_seconds, interval_seconds, place_of, spread_seconds

SIXTY = [TabletId(f"t-{number:08x}") for number in range(60)]


def busiest_second(moments: list[float]) -> int:
    """How many come in the busiest second."""
    return max(Counter(int(moment) for moment in moments).values())


def test_a_tablet_has_its_place_for_good_and_no_two_the_same() -> None:
    places = [place_of(tablet) for tablet in SIXTY]
    assert places == [place_of(tablet) for tablet in SIXTY]
    assert len(set(places)) == 60
    assert all(0 <= place < 1 for place in places)


def test_sixty_tablets_that_one_switch_turns_on_spread_over_the_minute() -> None:
    drawn = random.Random(1).random
    moments = [spread_seconds(tablet, 60, drawn) for tablet in SIXTY]
    assert all(0 <= moment < 60 for moment in moments)
    assert busiest_second(moments) <= 5
    quarters = Counter(int(moment // 15) for moment in moments)
    assert min(quarters[quarter] for quarter in range(4)) >= 5


def test_the_drawn_part_keeps_two_tablets_of_one_place_apart() -> None:
    early, late = spread_seconds(SIXTY[0], 60, lambda: 0.0), spread_seconds(SIXTY[0], 60, lambda: 0.99)
    assert 5 < late - early <= 6


def test_sixty_tablets_in_step_fall_out_of_step() -> None:
    drawn = random.Random(2).random
    moments = [interval_seconds(300, drawn) for _ in SIXTY]
    assert all(270 <= moment < 330 for moment in moments)
    assert busiest_second(moments) <= 5


def test_after_failures_sixty_tablets_come_back_one_by_one() -> None:
    drawn = random.Random(3).random
    moments = [back_off_seconds(6, first=75, most=900, draw=drawn) for _ in SIXTY]
    assert busiest_second(moments) <= 3


@pytest.mark.parametrize("failures", range(25))
def test_waiting_grows_to_its_bound_and_never_beyond(failures: int) -> None:
    longest = back_off_seconds(failures, first=5, most=900, draw=lambda: 1.0)
    assert longest == min(900, 5 * 2 ** max(0, failures - 1))
    assert back_off_seconds(failures, draw=lambda: 0.0) == 1.0
    assert 1.0 <= back_off_seconds(failures) <= longest
