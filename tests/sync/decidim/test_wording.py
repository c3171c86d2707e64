"""HTML that strangers wrote becomes text that a terminal can show, and nothing more."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.decidim.wording import TEXT_MAX, from_html, from_text

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff\u200b\u00ad"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p>Un banc.</p><p>Deux&nbsp;arbres &amp; une fontaine&#8239;!</p>",
            "Un banc.\n\nDeux\u00a0arbres & une fontaine\u202f!",
        ),
        ("Une ligne<br>une autre<br/>et encore", "Une ligne\nune autre\net encore"),
        ("<p>Il faut\n   de l’<b>om</b>bre.</p>", "Il faut de l’ombre."),
        (
            "<p>Avant</p><ul><li>un</li><li><p>deux</p></li></ul><ol><li>trois</li></ol><p>Après</p>",
            "Avant\n\n– un\n\n– deux\n\n– trois\n\nAprès",
        ),
        ("<ul><li>un</li><li>deux <b>fois</b></li></ul>", "– un\n– deux fois"),
        ('Voir <a href="https://toulouse.fr/parc">le parc</a>.', "Voir le parc (https://toulouse.fr/parc)."),
        ('Voir <a href="https://toulouse.fr/">toulouse.fr</a>.', "Voir toulouse.fr."),
        ('<a href="/processes/bp">le budget</a>', "le budget (https://city.example/processes/bp)"),
        ('<a href="mailto:mairie@toulouse.fr?subject=x">Écrire</a>', "Écrire (mairie@toulouse.fr)"),
        ('<a href="javascript:alert(1)">Cliquez</a>', "Cliquez"),
        ('<a href="java\nscript:alert(1)">Cliquez</a>', "Cliquez"),
        ("<h2>Titre</h2>Texte", "Titre\n\nTexte"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("Une ligne\nune <b>autre</b>", "Une ligne\nune autre"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("Deux < trois et x > y", "Deux < trois et x > y"),
        ("", ""),
        ("<p> </p><p></p>", ""),
    ],
)
def test_paragraphs_lists_and_links_stay(html: str, text: str) -> None:
    assert from_html(html, TEXT_MAX, "https://city.example").text == text


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>ok",
        "<SCRIPT SRC=//x>alert(1)</SCRIPT>ok",
        "<style>p{color:red}</style>ok",
        "<svg><text>alert</text></svg>ok",
        "<template><p>alert</p></template>ok",
        "<!-- alert -->ok",
        "<![CDATA[alert]]>ok",
        "<?php alert ?>ok",
        "<p hidden>alert</p>ok",
        "<iframe src='https://video.example'>alert</iframe>ok",
        "<textarea>alert</textarea>ok",
    ],
)
def test_what_is_not_text_is_gone(html: str) -> None:
    assert from_html(html, TEXT_MAX).text == "ok"


def test_what_had_something_to_show_is_named() -> None:
    found = from_html(
        '<p>a</p><iframe src="x"></iframe><img src="y" alt="Le plan"><script></script>', TEXT_MAX
    )
    assert found.dropped == ("iframe", "img")
    assert found.text == "a\n\n[Le plan]"


def test_signs_that_steer_a_terminal_or_turn_its_direction_are_gone() -> None:
    found = from_html(f"a&#27;[31m&#x202e;b{BIDI}c\x07\x9b2J&#0;d\u0085e", TEXT_MAX).text
    assert not set(found) & set(BIDI + "\x1b\x07\x9b\x00\x85")
    assert found.startswith("a[31mb")
    assert from_text(f"Ti{BIDI}tre\n\x1b]0;x\x07", 100).text == "Titre ]0;x"


def test_letters_are_not_buried_under_marks() -> None:
    assert len(from_html("o" + "\u0336" * 500 + "k", TEXT_MAX).text) <= 8


def test_a_long_text_is_cut_at_a_word_and_says_so() -> None:
    found = from_html("<p>" + "mot " * 1000 + "</p>", 100)
    assert found.cut
    assert len(found.text) <= 100
    assert found.text.endswith("mot …")
    assert not from_html("<p>court</p>", 100).cut


def test_words_that_are_no_html_stay_as_typed() -> None:
    assert from_text("2 < 3 & <b>gras</b>", 100).text == "2 < 3 & <b>gras</b>"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 60_000 + "x",
        "<a href='https://x.fr'>" * 8_000 + "x",
        "<ul><li>" * 20_000 + "x",
        "</p>" * 50_000 + "x",
        "<" * 100_000 + "x",
        "<!--" * 40_000 + "x",
        "<?" * 90_000 + "x",
        "<!a" * 60_000 + "x",
        "<![CDATA[" * 20_000 + "x",
        "<a b='" * 30_000 + "x",
        "<script>" * 20_000 + "x",
        "</" * 90_000 + "x",
        "&" * 150_000 + "x",
        "<p>x" * 50_000,
        "<td " + "a='b' " * 30_000 + ">x",
        "\u0301" * 200_000,
        "x" * 5_000_000,
    ],
    ids=[
        "deep",
        "links",
        "lists",
        "ends",
        "less",
        "comments",
        "processing",
        "declarations",
        "cdata",
        "quotes",
        "scripts",
        "slashes",
        "ampersands",
        "paragraphs",
        "attributes",
        "marks",
        "long",
    ],
)
def test_a_hostile_text_takes_no_long_time(html: str) -> None:
    start = time.process_time()
    assert len(from_html(html, TEXT_MAX).text) <= TEXT_MAX
    assert time.process_time() - start < 15


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&/a li\n\t")), max_size=400))
def test_whatever_comes_what_is_left_can_be_shown(html: str) -> None:
    text = from_html(html, TEXT_MAX).text
    for letter in text:
        assert letter == "\n" or letter in "\u200c\u200d" or unicodedata.category(letter)[0] != "C"
    assert text == text.strip()
    assert "\n\n\n" not in text


@given(
    st.text(
        alphabet=st.one_of(st.characters(exclude_characters="<&"), st.sampled_from(" \n\t")), max_size=300
    )
)
def test_a_text_without_markup_is_the_same_on_the_short_way(words: str) -> None:
    """A comment at the end sends it the long way; it leaves nothing behind."""
    assert from_html(words, TEXT_MAX) == from_html(f"{words}<!-- -->", TEXT_MAX)
