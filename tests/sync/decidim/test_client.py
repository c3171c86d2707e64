"""Conversations of the client with a real server that fails in every way we know."""

from __future__ import annotations

import time

import pytest

from kiosk.errors import WireError
from sync.decidim.credentials import Credentials
from sync.decidim.errors import (
    CredentialsRefused,
    DocumentRefused,
    LostAnswer,
    Maintenance,
    NotSignedIn,
    Outcome,
    PartialAnswer,
    PlatformError,
    Redirected,
    Refused,
    ServerFailed,
    TooManyRequests,
    UnexpectedAnswer,
    Unreachable,
)
from sync.decidim.finding import own_comments, own_proposals
from sync.decidim.pace import Pace
from sync.decidim.platform import OutgoingComment, OutgoingProposal
from sync.decidim.profiles import PROFILES
from sync.decidim.queries.proposals import PROPOSALS, PROPOSALS_0_27
from sync.decidim.queries.version import PROBE_0_32, VERSION
from sync.decidim.writing import push_comment, push_proposal
from tests.sync.decidim.city import City, Thing
from tests.sync.decidim.server import NOT_EXECUTED, Fault, serving

PASSING: dict[Fault, type[PlatformError]] = {
    Fault.DROP_BEFORE: LostAnswer,
    Fault.DROP_AFTER: LostAnswer,
    Fault.CUT: LostAnswer,
    Fault.THROTTLED: TooManyRequests,
    Fault.FAILED_BEFORE: ServerFailed,
    Fault.FAILED_AFTER: ServerFailed,
    Fault.GATEWAY: ServerFailed,
    Fault.MAINTENANCE: Maintenance,
    Fault.MAINTENANCE_200: Maintenance,
}
LASTING: dict[Fault, type[PlatformError]] = {
    Fault.WRONG_TYPE: UnexpectedAnswer,
    Fault.NOT_JSON: UnexpectedAnswer,
    Fault.PARTIAL: PartialAnswer,
    Fault.REDIRECTED: Redirected,
    Fault.HUGE: UnexpectedAnswer,
}


def one_component() -> tuple[City, Thing]:
    """A city with one place for proposals."""
    city = City()
    component = city.add(city.process("budget", "Budget"), "Proposals", "Idées")
    city.proposal(component, "Un banc au soleil", "Devant la mairie, il manque un banc.")
    return city, component


PROPOSAL_BODY = "Il manque de l’ombre sur la place. (Borne K7QX-2M)"


def proposal_for(component: Thing) -> OutgoingProposal:
    """A proposal from a kiosk."""
    return OutgoingProposal(component["id"], "Des arbres sur la place", PROPOSAL_BODY, "fr", "K7QX-2M")


@pytest.mark.parametrize("fault", PASSING)
def test_reading_goes_on_after_a_passing_fault(fault: Fault) -> None:
    city, component = one_component()
    heard: list[str] = []
    with serving(city, "0.32") as platform:
        platform.fail(1, fault)
        client = platform.client(notice=lambda name, detail: heard.append(f"{name} {detail}"))
        page = client.ask(PROPOSALS, component=component["id"], after=None).connection
    assert page is not None
    assert len(page.nodes) == 1
    assert len(heard) == 1
    assert heard[0].startswith(f"platform_failed {PASSING[fault].__name__}: The ")
    assert heard[0].endswith(".")
    assert platform.rests == [7.0] if fault is Fault.THROTTLED else [1.0]


@pytest.mark.parametrize("fault", [*PASSING, *LASTING])
def test_a_fault_that_stays_is_one_named_error(fault: Fault) -> None:
    city, component = one_component()
    with serving(city, "0.32") as platform:
        platform.fail(1, fault, times=9)
        with pytest.raises({**PASSING, **LASTING}[fault]) as caught:
            platform.client(attempts=3).ask(PROPOSALS, component=component["id"], after=None)
    assert isinstance(caught.value, WireError)
    assert str(caught.value).endswith(".")
    assert len(platform.requests) == (3 if fault in PASSING else 1)


