"""Words are taken out of a resident's text; none is ever put in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import ModerationError
from sync.hub.moderation.redaction import MARK, redacted, redacted_parts, without

TEXT = "Appelez-moi au 06 12 34 56 78, je suis Paul Durand et je suis content."


@pytest.mark.parametrize(
    ("edited", "shown"),
    [
        (TEXT.replace("06 12 34 56 78", ""), "Appelez-moi au […], je suis Paul Durand et je suis content."),
        (
            TEXT.replace("06 12 34 56 78", "[...]"),
            "Appelez-moi au […], je suis Paul Durand et je suis content.",
        ),
        (
            TEXT.replace("Paul Durand", "[ … ]"),
            "Appelez-moi au 06 12 34 56 78, je suis […] et je suis content.",
        ),
        (TEXT.replace("Appelez-moi au 06 12 34 56 78, ", ""), "[…] je suis Paul Durand et je suis content."),
        (
            TEXT.replace(" et je suis content.", "").replace(" ", "\r\n"),
            "Appelez-moi au 06 12 34 56 78, je suis Paul Durand […]",
        ),
    ],
)
def test_what_is_left_out_is_marked(edited: str, shown: str) -> None:
    assert redacted(TEXT, edited) == shown


@pytest.mark.parametrize(
    ("edited", "word"),
    [
        (TEXT.replace("content", "mécontent"), "mécontent"),
        (TEXT + " Merci", "Merci"),
        ("je suis content. Appelez", "Appelez"),
        (TEXT.replace("content", "Content"), "Content"),
        ("<b>" + TEXT, "<"),
    ],
)
def test_a_word_that_was_not_there_is_refused(edited: str, word: str) -> None:
    with pytest.raises(ModerationError) as refused:
        redacted(TEXT, edited)
    assert (refused.value.reason, refused.value.values) == ("word_added", {"word": word})


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_but_the_authors_own_words_in_their_order_ever_comes_out(original: str, edited: str) -> None:
    try:
        shown = redacted(original, edited)
    except ModerationError:
        return
    place = 0
    for letter in shown.replace(MARK, ""):
        place = original.find(letter, place) + 1
        assert place


@given(st.text(alphabet="ab .,é\n[…]", max_size=40))
def test_a_text_that_was_not_touched_stays_as_it_is(text: str) -> None:
    assert redacted(text, text) in (text.strip(), redacted(text, redacted(text, text)))


def test_an_edit_that_takes_nothing_or_everything_is_refused() -> None:
    parts = {"title": "Une fontaine", "body": TEXT}
    for texts, reason in (
        ({"body": TEXT}, "nothing_taken_out"),
        ({}, "nothing_taken_out"),
        ({"body": "", "title": MARK}, "nothing_left"),
    ):
        with pytest.raises(ModerationError) as refused:
            redacted_parts(parts, texts)
        assert refused.value.reason == reason
    assert redacted_parts(parts, {"title": ""}) == {"title": MARK, "body": TEXT}


def test_what_was_found_is_offered_without() -> None:
    assert without("a b@c.fr d 0612345678", [(2, 8), (3, 5), (11, 21)]) == "a […] d […]"
