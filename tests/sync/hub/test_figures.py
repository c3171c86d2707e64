"""Somebody who knows the rule, the total and everything that is shown tries to compute what is withheld."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.hub.figures import both_sides, without_small_cells

NAMES = ("good", "fair", "bad", "not_said")


def tables(cells: int, total: int) -> Iterator[tuple[int, ...]]:
    """Every table of so many cells and that total."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in tables(cells - 1, total - first))


@pytest.mark.parametrize(("cells", "largest"), [(2, 60), (3, 50), (4, 34)])
def test_no_withheld_cell_follows_from_what_is_shown(cells: int, largest: int) -> None:
    """Every table up to a total, grouped by what a reader sees: the total and the cells that are shown."""
    seen: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for numbers in (table for total in range(largest + 1) for table in tables(cells, total)):
        shown = without_small_cells(dict(zip(NAMES, numbers, strict=False)))
        seen[sum(numbers), tuple(shown.values())].append(numbers)
    attacked = 0
    for (_total, shown), possible in seen.items():  # type: ignore[misc]
        for place, cell in enumerate(shown):
            if cell is None:
                attacked += 1
                values = {numbers[place] for numbers in possible}
                assert len(values) > 1, (shown, possible)
    assert attacked > 100


@given(st.lists(st.integers(0, 60), min_size=2, max_size=9))
def test_each_small_cell_may_be_eight_numbers_at_least_and_ten_people_are_withheld(
    numbers: list[int],
) -> None:
    table = {str(place): number for place, number in enumerate(numbers)}
    shown = without_small_cells(table)
    hidden = [name for name, number in shown.items() if number is None]
    assert all(shown[name] is None for name, number in table.items() if 0 < number < 10)
    assert all(number == table[name] for name, number in shown.items() if number is not None)
    if hidden and len(hidden) < len(table):
        assert sum(table[name] for name in hidden) >= 10
        small = [name for name in hidden if table[name] < 10]
        big = [name for name in hidden if table[name] >= 10]
        for attacked in small:
            for value in range(1, 9):
                # Another town with the same total, in which this cell is `value`: it shows the same.
                other = table | dict.fromkeys(small, 1) | dict.fromkeys(big, 10) | {attacked: value}
                last = next(name for name in map(str, range(len(table))) if name in big)
                other[last] += sum(numbers) - sum(other.values())
                assert without_small_cells(other) == shown


def test_of_an_answer_that_some_gave_the_others_are_a_cell_too() -> None:
    assert [both_sides(number, 30) for number in (0, 1, 9, 10, 20, 21, 29, 30)] == [
        *(0, None, None, 10, 20, None, None, 30)
    ]
