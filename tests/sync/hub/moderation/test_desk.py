"""Contributions are published, hidden, edited, merged; every act is undone; teams see their own alone."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.contributions.content import (
    AnyContent,
    CommentContent,
    FeedbackContent,
    ProposalContent,
    ReportContent,
    SupportContent,
    SurveyContent,
)
from kiosk.errors import ModerationError, VaultError
from kiosk.ids import DepositId
from kiosk.vault.store import Deposit
from sync.hub.erasure import erase_due
from sync.hub.moderation.decision import Act, Status
from sync.hub.moderation.desk import Desk
from sync.hub.moderation.flags import Flags
from sync.hub.moderation.listed import Listed, Viewer, Wanted
from sync.hub.moderation.published import published_contributions, published_remarks, slug_of, states
from sync.hub.moderation.table import decisions
from tests.sync import contributing as act
from tests.sync.acts import parcel_of
from tests.sync.contributing import DAY, sealed
from tests.sync.hub.test_erasure import disk
from tests.world import World

FIELDS: dict[str, Any] = {"language": "fr", "on": DAY}
CHARTED: dict[str, Any] = FIELDS | {"charter": 1}
TITLE, BODY = "Une fontaine près du pont", "Il fait chaud sur la berge, appelez le 06 12 34 56 78."
ALL = Viewer("marie")
CANAL, NIGHT = Viewer("canal", frozenset({"canal-demain"})), Viewer("nuit", frozenset({"nuit"}))


def proposal(title: str = TITLE, body: str = BODY, **more: Any) -> ProposalContent:
    """A proposal about the canal."""
    return ProposalContent(**CHARTED | more, title=title, body=body)


def hand_over(world: World, *contents: AnyContent, **where: str) -> list[DepositId]:
    """Contributions that a tablet signs for; gives their ids."""
    deposits: list[Deposit] = [sealed(world, content, **where) for content in contents]  # type: ignore[arg-type]
    world.intake.take(parcel_of(world.tablet(f"t{len(world.hub.tablets())}"), deposits))
    return [deposit.id for deposit in deposits]


def desk_of(world: World) -> Desk:
    """A desk without a memory."""
    return Desk(world.hub, Flags.read())


def state(desk: Desk, deposit: DepositId) -> Status:
    """How one stands."""
    return desk.one(ALL, deposit).state.status


def refusal(call: Any, *arguments: Any) -> str:
    """The reason of the refusal."""
    with pytest.raises(ModerationError) as refused:
        call(*arguments)
    return refused.value.reason


def test_each_kind_is_listed_with_its_words_and_what_to_look_at(world: World) -> None:
    tablet = world.tablet()
    act.visit_of_six(tablet, "zyx")
    world.carry(tablet)
    listed = desk_of(world).listed(ALL)
    kinds = {one.item.kind.value: one for one in listed}
    assert sorted(kinds) == ["comment", "feedback", "proposal", "report", "survey_response"]
    assert kinds["proposal"].parts["title"] == "Une fontaine près du pont"
    assert kinds["survey_response"].parts == {"ou": "Ici zyx", "idee": "Laver la rue le lundi matin"}
    assert kinds["survey_response"].item.chosen["proprete"] == ("non",)
    assert kinds["report"].item.contact == "odile.faure@example.org"
    assert "odile" not in str(kinds["report"].parts)
    assert kinds["feedback"].parts == {"remark": "Merci zyx"}
    assert {one.state.status for one in listed} == {Status.WAITING}


def test_the_order_is_of_days_and_ids_and_tells_nothing_of_arrival(world: World) -> None:
    ids = [name for n in range(8) for name in hand_over(world, proposal(body=f"{BODY} {n}"))]
    (early,) = hand_over(world, proposal(on=DAY.replace(day=1)))
    shown = [one.item.id for one in desk_of(world).listed(ALL)]
    assert shown == [*sorted(ids), early]


def test_publish_hide_and_undo(world: World) -> None:
    (deposit,) = hand_over(world, proposal())
    desk = desk_of(world)
    desk.publish(CANAL, deposit, 0)
    (shown,) = published_contributions(world.hub, consultation="canal-demain")
    assert (shown.id, shown.title, shown.text, shown.edited) == (deposit, TITLE, BODY, False)
    desk.hide(CANAL, deposit, 1, "off_topic", "Le pont n’est pas dans la consultation.")
    assert list(published_contributions(world.hub, activity="canal-idees")) == []
    hidden = desk.one(ALL, deposit).state
    assert (hidden.status, hidden.reason, hidden.sentence) == (
        Status.HIDDEN,
        "off_topic",
        "Le pont n’est pas dans la consultation.",
    )
    assert desk.undo(CANAL, deposit, 2) is Act.HIDE
    assert state(desk, deposit) is Status.PUBLISHED
    assert desk.undo(CANAL, deposit, 3) is Act.PUBLISH
    assert state(desk, deposit) is Status.WAITING
    assert refusal(desk.undo, CANAL, deposit, 4) == "nothing_to_undo"
    assert [(done.account, done.act.value) for done in desk.history(ALL, deposit)][::-1] == [
        *(("canal", "publish"), ("canal", "hide"), ("canal", "undo"), ("canal", "undo"))
    ]
    assert state(desk_of(world), deposit) is Status.WAITING, "another process reads the same"


@pytest.mark.parametrize(
    ("reason", "sentence", "why"),
    [
        ("", "Parce que.", "reason_needed"),
        ("because", "Parce que.", "reason_needed"),
        ("insult", "  \u200b ", "sentence_needed"),
        ("insult", "x" * 301, "sentence_needed"),
    ],
)
def test_hiding_needs_a_reason_and_a_sentence(world: World, reason: str, sentence: str, why: str) -> None:
    (deposit,) = hand_over(world, proposal())
    desk = desk_of(world)
    assert refusal(desk.hide, ALL, deposit, 0, reason, sentence) == why
    assert desk.history(ALL) == []


def test_an_edit_changes_what_is_published_and_never_what_came(world: World) -> None:
    (deposit,) = hand_over(world, proposal())
    desk = desk_of(world)
    assert desk.one(ALL, deposit).flagged
    desk.edit(ALL, deposit, 0, {"body": BODY.replace("06 12 34 56 78", "")})
    desk.publish(ALL, deposit, 1)
    (shown,) = published_contributions(world.hub)
    assert (shown.text, shown.edited) == ("Il fait chaud sur la berge, appelez le […].", True)
    one = desk.one(ALL, deposit)
    assert one.item.parts["body"] == BODY
    assert not one.flagged
    assert [held.item.id for held in desk.listed(ALL, Wanted(flagged=True))] == []
    desk.edit(ALL, deposit, 2, {"body": BODY.replace("appelez le 06 12 34 56 78", "[…]")})
    assert desk.one(ALL, deposit).parts["body"] == "Il fait chaud sur la berge, […]."
    assert desk.undo(ALL, deposit, 3) is Act.EDIT
    assert desk.one(ALL, deposit).parts["body"] == "Il fait chaud sur la berge, appelez le […]."
    assert state(desk, deposit) is Status.PUBLISHED
    assert refusal(desk.edit, ALL, deposit, 4, {"body": BODY + " Merci"}) == "word_added"


def test_merging_keeps_one_adds_supports_and_is_undone(world: World) -> None:
    first, second, third = hand_over(
        world, proposal(), proposal(body="La même chose, ou presque."), proposal()
    )
    desk = desk_of(world)
    desk.merge(ALL, second, 0, first, 0)
    desk.publish(ALL, first, 1)
    desk.merge(ALL, third, 0, first, 2)
    (shown,) = published_contributions(world.hub)
    assert shown.id == first
    assert len(shown.merged) == 2
    assert state(desk, second) is Status.MERGED
    assert desk.one(ALL, second).state.into == first
    for call, arguments, why in (
        (desk.publish, (second, 1), "is_merged"),
        (desk.merge, (first, 3, second, 1), "is_merged"),
        (desk.merge, (first, 3, first, 3), "not_the_same_kind"),
        (desk.hide, (first, 3, "insult", "Non."), "holds_others"),
        (desk.undo, (first, 3), "holds_others"),
    ):
        assert refusal(call, ALL, *arguments) == why
    assert desk.undo(ALL, second, 1) is Act.MERGE
    assert state(desk, second) is Status.WAITING
    assert desk.one(ALL, first).state.absorbed == {third}
    desk.undo(ALL, third, 1)
    desk.hide(ALL, first, 5, "insult", "Non.")
    assert refusal(desk.merge, ALL, second, 2, first, 6) == "is_hidden"


def test_supports_add_up_over_what_is_merged(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = hand_over(world, proposal(), proposal())
    desk = desk_of(world)
    desk.merge(ALL, second, 0, first, 0)
    desk.publish(ALL, first, 1)
    assert world.draft is not None
    (activity,) = (
        a for c in world.draft["consultations"] for a in c["activities"] if a["id"] == "canal-idees"
    )
    for deposit in (first, second):
        activity["proposals"].append(
            {"id": slug_of(deposit), "title": {"fr": TITLE}, "body": {"fr": BODY}, "on": DAY.isoformat()}
        )
    world.publish()
    supports = [SupportContent(**CHARTED, proposal=slug_of(name)) for name in (first, first, second)]
    deposits = [sealed(world, one, version=2) for one in supports]
    world.intake.take(parcel_of(world.tablet("last"), deposits))
    (shown,) = published_contributions(world.hub)
    assert shown.supports == 3
    assert desk.supports(desk.places(ALL)[0])[slug_of(first)] == 2


def test_what_is_not_of_one_kind_and_activity_is_never_merged(world: World) -> None:
    (first, comment) = hand_over(
        world, proposal(), CommentContent(**CHARTED, proposal="p1", body="La même chose")
    )
    (answer,) = hand_over(
        world, CommentContent(**CHARTED, body="Bien"), activity="nuit-debat", consultation="nuit"
    )
    desk = desk_of(world)
    assert refusal(desk.merge, ALL, first, 0, comment, 0) == "not_the_same_kind"
    assert refusal(desk.merge, ALL, comment, 0, answer, 0) == "not_the_same_kind"
    assert desk.history(ALL) == []


def test_similar_ones_are_suggested_and_never_merged(world: World) -> None:
    first, second, _other = hand_over(
        world,
        proposal("Une fontaine près du pont", "De l’eau fraîche pour tous en été."),
        proposal("Des fontaines au pont neuf", "Il faudrait de l’eau quand il fait chaud."),
        proposal("Réparer les pavés du quai", "On y tombe à vélo chaque semaine."),
    )
    desk = desk_of(world)
    assert [one.item.id for one in desk.similar(ALL, first)] == [second]
    assert desk.history(ALL) == []


# -- two moderators ----------------------------------------------------------------------------------


def test_who_looked_before_somebody_else_acted_is_told_and_loses_nothing(world: World) -> None:
    (deposit,) = hand_over(world, proposal())
    one, other = desk_of(world), desk_of(world)
    seen = other.one(ALL, deposit).state.steps
    one.hide(ALL, deposit, seen, "insult", "Non.")
    with pytest.raises(ModerationError) as refused:
        other.publish(CANAL, deposit, seen)
    assert (refused.value.reason, refused.value.values) == (
        "decided_meanwhile",
        {"account": "marie", "act": "hide"},
    )
    assert state(other, deposit) is Status.HIDDEN


def test_of_many_at_the_same_moment_one_act_is_written(world: World) -> None:
    (deposit,) = hand_over(world, proposal())
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def moderate(name: str) -> None:
        desk = desk_of(world)
        start.wait()
        try:
            desk.publish(Viewer(name), deposit, 0)
            outcomes.append("done")
        except ModerationError as error:
            outcomes.append(error.reason)

    threads = [threading.Thread(target=moderate, args=(f"m{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["decided_meanwhile"] * 7 + ["done"]
    assert len(desk_of(world).history(ALL)) == 1


def test_a_row_that_another_process_wrote_first_is_met_with_a_sentence(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (deposit,) = hand_over(world, proposal())
    desk_of(world).publish(ALL, deposit, 0)
    late = desk_of(world)
    # Between the question and the row, as two processes on PostgreSQL may.
    monkeypatch.setattr(late.journal, "_check_step", lambda *_: None)
    monkeypatch.setattr("sync.hub.moderation.reading.state_of", lambda _acts: desk_state)
    from sync.hub.moderation.decision import State

    desk_state = State()
    assert refusal(late.publish, ALL, deposit, 0) == "decided_meanwhile"


def test_half_of_a_merge_is_never_written(world: World) -> None:
    first, second = hand_over(world, proposal(), proposal())
    one, other = desk_of(world), desk_of(world)
    seen = other.one(ALL, first)
    one.publish(ALL, first, 0)
    assert refusal(other.merge, ALL, second, 0, first, seen.state.steps) == "decided_meanwhile"
    assert state(other, second) is Status.WAITING


def test_many_are_published_at_once_but_what_is_flagged_or_decided(world: World) -> None:
    plain = [proposal(f"Une fontaine numéro {n}", "De l’eau fraîche pour tous.") for n in range(3)]
    first, second, third, flagged = hand_over(world, *plain, proposal())
    desk = desk_of(world)
    desk.hide(ALL, third, 0, "insult", "Non.")
    asked = [(name, 0) for name in (first, second, third, flagged, DepositId(b"0" * 16))]
    assert desk.publish_all(CANAL, asked) == (2, 3)
    assert desk.publish_all(NIGHT, [(flagged, 0)]) == (0, 1)
    assert [state(desk, name).value for name in (first, second, third, flagged)] == [
        *("published", "published", "hidden", "waiting")
    ]


# -- teams -------------------------------------------------------------------------------------------


def test_a_team_sees_and_touches_its_own_consultations_alone(world: World) -> None:
    mine, twin = hand_over(world, proposal(), proposal())
    (answer,) = hand_over(
        world, CommentContent(**CHARTED, body="Bien"), activity="nuit-debat", consultation="nuit"
    )
    hand_over(world, FeedbackContent(**FIELDS, remark="La borne est trop haute"))
    desk = desk_of(world)
    desk.publish(ALL, mine, 0)
    assert {one.item.consultation for one in desk.listed(CANAL)} == {"canal-demain"}
    assert [one.item.id for one in desk.listed(NIGHT)] == [answer]
    assert desk.listed(NIGHT, Wanted(consultation="canal-demain")) == []
    assert desk.history(NIGHT) == []
    assert len(desk.listed(ALL)) == 4
    nobodys = DepositId(b"0" * 16)
    for name, seen in ((mine, 1), (nobodys, 0)):
        sentences = set()
        for call, more in (
            (desk.one, ()),
            (desk.similar, ()),
            (desk.publish, (seen,)),
            (desk.hide, (seen, "insult", "Non.")),
            (desk.edit, (seen, {"body": ""})),
            (desk.undo, (seen,)),
            (desk.merge, (seen, answer, 0)),
        ):
            with pytest.raises(ModerationError) as refused:
                call(NIGHT, name, *more)  # type: ignore[operator]
            assert refused.value.reason == "unknown"
            sentences.add(str(refused.value))
        assert len(sentences) == 1
    assert refusal(desk.merge, CANAL, twin, 0, answer, 0) == "unknown"
    assert len(desk.history(ALL)) == 1


def test_remarks_of_the_kiosk_are_for_those_who_see_everything(world: World) -> None:
    (remark,) = hand_over(world, FeedbackContent(**FIELDS, remark="Trop haut", age_band="60-74"))
    desk = desk_of(world)
    assert refusal(desk.one, CANAL, remark) == "unknown"
    desk.publish(ALL, remark, 0)
    (shown,) = published_remarks(world.hub)
    assert shown.text == "Trop haut"
    assert "60-74" not in repr(shown)
    assert list(published_contributions(world.hub)) == []


# -- what a copy tells, and forgetting -----------------------------------------------------------------


def test_a_copy_of_the_database_does_not_tell_what_was_decided_in_words(world: World) -> None:
    body = BODY.replace("berge", "zyxquay")
    (deposit,) = hand_over(world, proposal(body=body))
    desk = desk_of(world)
    desk.edit(ALL, deposit, 0, {"body": body.replace("06 12 34 56 78", "")})
    desk.hide(ALL, deposit, 1, "off_topic", "Il nomme sa voisine zyxmark.")
    copy = disk(world)
    assert deposit in copy
    for word in ("zyxmark", "zyxquay", "off_topic", "06 12"):
        assert word.encode() not in copy
    world.hub.folder.contributions_key.unlink()
    with pytest.raises(VaultError):
        desk.listed(ALL)


def test_decisions_go_with_what_they_are_about(world: World) -> None:
    assert world.draft is not None
    (canal,) = (c for c in world.draft["consultations"] if c["id"] == "canal-demain")
    canal["contributions_erased_on"] = "2027-09-01"
    world.publish()
    first, second = hand_over(world, proposal(), proposal())
    (remark,) = hand_over(world, FeedbackContent(**FIELDS, remark="Trop haut"))
    desk = desk_of(world)
    desk.merge(ALL, second, 0, first, 0)
    desk.publish(ALL, remark, 0)
    world.clock.pass_by(days=174)
    assert erase_due(world.hub) == {}
    world.clock.pass_by(days=2)
    assert erase_due(world.hub)["canal-idees"] == 2
    with world.hub.reading() as connection:
        left = set(connection.scalars(select(decisions.c.deposit)))
    assert left == {remark}
    copy = disk(world)
    assert first not in copy
    assert second not in copy
    assert refusal(desk.one, ALL, first) == "unknown"
    assert [one.item.id for one in desk.listed(ALL)] == [remark]
    world.clock.pass_by(days=365)
    assert erase_due(world.hub)["feedback"] == 1
    assert desk.history(ALL) == []


# -- hostile words -----------------------------------------------------------------------------------


def test_control_and_direction_characters_come_no_further(world: World) -> None:
    hostile = "Bien \x1b[31m\u202eesrever\u202c \u200f<script>alert(1)</script> =1+1 e\u0301"
    (deposit,) = hand_over(world, proposal(title=hostile[:60], body=hostile))
    desk = desk_of(world)
    one = desk.one(ALL, deposit)
    assert one.parts["body"] == "Bien [31mesrever <script>alert(1)</script> =1+1 é"
    desk.publish(ALL, deposit, 0)
    (shown,) = published_contributions(world.hub)
    assert shown.text.isprintable()


def test_what_does_not_open_is_a_number_and_no_item(world: World) -> None:
    good, bad = sealed(world, proposal()), sealed(world, proposal(charter=9))
    world.intake.take(parcel_of(world.tablet("t"), [good, bad]))
    desk = desk_of(world)
    assert [one.item.id for one in desk.listed(ALL)] == [good.id]
    assert desk.refused(ALL) == 1
    assert refusal(desk.one, ALL, bad.id) == "unknown"


def test_answers_of_a_survey_and_reports_are_published_without_contacts(world: World) -> None:
    (answer,) = hand_over(
        world,
        SurveyContent(**FIELDS, answers={"proprete": ("oui",), "idee": ("Laver la rue",)}),
        activity="calme",
        consultation="quartier-calme",
    )
    (report,) = hand_over(
        world,
        ReportContent(
            **FIELDS, category="eclairage", street="12 rue", description="Cassée", contact="0612345678"
        ),
        activity="signaler",
        consultation="signalements",
    )
    desk = desk_of(world)
    for deposit in (answer, report):
        desk.publish(ALL, deposit, 0)
    shown = {one.kind.value: one for one in published_contributions(world.hub)}
    assert shown["survey_response"].parts == {"idee": "Laver la rue"}
    assert "0612345678" not in repr(shown)
    assert shown["report"].category == "eclairage"


def test_states_are_given_to_other_rooms(world: World) -> None:
    first, second = hand_over(world, proposal(), proposal())
    desk_of(world).hide(ALL, first, 0, "insult", "Non.")
    told = states(world.hub, "canal-idees")
    assert told[first].status is Status.HIDDEN
    assert second not in told


def test_what_is_asked_for_is_what_is_listed(world: World) -> None:
    tablet = world.tablet()
    act.visit_of_six(tablet)
    world.carry(tablet)
    desk = desk_of(world)

    def kinds(**wanted: Any) -> list[str]:
        found: list[Listed] = desk.listed(ALL, Wanted(**wanted))
        return sorted(one.item.kind.value for one in found)

    assert kinds(consultation="canal-demain") == ["comment", "proposal"]
    assert kinds(activity="nuit-debat") == ["comment"]
    assert kinds(kind="report") == ["report"]
    assert kinds(status="published") == []
    assert kinds(words="TILLEULS") == ["report"]
    (proposal_,) = desk.listed(ALL, Wanted(kind="proposal"))
    assert kinds(words=proposal_.item.receipt) == ["proposal"]
    assert json.dumps(kinds()) == json.dumps(
        ["comment", "comment", "feedback", "proposal", "report", "survey_response"]
    )
