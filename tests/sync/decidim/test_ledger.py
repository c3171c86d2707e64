"""What is planned, held and taken back, before anything is sent."""

from __future__ import annotations

import pytest

from kiosk.errors import HandoverError
from kiosk.receipts import receipt_of
from sync.decidim.ledger import Row, State, Ways, rows
from sync.decidim.outgoing import Outgoing, Way, receipt_in, seen, text_of
from sync.decidim.targets import Target
from sync.hub.store import HubStore
from tests.sync.decidim.handing_over import (
    BY_LOTS,
    TARGET,
    comment,
    deposit,
    planned,
    proposal,
)


def only(hub: HubStore) -> Row:
    """The only row."""
    (row,) = rows(hub)
    return row


def test_a_published_proposal_is_planned_with_its_exact_text(hub: HubStore) -> None:
    assert planned(hub, proposal(1, theme="nature", quartier="canal", place="Au pied de l’écluse")).new == 1
    row = only(hub)
    assert (row.state, row.way, row.component, row.attempts) == (State.PLANNED, Way.API, "12", 0)
    assert row.text.title == "Une fontaine près du pont"
    lines = row.text.body.split("\n")
    assert lines[0] == "Il fait chaud l’été sur la berge."
    assert "Au pied de l’écluse" in lines[2]
    assert lines[-1].rstrip(".").endswith(receipt_of(deposit(1)))
    assert row.details.classes.taxonomies == ("31",)
    assert (row.details.classes.category, row.details.classes.scope) == ("3", "5")


def test_planning_again_changes_nothing(hub: HubStore) -> None:
    items = proposal(1), proposal(2, title="trop court"), comment(3)
    planned(hub, *items)
    before = rows(hub)
    hub.clock.pass_by(days=1)  # type: ignore[attr-defined]
    again = planned(hub, *items)
    assert (again.new, again.changed, again.held, again.withdrawn) == (0, 0, 0, 0)
    assert rows(hub) == before


@pytest.mark.parametrize(
    ("item", "reasons"),
    [
        (proposal(1, title="une fontaine près du pont"), {"title_lower"}),
        (proposal(1, title="Une fontaine"), {"title_short"}),
        (proposal(1, title="U" + "n" * 150), {"title_long"}),
        (proposal(1, title="UNE FONTAINE PARTOUT"), {"title_capitals"}),
        (proposal(1, title="Une fontaine pour tous !!"), {"title_marks"}),
        (proposal(1, body="Trop court."), {"body_short"}),
        (proposal(1, body="il fait chaud l’été sur la berge."), {"body_lower"}),
        (proposal(1, body="Pourquoi pas ?! Il fait si chaud."), {"body_marks"}),
        (
            proposal(1, body="IL FAIT CHAUD PARTOUT ET RIEN NE RAFRAICHIT LA BERGE DU CANAL"),
            {"body_capitals"},
        ),
        (proposal(1, body="A" + "a" * 500), {"body_long"}),
        (proposal(1, body="A" + "a" * 440 + "&" * 10), {"body_long"}),
        (proposal(1, title="x", body="y"), {"title_short", "title_lower", "body_short", "body_lower"}),
        (comment(1, body="a" * 1000), {"comment_long"}),
        (comment(1, body="  "), {"body_empty"}),
        (comment(1, alignment=2), {"alignment"}),
        (comment(1, parent="p9"), {"no_parent"}),
        (comment(1, parent=""), {"no_parent"}),
    ],
)
def test_what_the_platform_would_refuse_is_held_with_its_reason(
    hub: HubStore, item: Outgoing, reasons: set[str]
) -> None:
    assert planned(hub, item).held == 1
    row = only(hub)
    assert row.state is State.HELD
    assert set(row.reason.split()) == reasons
    assert seen(item.body) in seen(row.text.body), "nothing was changed"


def test_what_staff_mend_is_planned(hub: HubStore) -> None:
    planned(hub, proposal(1, title="une fontaine près du pont"))
    assert planned(hub, proposal(1)).changed == 1
    assert (only(hub).state, only(hub).reason) == (State.PLANNED, "")


def test_the_longest_text_that_fits_is_planned(hub: HubStore) -> None:
    room = TARGET.proposal_length - len(text_of(proposal(1, body=""), TARGET).body)
    planned(hub, proposal(1, body="A" * 1 + "a" * (room - 1)))
    assert only(hub).state is State.PLANNED
    assert len(only(hub).text.body) == TARGET.proposal_length
    planned(hub, proposal(1, body="A" * 1 + "a" * room))
    assert only(hub).reason == "body_long"


def test_what_moderation_takes_back_before_it_goes_out_leaves_no_text(hub: HubStore) -> None:
    planned(hub, proposal(1))
    assert planned(hub).withdrawn == 1
    row = only(hub)
    assert (row.state, row.text.title, row.text.body) == (State.WITHDRAWN, "", "")
    assert planned(hub, proposal(1)).changed == 1
    assert only(hub).state is State.PLANNED


def test_one_deposit_published_twice_is_refused_and_changes_nothing(hub: HubStore) -> None:
    with pytest.raises(HandoverError, match="published twice"):
        planned(hub, proposal(1), proposal(1, body="Autre chose que la première fois."))
    assert rows(hub) == []


def test_an_activity_without_a_place_on_the_platform_is_counted_and_not_planned(hub: HubStore) -> None:
    item = Outgoing(deposit(1), "proposal", "ailleurs", "Un texte assez long.", "Un titre assez long")
    assert planned(hub, item).elsewhere == 1
    assert rows(hub) == []


def test_an_old_platform_takes_proposals_by_file_and_comments_by_hand(hub: HubStore) -> None:
    planned(hub, proposal(1), comment(2), ways=BY_LOTS)
    found = {row.kind: row for row in rows(hub)}
    assert (found["proposal"].way, found["proposal"].state) == (Way.LOT, State.PLANNED)
    assert (found["comment"].state, found["comment"].reason) == (State.HELD, "by_hand")
    planned(hub, proposal(1), comment(2), ways=Ways(Way.API, Way.API))
    assert {row.state for row in rows(hub)} == {State.PLANNED}
    assert {row.way for row in rows(hub)} == {Way.API}


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script> Il fait chaud.",
        "Moins de 5 < 6 & plus <b>gras</b>",
        "Fin &lt;ici&gt; et &amp; là, assez long",
        "Une ligne\nune autre\n\n- et une liste",
    ],
)
def test_what_is_shown_is_what_was_typed(typed: str) -> None:
    text = text_of(proposal(1, body=typed), TARGET)
    assert "<" not in text.body
    assert seen(text.body).startswith(" ".join(typed.split()))


def test_a_receipt_is_read_at_the_end_of_a_post_alone() -> None:
    ours, other = proposal(1), proposal(2)
    typed = proposal(1, body=f"Borne citoyenne, reçu {other.receipt}")
    assert receipt_in(text_of(typed, TARGET).body) == ours.receipt
    as_shown = "<p>" + text_of(ours, TARGET).body.replace("\n", "<br>") + "</p>"
    assert receipt_in(as_shown) == ours.receipt
    assert receipt_in("Reçu ABCD-EFGH-JK") is None
    assert receipt_in(f"{ours.receipt} était mon reçu") is None
    assert receipt_in("") is None


def test_a_language_of_the_platform_is_used_and_its_default_else() -> None:
    target = Target(component="1", locales=("fr", "es"))
    assert [target.locale_for(name) for name in ("es", "oc", "fr_simple", "fr")] == ["es", "fr", "fr", "fr"]
