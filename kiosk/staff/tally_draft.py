"""A tally while it is taken: what is asked, what is counted so far, and what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.contributions.tally import OPTIONS_MAX, OPTIONS_MIN, PEOPLE_MAX, wrong_hands
from kiosk.errors import StaffError
from kiosk.paper.printable import printable

QUESTION_MAX, OPTION_MAX, REMARKS_MAX = 160, 80, 500
"""Letters of what is typed."""
_DIGITS_MAX = len(str(PEOPLE_MAX))


@dataclass
class TallyDraft:
    """A tally that is being taken; in memory only."""

    question: str
    options: list[str]
    """The answers in words."""
    one_hand_each: bool
    ids: tuple[str, ...] = ()
    """Of the answers, where the catalogue asks; empty for typed ones."""
    consultation: str = ""
    activity: str = ""
    key: str = ""
    people: int | None = None
    """How many are there; None: not counted yet."""
    hands: list[int | None] = field(default_factory=list)
    """For each answer; None: not counted yet."""
    remarks: str = ""
    recorded: bool = False

    def __post_init__(self) -> None:
        """Nothing is counted yet."""
        self.hands = self.hands or [None] * len(self.options)

    def set_people(self, typed: str) -> None:
        """How many are there, as typed.

        Raises:
            StaffError: ``number_needed``, ``number_too_large``, ``people_needed``, or what the hands that
                are counted already make impossible.
        """
        people = _number(typed)
        self._check(people, self.hands)
        self.people = people

    def set_hands(self, place: int, typed: str) -> None:
        """The hands for one answer, as typed.

        Raises:
            StaffError: ``number_needed``, ``number_too_large``, ``option_more_than_people``,
                ``more_hands_than_people``; what stood there stays.
        """
        hands = list(self.hands)
        hands[place] = _number(typed)
        self._check(self.people or 0, hands)
        self.hands = hands

    def set_remarks(self, typed: str) -> None:
        """What the numbers do not say."""
        self.remarks = printable(typed, REMARKS_MAX).strip()

    def check(self) -> None:
        """Whether it can be recorded. Raises `StaffError`, as the setters do, or ``already_recorded``."""
        if self.recorded:
            raise StaffError("already_recorded")
        if None in self.hands:
            raise StaffError("number_needed")
        self._check(self.people or 0, self.hands)

    def _check(self, people: int, hands: Sequence[int | None]) -> None:
        counted = [number for number in hands if number is not None]
        wrong = wrong_hands(people, counted, one_hand_each=self.one_hand_each)
        if wrong is not None:
            raise StaffError(wrong)


def kept_question(typed: str) -> str:
    """A typed question as it is kept. Raises `StaffError` ``question_needed``."""
    asked = printable(typed, QUESTION_MAX).strip()
    if not asked:
        raise StaffError("question_needed")
    return asked


def with_answer(answers: tuple[str, ...], typed: str) -> tuple[str, ...]:
    """Typed answers and one more.

    Raises:
        StaffError: ``answers_needed`` for none, ``same_answer_twice``, ``too_many_answers``.
    """
    answer = printable(typed, OPTION_MAX).strip()
    if not answer:
        raise StaffError("answers_needed")
    if answer.casefold() in {known.casefold() for known in answers}:
        raise StaffError("same_answer_twice")
    if len(answers) == OPTIONS_MAX:
        raise StaffError("too_many_answers")
    return (*answers, answer)


def are_enough(answers: Sequence[str]) -> bool:
    """Whether people have something to choose between."""
    return len(answers) >= OPTIONS_MIN


def _number(typed: str) -> int:
    figures = typed.strip()
    if not (figures.isascii() and figures.isdecimal()):
        raise StaffError("number_needed")
    if len(figures.lstrip("0")) > _DIGITS_MAX:
        raise StaffError("number_too_large")
    return int(figures)
