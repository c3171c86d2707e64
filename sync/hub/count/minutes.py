"""The minutes as data. They hold no time of the count: counting again gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict
from decimal import Decimal

from kiosk.catalogue.activities import ChannelsRule
from kiosk.ids import DepositKind
from kiosk.receipts import receipt_of
from kiosk.signed import fingerprint
from sync.hub.count.run import ContestResult, Result, moment
from sync.hub.store import HubStore


def minutes(store: HubStore, result: Result, language: str) -> dict[str, object]:
    """The minutes, in the shape ``kiosk-minutes/1``; texts of the catalogue in `language`."""
    found, catalogue = result.found, result.index.catalogue
    tablets = _tablets(store, result)
    reasons = Counter(reason for _, reason in result.set_aside) + Counter(result.invalid)
    set_aside = len(result.set_aside) + sum(result.invalid.values())
    cast = sum(int(str(tablet["cast"])) for tablet in tablets)
    missing = sum(int(str(tablet["missing"])) for tablet in tablets)
    surplus = sum(int(str(tablet["surplus"])) for tablet in tablets)
    return {
        "format": "kiosk-minutes/1",
        "mode": store.mode.value,
        "organiser": catalogue.organiser.within(language),
        "consultation": {
            "id": found.consultation.id,
            "title": found.consultation.title.within(language),
        },
        "activity": {
            "id": found.activity.id,
            "title": found.activity.title.within(language),
            "method": found.activity.method.name,
            "claim": found.activity.claim.value,
            "doubles": found.activity.doubles.value,
            **_channels(result),
            "tie_break": [rule.value for rule in found.activity.tie_break],
        },
        "catalogue_version": catalogue.version,
        "closes": moment(found.closes),
        "accept_until": moment(found.consultation.accept_until),
        "claims_erased_on": found.consultation.claims_erased_on.isoformat(),
        "box_key": fingerprint(store.box_key),
        "register_key": fingerprint(store.register_public),
        "shares": list(result.shares),
        "tablets": tablets,
        "totals": {
            "cast": cast,
            "received": result.received,
            "set_aside": set_aside,
            "counted": result.ballots,
            "blank": sum(contest.tally.blank for contest in result.contests),
        },
        **_elsewhere(result),
        "set_aside": [{"reason": reason, "number": number} for reason, number in sorted(reasons.items())],
        "contests": [_contest(result, contest, language) for contest in result.contests],
        "receipts_digest": hashlib.sha256("\n".join(receipts(result)).encode()).hexdigest(),
        "ballots_digest": ballots_digest(result),
        "equation": {
            "cast": cast,
            "counted": result.ballots,
            "set_aside": set_aside,
            "missing": missing,
            "surplus": surplus,
            "holds": cast == result.ballots + set_aside + missing and not surplus,
        },
    }


def _channels(result: Result) -> dict[str, object]:
    rule = result.found.activity.channels
    return {} if rule is ChannelsRule.NONE else {"channels": rule.value}


def _elsewhere(result: Result) -> dict[str, object]:
    """How many took part online or on paper too; who they are is in no paper of the count."""
    return {} if result.elsewhere is None else {"elsewhere": asdict(result.elsewhere)}


def receipts(result: Result) -> list[str]:
    """The receipts of all ballots that went into the box, sorted."""
    return sorted(receipt_of(deposit) for deposit in result.counted)


def ballots_digest(result: Result) -> str:
    """SHA-256 over the opened ballots as sorted: equal for everyone who recounts the published list."""
    content = [
        [contest.contest, [[ballot.choices, ballot.points] for ballot in contest.ballots]]
        for contest in result.contests
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def _contest(result: Result, contest: ContestResult, language: str) -> dict[str, object]:
    ranks = {project: place for place, project in enumerate(contest.selection.ranked, 1)}
    titles = {project.id: project.title.within(language) for project in contest.rules.projects}
    return {
        "quartier": contest.contest,
        "name": result.index.quartier_name(contest.contest),
        "ballots": contest.tally.ballots,
        "blank": contest.tally.blank,
        "budget": None if contest.budget is None else str(contest.budget),
        "currency": result.found.activity.currency,
        "spent": str(contest.selection.spent),
        "projects": [
            {
                "id": project,
                "title": titles[project],
                "cost": amount(contest.rules.costs[project]),
                "score": contest.tally.score[project],
                "voters": contest.tally.voters[project],
                "rank": ranks[project],
                "selected": project in contest.selection.selected,
            }
            for project in contest.selection.ranked
        ],
    }


def amount(value: Decimal) -> str:
    """A sum of money in figures: ``390000``, ``12.50``."""
    return f"{value:f}"


def _tablets(store: HubStore, result: Result) -> list[dict[str, object]]:
    received = store.received_from(result.found.activity.id)
    listed = []
    for tablet in store.tablets():
        lines = tablet.statement.lines if tablet.statement else ()
        cast = sum(
            line.cast
            for line in lines
            if line.activity == result.found.activity.id and line.kind != DepositKind.CODE_REPLACEMENT
        )
        here = received.get(tablet.id, 0)
        # A statement is written with every parcel and speaks of all that it holds: more than it says
        # was not cast there, or comes from a copy of the tablet. A revoked tablet's word is not taken any
        # more, and what it brings is set aside with that reason.
        surplus = 0 if tablet.revoked_at is not None else max(0, here - cast)
        cast = max(cast, here)
        listed.append(
            {
                "tablet": tablet.id,
                "name": tablet.name,
                "cast": cast,
                "received": here,
                "missing": cast - here,
                "surplus": surplus,
                "revoked": tablet.revoked_at is not None,
                "closed": tablet.statement is not None and tablet.statement.status == "closed",
                "reset": tablet.statement is not None and tablet.statement.status == "reset",
            }
        )
    return listed