def test_a_slow_answer_is_lost_when_it_takes_longer_than_is_waited() -> None:
    city, component = one_component()
    with serving(city, "0.32") as platform:
        platform.slow_seconds = 0.6
        platform.fail(1, Fault.SLOW)
        with pytest.raises(LostAnswer):
            platform.client(timeout=0.2, attempts=1).ask(PROPOSALS, component=component["id"], after=None)


def test_nobody_there_is_surely_not_done() -> None:
    city, component = one_component()
    with serving(city, "0.32") as platform:
        client = platform.client(credentials=True, attempts=1)
        client.sign_in()
        client.address = "http://127.0.0.1:1"
        with pytest.raises(Unreachable) as caught:
            push_proposal(client, PROFILES["0.32"], proposal_for(component))
    assert caught.value.outcome is Outcome.NOT_DONE


def test_a_throttle_that_asks_for_too_long_ends_the_run_and_says_how_long() -> None:
    city, component = one_component()
    with serving(city, "0.32") as platform:
        platform.retry_after = "86400"
        platform.fail(1, Fault.THROTTLED)
        with pytest.raises(TooManyRequests, match="86400 seconds") as caught:
            platform.client().ask(PROPOSALS, component=component["id"], after=None)
    assert caught.value.retry_after_seconds == 86_400
    assert len(platform.requests) == 1


def test_a_query_of_another_version_is_refused_by_name() -> None:
    city, component = one_component()
    with serving(city, "0.31") as platform, pytest.raises(DocumentRefused, match="KioskProposals"):
        platform.client().ask(PROPOSALS_0_27, component=component["id"], after=None)
    with serving(city, "0.31") as platform, pytest.raises(DocumentRefused):
        platform.client().ask(PROBE_0_32)


def test_requests_keep_their_distance() -> None:
    city, _ = one_component()
    moment, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        moment[0] += seconds

    with serving(city, "0.32") as platform:
        client = platform.client(pace=Pace(timer=lambda: moment[0], sleep=sleep), credentials=True)
        client.ask(VERSION)
        client.sign_in()
        moment[0] += 0.25
        client.ask(VERSION)
    assert slept == [1.0, 0.75]


def test_a_platform_that_forces_sign_in_is_read_after_signing_in() -> None:
    city, component = one_component()
    with serving(city, "0.32") as platform:
        platform.forces_sign_in = True
        page = platform.client(credentials=True).ask(PROPOSALS, component=component["id"], after=None)
        assert page.connection is not None
        assert platform.operations == ["KioskProposals", "/api/sign_in", "KioskProposals"]
        with pytest.raises(NotSignedIn):
            platform.client().ask(PROPOSALS, component=component["id"], after=None)


def test_wrong_credentials_are_refused_in_one_sentence_without_the_secret() -> None:
    city, _ = one_component()
    with serving(city, "0.32") as platform:
        client = platform.client()
        client._credentials = Credentials("the-key", "wrong-secret")
        with pytest.raises(CredentialsRefused) as caught:
            client.sign_in()
    assert "wrong-secret" not in f"{caught.value} {client._credentials!r}"


def test_credentials_do_not_travel_in_the_clear() -> None:
    city, component = one_component()
    with serving(city, "0.32") as platform:
        client = platform.client(credentials=True)
        client.address = "http://city.example"
        with pytest.raises(CredentialsRefused, match="https"):
            push_proposal(client, PROFILES["0.32"], proposal_for(component))
        assert not platform.requests


@pytest.mark.parametrize("fault", [Fault.EXPIRED, Fault.EXPIRED_CODE])
def test_an_expired_token_is_renewed_once_and_the_write_happens_once(fault: Fault) -> None:
    city, component = one_component()
    with serving(city, "0.32") as platform:
        client = platform.client(credentials=True)
        platform.fail(2, fault)
        push_proposal(client, PROFILES["0.32"], proposal_for(component))
        assert platform.operations == [
            "/api/sign_in",
            "KioskCreateProposal",
            "/api/sign_in",
            "KioskCreateProposal",
        ]
    assert len(city.proposals) == 2


