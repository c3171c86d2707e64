"""What the keys of a keyboard do to a field: pages, capitals, words. Nothing of places and fingers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from screens.widgets.field import Field
from screens.widgets.keynames import Shift
from screens.widgets.layouts import (
    ACCENTS,
    DELETE,
    DELETE_WORD,
    FUNCTIONS,
    HELD,
    LEFT,
    NEW_LINE,
    PAGE_KEYS,
    RIGHT,
    SHIFT,
    SPACE,
    Layout,
)
from screens.widgets.writing import Move, Writing

Suggest = Callable[[str], Sequence[str]]
"""Whole words for the beginning of one."""
_BEGUN_LETTERS = 2
"""So many letters of a word are there before words are suggested."""
_NO_SPACE_BEFORE = frozenset(",.")


class Typist:
    """The state of a keyboard between two keys: the page shown, the capitals, the words suggested."""

    def __init__(
        self,
        layout: Layout,
        field: Field,
        *,
        sentences: bool,
        suggest: Suggest | None,
        changed: Callable[[], object],
    ) -> None:
        """`changed` is called when keys look other than before."""
        self._layout, self._field, self._changed = layout, field, changed
        self._sentences, self._suggest = sentences, suggest
        self.page = layout.first
        """The page shown: the name of the key that turns to it."""
        self.shift = Shift.OFF
        """Whether capitals are typed."""
        self._by_itself = False
        """Whether the capital came by itself, at the beginning of a sentence."""
        self.words: tuple[str, ...] = ()
        """What is suggested now."""
        self._own_space = False
        """Whether the space before the cursor came with a suggested word."""
        field.follow(self._follow)
        self._follow()

    # -- what there is

    @property
    def has_accents(self) -> bool:
        """Whether texts are written with it, and not figures, codes or addresses."""
        return ACCENTS in self._layout.pages

    def face(self, name: str) -> str:
        """What a key types now, or its name."""
        if name in FUNCTIONS or self.shift is Shift.OFF or len(name) > 1:
            return name
        capital = name.upper()
        return capital if len(capital) == 1 else name

    def held_letters(self, name: str) -> str:
        """What a key opens when it is held."""
        return HELD.get(name, "") if self.has_accents else ""

    def can_be_held(self, name: str) -> bool:
        """Whether holding a key does something else than a tap."""
        return self.has_accents and (name in (DELETE, SHIFT) or name in HELD)

    # -- what keys do

    def press(self, name: str) -> None:
        """Do what the key called `name` does."""
        own_space, self._own_space = self._own_space, False
        if name in PAGE_KEYS:
            self.page = name
        elif name == SHIFT:
            # Capitals that came by themselves go with a tap; a second tap on others makes them stay.
            wants = {Shift.OFF: Shift.ONCE, Shift.ONCE: Shift.LOCKED, Shift.LOCKED: Shift.OFF}
            self._set_shift(Shift.OFF if self._by_itself else wants[self.shift])
        elif name == DELETE:
            self._field.erase()
        elif name == DELETE_WORD:
            self._field.edit(Writing.erased_word)
        elif name in (LEFT, RIGHT):
            self._field.move(Move.LEFT if name == LEFT else Move.RIGHT)
        elif name.startswith("@") and len(name) > 1:
            self._field.edit(lambda writing: _at_domain(writing, name))
        else:
            if own_space and name in _NO_SPACE_BEFORE:
                self._field.erase()
            self._type("\n" if name == NEW_LINE else self.face(name))

    def lock_capitals(self) -> None:
        """Type capitals until the key is pressed again."""
        self._set_shift(Shift.LOCKED)

    def complete(self, word: str) -> None:
        """Put a suggested word in the place of its beginning, and a space."""
        begun = self._field.writing.begun_word
        if len(self._field.value) - len(begun) + len(word) <= self._field.limit:
            for _ in begun:
                self._field.erase()
            self._field.write(word + SPACE)
            self._own_space = True

    def _type(self, character: str) -> None:
        if self.shift is Shift.ONCE and character.isalpha():
            self._set_shift(Shift.OFF)
        if self.page == ACCENTS and character not in (SPACE, "\n"):
            self.page = self._layout.first
        self._field.write(character)

    def _set_shift(self, shift: Shift, *, by_itself: bool = False) -> None:
        if (shift, by_itself) != (self.shift, self._by_itself):
            self.shift, self._by_itself = shift, by_itself
            self._changed()

    def _follow(self) -> None:
        """The text is another one, whoever wrote it: capitals and suggestions are what it asks for."""
        writing = self._field.writing
        if self._sentences and (self.shift is Shift.OFF or self._by_itself):
            begins = writing.begins_sentence
            self._set_shift(Shift.ONCE if begins else Shift.OFF, by_itself=begins)
        if self._suggest is not None:
            begun = writing.begun_word
            self.words = tuple(self._suggest(begun)) if len(begun) >= _BEGUN_LETTERS else ()
            self._changed()


def _at_domain(writing: Writing, domain: str) -> Writing:
    """An address up to its ``@``, or all of it, with this end."""
    text = writing.text.partition("@")[0].strip() + domain
    return Writing(text, len(text))
