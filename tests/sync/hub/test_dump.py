"""Who steals the hub's database and one key learns nobody's vote; after the purge not even who came."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import pytest

from kiosk.ballots.ballot import Ballot, decode
from kiosk.ballots.rules import ballot_bytes
from kiosk.claims.claim import BoundClaim, ballot_digest
from kiosk.claims.codes import digest_of
from kiosk.envelope import Envelope
from kiosk.errors import FormatError, SealError
from kiosk.ids import DepositId
from kiosk.receipts import receipt_of
from kiosk.sealing import OpenKey, Sealed, context, open_sealed
from sync.hub.count.run import count
from sync.hub.erasure import erase_due
from sync.hub.rooms.address import postgresql_address
from sync.hub.shares import unwrap
from tests import dumps, postgres
from tests.dumps import Dump, opened_with
from tests.sync.acts import cast_by_code
from tests.world import World


@dataclass
class Voter:
    """What the test knows, and no thief."""

    deposit: DepositId
    code: bytes
    envelope: Envelope


@dataclass
class Thief:
    """A dump, and the ways to open what is in it."""

    world: World
    dump: Callable[[], Dump]

    def _opens(self, purpose: str, key: OpenKey, sealed: bytes) -> bytes | None:
        vote = ("budget-participatif", "budget")
        info = context(purpose, self.world.mode, *vote)  # type: ignore[arg-type]
        try:
            return open_sealed(Sealed(sealed), key, info)
        except SealError:
            return None

    def claim(self, key: OpenKey, sealed: bytes) -> BoundClaim | None:
        """A claim, if the key opens it."""
        found = self._opens("claim", key, sealed)
        return None if found is None else BoundClaim.decoded(found)

    def ballot(self, key: OpenKey, sealed: bytes) -> Ballot | None:
        """A ballot, if the key opens it."""
        index = self.world.hub.index(1)
        assert index is not None
        found = self._opens("ballot", key, sealed)
        try:
            return None if found is None else decode(found, ballot_bytes(index.ballots["budget"]))
        except FormatError:
            return None

    def anything(self, key: OpenKey, sealed: bytes) -> object | None:
        """Whatever the key opens."""
        return self.claim(key, sealed) or self.ballot(key, sealed)


@pytest.fixture
def box_key(world: World) -> OpenKey:
    """What two of the three key holders restore."""
    return OpenKey(unwrap(world.hub.wrapped_box_key(), world.hub.box_key, world.shares[:2]))


@pytest.fixture
def voters(world: World) -> list[Voter]:
    """Eight people whose ballots came with one parcel; two more came late, and are set aside."""
    codes = world.drawn["budget"]
    tablet, found = world.tablet(), []

    def vote(places: range) -> None:
        before = {deposit.id for deposit in tablet.vault.deliverable(100)}
        for place in places:
            cast_by_code(tablet, codes[place], {str(1 + place % 4): 3, "5": 1})
            (new,) = (d for d in tablet.vault.deliverable(100) if d.id not in before)
            before.add(new.id)
            code = bytes(digest_of(codes[place], new.consultation, new.activity))
            found.append(Voter(new.id, code, Envelope.from_bytes(new.content)))

    vote(range(6))
    world.carry(tablet)
    vote(range(6, 8))
    world.clock.pass_by(days=60)
    world.carry(tablet)
    assert len(found) == 8
    return found


@pytest.fixture
def thief(world: World, backend: str, request: pytest.FixtureRequest) -> Iterator[Thief]:
    """Who copied the database: with `pg_dump` as its administrator, or the three files."""
    if backend == "sqlite":
        yield Thief(world, lambda: dumps.of_files(world.hub.folder.path))
        return
    server: postgres.Server = request.getfixturevalue("postgresql")
    name = str(postgresql_address(world.database).database)
    yield Thief(world, lambda: dumps.of_server(server, name))


def links(dump: Dump, voters: list[Voter]) -> list[str]:
    """Rows that hold something of a ballot beside something of its deposit, and digests over pairs."""
    found = []
    for voter in voters:
        ballot, claim = voter.envelope.ballot, voter.envelope.claim
        own = bytes.fromhex(ballot_digest(ballot))
        for row in dump:
            of_ballot = row.tells(own) or row.tells(ballot)
            of_deposit = (
                row.tells(voter.deposit) or row.tells(claim) or row.tells(hashlib.sha256(claim).digest())
            )
            if of_ballot and (of_deposit or row.table not in ("ballot", "ballot_aside")):
                found.append(f"{row.table} tells of a ballot and more")
    every = b"\n".join(cell for row in dump for cell in row.cells)
    for one, other in product(voters, voters):
        claim, ballot = one.envelope.claim, other.envelope.ballot
        for whole in (Envelope(claim, ballot).to_bytes(), claim + ballot, one.deposit + ballot):
            digest = hashlib.sha256(whole).digest()
            if any(form in every for form in dumps.forms(digest)):
                found.append("a digest over a pair")
    return found


def test_with_the_registers_key_a_dump_tells_who_came_and_nobodys_vote(
    world: World, thief: Thief, voters: list[Voter]
) -> None:
    key, dump = world.hub.register_open_key(), thief.dump()
    claims = opened_with(dump, lambda sealed: thief.claim(key, sealed))
    assert {row.table for row, _ in claims} == {"claim", "claim_aside"}
    assert {bound.claim.code for _, bound in claims if isinstance(bound, BoundClaim)} == {
        voter.code.hex() for voter in voters
    }
    assert opened_with(dump, lambda sealed: thief.ballot(key, sealed)) == []


def test_with_the_boxs_key_a_dump_tells_votes_and_not_whose(
    world: World, thief: Thief, voters: list[Voter], box_key: OpenKey
) -> None:
    dump = thief.dump()
    ballots = opened_with(dump, lambda sealed: thief.ballot(box_key, sealed))
    assert [row.table for row, _ in ballots] == ["ballot"] * 6 + ["ballot_aside"] * 2
    assert opened_with(dump, lambda sealed: thief.claim(box_key, sealed)) == []
    for row, _ in ballots:
        assert len(row.cells) == 3
        assert b"budget" in row.cells
    assert links(dump, voters) == []


def test_a_dump_lists_ballots_and_claims_each_by_its_own_random_key(
    world: World, thief: Thief, voters: list[Voter]
) -> None:
    for table in ("claim", "ballot"):
        keys = [row.cells[0] for row in thief.dump() if row.table == table]
        assert keys == sorted(keys)
        assert len(keys) == 6


@pytest.mark.parametrize("where", ["beside the deposit", "over both"])
def test_a_link_would_be_found(world: World, thief: Thief, voters: list[Voter], where: str) -> None:
    envelope = voters[0].envelope
    digest = ballot_digest(envelope.ballot)
    whole = hashlib.sha256(envelope.to_bytes()).hexdigest()
    world.hub.log("planted", f"{voters[0].deposit.hex()} {digest}" if where.startswith("beside") else whole)
    assert links(thief.dump(), voters)


def test_after_the_purge_a_dump_and_every_key_do_not_tell_who_came(
    world: World, thief: Thief, voters: list[Voter], box_key: OpenKey
) -> None:
    key = world.hub.register_open_key()
    before = thief.dump()
    assert sum(row.tells(voter.deposit) for row in before for voter in voters) >= 16
    assert count(world.hub, "budget", world.shares[:2], processes=1).ballots == 6
    world.clock.pass_by(days=365)
    assert erase_due(world.hub)["budget"] == 8
    dump = thief.dump()
    for opens in (key, box_key, world.hub.contributions_open_key()):
        assert opened_with(dump, lambda sealed, opens=opens: thief.anything(opens, sealed)) == []  # type: ignore[misc]
    for voter in voters:
        for secret in (voter.deposit, voter.envelope.claim, voter.envelope.ballot):
            assert not [row.table for row in dump if row.tells(secret)]
        assert not [row for row in dump if row.tells(receipt_of(voter.deposit).encode())]
        # The catalogue lists all codes that were handed out, used or not.
        assert {row.table for row in dump if row.tells(voter.code)} <= {"catalogue"}
