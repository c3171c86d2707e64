"""What a resident can do in a consultation; one class a kind. Decidim calls them components."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kiosk.catalogue.methods import Amount, Method
from kiosk.catalogue.parts import NO_TEXT, Part, ProjectSlug, Slug, Text
from kiosk.catalogue.questions import Option, Question
from kiosk.claims.claim import ClaimRule


class Project(Part):
    """One option of a vote."""

    id: ProjectSlug
    title: Text
    description: Text = NO_TEXT
    cost: Amount | None = None
    quartier: Slug | None = None


class TieBreak(StrEnum):
    """What decides between equal scores, in the order the catalogue lists; the lottery always ends it."""

    VOTERS = "voters"
    """More voters first."""
    COST = "cost"
    """The cheaper first."""
    LOTTERY = "lottery"
    """Smallest SHA-256 of consultation, activity and project id: anyone can repeat it."""


class DoublesRule(StrEnum):
    """What happens when one right was used twice. No order exists between tablets."""

    KEEP_ONE = "keep_one"
    """The smallest SHA-256 of the draw (a digest over all deposit ids) and the deposit id is counted."""
    SET_ALL_ASIDE = "set_all_aside"


class ChannelsRule(StrEnum):
    """What happens when one right was used at the kiosk and online or on paper too."""

    NONE = "none"
    """The other channel is not looked at."""
    KIOSK_WINS = "kiosk_wins"
    """The kiosk's ballot counts, and the other channel is told whom to strike there."""
    OTHER_WINS = "other_wins"
    """The kiosk's ballots of whoever took part elsewhere are set aside, before the cut."""


class _Activity(Part):
    id: Slug
    title: Text
    about: Text = NO_TEXT


class BallotActivity(_Activity):
    """A vote."""

    kind: Literal["ballot"] = "ballot"
    method: Method
    projects: tuple[Project, ...]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"
    budget: Amount | None = None
    """What the winners may cost together; None: nothing is selected, scores are published."""
    quartier_budgets: dict[Slug, Amount] = Field(default_factory=dict)
    """Not empty: each person votes among the projects of one quartier, with that budget."""
    claim: ClaimRule
    code_replacement: Literal["never", "staff"] = "never"
    """Whether the staff may hand out a reserve code for a spoiled one (claim ``code``)."""
    eligibility: Text = NO_TEXT
    """Who may take part and what shows it, in words for the staff who check it (claim ``attended``)."""
    doubles: DoublesRule = DoublesRule.KEEP_ONE
    channels: Annotated[ChannelsRule, Field(exclude_if=lambda rule: rule is ChannelsRule.NONE)] = (
        ChannelsRule.NONE
    )
    """Which channel wins. Left out where it is ``none``: tablets of an older version know no such field."""
    order: Literal["random", "fixed"] = "random"
    tie_break: tuple[TieBreak, ...] = (TieBreak.VOTERS, TieBreak.COST)

    @property
    def by_quartier(self) -> bool:
        """Whether there is one contest in each quartier instead of one for the city."""
        return bool(self.quartier_budgets)


Alignment = Literal[-1, 0, 1]
"""A comment is against, neutral or for; as in Decidim."""


class PublishedComment(Part):
    """A comment that everyone may read."""

    id: Slug
    author: str = ""
    on: date
    body: Text
    alignment: Alignment = 0


class PublishedProposal(Part):
    """A proposal that everyone may read."""

    id: Slug
    title: Text
    body: Text
    author: str = ""
    on: date
    theme: Slug | None = None
    quartier: Slug | None = None
    supports: Annotated[int, Field(ge=0)] = 0
    """As the central platform counted them when the catalogue was made."""
    answer: Text = NO_TEXT
    """What the city answered."""
    comments: tuple[PublishedComment, ...] = ()


class ProposalsActivity(_Activity):
    """Proposals to read, to support, to comment and to write; limits as Decidim's component has them."""

    kind: Literal["proposals"] = "proposals"
    writing: bool = True
    supporting: bool = True
    commenting: bool = True
    title_max: Annotated[int, Field(ge=15, le=150)] = 150
    body_max: Annotated[int, Field(ge=15, le=4000)] = 500
    comment_max: Annotated[int, Field(ge=1, le=4000)] = 1000
    ask_place: bool = True
    """Whether a proposal may name a theme's quartier and place."""
    proposals: tuple[PublishedProposal, ...] = ()


class DebateActivity(_Activity):
    """A question to read about and to answer."""

    kind: Literal["debate"] = "debate"
    question: Text
    comment_max: Annotated[int, Field(ge=1, le=4000)] = 1000
    comments: tuple[PublishedComment, ...] = ()


class SurveyActivity(_Activity):
    """Questions, one after another."""

    kind: Literal["survey"] = "survey"
    questions: tuple[Question, ...]


class ReportActivity(_Activity):
    """A problem in the street."""

    kind: Literal["report"] = "report"
    categories: tuple[Option, ...]
    urgent: Text
    """What to do at once when somebody is in danger; shown before anything is asked."""
    ask_contact: bool = True


class ResultLine(Part):
    """One option of a vote that is over."""

    title: Text
    score: Annotated[int, Field(ge=0)]
    selected: bool = False


class VoteResult(Part):
    """What a vote gave."""

    id: Slug
    title: Text
    on: date
    voters: Annotated[int, Field(ge=0)]
    unit: Literal["voices", "points"] = "voices"
    lines: tuple[ResultLine, ...]


class Milestone(Part):
    """A dated step of a chosen project."""

    on: date
    title: Text
    done: bool = False


class FollowedProject(Part):
    """How far a chosen project has come."""

    id: ProjectSlug
    title: Text
    description: Text = NO_TEXT
    quartier: Slug | None = None
    cost: Amount | None = None
    status: Literal["study", "works", "done", "late", "given_up"]
    progress: Annotated[int, Field(ge=0, le=100)]
    """Per cent."""
    milestones: tuple[Milestone, ...] = ()


class FollowUpActivity(_Activity):
    """What became of it: results, and the progress of what was chosen."""

    kind: Literal["follow_up"] = "follow_up"
    results: tuple[VoteResult, ...] = ()
    projects: tuple[FollowedProject, ...] = ()


class PageActivity(_Activity):
    """Something to read."""

    kind: Literal["page"] = "page"
    text: Text


Activity = Annotated[
    BallotActivity
    | ProposalsActivity
    | DebateActivity
    | SurveyActivity
    | ReportActivity
    | FollowUpActivity
    | PageActivity,
    Field(discriminator="kind"),
]
AnyActivity = (
    BallotActivity
    | ProposalsActivity
    | DebateActivity
    | SurveyActivity
    | ReportActivity
    | FollowUpActivity
    | PageActivity
)
