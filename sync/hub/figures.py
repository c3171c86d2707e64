"""Numbers of what was contributed; a breakdown of people says nothing about fewer than ten of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.catalogue.questions import Matrix, MultipleChoice, SingleChoice
from kiosk.contributions.content import (
    CommentContent,
    FeedbackContent,
    ReportContent,
    SupportContent,
    SurveyContent,
)
from kiosk.contributions.contribution import ALIGNMENTS
from kiosk.forms.rules import FormStep
from kiosk.visits.browsing import Satisfaction
from sync.hub.contributions import Read, Refused

SMALL_CELL = 10
"""Cells that stand for fewer people are withheld."""
NO_ANSWER = frozenset({"not_said", "no_answer"})
"""Cells of those who said nothing: the first to be withheld beside a small one."""
Cells = dict[str, int | None]
"""None: withheld."""
WORDS = {number: word for word, number in ALIGNMENTS.items()}
"""Decidim's number of an alignment to its word."""


def without_small_cells(numbers: Mapping[str, int]) -> Cells:
    """A breakdown from which nobody learns a cell of one to nine people, knowing the total and this rule.

    1. Every cell of 1 to 9 is withheld; say `k` of them.
    2. The total would tell a single one, so that cells of ten and more are withheld with them, at least one:
       first what stands for no answer, then from the last of the list to the first. The order does not
       depend on the numbers: that a cell was chosen tells nothing of its size.
    3. With `m` of these, the withheld cells together are at least ``k + 8 + 10 m``, or another is added. So
       each small one may be anything from 1 to 8 as far as anybody can tell, and the withheld ones together
       are ten people at least.
    4. Where that cannot be reached, everything is withheld, zeros as well.

    Withholding the smallest cells instead would tell: of 0, 9 and 9 with the total 18, the visible zero shows
    that no cell was added, that both others are below ten, and hence what they are.

    The rule protects one breakdown of one population, once. Breakdowns that share cells, or the same one of
    two days, are the caller's care.
    """
    small = [name for name, number in numbers.items() if 0 < number < SMALL_CELL]
    if not small:
        return dict(numbers)
    withheld = set(small)
    backwards = list(numbers)[::-1]
    order = sorted(backwards, key=lambda name: name not in NO_ANSWER)
    for added, name in enumerate((name for name in order if numbers[name] >= SMALL_CELL), 1):
        withheld.add(name)
        if sum(numbers[kept] for kept in withheld) >= len(small) + SMALL_CELL - 2 + SMALL_CELL * added:
            return {name: None if name in withheld else number for name, number in numbers.items()}
    return dict.fromkeys(numbers)


def both_sides(number: int, of: int) -> int | None:
    """`number` of `of` people, where neither they nor the others are one to nine; None: withheld.

    For what each person may be in or not, such as one answer of several: the others are a cell as well.
    """
    return number if all(side == 0 or side >= SMALL_CELL for side in (number, of - number)) else None


@dataclass
class ActivityFigures:
    """What one activity received."""

    kinds: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """By reason."""
    supports: Counter[str] = field(default_factory=Counter)
    """By proposal. Nobody was asked who they are: they are a number."""
    comments: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By proposal (empty in a debate), then for, neutral, against."""
    categories: Counter[str] = field(default_factory=Counter)
    """Of reports."""
    answers: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By question of a survey, then by option."""

    def add(self, found: Read | Refused) -> None:
        """Count one."""
        if isinstance(found, Refused):
            self.refused[found.reason] += 1
            return
        content = found.content
        self.kinds[content.kind] += 1
        match content:
            case SupportContent():
                self.supports[content.proposal] += 1
            case CommentContent():
                self.comments[content.proposal][WORDS[content.alignment]] += 1
            case ReportContent():
                self.categories[content.category] += 1
            case SurveyContent():
                for key, answer in content.answers.items():
                    self.answers[key].update(answer)
            case _:
                pass

    def chosen(self, steps: Iterable[FormStep]) -> dict[str, Cells]:
        """How often each option of a survey was chosen, small cells withheld; other answers are words."""
        return {
            step.key: without_small_cells(
                {option.id: self.answers[step.key][option.id] for option in step.question.options}
            )
            for step in steps
            if isinstance(step.question, SingleChoice | MultipleChoice | Matrix)
        }


@dataclass
class FeedbackFigures:
    """How people found the kiosk, and who came as far as they said."""

    number: int = 0
    refused: int = 0
    _satisfaction: Counter[str] = field(default_factory=Counter)
    _age_bands: Counter[str] = field(default_factory=Counter)
    _quartiers: Counter[str] = field(default_factory=Counter)

    def add(self, found: FeedbackContent | Refused) -> None:
        """Count one. Each part is counted by itself: nobody's age stands beside what they said."""
        if isinstance(found, Refused):
            self.refused += 1
            return
        self.number += 1
        for counter, value in (
            (self._satisfaction, found.satisfaction),
            (self._age_bands, found.age_band),
            (self._quartiers, found.quartier),
        ):
            counter[value or "not_said"] += 1

    def cells(self, index: CatalogueIndex | None) -> dict[str, Cells]:
        """The three breakdowns over all that could be answered, small cells withheld."""
        farewell = index.catalogue.farewell if index else None
        bands = [band.id for band in farewell.age_bands] if farewell else []
        quartiers = [quartier.id for quartier in index.catalogue.quartiers] if index else []

        def cells(counter: Counter[str], possible: Iterable[str]) -> Cells:
            names = dict.fromkeys((*possible, "not_said", *counter))
            return without_small_cells({name: counter[name] for name in names})

        return {
            "satisfaction": cells(self._satisfaction, filter(None, get_args(Satisfaction))),
            "age_band": cells(self._age_bands, bands),
            "quartier": cells(self._quartiers, quartiers),
        }
