"""Budgets and their projects. The rule of the vote is not exposed."""

from __future__ import annotations

from typing import Annotated

from sync.decidim.document import (
    NOTHING,
    WORDS,
    Attachment,
    Coordinates,
    Document,
    Moment,
    NoNulls,
    Words,
)
from sync.decidim.queries.paging import PAGE, ComponentPage
from sync.decidim.queries.proposals import Sorted


class Project(Sorted):
    """One project to vote on."""

    title: Words = NOTHING
    description: Words = NOTHING
    budget_amount: int | None = None
    selected: bool | None = None
    confirmedVotes: int | None = None
    """Since 0.31; None while the platform hides it."""
    updatedAt: Moment | None = None
    reference: str | None = None
    address: str | None = None
    coordinates: Coordinates | None = None
    attachments: Annotated[tuple[Attachment, ...], NoNulls] = ()


class Budget(Sorted):
    """An amount and the projects that compete for it."""

    title: Words = NOTHING
    description: Words = NOTHING
    total_budget: int
    updatedAt: Moment | None = None
    projects: Annotated[tuple[Project, ...], NoNulls] = ()


BudgetPage = ComponentPage[Budget]
"""Budgets with all their projects: those are not paged."""


def _text(classes: str, of_project: str) -> str:
    return f"""query KioskBudgets($component: ID!, $after: String) {{
  component(id: $component) {{
    ... on Budgets {{
      page: budgets(first: {PAGE}, after: $after) {{
        pageInfo {{ hasNextPage endCursor }}
        nodes {{
          id total_budget updatedAt title {WORDS} description {WORDS} {classes}
          projects {{
            id budget_amount selected updatedAt reference title {WORDS} description {WORDS}
            attachments {{ url type thumbnail }}
            {of_project}
          }}
        }}
      }}
    }}
  }}
}}"""


BUDGETS_0_27 = Document(
    "KioskBudgets",
    _text(f"scope {{ id name {WORDS} }}", f"category {{ id }} scope {{ id name {WORDS} }}"),
    BudgetPage,
    versions=("0.27",),
)
BUDGETS = Document(
    "KioskBudgets",
    _text(
        "taxonomies { id }",
        "confirmedVotes address coordinates { latitude longitude } taxonomies { id }",
    ),
    BudgetPage,
    versions=("0.31", "0.32"),
)

DOCUMENTS = (BUDGETS_0_27, BUDGETS)
