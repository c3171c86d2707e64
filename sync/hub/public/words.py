"""Reasons and stages as residents read them: what happened, and what it means. Looked up when shown."""

from __future__ import annotations

from kiosk.i18n import N_
from kiosk.ids import DepositKind
from sync.hub.moderation.decision import HideReason
from sync.hub.paper.words import REASONS
from sync.hub.receipt_state import Stage

KINDS = {
    DepositKind.BALLOT: N_("Vote"),
    DepositKind.PROPOSAL: N_("Proposal"),
    DepositKind.COMMENT: N_("Comment"),
    DepositKind.SUPPORT: N_("Support"),
    DepositKind.SURVEY_RESPONSE: N_("Survey"),
    DepositKind.REPORT: N_("Report"),
}

BALLOT_STAGES = {
    Stage.ARRIVED: N_("Your vote has arrived."),
    Stage.COUNTED: N_("Your vote went into the ballot box and was opened."),
    Stage.SET_ASIDE: N_("Your vote is not counted."),
    Stage.UNLISTED: N_("Your vote is here, and the published list does not name it."),
}
STAGES = {
    Stage.ARRIVED: N_("What you left has arrived."),
    Stage.SET_ASIDE: N_("What you left was set aside."),
    Stage.PUBLISHED: N_("What you wrote is published."),
    Stage.HIDDEN: N_("What you wrote is not published."),
    Stage.MERGED: N_("What you wrote is published together with a similar text."),
}
HIDDEN_BECAUSE = {
    HideReason.INSULT: N_("Because of insults or hatred."),
    HideReason.UNLAWFUL: N_("Because it is against the law."),
    HideReason.PERSONAL: N_("Because of personal data that it cannot do without."),
    HideReason.OFF_TOPIC: N_("Because it is outside the subject of the consultation."),
    HideReason.ADVERTISING: N_("Because it is advertising."),
    HideReason.CAMPAIGN: N_("Because it is for or against a candidate of an election."),
    HideReason.UNREADABLE: N_("Because it could not be understood."),
}
"""Why the project team does not publish something: see `sync.hub.moderation.decision`."""
GOOD = {Stage.ARRIVED, Stage.COUNTED, Stage.PUBLISHED, Stage.MERGED}
"""Stages that nobody has to do anything about."""

AFTER_ARRIVAL = {
    DepositKind.PROPOSAL: N_("The project team reads it, then publishes it without your name."),
    DepositKind.COMMENT: N_("The project team reads it, then publishes it without your name."),
    DepositKind.SUPPORT: N_("It is added to the other supports of this proposal."),
    DepositKind.SURVEY_RESPONSE: N_("They are sealed: only the project team reads them, without your name."),
    DepositKind.REPORT: N_("The city’s services read it."),
}

_LATE = N_(
    "What the tablets bring is taken until a day that is announced with the vote. What comes later is not "
    "opened and not counted. The minutes say how many there were."
)
_WITHDRAWN = N_(
    "A tablet that was lost or stolen is withdrawn. Nothing that it brings from then on is counted, because "
    "nobody knows who used it. Until it closes, you can take part again on another tablet."
)
_UNREADABLE = N_(
    "Something was damaged on the way, or was not made by a tablet of the city. Nothing is repaired and "
    "nothing is guessed."
)
_NO_RIGHT = N_("The right to vote was not shown in the way that this vote asks for.")
_RULES = N_("The ballot was opened and breaks a rule of the vote. Nobody knows whose it is.")

MEANINGS = {
    "tablet_revoked": _WITHDRAWN,
    "late": _LATE,
    "malformed": _UNREADABLE,
    "unknown_catalogue": _UNREADABLE,
    "unknown_activity": _UNREADABLE,
    "conflicting_content": _UNREADABLE,
    "not_released": N_(
        "The copy of a lost tablet is taken once the city has released it. This one came before that."
    ),
    "envelope_unreadable": _UNREADABLE,
    "claim_unreadable": _UNREADABLE,
    "claim_of_another_ballot": _UNREADABLE,
    "wrong_kind_of_claim": _NO_RIGHT,
    "code_unknown": _NO_RIGHT,
    "wrong_quartier": _NO_RIGHT,
    "attended_by_nobody": _NO_RIGHT,
    "code_replaced": N_(
        "The staff can replace a spoiled code. From then on only the new code votes: a ballot that was cast "
        "with the old one is set aside, wherever it was cast."
    ),
    "ballot_copied": N_("No tablet sends the same sealed ballot under two receipts. One of them is counted."),
    "double": "",
    "took_part_elsewhere": N_(
        "This vote was also open online or on paper, and its rule says that the other way counts. Whoever "
        "took part there is set aside here, before a single ballot is opened."
    ),
} | dict.fromkeys(
    (
        "ballot_unreadable",
        "unknown_project",
        "repeated_project",
        "too_many_choices",
        "too_few_choices",
        "over_budget",
        "under_minimum_cost",
        "too_many_points",
        "too_few_points",
        "too_many_points_on_one_project",
        "too_few_points_on_one_project",
        "points_misplaced",
        "blank_not_allowed",
    ),
    _RULES,
)
"""What each reason means for the person; a double depends on the rule of its vote."""

DOUBLES = {
    "keep_one": N_(
        "The same right to vote was used more than once. One of these ballots is counted. It was drawn by a "
        "lottery that anyone can repeat, and this one was not drawn. Nobody can know which came first."
    ),
    "set_all_aside": N_(
        "The same right to vote was used more than once. By the rule of this vote, none of these ballots is "
        "counted."
    ),
}

WHY = REASONS | {"not_released": N_("It came in the copy of a lost tablet.")}
"""Each reason in one sentence, as the minutes say it too."""

EXPLAINED = ("late", "double", "code_replaced", "tablet_revoked", "malformed", "code_unknown", "over_budget")
"""One reason for each meaning, the frequent ones first: what the page on reasons explains."""


def meaning(reason: str, doubles: str) -> str:
    """The sentence on what a reason means, untranslated; empty for a reason that is not known here."""
    return DOUBLES.get(doubles, "") if reason == "double" else MEANINGS.get(reason, "")
