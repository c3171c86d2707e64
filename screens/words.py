"""Reasons, dates and amounts as people read them. Looked up when shown, in the visit's language."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from kiosk.i18n import N_, NO_BREAK_SPACE, Translator
from screens.widgets.pages import PagerWords

_NEAR = timedelta(days=300)
REASONS = {
    # Nobody can take part now.
    "no_catalogue": N_("This tablet is not ready yet. Please ask the staff."),
    "catalogue_expired": N_("This tablet needs news from the city first. Please ask the staff."),
    "clock_behind": N_("The clock of this tablet is wrong. Please ask the staff."),
    "not_opened": N_("This tablet is not open yet. Please ask the staff."),
    "paused": N_("This tablet is paused. Please ask the staff."),
    "tablet_closed": N_("This tablet is closed for today. Thank you for coming."),
    "not_yet_open": N_("This vote is not open yet. You can read about it now."),
    "closed": N_("This vote is over. Nothing can be cast any more."),
    # The claim.
    "code_incomplete": N_("The code is not complete. It has 17 letters and figures."),
    "code_mistyped": N_(
        "One letter or figure of this code is wrong. Compare it with your card, line by line."
    ),
    "code_unknown": N_("This code is not known here. Check it with your card, or ask the staff."),
    "code_spent_here": N_("This code has already been used on this tablet. A code is for one vote."),
    "wrong_quartier": N_("This vote is for other quartiers. Go back to see the votes that are for yours."),
    "name_missing": N_("Type your name with at least one letter."),
    "name_too_long": N_("This name is too long. Type at most 60 letters."),
    "birth_date_unreadable": N_("Type your date of birth with 8 figures: day, month, year."),
    "birth_date_impossible": N_("This date does not exist or is not a date of birth. Check the 8 figures."),
    "declared_here": N_("You have already taken part on this tablet. Everyone votes once."),
    "pin_wrong": N_("This PIN is not known. Try again."),
    "pin_wait": N_("Too many wrong PINs. Please wait a moment, then try again."),
    # What is looked for.
    "unknown_activity": N_("This is not on this tablet any more. Go back and choose something else."),
    "unknown_proposal": N_("This proposal is not on this tablet any more. Go back and choose another one."),
    "unknown_place": N_("This is not on this tablet any more. Go back and choose something else."),
    # A contribution.
    "answer_missing": N_("Answer this question to go on."),
    "unknown_option": N_("This answer is not possible any more. Choose another one."),
    "too_many_options": N_("You have chosen the most answers possible. Take one back to choose another."),
    "not_all_sorted": N_("Put all of them in order, or none of them."),
    "too_short": N_("Write a little more, so that everyone understands you."),
    "too_long": N_("This text is too long. Take some words away."),
    "starts_small": N_("Begin with a capital letter."),
    "too_many_capitals": N_("Write in small letters: capitals are hard to read."),
    "too_many_marks": N_("One question mark or exclamation mark is enough."),
    "no_address": N_("Type an e-mail address, such as name@example.org, or a telephone number."),
    "no_number": N_("Type a number with figures."),
    "number_too_small": N_("This number is too small."),
    "number_too_large": N_("This number is too large."),
    "supported_already": N_("You have already supported this proposal."),
    "not_possible_here": N_("This is not possible here."),
    "not_dictated": N_("This cannot be dictated: only the person may do it, alone. Finish this visit first."),
    "nothing_asked": N_("Nothing is asked here any more. Go back."),
    # The ballot.
    "unknown_project": N_("This option is not part of the vote any more."),
    "repeated_project": N_("This project is already chosen."),
    "blank_not_allowed": N_("A blank vote is not possible here. Choose at least one option."),
    "points_misplaced": N_("These points cannot be given here."),
}


def reason(tr: Translator, name: str) -> str:
    """The sentence of a refusal."""
    return tr(REASONS.get(name, N_("This is not possible now. Please ask the staff.")))


def day(tr: Translator, moment: datetime) -> str:
    """A date in words, in the machine's time zone: ``15 October 2027``."""
    return tr.day(moment.astimezone())


def near_day(tr: Translator, moment: datetime, now: datetime) -> str:
    """A date as people say it: without the year within ten months of `now`, unbroken."""
    return tr.day(moment.astimezone(), NO_BREAK_SPACE, year=abs(moment - now) > _NEAR)


def day_and_hour(tr: Translator, moment: datetime) -> str:
    """A date and an hour in words: ``15 October 2027 at 18:00``."""
    local = moment.astimezone()
    hour = f"{local.hour} h {local.minute:02}" if tr.base in ("fr", "oc") else f"{local:%H:%M}"
    return tr("{day} at {hour}", day=day(tr, moment), hour=hour)


def amount(tr: Translator, cost: Decimal | None, currency: str) -> str:
    """What a project costs; nothing where it has no cost."""
    return tr.money(cost, currency) if cost else ""


def pager_words(tr: Translator) -> PagerWords:
    """What stands below a list in pages."""
    return PagerWords(tr("▲ Previous"), lambda n: tr.plural("See {n} more ▼", "See {n} more ▼", n))
