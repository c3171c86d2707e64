"""The results of one consultation, as data: pages, papers and spreadsheets show it and compute nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sync.hub.moderation.decision import Status
from sync.hub.paper.minutes_content import Minutes
from sync.hub.results.shift_report import Evaluation


@dataclass(frozen=True)
class Cell:
    """One part of a breakdown."""

    key: str
    """An id of the catalogue, or a closed word: ``not_said``, ``no_answer``, ``glass``, ``2027-03-10``."""
    label: str
    """In the words of the catalogue; empty for a closed word, which whoever shows it has words for."""
    number: int | None
    """None: withheld, because it or the rest would speak of fewer than ten."""


@dataclass(frozen=True)
class Breakdown:
    """One population, split up in one way."""

    name: str
    of: int
    """How many there are in all; of an answer with several options, how many were asked."""
    cells: tuple[Cell, ...]
    several: bool = False
    """Whether one person may be in several cells: they do not add up then."""

    @property
    def withheld(self) -> bool:
        """Whether any cell is."""
        return any(cell.number is None for cell in self.cells)


@dataclass(frozen=True)
class Question:
    """What was answered to one question of a survey."""

    key: str
    title: str
    kind: str
    """As the catalogue calls it: ``single``, ``multiple``, ``matrix``, ``sorting``, ``number``, ``text``."""
    asked: int | None
    """To how many it was put; None: withheld."""
    answered: int | None
    breakdown: Breakdown | None = None
    """None where the answers are words or numbers, or hang on a question of which something is withheld."""
    mean: float | None = None
    median: float | None = None
    depends: bool = False
    """Whether all of it is withheld because of the question that it hangs on."""
    texts: tuple[str, ...] = ()
    """Only what moderators have published."""


@dataclass(frozen=True)
class StateLine:
    """Contributions with one theme or category, by how they stand. They are things and not people."""

    key: str
    label: str
    numbers: Mapping[Status, int]

    @property
    def received(self) -> int:
        """All of them."""
        return sum(self.numbers.values())


@dataclass(frozen=True)
class ProposalLine:
    """A proposal that tablets showed: what it got there."""

    title: str
    supports: int
    """Nobody is asked who they are: a number, not so many people."""
    comments: int


@dataclass(frozen=True)
class Hands:
    """Hands raised in a room. They are no votes."""

    question: str
    on: date
    people: int | None
    breakdown: Breakdown


@dataclass(frozen=True)
class ActivityResults:
    """What one activity gave."""

    id: str
    title: str
    kind: str
    received: Mapping[str, int]
    """By kind of deposit. Of a vote: ballots at the hub, counted or not."""
    refused: int = 0
    """Here, and not read: they do not open, or break a rule of their form."""
    questions: tuple[Question, ...] = ()
    themes: tuple[StateLine, ...] = ()
    categories: tuple[StateLine, ...] = ()
    alignments: Breakdown | None = None
    proposals: tuple[ProposalLine, ...] = ()
    minutes: Minutes | None = None
    """Of a vote whose minutes are published."""


@dataclass(frozen=True)
class Participation:
    """Who came when, where and how, as far as it is known."""

    contributions: int
    """Besides ballots; a person who did three things is three of them."""
    ballots: int
    by_day: Breakdown
    """Days, or ISO weeks (``2027-W10``) where days are too small. Without ballots: they have no day."""
    by_week: bool
    by_place: Breakdown
    """By tablet, with ballots."""
    by_channel: Breakdown
    """At the glass, told to staff who wrote, on paper. Without ballots: a sealed one does not say."""
    by_language: Breakdown
    by_quartier_of_things: Breakdown
    """What proposals and reports are about: not where their authors live."""
    voters_by_quartier: tuple[Cell, ...] = ()
    """From published minutes of votes by quartier."""


@dataclass(frozen=True)
class KioskOpinion:
    """What people said of the kiosk at the end. It belongs to no consultation and is of all of them."""

    said: int
    satisfaction: Breakdown
    age_bands: Breakdown
    quartiers: Breakdown
    remarks: tuple[str, ...]
    """Only what moderators have published."""


@dataclass(frozen=True)
class Results:
    """Everything."""

    consultation: str
    title: str
    organiser: str
    mode: str
    made_at: datetime
    opens: date | None
    closes: date | None
    silent: bool
    """Whether an election forbids to publish this now."""
    participation: Participation
    activities: tuple[ActivityResults, ...]
    kiosk: KioskOpinion
    hands: tuple[Hands, ...] = ()
    evaluation: Evaluation = field(default_factory=Evaluation)
