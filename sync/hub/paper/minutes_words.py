"""Sentences of the minutes, for the paper and for the page."""

from __future__ import annotations

from kiosk.i18n import Translator
from kiosk.paper.moments import day, moment
from sync.hub.paper.minutes_content import Minutes, Tablet
from sync.hub.paper.words import CHANNELS, CLAIMS, DOUBLES, METHODS, listed, ties, within


def facts(content: Minutes, tr: Translator) -> list[tuple[str, str]]:
    """When, by whom and by which rules: (label, words)."""
    activity = content.activity
    said = [
        (tr("Vote closed"), moment(tr, content.closes)),
        (tr("Ballots taken until"), moment(tr, content.accept_until)),
        (tr("Box opened by"), listed(tr, [tr("Key holder {number}", number=n) for n in content.shares])),
        (tr("Way of voting"), within(tr, METHODS, activity.method)),
        (tr("Right to vote"), within(tr, CLAIMS, activity.claim)),
        (tr("More than one vote"), within(tr, DOUBLES, activity.doubles)),
        (tr("Online or on paper too"), within(tr, CHANNELS, activity.channels) if activity.channels else ""),
        (tr("Equal results"), ties(tr, activity.tie_break)),
    ]
    if content.claims_erased_on:
        said.append((tr("Proofs of the right to vote erased on"), day(tr, content.claims_erased_on)))
    return [(label, value[0].upper() + value[1:]) for label, value in said if value]


def agreement(content: Minutes, tr: Translator) -> str:
    """Whether cast = counted + set aside + not arrived."""
    parts = content.equation
    if not parts.holds:
        return tr(
            "▲ The figures do not agree: {cast} were cast and {found} are accounted for. "
            "This must be explained before the result is used.",
            cast=tr.number(parts.cast),
            found=tr.number(parts.counted + parts.set_aside + parts.missing),
        )
    if parts.missing:
        return tr(
            "The figures agree. Ballots not arrived: {missing}. The list of tablets says where.",
            missing=tr.number(parts.missing),
        )
    return tr("✔ The figures agree. Every ballot cast is counted or set aside with a reason.")


def fingerprints(content: Minutes, tr: Translator) -> list[tuple[str, str]]:
    """What whoever counts again compares: (label, figures)."""
    return [
        (tr("Receipts"), content.receipts_digest),
        (tr("Ballots"), content.ballots_digest),
        (tr("Key of the box"), content.box_key),
        (tr("Key of the register"), content.register_key),
        (tr("Catalogue"), str(content.catalogue_version)),
    ]


def state(tablet: Tablet, tr: Translator) -> str:
    """How a tablet stood at the count."""
    if tablet.revoked:
        return tr("withdrawn")
    if tablet.reset:
        return tr("erased")
    return tr("closed") if tablet.closed else tr("not closed")
