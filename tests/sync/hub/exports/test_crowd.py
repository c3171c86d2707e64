"""Whoever is shown something of is one of ten who show the same."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sync.hub.exports.crowd import WITHHELD, Crowd

Row = tuple[str, tuple[str, str, str]]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["rives", "canal"]),
        st.tuples(st.sampled_from("kp"), st.sampled_from(["fr", "oc", "es"]), st.sampled_from(["", "60-74"])),
    ),
    max_size=120,
)


def shown(rows: list[Row]) -> list[Row]:
    """What a table shows of these rows."""
    crowd = Crowd()
    for group, values in rows:
        crowd.add(values, group)
    table = crowd.shown()
    return [(group, table[group, values]) for group, values in rows]  # type: ignore[misc]


@given(ROWS)
def test_ten_rows_agree_or_everything_of_the_group_is_withheld(rows: list[Row]) -> None:
    counted = Counter(shown(rows))
    for (group, values), number in counted.items():
        whole = sum(here == group for here, _ in rows)
        assert number >= min(10, whole)
        if whole < 10:
            assert set(values) == {WITHHELD}


@given(ROWS)
def test_a_value_is_shown_as_it_is_or_not_at_all(rows: list[Row]) -> None:
    for (group, values), (shown_group, kept) in zip(rows, shown(rows), strict=True):
        assert group == shown_group
        hidden = kept.count(WITHHELD)
        assert kept == (WITHHELD,) * hidden + values[hidden:], "the first go first"


@given(ROWS)
def test_the_order_of_rows_does_not_matter(rows: list[Row]) -> None:
    assert sorted(shown(rows)) == sorted(shown(rows[::-1]))


def test_a_few_take_a_whole_group_with_them() -> None:
    many = [("rives", ("k", "fr", ""))] * 12 + [("rives", ("k", "es", ""))] * 40
    few = [("rives", ("p", "oc", "60-74"))] * 3
    counted = Counter(values for _, values in shown(many + few))
    assert counted == {("k", "es", ""): 40, (WITHHELD,) * 3: 15}


def test_language_goes_before_age() -> None:
    rows = [("", ("k", language, "60-74")) for language in ("fr", "es", "oc", "en") for _ in range(9)]
    assert Counter(values for _, values in shown(rows)) == {(WITHHELD, WITHHELD, "60-74"): 36}
