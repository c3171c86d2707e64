"""Words that are suggested: those of the list that begin so, the most frequent first, accents forgiven."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import SettingsError
from kiosk.suggestions import WordList

WORDS = [("été", 90), ("étage", 50), ("eternel", 5), ("étang", 20), ("école", 70), ("cœur", 30), ("quai", 8)]
LETTERS = "abeéèo"


@pytest.mark.parametrize(
    ("begun", "found"),
    [
        ("et", ("été", "étage", "étang")),
        ("éta", ("étage", "étang")),
        ("ete", ("été", "eternel")),
        ("été", ()),
        ("éte", ()),
        ("Et", ("Été", "Étage", "Étang")),
        ("ET", ("ÉTÉ", "ÉTAGE", "ÉTANG")),
        ("coeu", ("cœur",)),
        ("cœu", ("cœur",)),
        ("q", ("quai",)),
        ("z", ()),
        ("", ()),
        ("?", ()),
    ],
)
def test_completions(begun: str, found: tuple[str, ...]) -> None:
    assert WordList(WORDS).completions(begun) == found


def test_words_without_counts_come_in_order_of_length() -> None:
    assert WordList([("arbres", 0), ("arbre", 0), ("arbuste", 0)]).completions("ar", 2) == ("arbre", "arbres")


def folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


@given(
    st.dictionaries(st.text(LETTERS, min_size=1, max_size=7), st.integers(0, 9), max_size=30),
    st.text(LETTERS, min_size=1, max_size=6),
)
def test_what_is_found_is_what_a_look_at_every_word_finds(words: dict[str, int], begun: str) -> None:
    plain = begun == folded(begun)
    fitting = [
        word
        for word in words
        if word != begun and (folded(word).startswith(begun) if plain else word.startswith(begun))
    ]
    fitting.sort(key=lambda word: (-words[word], len(word), word))
    assert WordList(words.items()).completions(begun) == tuple(fitting[:3])


def test_a_list_is_read_with_and_without_counts(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    text = "\ufeffarbre 12\narbuste\t40\narbres\n\n42 7\nc’est 900\nar 5\nde\u0301ja 1\n"
    path.write_text(text, encoding="utf-8")
    words = WordList.read(path)
    assert words.completions("ar") == ("arbuste", "arbre", "arbres")
    assert words.completions("de") == ("déja",)
    assert words.completions("c") == ()


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.txt", "cannot be read"), (tmp_path / "latin.txt", "UTF-8")):
        if path.name == "latin.txt":
            path.write_bytes("été".encode("latin-1"))
        with pytest.raises(SettingsError, match=words):
            WordList.read(path)
