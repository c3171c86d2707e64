"""The fields of each kind of activity, and what a new one starts with."""

from __future__ import annotations

from typing import Any

from kiosk.i18n import N_
from sync.hub.drafts.forms.field import Field, Kind, Source

KINDS = (
    ("ballot", N_("Vote")),
    ("proposals", N_("Proposals")),
    ("survey", N_("Survey")),
    ("debate", N_("Debate")),
    ("report", N_("Report a problem")),
    ("follow_up", N_("Results and follow-up")),
    ("page", N_("Page to read")),
)
_POINTS, _LIMIT = ("cumulative",), ("knapsack",)
_COUNTED = ("approval", "knapsack", "cumulative", "ranking")
METHODS = (
    ("choose_one", N_("Choose one")),
    ("approval", N_("Choose several")),
    ("knapsack", N_("Choose within a budget")),
    ("cumulative", N_("Spread points")),
    ("ranking", N_("Put in order")),
)
METHOD_FIELDS = {
    "choose_one": {"name", "blank"},
    "approval": {"name", "blank", "min_choices", "max_choices"},
    "knapsack": {"name", "blank", "min_choices", "max_choices", "max_cost", "min_cost"},
    "cumulative": {
        *("name", "blank", "min_choices", "max_choices"),
        *("points", "max_per_project", "min_per_project", "min_points"),
    },
    "ranking": {"name", "blank", "min_choices", "max_choices"},
}
"""What the rules of each method may say; other values are taken out when a form is read."""
_HOW, _MONEY, _WHO, _COUNT = (
    N_("How one votes"),
    N_("The money"),
    N_("Who may vote"),
    N_("How it is counted"),
)
_BALLOT = (
    Field("method.name", N_("Voting method"), Kind.CHOICE, options=METHODS, required=True, group=_HOW),
    Field("method.points", N_("Points to spread"), Kind.WHOLE, group=_HOW, only_for=_POINTS),
    Field("method.max_per_project", N_("At most so many on one"), Kind.WHOLE, group=_HOW, only_for=_POINTS),
    Field("method.min_per_project", N_("At least so many on one"), Kind.WHOLE, group=_HOW, only_for=_POINTS),
    Field(
        "method.min_points", N_("At least so many points in all"), Kind.WHOLE, group=_HOW, only_for=_POINTS
    ),
    Field("method.min_choices", N_("At least so many choices"), Kind.WHOLE, group=_HOW, only_for=_COUNTED),
    Field("method.max_choices", N_("At most so many choices"), Kind.WHOLE, group=_HOW, only_for=_COUNTED),
    Field("method.max_cost", N_("What one ballot may spend"), Kind.AMOUNT, group=_HOW, only_for=_LIMIT),
    Field(
        "method.min_cost", N_("What one ballot must spend at least"), Kind.AMOUNT, group=_HOW, only_for=_LIMIT
    ),
    Field("method.blank", N_("A blank vote can be cast"), Kind.YES_NO, group=_HOW),
    Field(
        "order",
        N_("Order on the screen"),
        Kind.CHOICE,
        options=(("random", N_("Another for each person")), ("fixed", N_("As written here"))),
        group=_HOW,
    ),
    Field(
        "budget",
        N_("Budget of the whole vote"),
        Kind.AMOUNT,
        group=_MONEY,
        help=N_(
            "What the winners may cost together. Left empty, points are published and nothing is selected."
        ),
    ),
    Field(
        "quartier_budgets",
        N_("Budget of each quartier"),
        Kind.BUDGETS,
        source=Source.QUARTIERS,
        group=_MONEY,
        help=N_("If one is filled in, each person votes among the projects of one quartier."),
    ),
    Field(
        "claim",
        N_("What shows the right to vote"),
        Kind.CHOICE,
        required=True,
        group=_WHO,
        options=(
            ("code", N_("A code on a card")),
            ("declared", N_("Name and date of birth")),
            ("attended", N_("A member of the staff opens each vote")),
            ("none", N_("Nothing")),
        ),
    ),
    Field(
        "code_replacement",
        N_("A spoiled code"),
        Kind.CHOICE,
        options=(("never", N_("is never replaced")), ("staff", N_("can be replaced by the staff"))),
        group=_WHO,
    ),
    Field(
        "eligibility",
        N_("Who may take part and what shows it, for the staff"),
        long=True,
        group=_WHO,
    ),
    Field(
        "doubles",
        N_("When somebody voted twice"),
        Kind.CHOICE,
        options=(
            ("keep_one", N_("one ballot is kept, by a draw anyone can repeat")),
            ("set_all_aside", N_("all of them are set aside")),
        ),
        group=_COUNT,
    ),
    Field(
        "channels",
        N_("Who took part online or on paper too"),
        Kind.CHOICE,
        options=(
            ("none", N_("is not looked at")),
            ("kiosk_wins", N_("the vote on the tablet counts")),
            ("other_wins", N_("the other vote counts")),
        ),
        group=_COUNT,
    ),
    Field(
        "tie_break",
        N_("Between equal scores"),
        Kind.ORDER,
        options=(
            ("voters+cost", N_("more voters first, then the cheaper, then a draw")),
            ("cost+voters", N_("the cheaper first, then more voters, then a draw")),
            ("voters", N_("more voters first, then a draw")),
            ("cost", N_("the cheaper first, then a draw")),
            ("lottery", N_("a draw")),
        ),
        group=_COUNT,
    ),
)
_START = (Field("title", N_("Title"), required=True), Field("about", N_("What it is about"), long=True))
_LETTERS = N_("Letters at most in a comment")
FIELDS: dict[str, tuple[Field, ...]] = {
    "ballot": (*_START, *_BALLOT),
    "proposals": (
        *_START,
        Field("writing", N_("Residents can propose"), Kind.YES_NO),
        Field("supporting", N_("Residents can support"), Kind.YES_NO),
        Field("commenting", N_("Residents can comment"), Kind.YES_NO),
        Field("ask_place", N_("Ask where it is"), Kind.YES_NO),
        Field("title_max", N_("Letters at most in a title"), Kind.WHOLE),
        Field("body_max", N_("Letters at most in a proposal"), Kind.WHOLE),
        Field("comment_max", _LETTERS, Kind.WHOLE),
    ),
    "survey": _START,
    "debate": (
        *_START,
        Field("question", N_("The question"), long=True, required=True),
        Field("comment_max", _LETTERS, Kind.WHOLE),
    ),
    "report": (
        *_START,
        Field(
            "urgent",
            N_("What to do at once when somebody is in danger"),
            long=True,
            required=True,
            help=N_("Shown before anything is asked, with the numbers to call."),
        ),
        Field(
            "categories",
            N_("Sorts of problem"),
            Kind.ROWS,
            fields=(Field("title", N_("Sort of problem"), required=True),),
        ),
        Field("ask_contact", N_("Ask how to be reached"), Kind.YES_NO),
    ),
    "follow_up": _START,
    "page": (*_START, Field("text", N_("Text"), long=True, required=True)),
}
NEW: dict[str, dict[str, Any]] = {
    "ballot": {
        "method": {"name": "cumulative", "points": 7, "max_per_project": 3, "blank": True},
        "projects": [],
        "claim": "code",
    },
    "proposals": {},
    "survey": {"questions": []},
    "debate": {},
    "report": {"categories": []},
    "follow_up": {},
    "page": {},
}
"""What a new activity starts with, besides its title."""
