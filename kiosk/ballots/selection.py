"""Winners: greedy by score within the budget, ties broken by the rule in the catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kiosk.ballots.rules import BallotRules
from kiosk.ballots.tally import Tally
from kiosk.catalogue.activities import TieBreak
from kiosk.ids import ActivityId, ConsultationId, ProjectId


@dataclass(frozen=True)
class Selection:
    """Projects in the order of the published rule."""

    ranked: tuple[ProjectId, ...]
    selected: tuple[ProjectId, ...]
    spent: Decimal


def select(
    rules: BallotRules,
    result: Tally,
    budget: Decimal | None,
    tie_break: Sequence[TieBreak],
    consultation: ConsultationId,
    activity: ActivityId,
) -> Selection:
    """Walk down the ranking; take each project that still fits into `budget` and has a voter.

    Without a budget nothing is selected. The lottery ends every tie, so the order is the same for
    everyone who recounts.
    """

    def place(project: ProjectId) -> tuple[object, ...]:
        ticket = hashlib.sha256(f"{consultation}\n{activity}\n{project}".encode()).digest()
        keys: dict[TieBreak, object] = {
            TieBreak.VOTERS: -result.voters[project],
            TieBreak.COST: rules.costs[project],
            TieBreak.LOTTERY: ticket,
        }
        return (-result.score[project], *(keys[rule] for rule in tie_break), ticket)

    ranked = tuple(sorted(rules.costs, key=place))
    selected, spent = [], Decimal(0)
    for project in ranked:
        cost = rules.costs[project]
        if budget is not None and result.voters[project] and spent + cost <= budget:
            selected.append(project)
            spent += cost
    return Selection(ranked, tuple(selected), spent)
