"""Rules and reasons as papers say them. Looked up when written, in the paper's language."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.i18n import N_, Translator

METHODS = {
    "choose_one": N_("One option on each ballot"),
    "approval": N_("Several projects on each ballot, each chosen once"),
    "knapsack": N_("Projects chosen within a budget"),
    "cumulative": N_("Points given to projects"),
    "ranking": N_("Projects put in order"),
}

SCORES = {"cumulative": N_("Points"), "ranking": N_("Points")}
"""What a score is where it is not a number of votes."""

CLAIMS = {
    "none": N_("Anyone, without proof"),
    "code": N_("A personal code"),
    "declared": N_("A declared identity"),
    "attended": N_("A facilitator opens each vote"),
}

DOUBLES = {
    "keep_one": N_("One ballot of each person counts, drawn by a lottery that anyone can repeat"),
    "set_all_aside": N_("If a person voted more than once, none of these ballots counts"),
}

CHANNELS = {
    "kiosk_wins": N_("The vote at the kiosk counts; the other one is struck there"),
    "other_wins": N_("The vote online or on paper counts; the one at the kiosk is set aside"),
}

TIES = {
    "voters": N_("more voters first"),
    "cost": N_("the cheaper project first"),
    "lottery": N_("a lottery that anyone can repeat"),
}

REASONS = {
    # The hub, when a parcel comes.
    "tablet_revoked": N_("It came from a tablet that had been withdrawn."),
    "late": N_("It came after the end of the acceptance window."),
    "malformed": N_("The envelope could not be read when it came."),
    "unknown_catalogue": N_("It was cast under a catalogue that the hub does not know."),
    "unknown_activity": N_("It was cast for a vote that does not exist."),
    "conflicting_content": N_("Two different envelopes came under the same number."),
    # The register, before the box is opened.
    "envelope_unreadable": N_("The envelope could not be read."),
    "claim_unreadable": N_("The proof of the right to vote could not be read."),
    "claim_of_another_ballot": N_("The proof of the right to vote belongs to another ballot."),
    "wrong_kind_of_claim": N_("The proof of the right to vote is not of the kind that this vote asks for."),
    "code_unknown": N_("The code is not one of this vote."),
    "code_replaced": N_("The code was spoiled and had been replaced by another one."),
    "wrong_quartier": N_("The quartier is not the one of the code, or has no vote."),
    "ballot_copied": N_("The sealed ballot is a copy of another, which counts once."),
    "attended_by_nobody": N_("No member of the staff opened this vote."),
    "double": N_("The same person voted more than once."),
    "took_part_elsewhere": N_("The same person took part online or on paper, which counts first."),
    # The box: nobody knows any more whose ballot it was.
    "ballot_unreadable": N_("The ballot could not be opened or read."),
    "unknown_project": N_("The ballot names a project that is not in this vote."),
    "repeated_project": N_("The ballot names a project twice."),
    "too_many_choices": N_("The ballot has too many projects."),
    "too_few_choices": N_("The ballot has too few projects."),
    "over_budget": N_("The chosen projects cost more than the budget."),
    "under_minimum_cost": N_("The chosen projects cost less than the minimum."),
    "too_many_points": N_("The ballot gives too many points."),
    "too_few_points": N_("The ballot gives too few points."),
    "too_many_points_on_one_project": N_("The ballot gives too many points to one project."),
    "too_few_points_on_one_project": N_("The ballot gives too few points to one project."),
    "points_misplaced": N_("The ballot gives points where there are none."),
    "blank_not_allowed": N_("The ballot is blank, which this vote does not allow."),
}


def within(tr: Translator, table: dict[str, str], word: str) -> str:
    """The sentence that `table` has for a closed word, or the word itself."""
    sentence = table.get(word)
    return tr(sentence) if sentence else word


def listed(tr: Translator, names: Sequence[str]) -> str:
    """Names in a row: ``a, b and c``."""
    if len(names) < 2:
        return "".join(names)
    return tr("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])


def ties(tr: Translator, rules: Sequence[str]) -> str:
    """What decides between equal scores; the lottery ends every tie, also where no rule names it."""
    before = rules[: rules.index("lottery")] if "lottery" in rules else rules
    first, *others = [within(tr, TIES, rule) for rule in (*before, "lottery")]
    for other in others:
        first = tr("{rule}, then {other}", rule=first, other=other)
    return first
