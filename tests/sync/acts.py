"""What people and attackers do in these tests: cast through a visit, forge a deposit, lose an answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from kiosk.ballots.ballot import Ballot, encode
from kiosk.ballots.rules import ballot_bytes
from kiosk.claims.claim import BoundClaim, ClaimRule, ProvenClaim
from kiosk.claims.codes import Code, digest_of
from kiosk.envelope import Envelope
from kiosk.errors import HubRefused, KioskError
from kiosk.ids import DEPOSIT_ID_BYTES, DepositId, DepositKind, ProjectId
from kiosk.receipts import Receipt
from kiosk.sealing import Sealed, context, seal
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit
from kiosk.visit import Visit
from sync.hub.count.opening import OpenClaims, Vote
from sync.hub.envelopes import ballots_of, claims_of
from sync.hub.intake import Intake
from sync.hub.store import HubStore
from sync.parcel import pack
from tests.world import World

Choices = dict[str, int]
"""Project to points; where no points are given, the numbers do not matter."""


def begin(tablet: Tablet, activity: str) -> Visit:
    """A visit that has come as far as taking part in `activity`."""
    visit = Visit(tablet, "en", shuffle=lambda _projects: None)
    visit.choose_language("en")
    visit.choose_activity(activity)
    visit.take_part()
    return visit


def finish(visit: Visit, choices: Choices) -> Receipt:
    """Choose, review, cast, leave; no choice at all is a blank vote."""
    draft = visit.draft
    assert draft is not None
    if not choices:
        draft = draft.vote_blank()
    for project, points in choices.items():
        if draft.rules.points is None:
            draft = draft.tap(ProjectId(project))
        for _ in range(points if draft.rules.points is not None else 0):
            draft = draft.more(ProjectId(project))
    visit.draft = draft
    visit.review()
    receipt = visit.cast()
    visit.end()
    return receipt


def cast(tablet: Tablet, choices: Choices | None = None, activity: str = "nom") -> Receipt:
    """Cast where nothing is asked for."""
    return finish(begin(tablet, activity), {"a": 1} if choices is None else choices)


def cast_by_code(tablet: Tablet, code: Code, choices: Choices | None = None) -> Receipt:
    """Cast in the budget with a code."""
    visit = begin(tablet, "budget")
    visit.prove_by_code(code)
    return finish(visit, {"1": 3, "2": 1} if choices is None else choices)


def cast_by_name(tablet: Tablet, last_name: str, quartier: str, choices: Choices) -> Receipt:
    """Cast in the quartiers' vote under a declared name."""
    visit = begin(tablet, "quartier")
    visit.prove_by_declaring("Odile", last_name, "07031948")
    visit.choose_quartier(quartier)
    return finish(visit, choices)


def code_claim(code: Code, quartier: str = "") -> ProvenClaim:
    """What a tablet seals for a code of the budget."""
    found = ("budget-participatif", "budget")
    digest = digest_of(code, *found)  # type: ignore[arg-type]
    return ProvenClaim(rule=ClaimRule.CODE, code=digest.hex(), quartier=quartier)


@dataclass
class Forger:
    """Seals what no visit would: the keys are public, and anybody's tablet may be broken open."""

    world: World
    activity: str = "budget"
    version: int = 1
    made: list[Deposit] = field(default_factory=list)

    def deposit(
        self,
        claim: ProvenClaim,
        ballot: Ballot | Sealed,
        *,
        contest: str = "",
        bound_to: Sealed | None = None,
        bound_id: DepositId | None = None,
        deposit_id: DepositId | None = None,
    ) -> Deposit:
        """A deposit whose parts need not belong together."""
        index = self.world.hub.index(self.version)
        assert index is not None
        found = index.ballots[self.activity]
        names = (found.consultation_id, found.activity_id)
        mode = index.catalogue.mode
        if isinstance(ballot, Ballot):
            size = ballot_bytes(found)
            info = context("ballot", mode, *names, contest)
            ballot = seal(encode(ballot, size), index.box_key, info)
        own_id = deposit_id or DepositId(secrets.token_bytes(DEPOSIT_ID_BYTES))
        bound = BoundClaim.bind(claim, bound_id or own_id, bound_to or ballot)
        outer = seal(bound.encoded(), index.register_key, context("claim", mode, *names))
        content = Envelope(outer, ballot).to_bytes()
        return Deposit(own_id, DepositKind.BALLOT, *names, self.version, content)


def parcel_of(tablet: Tablet, deposits: Iterable[Deposit]) -> bytes:
    """A parcel that `tablet` signs, whatever is in it."""
    return pack(deposits, tablet.statement(), tablet.next_sequence(), tablet.signing_key)


def stored(hub: HubStore) -> list[tuple[object, ...]]:
    """Every row of the hub's deposits but the tablet's id, by id; a ballot's content is its envelope.

    As the count does, the register's key opens the claim and finds the ballot, if there is one.
    """
    with hub.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, kind, consultation, activity, catalogue, content FROM deposit ORDER BY id"
        )
        found = [tuple(row) for row in rows]
    return [(*row[:5], _envelope(hub, row) if row[1] == DepositKind.BALLOT else row[5]) for row in found]


def _envelope(hub: HubStore, row: tuple[Any, ...]) -> bytes:
    vote = Vote(hub.mode, row[2], row[3])
    claim = claims_of(hub.rooms, row[3]).get(row[0], b"")
    (opened,) = OpenClaims(vote, hub.register_open_key())([(row[0], claim)])
    ballot = ballots_of(hub.rooms, row[3]).get(opened.digest, b"")
    return Envelope(Sealed(claim), Sealed(ballot)).to_bytes()


def disk(world: World) -> bytes:
    """Every byte of the databases of a hub on SQLite, their logs included; no key."""
    return b"".join(path.read_bytes() for path in sorted(world.hub.folder.path.glob("*.db*")))


def aside(hub: HubStore) -> list[tuple[bytes, str]]:
    """(id, reason) of what the hub put aside, by id."""
    with hub.reading() as connection:
        rows = connection.exec_driver_sql("SELECT id, reason FROM aside ORDER BY id, reason")
        return [(row[0], row[1]) for row in rows]


def direct(hub: HubStore, after_storing: Callable[[httpx.Request], None] = lambda _r: None) -> httpx.Client:
    """A client that reaches the hub's intake without a socket.

    `after_storing` is called when the hub has done its part; what it raises is what the tablet sees.
    """
    intake = Intake(hub)

    def answer(request: httpx.Request) -> httpx.Response:
        try:
            if request.url.path == "/v1/parcels":
                reply = httpx.Response(200, content=intake.take(request.content))
            else:
                newest = hub.newest_catalogue()
                assert newest is not None
                held = request.headers.get("if-none-match") == f'"{newest[0]}"'
                reply = httpx.Response(304) if held else httpx.Response(200, content=newest[1])
        except HubRefused as refusal:
            reply = httpx.Response(403, json={"reason": str(refusal)})
        except KioskError as error:
            reply = httpx.Response(400, json={"reason": type(error).__name__})
        after_storing(request)
        return reply

    return httpx.Client(base_url="http://hub", transport=httpx.MockTransport(answer))


def lost(request: httpx.Request) -> None:
    """The answer does not come back."""
    raise httpx.ReadError("the line went dead", request=request)


def holds(tablet: Tablet) -> bool:
    """Whether the tablet's equation holds on every line of its account."""
    return all(line.holds for line in tablet.vault.account())
