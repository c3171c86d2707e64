"""Speed and time left: only what was measured, and one slow parcel does not throw it over."""

from __future__ import annotations

import pytest

from kiosk.pace import Pace


def test_nothing_is_said_before_two_measurements() -> None:
    pace = Pace()
    assert pace.bytes_per_second is None
    pace.note(2.0, 1200, 1000)
    assert pace.bytes_per_second is None
    assert pace.seconds_left(4000) is None
    pace.note(3.0, 2400, 2000)
    assert pace.bytes_per_second is not None
    assert pace.seconds_left(4000) is not None


def test_what_brings_nothing_is_no_measurement() -> None:
    pace = Pace()
    pace.note(0.0, 0, 0)
    pace.note(1.0, 1000, 1000)
    pace.note(5.0, 1000, 1000)
    pace.note(1.0, 2000, 2000)
    assert pace.bytes_per_second is None


def test_a_steady_line_gives_its_speed_and_the_time_of_the_rest() -> None:
    pace = Pace()
    for second in (1, 2, 3):
        pace.note(float(second), 1200 * second, 1000 * second)
    assert pace.bytes_per_second == pytest.approx(1200)
    assert pace.seconds_left(10_000) == pytest.approx(7)
    assert pace.seconds_left(3000) == 0


def test_one_slow_parcel_does_not_throw_it_over() -> None:
    pace = Pace()
    pace.note(1.0, 1000, 1000)
    pace.note(2.0, 2000, 2000)
    pace.note(12.0, 3000, 3000)
    assert pace.bytes_per_second == pytest.approx(640)
