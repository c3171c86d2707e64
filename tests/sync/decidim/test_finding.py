"""Own posts are found, others' are not, and what is not found is surely not there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kiosk.clock import system_clock
from sync.decidim.errors import NotSignedIn, Outcome, Refused, Unsupported
from sync.decidim.finding import OVERLAP, all_proposals, own_comments, own_proposals, posts_of
from sync.decidim.judging import judged
from sync.decidim.matching import Post
from sync.decidim.outgoing import text_of
from sync.decidim.platform import OutgoingComment, OutgoingProposal
from sync.decidim.queries.writes import CREATE_PROPOSAL
from tests.sync.decidim.city import City, Thing
from tests.sync.decidim.faults import Fault
from tests.sync.decidim.handing_over import TARGET, comment, proposal
from tests.sync.decidim.server import serving

OURS = proposal(1)
TEXT = text_of(OURS, TARGET)
US, SOMEBODY = (
    {"__typename": "User", "id": "7", "name": "Borne"},
    {"__typename": "User", "id": "8", "name": "Borne"},
)


def place() -> tuple[City, Thing]:
    """A city with a component."""
    city = City()
    return city, city.add(city.process("budget", "Budget"), "Proposals", "Idées")


def ours(component: Thing) -> OutgoingProposal:
    """What we look for."""
    return OutgoingProposal(component["id"], TEXT.title, TEXT.body, "fr", OURS.receipt)


def test_only_our_own_post_that_ends_with_the_receipt_is_found() -> None:
    city, component = place()
    city.proposal(component, TEXT.title, TEXT.body, author=SOMEBODY)
    mine = city.proposal(component, "Titre que la ville a changé", TEXT.body, author=US)
    city.proposal(component, TEXT.title, f"{OURS.receipt} au début seulement", author=US)
    with serving(city, "0.32") as platform:
        found = own_proposals(platform.client(credentials=True), ours(component))
    assert [one.id for one in found] == [mine["id"]]


def test_a_post_that_the_platform_shows_as_html_is_found() -> None:
    city, component = place()
    shown = f"<p>{TEXT.body}</p>".replace("\n\n", "</p>\n<p>")
    mine = city.proposal(component, TEXT.title, shown, author=US)
    with serving(city, "0.32") as platform:
        assert [one.id for one in own_proposals(platform.client(credentials=True), ours(component))] == [
            mine["id"]
        ]
        assert [one.id for one in own_proposals(platform.client(), ours(component))] == [mine["id"]]


def test_where_nobody_says_who_we_are_the_whole_text_must_be_ours() -> None:
    city, component = place()
    city.proposal(component, "Tout autre chose", f"Une copie. {OURS.receipt}", author=SOMEBODY)
    with serving(city, "0.32") as platform:
        assert own_proposals(platform.client(), ours(component)) == ()


@pytest.mark.parametrize("vanishing", [1, OVERLAP - 1, OVERLAP, OVERLAP + 3])
def test_posts_that_vanish_while_we_read_hide_none(vanishing: int, monkeypatch: pytest.MonkeyPatch) -> None:
    city, component = place()
    mine = city.proposal(component, TEXT.title, TEXT.body, author=US)
    for number in range(50):
        city.proposal(component, f"Proposition numéro {number}", "Un texte d’une longueur raisonnable.")
    with serving(city, "0.32") as platform:
        client = platform.client(credentials=True)
        asked = client.ask
        pages = 0

        def ask(document: Any, **variables: object) -> Any:
            nonlocal pages
            answer = asked(document, **variables)
            pages += document.name == "KioskOwnProposals"
            if document.name == "KioskOwnProposals" and pages == 1:
                del component["_proposals"][-vanishing:]
            return answer

        monkeypatch.setattr(client, "ask", ask)
        found = own_proposals(client, ours(component))
    assert [one.id for one in found] == [mine["id"]]


def test_every_post_is_read_once_over_many_pages() -> None:
    city, component = place()
    ids = [city.proposal(component, f"Proposition {n}", "Un texte raisonnable.")["id"] for n in range(137)]
    with serving(city, "0.32") as platform:
        read = [node.id for node in all_proposals(platform.client(), component["id"])]
    assert read == list(reversed(ids))


def test_a_component_that_is_not_shown_proves_nothing() -> None:
    city, _component = place()
    with serving(city, "0.32") as platform, pytest.raises(Unsupported, match="no proposals component 9"):
        own_proposals(platform.client(), OutgoingProposal("9", TEXT.title, TEXT.body, "fr", OURS.receipt))


@pytest.mark.parametrize("version", ["0.27", "0.31", "0.32"])
def test_posts_are_read_for_matching_on_every_version(version: Any) -> None:
    city, component = place()
    made = city.proposal(component, TEXT.title, TEXT.body, official=True)
    with serving(city, version) as platform:
        platform.fail(1, Fault.FAILED_BEFORE)
        found = list(posts_of(platform.client(), component["id"], "fr"))
    assert found == [Post(made["id"], TEXT.title, TEXT.body, official=True)]


def test_comments_are_found_by_author_and_end() -> None:
    city, component = place()
    subject = city.proposal(component, "Un banc au soleil", "Devant la mairie.")
    said = comment(2, body="Très bien vu")
    body = text_of(said, TARGET).body
    city.comment(subject, body)
    mine = city.comment(subject, body, author=city.machine)
    item = OutgoingComment("Decidim::Proposals::Proposal", subject["id"], body, "fr", said.receipt)
    with serving(city, "0.31") as platform:
        found = own_comments(platform.client(credentials=True), item)
    assert [one.id for one in found] == [mine["id"]]


@pytest.mark.parametrize(
    ("code", "path", "error", "outcome"),
    [
        ("UNAUTHORIZED_OBJECT_ERROR", ["component", "createProposal"], Refused, Outcome.UNKNOWN),
        ("UNAUTHORIZED_FIELD_ERROR", ["component", "createProposal", "url"], Refused, Outcome.UNKNOWN),
        ("UNAUTHORIZED_OBJECT_ERROR", ["component"], NotSignedIn, Outcome.NOT_DONE),
        ("MUTATION_NOT_AUTHORIZED_ERROR", ["component", "createProposal"], NotSignedIn, Outcome.NOT_DONE),
    ],
)
def test_what_may_not_be_shown_to_us_may_have_been_written(
    code: str, path: list[str], error: type[Exception], outcome: Outcome
) -> None:
    said = {"message": "No.", "path": path, "extensions": {"code": code}}
    body = json.dumps({"data": {"component": {"createProposal": None}}, "errors": [said]}).encode()
    with pytest.raises(error) as caught:
        judged(200, {"content-type": "application/json"}, body, CREATE_PROPOSAL, system_clock())
    assert caught.value.outcome is outcome  # type: ignore[attr-defined]
