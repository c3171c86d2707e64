"""What must hold between the parts of a catalogue. Each finding is one sentence that names the place."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from decimal import Decimal

from kiosk.catalogue.activities import BallotActivity, ChannelsRule, FollowUpActivity, PageActivity
from kiosk.catalogue.check_contributions import contribution_findings
from kiosk.catalogue.methods import ChooseOne, Cumulative, Knapsack
from kiosk.catalogue.model import Catalogue, Consultation
from kiosk.claims.claim import ClaimRule
from kiosk.claims.codes import DIGEST_BYTES
from kiosk.errors import FormatError
from kiosk.sealing import check_seal_key

PROJECTS_MAX = 10_000
_TELLS_PERSONS = (ClaimRule.CODE, ClaimRule.DECLARED)


def findings(catalogue: Catalogue) -> list[str]:
    """Every contradiction in `catalogue`; empty when a tablet may use it."""
    return list(_findings(catalogue))


def _findings(catalogue: Catalogue) -> Iterator[str]:
    if catalogue.valid_until <= catalogue.issued:
        yield "valid_until is not after issued."
    for name, key in (("register", catalogue.keys.register_), ("box", catalogue.keys.box)):
        try:
            check_seal_key(base64.b64decode(key, validate=True))
        except (FormatError, binascii.Error):
            yield f"keys.{name} is not a sealing key."
    if catalogue.keys.register_ == catalogue.keys.box:
        yield "keys.register and keys.box are the same key: the register could open ballots."
    quartiers = [quartier.id for quartier in catalogue.quartiers]
    yield from _repeated("quartier", quartiers)
    yield from _repeated("consultation", [c.id for c in catalogue.consultations])
    yield from _repeated("activity", [a.id for c in catalogue.consultations for a in c.activities])
    yield from _repeated("account", [account.id for account in catalogue.accounts])
    themes = [theme.id for theme in catalogue.themes]
    yield from _repeated("theme", themes)
    for consultation in catalogue.consultations:
        for finding in _in_consultation(consultation, set(quartiers)):
            yield f"consultation {consultation.id}: {finding}"
        for finding in contribution_findings(consultation, set(quartiers), set(themes)):
            yield f"consultation {consultation.id}: {finding}"
    yield from _around(catalogue)
    yield from _in_codes(catalogue)
    attended = any(
        isinstance(activity, BallotActivity) and activity.claim is ClaimRule.ATTENDED
        for consultation in catalogue.consultations
        for activity in consultation.activities
    )
    if attended and not catalogue.accounts:
        yield "accounts is empty, and an activity is attended: nobody could open a visit."


def _around(catalogue: Catalogue) -> Iterator[str]:
    """What stands beside the consultations."""
    takes = any(
        not isinstance(activity, BallotActivity | PageActivity | FollowUpActivity)
        for consultation in catalogue.consultations
        for activity in consultation.activities
    )
    if takes or catalogue.farewell is not None:
        try:
            check_seal_key(base64.b64decode(catalogue.keys.contributions, validate=True))
        except (FormatError, binascii.Error):
            yield "keys.contributions is not a sealing key, and there is something to contribute."
    if len({catalogue.keys.contributions, catalogue.keys.register_, catalogue.keys.box}) < 3:
        yield "keys.contributions is the register's key or the box's."
    if catalogue.charter is not None and catalogue.charter.text.empty:
        yield "charter.text is empty."
    farewell = catalogue.farewell
    if farewell is not None:
        yield from _repeated("age band", [band.id for band in farewell.age_bands])
        if farewell.opt_in is not None and farewell.opt_in.text.empty:
            yield "farewell.opt_in.text is empty: nobody can agree to it."
    silence = catalogue.silence
    if silence is not None and (silence.closes <= silence.opens or silence.reason.empty):
        yield "silence needs a reason, and closes after it opens."


def _repeated(what: str, ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            yield f"{what} {name} appears twice."
        seen.add(name)


def _in_consultation(consultation: Consultation, quartiers: set[str]) -> Iterator[str]:
    if consultation.title.empty:
        yield "title is empty."
    yield from (f"quartier {q} is not in quartiers." for q in consultation.quartiers if q not in quartiers)
    yield from _repeated("phase", [phase.id for phase in consultation.phases])
    activities = {activity.id for activity in consultation.activities}
    for phase in consultation.phases:
        if phase.closes <= phase.opens:
            yield f"phase {phase.id}: closes is not after opens."
        if phase.activities and consultation.accept_until < phase.closes:
            yield f"accept_until is before phase {phase.id} closes."
        yield from (f"phase {phase.id}: no activity {a}." for a in phase.activities if a not in activities)
    if consultation.claims_erased_on <= consultation.accept_until.date():
        yield "claims_erased_on is not after accept_until: the register would be empty at the count."
    erased = consultation.contributions_erased_on
    if erased is not None and erased <= consultation.accept_until.date():
        yield "contributions_erased_on is not after accept_until: nobody would have read them."
    dated = {activity for phase in consultation.phases for activity in phase.activities}
    for activity in consultation.activities:
        if activity.title.empty:
            yield f"activity {activity.id}: title is empty."
        if isinstance(activity, BallotActivity):
            if activity.id not in dated:
                yield f"activity {activity.id}: no phase opens and closes it."
            scope = set(consultation.quartiers) or quartiers
            yield from (f"activity {activity.id}: {finding}" for finding in _in_ballot(activity, scope))


def _in_ballot(activity: BallotActivity, quartiers: set[str]) -> Iterator[str]:
    yield from _repeated("project", [project.id for project in activity.projects])
    if not 1 <= len(activity.projects) <= PROJECTS_MAX:
        yield f"1 to {PROJECTS_MAX} projects are needed, not {len(activity.projects)}."
    method = activity.method
    if not isinstance(method, ChooseOne):
        most = method.max_choices
        if most is not None and most < max(1, method.min_choices):
            yield f"max_choices {most} is below min_choices {method.min_choices} or below 1."
    if isinstance(method, Cumulative):
        most_on_one = method.points if method.max_per_project is None else method.max_per_project
        if method.min_per_project > most_on_one or method.min_points > method.points:
            yield "a minimum of points is above its maximum."
    if activity.channels is not ChannelsRule.NONE and activity.claim not in _TELLS_PERSONS:
        yield "channels: only codes and declared identities show who took part elsewhere too."
    yield from _in_projects(activity, quartiers)
    yield from _unfinishable(activity)
    if isinstance(method, Knapsack) and method.max_cost is None and not priced_budget(activity):
        yield "a knapsack needs method.max_cost, budget or quartier_budgets."
    for quartier in activity.quartier_budgets:
        if quartier not in quartiers:
            yield f"quartier_budgets: {quartier} is not in quartiers."
        if not any(project.quartier == quartier for project in activity.projects):
            yield f"quartier_budgets: {quartier} has no project."


def _in_projects(activity: BallotActivity, quartiers: set[str]) -> Iterator[str]:
    priced = activity.budget is not None or activity.by_quartier or isinstance(activity.method, Knapsack)
    for project in activity.projects:
        if project.title.empty:
            yield f"project {project.id}: title is empty."
        if priced and project.cost is None:
            yield f"project {project.id}: cost is missing."
        if activity.by_quartier and project.quartier not in activity.quartier_budgets:
            yield f"project {project.id}: quartier {project.quartier} has no budget in quartier_budgets."
        elif project.quartier is not None and quartiers and project.quartier not in quartiers:
            yield f"project {project.id}: quartier {project.quartier} is not in quartiers."


def _unfinishable(activity: BallotActivity) -> Iterator[str]:
    """Minimums that no ballot can reach: the way to the review would stay closed for everybody."""
    method = activity.method
    contests = tuple(activity.quartier_budgets) or (None,)
    for quartier in contests:
        projects = [p for p in activity.projects if quartier is None or p.quartier == quartier]
        where = f" of quartier {quartier}" if quartier else ""
        if not isinstance(method, ChooseOne) and method.min_choices > len(projects):
            yield f"min_choices {method.min_choices} is more than the {len(projects)} projects{where}."
        if isinstance(method, Knapsack):
            budget = activity.quartier_budgets[quartier] if quartier else activity.budget
            limit = budget if method.max_cost is None else method.max_cost
            everything = sum((p.cost for p in projects if p.cost is not None), Decimal(0))
            if method.min_cost > min(everything, limit if limit is not None else everything):
                yield f"min_cost {method.min_cost} is more than can be spent{where}."
    if isinstance(method, Cumulative) and method.min_choices * method.min_per_project > method.points:
        yield "min_choices projects with min_per_project points each need more points than there are."


def priced_budget(activity: BallotActivity) -> bool:
    """Whether the activity has a budget at all."""
    return activity.budget is not None or activity.by_quartier


def _in_codes(catalogue: Catalogue) -> Iterator[str]:
    ballots = {
        activity.id: activity
        for consultation in catalogue.consultations
        for activity in consultation.activities
        if isinstance(activity, BallotActivity)
    }
    with_codes = {codes.activity for codes in catalogue.codes}
    for activity in ballots.values():
        if activity.claim is ClaimRule.CODE and activity.id not in with_codes:
            yield f"activity {activity.id} asks for codes and has none."
        if activity.claim is not ClaimRule.CODE and activity.code_replacement != "never":
            yield f"activity {activity.id} asks for no codes: code_replacement says how they are replaced."
    yield from _repeated(
        "codes for", [f"{codes.activity} {codes.quartier or ''}" for codes in catalogue.codes]
    )
    seen: dict[tuple[str, bytes], str | None] = {}
    for codes in catalogue.codes:
        place = f"codes for {codes.activity}"
        known = ballots.get(codes.activity)
        if known is None or known.claim is not ClaimRule.CODE:
            yield f"{place}: no activity of that name asks for codes."
        elif known.by_quartier and codes.quartier not in known.quartier_budgets:
            yield f"{place}: quartier {codes.quartier} does not vote there."
        try:
            digests = base64.b64decode(codes.digests, validate=True)
        except binascii.Error:
            yield f"{place}: digests is not base64."
            continue
        if len(digests) % DIGEST_BYTES:
            yield f"{place}: digests are {DIGEST_BYTES} bytes each."
        for start in range(0, len(digests), DIGEST_BYTES):
            key = (codes.activity, digests[start : start + DIGEST_BYTES])
            if seen.setdefault(key, codes.quartier) != codes.quartier:
                yield f"{place}: one code stands for two quartiers, {seen[key]} and {codes.quartier}."
                break
