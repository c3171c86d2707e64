"""What a newer catalogue changes, in words: for the staff, before it is put into use and after."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.catalogue.activities import AnyActivity, BallotActivity, ProposalsActivity
from kiosk.catalogue.lookup import CatalogueIndex, Located, Openness
from kiosk.catalogue.model import Catalogue, Consultation
from kiosk.catalogue.parts import NO_TEXT, Text
from kiosk.i18n import N_, Translator

CHANGES_MAX = 60
"""As many are kept of one catalogue: nobody reads more."""

SENTENCES = {
    "consultation_added": N_("New consultation: {title}"),
    "consultation_removed": N_("Consultation gone: {title}"),
    "consultation_texts": N_("{title}: texts changed"),
    "consultation_dates": N_("{title}: dates changed"),
    "activity_added": N_("New: {title}"),
    "activity_removed": N_("Gone: {title}"),
    "activity_opened": N_("Now open: {title}"),
    "activity_closed": N_("Not open any more: {title}"),
    "activity_texts": N_("{title}: texts changed"),
    "activity_rules": N_("▲ {title}: rules of the vote changed"),
    "vote_closes": N_("▲ {title}: the vote now closes on {day}"),
    "projects_added": N_("{title}: projects added: {n}"),
    "projects_removed": N_("▲ {title}: projects gone: {n}"),
    "projects_changed": N_("{title}: projects changed: {n}"),
    "proposals_added": N_("{title}: proposals added: {n}"),
    "proposals_removed": N_("{title}: proposals gone: {n}"),
    "codes_added": N_("{title}: voting codes added: {n}"),
    "codes_removed": N_("▲ {title}: voting codes gone: {n}"),
    "accounts_added": N_("Accounts of the staff added: {n}"),
    "accounts_removed": N_("Accounts of the staff gone: {n}"),
    "accounts_changed": N_("Accounts of the staff changed, such as their PINs: {n}"),
    "keys": N_("▲ The keys for votes changed"),
    "places": N_("Quartiers or themes changed"),
    "city_texts": N_("Charter, privacy notice or closing questions changed"),
    "silence": N_("The months without results before an election changed"),
    "valid_until": N_("The catalogue is good until {day}"),
}
"""What changed; ``{title}`` is of the consultation or activity, ``{n}`` a number, ``{day}`` a date."""
_NOT_TEXT = {"id", "phases", "activities", "accept_until", "claims_erased_on", "contributions_erased_on"}
_TEXTS = {"title", "about", "eligibility", "question", "text", "urgent"}
_LISTS = {"projects", "proposals", "comments", "results"}


@dataclass(frozen=True)
class Change:
    """One thing that is not as before."""

    what: str
    """One of `SENTENCES`."""
    title: Text = NO_TEXT
    number: int = 0
    moment: datetime | None = None

    def sentence(self, tr: Translator) -> str:
        """For the person in front."""
        return tr(
            SENTENCES[self.what],
            title=self.title.within(tr.language),
            n=tr.number(self.number),
            day=tr.day(self.moment.astimezone()) if self.moment is not None else "",
        )


def changes(before: CatalogueIndex, after: CatalogueIndex, now: datetime) -> list[Change]:
    """Everything that differs between two catalogues, what people notice first."""
    old, new = before.catalogue, after.catalogue
    return [
        *_consultations(old, new),
        *_activities(before, after, now),
        *_codes(before, after),
        *_accounts(old, new),
        *_whole(old, new),
    ]


def written(found: Iterable[Change]) -> str:
    """As a fact of the vault keeps them."""
    return json.dumps(
        [
            [one.what, one.title.root, one.number, one.moment.isoformat() if one.moment else ""]
            for one in list(found)[:CHANGES_MAX]
        ],
        ensure_ascii=False,
    )


def read(kept: str) -> list[Change]:
    """Read back what `written` gave; what another version wrote is passed over."""
    try:
        rows = json.loads(kept)
        return [
            Change(what, Text(title), number, datetime.fromisoformat(moment) if moment else None)
            for what, title, number, moment in rows
            if what in SENTENCES
        ]
    except (ValueError, TypeError):
        return []


def _consultations(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    before = {one.id: one for one in old.consultations}
    after = {one.id: one for one in new.consultations}
    yield from (Change("consultation_added", one.title) for id, one in after.items() if id not in before)
    yield from (Change("consultation_removed", one.title) for id, one in before.items() if id not in after)
    for id, one in after.items():
        if id in before:
            if one.model_dump(exclude=_NOT_TEXT) != before[id].model_dump(exclude=_NOT_TEXT):
                yield Change("consultation_texts", one.title)
            if _dates(one) != _dates(before[id]):
                yield Change("consultation_dates", one.title)


def _dates(one: Consultation) -> tuple[object, ...]:
    phases = tuple((phase.id, phase.opens, phase.closes, phase.activities) for phase in one.phases)
    return phases, one.accept_until, one.claims_erased_on, one.contributions_erased_on


def _activities(before: CatalogueIndex, after: CatalogueIndex, now: datetime) -> Iterator[Change]:
    old, new = before.activities, after.activities
    gone = {one.id for one in before.catalogue.consultations} - {
        one.id for one in after.catalogue.consultations
    }
    come = {one.id for one in after.catalogue.consultations} - {
        one.id for one in before.catalogue.consultations
    }
    for id, found in new.items():
        if id not in old:
            if found.consultation.id not in come:
                yield Change("activity_added", found.activity.title)
        else:
            yield from _opening(old[id], found, now)
            yield from _within(old[id].activity, found.activity)
    for id, found in old.items():
        if id not in new and found.consultation.id not in gone:
            yield Change("activity_removed", found.activity.title)
    for id, vote in after.ballots.items():
        old_vote = before.ballots.get(id)
        dated = old_vote is not None and old_vote.phases and vote.phases
        if old_vote is not None and dated and vote.closes != old_vote.closes:
            yield Change("vote_closes", vote.activity.title, moment=vote.closes)


def _opening(old: Located[AnyActivity], new: Located[AnyActivity], now: datetime) -> Iterator[Change]:
    was, is_ = old.openness(now), new.openness(now)
    if was is not is_ and Openness.OPEN in (was, is_):
        yield Change("activity_opened" if is_ is Openness.OPEN else "activity_closed", new.activity.title)


def _within(old: AnyActivity, new: AnyActivity) -> Iterator[Change]:
    title = new.title
    was, is_ = old.model_dump(), new.model_dump()
    names = was.keys() | is_.keys()
    differ = {name for name in names if was.get(name) != is_.get(name)}
    if differ & _TEXTS or (not isinstance(new, BallotActivity) and differ - _TEXTS - {"proposals"}):
        yield Change("activity_texts", title)
    if isinstance(new, BallotActivity) and differ - _TEXTS - _LISTS:
        yield Change("activity_rules", title)
    if isinstance(old, BallotActivity) and isinstance(new, BallotActivity):
        before = {one.id: one.model_dump() for one in old.projects}
        after = {one.id: one.model_dump() for one in new.projects}
        yield from _counted("projects", title, before, after)
        changed = sum(after[id] != before[id] for id in before.keys() & after.keys())
        if changed:
            yield Change("projects_changed", title, changed)
    if isinstance(old, ProposalsActivity) and isinstance(new, ProposalsActivity):
        known = {one.id: one.id for one in old.proposals}
        yield from _counted("proposals", title, known, {one.id: one.id for one in new.proposals})


def _counted(
    what: str, title: Text, before: Mapping[Any, object], after: Mapping[Any, object]
) -> Iterator[Change]:
    for ending, number in (
        ("added", len(after.keys() - before.keys())),
        ("removed", len(before.keys() - after.keys())),
    ):
        if number:
            yield Change(f"{what}_{ending}", title, number)


def _codes(before: CatalogueIndex, after: CatalogueIndex) -> Iterator[Change]:
    for id, found in after.ballots.items():
        old, new = before.codes.get(id, {}), after.codes.get(id, {})
        yield from _counted("codes", found.activity.title, old, new)


def _accounts(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    before, after = ({one.id: one for one in catalogue.accounts} for catalogue in (old, new))
    yield from _counted("accounts", NO_TEXT, before, after)
    changed = sum(after[id] != before[id] for id in before.keys() & after.keys())
    if changed:
        yield Change("accounts_changed", number=changed)


def _whole(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    if old.keys != new.keys:
        yield Change("keys")
    if (old.quartiers, old.themes) != (new.quartiers, new.themes):
        yield Change("places")
    texts = [(one.organiser, one.charter, one.privacy, one.farewell) for one in (old, new)]
    if texts[0] != texts[1]:
        yield Change("city_texts")
    if old.silence != new.silence:
        yield Change("silence")
    if old.valid_until != new.valid_until:
        yield Change("valid_until", moment=new.valid_until)
