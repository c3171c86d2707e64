"""The field tables of the .pb format: names, order, obligations. Source: the format page and the checker."""

from __future__ import annotations

from typing import Literal, get_args

VoteType = Literal["approval", "ordinal", "cumulative", "choose-1"]
VOTE_TYPES: tuple[VoteType, ...] = get_args(VoteType)
RULES = ("greedy", "equalshares", "equalshares/add1", "unknown")

SECTIONS = ("META", "PROJECTS", "VOTES")
ABSENT = "none"
"""A cell of this word, in any case, counts as empty."""

META_OBLIGATORY = (
    "description",
    "country",
    "unit",
    "instance",
    "num_projects",
    "num_votes",
    "budget",
    "vote_type",
    "rule",
    "date_begin",
    "date_end",
)
META_ORDER = (
    "description",
    "country",
    "unit",
    "district",
    "subunit",
    "instance",
    "num_projects",
    "num_votes",
    "budget",
    "vote_type",
    "rule",
    "date_begin",
    "date_end",
    "min_length",
    "max_length",
    "min_sum_cost",
    "max_sum_cost",
    "scoring_fn",
    "min_points",
    "max_points",
    "min_sum_points",
    "max_sum_points",
    "default_score",
    "min_project_cost",
    "max_project_cost",
    "min_project_score_threshold",
    "neighborhoods",
    "subdistricts",
    "categories",
    "edition",
    "language",
    "currency",
    "fully_funded",
    "experimental",
    "comment",
    "acknowledgments",
    "leftover_budget",
)
META_WHOLE = frozenset(
    {
        "num_projects",
        "num_votes",
        "min_length",
        "max_length",
        "min_points",
        "max_points",
        "min_sum_points",
        "max_sum_points",
        "min_project_cost",
        "max_project_cost",
        "min_project_score_threshold",
        "fully_funded",
        "experimental",
    }
)
META_DECIMAL = frozenset({"budget", "min_sum_cost", "max_sum_cost"})

PROJECT_ORDER = (
    "project_id",
    "cost",
    "votes",
    "score",
    "name",
    "category",
    "target",
    "selected",
    "neighborhood",
    "subunit",
    "district",
    "description",
    "proposer",
    "public_id",
    "longitude",
    "latitude",
)
VOTE_ORDER = (
    "voter_id",
    "vote",
    "points",
    "age",
    "sex",
    "voting_method",
    "district",
    "neighborhood",
    "education",
)
