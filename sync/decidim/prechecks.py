"""What Decidim would refuse, found before anything is sent, so that staff can edit it.

The rules are Decidim's (reference: `EtiquetteValidator`, `ProposalLengthValidator`, the forms of a
proposal and a comment). The reason names the rule and where; nothing is changed and nothing dropped.
"""

from __future__ import annotations

import re

from sync.decidim.outgoing import Outgoing, Text, Way
from sync.decidim.targets import Target
from sync.hub.readable import starts_formula

TITLE_MIN, TITLE_MAX, BODY_MIN = 15, 150, 15

SENTENCES = {
    "title_short": "The title has less than 15 characters.",
    "title_long": "The title has more than 150 characters.",
    "title_lower": "The title begins with a small letter.",
    "title_capitals": "Half of the title or more is in capitals.",
    "title_marks": "The title has several ! or ? in a row.",
    "title_formula": "The title begins with a sign that a spreadsheet would compute.",
    "address_formula": "The address has a sign that a spreadsheet would compute.",
    "body_short": "The text has less than 15 characters.",
    "body_long": "The text is too long for the platform, together with the place and the receipt below it.",
    "body_lower": "The text begins with a small letter.",
    "body_capitals": "Half of the text or more is in capitals.",
    "body_marks": "The text has several ! or ? in a row.",
    "body_empty": "The text is empty.",
    "comment_long": "The comment is too long for the platform, together with the receipt below it.",
    "alignment": "A comment is against, neutral or for.",
    "no_target": "Nothing says which component of the platform this activity goes to.",
    "no_parent": "Nothing says which proposal of the platform this comment belongs to.",
    "waits_for_parent": "The proposal that this comment belongs to is not on the platform yet.",
    "changed_here": "It was changed or hidden here while it was on its way; it is planned anew.",
    "lot_void": "The platform did not take the lot that it was in; it is planned anew.",
    "by_hand": "This version of the platform takes comments from people alone: somebody must copy it.",
}
"""Every reason to its sentence, for staff; English, as command lines and logs are."""

_CAPITAL = re.compile("[A-Z]")
_MARKS = re.compile("[!?¡¿]{2,}")
_SMALL_FIRST = re.compile("[a-z]")


def broken_rules(item: Outgoing, text: Text, target: Target, way: Way) -> tuple[str, ...]:
    """The rules that `item` breaks, as keys of `SENTENCES`; empty when the platform should take it."""
    if item.kind == "comment":
        found = [] if item.body.strip() else ["body_empty"]
        if len(text.body) > target.comment_length:
            found.append("comment_long")
        if item.alignment not in (-1, 0, 1):
            found.append("alignment")
        return tuple(found)
    found = [f"title_{rule}" for rule in _etiquette(text.title)]
    found += [f"body_{rule}" for rule in _etiquette(text.body)]
    if len(text.title) < TITLE_MIN:
        found.append("title_short")
    if len(text.title) > TITLE_MAX:
        found.append("title_long")
    if len(item.body.strip()) < BODY_MIN:
        found.append("body_short")
    # Decidim counts what goes out, entities and all.
    if len(text.body) > target.proposal_length:
        found.append("body_long")
    if way is Way.LOT:
        if starts_formula(text.title, only_first=True):
            found.append("title_formula")
        if starts_formula(item.address):
            found.append("address_formula")
    return tuple(found)


def _etiquette(text: str) -> list[str]:
    found = []
    capitals = len(_CAPITAL.findall(text))
    if capitals and capitals >= len(text.strip()) // 2:
        found.append("capitals")
    if _MARKS.search(text):
        found.append("marks")
    if _SMALL_FIRST.match(text.strip()):
        found.append("lower")
    return found
