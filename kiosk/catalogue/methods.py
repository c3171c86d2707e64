"""The voting methods as they stand in the catalogue: names and limits, no behaviour."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0)]
Amount = Annotated[Decimal, Field(ge=0, le=10**15, max_digits=20, allow_inf_nan=False)]


class MethodModel(BaseModel):
    """What every method may say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    blank: bool = True
    """Whether a blank vote may be cast. Blank votes are counted and published."""


class ChooseOne(MethodModel):
    """Exactly one option."""

    name: Literal["choose_one"] = "choose_one"


class Approval(MethodModel):
    """Any options between a minimum and a maximum number."""

    name: Literal["approval"] = "approval"
    min_choices: Count = 1
    max_choices: Count | None = None
    """None: all of them."""


class Knapsack(MethodModel):
    """Any options whose costs together fit into a limit."""

    name: Literal["knapsack"] = "knapsack"
    max_cost: Amount | None = None
    """What one ballot may spend; None: the budget of the vote."""
    min_cost: Amount = Decimal(0)
    min_choices: Count = 1
    max_choices: Count | None = None


class Cumulative(MethodModel):
    """Points spread over projects."""

    name: Literal["cumulative"] = "cumulative"
    points: Annotated[int, Field(ge=1)]
    """At most so many in all."""
    max_per_project: Annotated[int, Field(ge=1)] | None = None
    """At most so many on one project; None: all of them."""
    min_per_project: Count = 0
    """At least so many on a project that is chosen at all."""
    min_points: Count = 0
    """At least so many in all, on a ballot that is not blank."""
    min_choices: Count = 1
    max_choices: Count | None = None


class Ranking(MethodModel):
    """Projects in order of preference, best first; counted by Borda."""

    name: Literal["ranking"] = "ranking"
    min_choices: Count = 1
    max_choices: Count | None = None


Method = Annotated[ChooseOne | Approval | Knapsack | Cumulative | Ranking, Field(discriminator="name")]
MethodName = Literal["choose_one", "approval", "knapsack", "cumulative", "ranking"]
