"""What there is to do and to read, in the order in which people need it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from kiosk.catalogue.activities import FollowUpActivity, ProposalsActivity, PublishedProposal
from kiosk.catalogue.lookup import CatalogueIndex, Openness
from kiosk.catalogue.model import Consultation
from kiosk.search import Entry

SOON = timedelta(days=7)
"""A consultation that closes within this time is said to close soon."""


class Standing(IntEnum):
    """What a consultation offers now; listed in this order."""

    CLOSES_SOON = 0
    OPEN = 1
    RESULTS = 2
    NOT_YET = 3
    OVER = 4


@dataclass(frozen=True, eq=False)
class Offer:
    """A consultation, with what it offers now."""

    consultation: Consultation
    standing: Standing
    moment: datetime | None
    """When it closes, opens or has closed, whatever the standing says; None: no date."""


def offer_of(index: CatalogueIndex, consultation: Consultation, now: datetime) -> Offer:
    """What a consultation offers now. During a silence before an election there are no results."""
    parts = [located for located in index.within(consultation) if located.phases]
    open_now = [located for located in parts if located.openness(now) is Openness.OPEN]
    if open_now:
        # Between two phases of one activity, the end of the present one is what matters.
        ends = [
            phase.closes for part in open_now for phase in part.phases if phase.opens <= now < phase.closes
        ]
        closes = max(ends)
        return Offer(consultation, Standing.CLOSES_SOON if closes - now <= SOON else Standing.OPEN, closes)
    if any(isinstance(activity, FollowUpActivity) for activity in consultation.activities):
        return Offer(consultation, Standing.RESULTS, None)
    coming = [phase.opens for part in parts for phase in part.phases if phase.opens > now]
    if coming:
        return Offer(consultation, Standing.NOT_YET, min(coming))
    past = [phase.closes for phase in consultation.phases if phase.closes <= now]
    if parts or past:
        return Offer(consultation, Standing.OVER, max(past, default=None))
    return Offer(consultation, Standing.OPEN, None)


def offers(index: CatalogueIndex, now: datetime) -> list[Offer]:
    """Every consultation: what closes first comes first."""
    found = [offer_of(index, consultation, now) for consultation in index.catalogue.consultations]
    return sorted(found, key=_urgency)


def _urgency(offer: Offer) -> tuple[int, float]:
    seconds = offer.moment.timestamp() if offer.moment is not None else float("inf")
    return offer.standing, -seconds if offer.standing is Standing.OVER else seconds


def about_theme(index: CatalogueIndex, theme: str, now: datetime) -> list[Offer]:
    """The consultations of a theme."""
    return [offer for offer in offers(index, now) if theme in offer.consultation.themes]


def in_quartier(index: CatalogueIndex, quartier: str, now: datetime) -> list[Offer]:
    """The consultations of a quartier: its own, then those of the whole city."""
    found = [
        offer
        for offer in offers(index, now)
        if not offer.consultation.quartiers or quartier in offer.consultation.quartiers
    ]
    return sorted(found, key=lambda offer: not offer.consultation.quartiers)


def proposals_in(index: CatalogueIndex, quartier: str) -> Iterator[tuple[str, PublishedProposal]]:
    """(activity, proposal) of every proposal for a quartier."""
    for name, located in index.activities.items():
        if isinstance(located.activity, ProposalsActivity):
            yield from ((name, p) for p in located.activity.proposals if p.quartier == quartier)


def entries(index: CatalogueIndex, language: str, *, silent: bool = False) -> Iterator[Entry]:
    """Everything that can be found by words, in a language.

    Keys are ``consultation/ID``, ``proposal/ACTIVITY/ID``, ``project/ACTIVITY`` for an option of a vote
    and ``activity/ID`` for the rest.
    """
    for consultation in index.catalogue.consultations:
        text = " ".join(
            part.within(language)
            for part in (
                consultation.summary,
                consultation.description,
                consultation.synthesis,
                *(text for document in consultation.documents for text in (document.title, document.text)),
                *(text for decision in consultation.decisions for text in (decision.title, decision.text)),
            )
        )
        title = consultation.title.within(language)
        yield Entry(f"consultation/{consultation.id}", title, text, "consultation")
        for activity in consultation.activities:
            match activity.kind:
                case "proposals":
                    for proposal in activity.proposals:
                        yield Entry(
                            f"proposal/{activity.id}/{proposal.id}",
                            proposal.title.within(language),
                            proposal.body.within(language),
                            "proposal",
                        )
                case "ballot":
                    for option in activity.projects:
                        name, words = option.title.within(language), option.description.within(language)
                        yield Entry(f"project/{activity.id}", name, words, "project")
                case "follow_up":
                    for project in activity.projects if not silent else ():
                        name, words = project.title.within(language), project.description.within(language)
                        yield Entry(f"activity/{activity.id}", name, words, "activity")
                case "page":
                    words = activity.text.within(language)
                    yield Entry(f"activity/{activity.id}", activity.title.within(language), words, "activity")
                case _:
                    words = activity.about.within(language)
                    yield Entry(f"activity/{activity.id}", activity.title.within(language), words, "activity")