def test_tokens_that_expire_at_once_end_in_a_refusal_and_not_in_a_circle() -> None:
    city, component = one_component()
    with serving(city, "0.32") as platform:
        platform.token_uses = 0
        with pytest.raises(NotSignedIn) as caught:
            push_proposal(platform.client(credentials=True), PROFILES["0.32"], proposal_for(component))
        assert len(platform.requests) == 4
    assert caught.value.outcome is Outcome.NOT_DONE
    assert len(city.proposals) == 1


@pytest.mark.parametrize("fault", [f for f in Fault if f not in (Fault.EXPIRED, Fault.EXPIRED_CODE)])
def test_a_write_goes_out_once_and_its_outcome_is_never_wrong(fault: Fault) -> None:
    """Whatever the fault: "not done" and "done" are true, and reading again settles "unknown"."""
    city, component = one_component()
    proposal = proposal_for(component)
    with serving(city, "0.32") as platform:
        client = platform.client(credentials=True, timeout=0.2 if fault is Fault.SLOW else 5)
        client.sign_in()
        platform.fail(1, fault)
        outcome = Outcome.DONE
        try:
            posted = push_proposal(client, PROFILES["0.32"], proposal)
        except PlatformError as error:
            outcome = error.outcome
            posted = None
        writes = platform.operations.count("KioskCreateProposal")
        if fault is Fault.SLOW:
            time.sleep(platform.slow_seconds)
        done = len(city.proposals) - 1
        assert done <= 1
        assert writes == (2 if fault is Fault.THROTTLED else 1)
        if outcome is Outcome.DONE:
            assert done == 1
        elif outcome is Outcome.NOT_DONE:
            assert done == 0
            assert fault in NOT_EXECUTED
        found = own_proposals(client, proposal)
        assert len(found) == done
        if posted is not None:
            assert [one.id for one in found] == [posted.id]


def test_a_declined_proposal_says_why_and_is_surely_not_done() -> None:
    city, component = one_component()
    wrong = OutgoingProposal(component["id"], "trop court", "Aussi", "fr", "K7QX-2M")
    with serving(city, "0.32") as platform, pytest.raises(Refused, match="too short") as caught:
        push_proposal(platform.client(credentials=True), PROFILES["0.32"], wrong)
    assert caught.value.codes == ("ATTRIBUTE_VALIDATION_ERROR",)
    assert caught.value.outcome is Outcome.NOT_DONE
    assert "capital letter" in str(caught.value)


@pytest.mark.parametrize("version", ["0.31", "0.32"])
def test_a_comment_is_added_and_found_again(version: str) -> None:
    city, component = one_component()
    subject = component["_proposals"][0]
    comment = OutgoingComment(
        "Decidim::Proposals::Proposal", subject["id"], "Très bonne idée. (Borne C-1)", "fr", "C-1", 1
    )
    with serving(city, version) as platform:  # type: ignore[arg-type]
        client = platform.client(credentials=True)
        assert own_comments(client, comment) == ()
        posted = push_comment(client, PROFILES[version], comment)  # type: ignore[index]
        assert own_comments(client, comment) == (posted,)
    (added,) = city.comments_on(subject["id"])
    assert (added["alignment"], added["author"]["name"]) == (1, city.machine)


def test_own_proposals_are_found_behind_many_pages() -> None:
    city, component = one_component()
    mine = city.proposal(component, "Des arbres sur la place", PROPOSAL_BODY)
    for number in range(120):
        city.proposal(component, f"Proposition numéro {number}", "Un texte d’une longueur raisonnable.")
    with serving(city, "0.32") as platform:
        found = own_proposals(platform.client(), proposal_for(component))
        assert [one.id for one in found] == [mine["id"]]
        assert len(platform.requests) == 3
