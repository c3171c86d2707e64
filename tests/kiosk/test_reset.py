"""The reset: nothing of the person stays, in memory or on disk."""

from __future__ import annotations

import pytest

from kiosk.ballots.ballot import Ballot
from kiosk.ballots.draft import BallotDraft
from kiosk.claims.claim import ProvenClaim
from kiosk.claims.codes import printed
from kiosk.claims.declared import DeclaredIdentity
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit
from kiosk.visit import Visit
from kiosk.visit_map import State
from tests.kiosk.residents import declared, reviewing, with_code
from tests.world import World


@pytest.fixture
def tablet(world: World) -> Tablet:
    """An open tablet."""
    return world.tablet()


def reachable(root: object) -> list[object]:
    """Everything that hangs on an object of ours, by attributes and containers."""
    found: dict[int, object] = {}
    waiting = [root]
    while waiting:
        thing = waiting.pop()
        if id(thing) in found:
            continue
        found[id(thing)] = thing
        match thing:
            case dict():
                waiting += [*thing.keys(), *thing.values()]
            case list() | tuple() | set() | frozenset():
                waiting += list(thing)
            case _ if type(thing).__module__.startswith("kiosk."):
                waiting += list(vars(thing).values()) if hasattr(thing, "__dict__") else []
    return list(found.values())


PERSONAL = (BallotDraft, Ballot, ProvenClaim, DeclaredIdentity, Deposit)


def personal(visit: Visit) -> list[object]:
    """What can be found of a person in a visit and in its tablet."""
    things = reachable(visit)
    texts = [thing for thing in things if isinstance(thing, str) and "LOVELACE" in thing.upper()]
    return [*texts, *(thing for thing in things if isinstance(thing, PERSONAL))]


@pytest.mark.parametrize("when", ["before the ballot", "at review", "after casting"])
def test_nothing_of_the_person_stays_when_a_visit_ends(tablet: Tablet, when: str) -> None:
    visit = declared(tablet)
    assert personal(visit), "the search finds what is there"
    if when != "before the ballot":
        reviewing(visit, "c1", "c2")
    receipt = visit.cast() if when == "after casting" else None
    visit.end()
    assert visit.state is State.ENDED
    assert personal(visit) == []
    assert visit.receipt is None
    assert (visit.options, visit.found) == ((), None)
    assert receipt is None or receipt not in [thing for thing in reachable(visit) if isinstance(thing, str)]


def test_nothing_of_the_vote_stays_while_the_receipt_is_shown(tablet: Tablet) -> None:
    visit = declared(tablet)
    reviewing(visit, "c1").cast()
    assert visit.receipt is not None
    assert personal(visit) == []


def test_nothing_of_the_person_is_in_the_files_of_the_tablet(world: World, tablet: Tablet) -> None:
    code = world.drawn["budget"][0]
    reviewing(declared(tablet), "c1").cast()
    reviewing(with_code(tablet, code), "1").cast()
    content = b"".join(path.read_bytes() for path in tablet.folder.iterdir())
    for secret in (b"LOVELACE", b"1975-12-10", code.encode(), printed(code).encode()):
        assert secret not in content
