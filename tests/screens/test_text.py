"""Text that people wrote stays text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.widgets.text import clean, plain, wrapped


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("a\x1b]0;title\x07b", "ab"),
        ("a\x1b]8;;http://x\x1b\\b", "ab"),
        ("a\x9b31mb", "ab"),
        ("\x1bPq#0\x1b\\after", "after"),
        ("a\x00b\x07c\x7fd\x85e", "abcd\ne"),
        ("\u202e\u2066abc\u2069\u202c\u200e\u200f\u061c", "abc"),
        ("tab\there", "tab here"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("\ud800x", "\N{REPLACEMENT CHARACTER}x"),
        ("L’été à Toulouse — 390 000 €", "L’été à Toulouse — 390 000 €"),
    ],
)
def test_only_what_reads_as_text_is_left(written: str, shown: str) -> None:
    assert clean(written) == shown


def test_an_endless_text_is_cut_with_an_ellipsis() -> None:
    cut = clean("a" * 100_000, 40)
    assert cut == "a" * 39 + "…"


def test_brackets_carry_no_style_and_no_link() -> None:
    content = plain("[bold]x[/bold] [@click=app.quit]y[/]")
    assert content.plain == "[bold]x[/bold] [@click=app.quit]y[/]"
    assert not content.spans


@given(st.text(), st.integers(2, 60))
def test_no_control_or_direction_character_ever_passes(text: str, limit: int) -> None:
    shown = clean(text, limit)
    assert len(shown) <= limit
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in shown)
    assert not set(shown) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert shown.encode().decode() == shown


def test_lines_break_at_words_and_lose_nothing() -> None:
    lines = wrapped("Une maison du lac et de la nature", 12)
    assert " ".join(lines) == "Une maison du lac et de la nature"
    assert all(len(line) <= 12 for line in lines)


@pytest.mark.parametrize("width", range(12, 40))
def test_no_line_breaks_between_a_number_and_its_unit(width: int) -> None:
    lines = wrapped("Il reste 23\u202f000\u00a0€ en tout\u00a0: est-ce assez\u00a0?", width)
    assert " ".join(lines) == "Il reste 23\u202f000\u00a0€ en tout\u00a0: est-ce assez\u00a0?"
    assert all(len(line) <= width for line in lines)
    assert not any(line.startswith(("€", "000", ":", "?")) for line in lines)
