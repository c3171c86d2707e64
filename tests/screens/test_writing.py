"""A text with a cursor in it does what a plain string does; its lines know where each character stands."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.widgets.lines import broken, cells_before, index_at, line_of, stops
from screens.widgets.writing import Move, Writing

LIMIT = 12
LETTERS = st.text("abé ç,.\n’", max_size=6)
STRANGE = st.lists(
    st.sampled_from(
        ["a", "e", "é", " ", "\n", "\u0301", "\u0327", "日", "👩🏽\u200d🌾", "❤\ufe0f", "\u00a0"]
    ),
    max_size=30,
).map("".join)


@dataclass
class Plain:
    """What the text must be: a list of letters and a number, changed one letter at a time."""

    letters: list[str]
    at: int = 0

    def insert(self, text: str) -> None:
        for letter in text:
            if len(self.letters) < LIMIT:
                self.letters.insert(self.at, letter)
                self.at += 1

    def erase(self) -> None:
        if self.at:
            self.at -= 1
            del self.letters[self.at]

    def erase_after(self) -> None:
        if self.at < len(self.letters):
            del self.letters[self.at]

    def word_left(self) -> int:
        at = self.at
        if at and self.letters[at - 1] == "\n":
            return at - 1
        while at and self.letters[at - 1] == " ":
            at -= 1
        while at and self.letters[at - 1] not in " \n":
            at -= 1
        return at

    def word_right(self) -> int:
        at = self.at
        if at < len(self.letters) and self.letters[at] == "\n":
            return at + 1
        while at < len(self.letters) and self.letters[at] == " ":
            at += 1
        while at < len(self.letters) and self.letters[at] not in " \n":
            at += 1
        return at


ACTS = st.one_of(
    LETTERS.map(lambda text: ("insert", text)),
    st.sampled_from(
        ["erase", "erase_after", "erase_word", "erase_word_after", *(move.name for move in Move)]
    ).map(lambda act: (act, "")),
    st.integers(-2, LIMIT + 2).map(lambda at: ("go", str(at))),
)


ERASING = {
    "erase": Writing.erased,
    "erase_after": Writing.erased_after,
    "erase_word": Writing.erased_word,
    "erase_word_after": Writing.erased_word_after,
}


def done(writing: Writing, act: str, text: str) -> Writing:
    if act == "insert":
        return writing.insert(text, LIMIT)
    if act == "go":
        return writing.moved_to(int(text))
    return ERASING[act](writing) if act in ERASING else writing.moved(Move[act])


def do(plain: Plain, act: str, text: str) -> None:
    match act:
        case "insert":
            plain.insert(text)
        case "go":
            plain.at = max(0, min(len(plain.letters), int(text)))
        case "erase":
            plain.erase()
        case "erase_after":
            plain.erase_after()
        case "erase_word":
            start, plain.at = plain.word_left(), plain.at
            del plain.letters[start : plain.at]
            plain.at = start
        case "erase_word_after":
            del plain.letters[plain.at : plain.word_right()]
        case "LEFT":
            plain.at = max(0, plain.at - 1)
        case "RIGHT":
            plain.at = min(len(plain.letters), plain.at + 1)
        case "WORD_LEFT":
            plain.at = plain.word_left()
        case "WORD_RIGHT":
            plain.at = plain.word_right()
        case "START":
            plain.at = 0
        case "END":
            plain.at = len(plain.letters)


@given(st.lists(ACTS, max_size=40))
def test_editing_is_what_it_is_on_a_plain_string(acts: list[tuple[str, str]]) -> None:
    writing, plain = Writing(), Plain([])
    for act, text in acts:
        writing = done(writing, act, text)
        do(plain, act, text)
        assert (writing.text, writing.at) == ("".join(plain.letters), plain.at), (act, text)


@given(STRANGE, st.lists(ACTS, max_size=30))
def test_the_cursor_is_never_inside_a_character(text: str, acts: list[tuple[str, str]]) -> None:
    writing = Writing().insert(text, LIMIT)
    for act, more in acts:
        writing = done(writing, act, more)
        assert writing.at in stops(writing.text)
        assert len(writing.text) <= LIMIT


def test_a_mark_that_comes_alone_joins_its_letter() -> None:
    writing = Writing().insert("été".replace("é", "e"), 9)
    for at in (3, 1):
        writing = writing.moved_to(at).insert("\u0301", 9)
    assert (writing.text, writing.at) == ("été", 1)


@pytest.mark.parametrize("whole", ["👩🏽\u200d🌾", "日", "e\u0327\u0301"])
def test_what_is_one_character_to_the_eye_goes_in_one_piece(whole: str) -> None:
    whole = unicodedata.normalize("NFC", whole)
    writing = Writing().insert(f"a{whole}b", 30).moved(Move.LEFT)
    assert writing.erased().text == "ab"


@given(st.text("ab é’-\n日", max_size=80) | STRANGE, st.integers(2, 20))
@example(" aa日", 3)
def test_lines_cover_the_text_and_fit_the_room(text: str, width: int) -> None:
    lines = broken(text, width)
    rebuilt = "".join(text[line.start : line.end] + ("" if line.soft else "\n") for line in lines)
    assert rebuilt == text + "\n"
    for line in lines:
        assert cell_len(text[line.start : line.end].rstrip(" ")) <= width


@given(st.text("ab é’-\n日", max_size=80) | STRANGE, st.integers(2, 20))
def test_a_tap_where_the_cursor_stands_leaves_it_there(text: str, width: int) -> None:
    lines = broken(text, width)
    for at in stops(text):
        line = lines[line_of(lines, at)]
        column = cells_before(text, line, at)
        same = index_at(text, line, column)
        assert cells_before(text, line, same) == column


@given(st.lists(st.text("abcdé", min_size=1, max_size=7), min_size=1, max_size=12))
def test_lines_break_at_words(words: list[str]) -> None:
    text = " ".join(words)
    lines = broken(text, 8)
    assert [word for line in lines for word in text[line.start : line.end].split()] == words


@pytest.mark.parametrize(
    ("before", "begins"),
    [
        ("", True),
        ("Bonjour", False),
        ("Bonjour ", False),
        ("Bonjour. ", True),
        ("Bonjour.", False),
        ("Oui ! ", True),
        ("Vraiment ? ", True),
        ("C’est tout… ", True),
        ("Il dit : « Oui. » ", True),
        ("Il dit : « ", False),
        ("« ", True),
        ("Fini. «\u00a0", True),
        ("Fini.\n", True),
        ("Fini, ", False),
        ("Il coûte 3.", False),
        ("- ", True),
        ("¿", True),
        ("Hola. ¡", True),
        ("Une liste :\n- ", True),
        ("Fini.\u00a0", True),
    ],
)
def test_where_a_sentence_begins(before: str, begins: bool) -> None:
    assert Writing(before, len(before)).begins_sentence is begins


@pytest.mark.parametrize(
    ("text", "at", "begun"),
    [
        ("l’omb", 5, "omb"),
        ("ombre", 3, ""),
        ("omb", 3, "omb"),
        ("omb re", 3, "omb"),
        ("1a", 2, "a"),
        ("a ", 2, ""),
    ],
)
def test_the_word_that_is_being_written(text: str, at: int, begun: str) -> None:
    assert Writing(text, at).begun_word == begun
