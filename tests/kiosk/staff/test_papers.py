"""Paper that is keyed in: sealed at once, reconciled, countersigned, accepted whole; never read back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kiosk.ballots.line import read_line
from kiosk.catalogue.model import Account, Role
from kiosk.claims.codes import printed
from kiosk.contributions.content import SurveyContent, decode, encode
from kiosk.errors import BallotError, ClaimError, ContributionError, StaffError
from kiosk.ids import DepositKind
from kiosk.staff.batches import Batch, Void
from kiosk.staff.blank import printed as printed_papers
from kiosk.staff.desk import StaffDesk
from kiosk.staff.papers import PAPERS_MAX, Papers
from kiosk.staff.sheets import closing_sheet
from kiosk.tablet import Status, Tablet
from kiosk.vault.store import Vault
from sync.demo import ADMINISTRATOR_PIN, PIN
from sync.hub.contribution_table import as_object, as_spreadsheet
from sync.hub.contributions import Read, contributions
from tests.kiosk.residents import at_claim, declared, reviewing, with_code
from tests.kiosk.staff.test_acts import at_status
from tests.kiosk.staff.test_sheets import EN, said
from tests.world import World

PEOPLE = [("Ada", "Lovelace", "10/12/1975"), ("Rosa", "Parks", "04/02/1973"), ("Ida", "Wells", "16/07/1962")]


@pytest.fixture
def tablet(world: World) -> Tablet:
    """An open tablet."""
    return world.tablet()


def papers_of(tablet: Tablet, account: str = "animateur", role: Role = Role.FACILITATOR) -> Papers:
    """The paper, for an account."""
    return Papers(StaffDesk(tablet, Account(id=account, name="X", role=role, pin="-")))


@pytest.fixture
def papers(tablet: Tablet) -> Papers:
    """The paper, for the facilitator."""
    return papers_of(tablet)


def key(papers: Papers, batch: Batch, line: str, *, code: str = "", person: Any = None) -> int:
    """Key a ballot as the fast form does."""
    if code:
        proof = papers.prove_by_code(batch, code)
    elif person:
        proof = papers.prove_by_declaring(batch, *person)
    else:
        proof = papers.prove_by_nothing(batch)
    reading = read_line(papers.rules(batch), line)
    return papers.key_ballot(batch, reading.draft.ballot(), proof)


def refused(reason: str, attempt: Callable[[], object], error: type[Exception] = StaffError) -> None:
    """It must not go, for this reason."""
    with pytest.raises(error) as caught:
        attempt()
    assert getattr(caught.value, "reason", None) == reason


def events(tablet: Tablet) -> list[tuple[str, str]]:
    return [(name, detail) for _, name, detail in tablet.vault.events()]


# -- ballots


def test_what_is_keyed_becomes_deposits_when_somebody_else_has_counted_it(
    world: World, tablet: Tablet, papers: Papers
) -> None:
    codes = [printed(code) for code in world.drawn["budget"]]
    batch = papers.begin("budget", 3)
    assert [key(papers, batch, "1=3 2=1", code=codes[0]), key(papers, batch, "0", code=codes[1])] == [1, 2]
    assert papers.key_void(batch, Void.UNREADABLE) == 3
    assert tablet.vault.undelivered() == 0, "nothing counts yet"
    assert tablet.vault.account() == []
    done = papers.countersign(batch, 3, ADMINISTRATOR_PIN)
    assert (done.state, done.sealed, done.void, done.signed_by) == ("accepted", 2, 1, "administration")
    (line,) = tablet.vault.account()
    assert (line.cast, line.aboard, line.holds) == (2, 2, True)
    assert papers.open() == ()
    refused("code_spent_here", lambda: with_code(tablet, world.drawn["budget"][0]), ClaimError)
    with_code(tablet, world.drawn["budget"][2])
    detail = "animateur, facilitator: 1, budget, 3 papers"
    assert ("paper_begun", detail) in events(tablet)
    accepted = "administration, administrator: 1, 3 papers, 2 sealed, 1 void"
    assert events(tablet)[-1] == ("paper_accepted", accepted)
    figures = said(closing_sheet(papers._desk, EN))
    assert "Paper that was keyed in" in figures
    assert "Together 3 2 1" in figures
    assert "The figures agree: 2 cast" in figures


def test_on_paper_and_at_the_glass_one_is_counted_like_the_other(world: World, tablet: Tablet) -> None:
    papers = papers_of(tablet)
    batch = papers.begin("nom", 2)
    key(papers, batch, "1")
    key(papers, batch, "0")
    reviewing(at_claim(tablet, "nom"), papers.rules(batch).projects[0].id).cast()
    papers.countersign(batch, 2, ADMINISTRATOR_PIN)
    assert world.carry(tablet).acknowledged == 3
    (contest,) = world.count("nom").contests
    assert sorted(ballot.blank for ballot in contest.ballots) == [False, False, True]
    assert contest.tally.score[contest.rules.projects[0].id] == 2  # type: ignore[index]


@pytest.mark.parametrize(
    ("activity", "contest", "line", "proof"),
    [
        ("budget", "", "3 3 7=2", "code"),
        ("quartier", "canal", "1 2", "person"),
        ("nom", "", "2", ""),
        ("parc-vote", "", "1", ""),
        ("priorites", "", "4 1 2", ""),
    ],
)
def test_every_method_is_keyed_and_opened_as_it_was_keyed(
    world: World, tablet: Tablet, activity: str, contest: str, line: str, proof: str
) -> None:
    papers = papers_of(tablet)
    batch = papers.begin(activity, 1, contest)
    ways: dict[str, dict[str, Any]] = {
        "code": {"code": printed(world.drawn["budget"][0])},
        "person": {"person": PEOPLE[0]},
        "": {},
    }
    key(papers, batch, line, **ways[proof])
    papers.countersign(batch, 1, ADMINISTRATOR_PIN)
    assert world.carry(tablet).acknowledged == 1
    (counted,) = [one for contest_ in world.count(activity).contests for one in contest_.ballots]
    assert counted == read_line(papers.rules(batch), line).draft.ballot()


def test_the_numbers_must_agree(papers: Papers, tablet: Tablet) -> None:
    batch = papers.begin("nom", 3)
    key(papers, batch, "1")
    key(papers, batch, "2")
    refused("papers_missing", lambda: papers.countersign(batch, 3, ADMINISTRATOR_PIN))
    papers.correct(batch, 1)
    refused("papers_too_many", lambda: papers.countersign(batch, 1, ADMINISTRATOR_PIN))
    refused("all_keyed", lambda: key(papers, batch, "1"))
    papers.correct(batch, 2)
    refused("counts_differ", lambda: papers.countersign(batch, 3, ADMINISTRATOR_PIN))
    assert tablet.vault.undelivered() == 0
    papers.countersign(batch, 2, ADMINISTRATOR_PIN)
    assert tablet.vault.undelivered() == 2
    kept = events(tablet)
    assert ("paper_corrected", "animateur, facilitator: 1, 3 papers, now 1") in kept
    assert ("paper_corrected", "animateur, facilitator: 1, 1 papers, now 2") in kept
    assert ("paper_differs", "administration, administrator: 1, 2 papers, 3 counted again") in kept


def test_nobody_countersigns_what_they_keyed(tablet: Tablet, papers: Papers) -> None:
    batch = papers.begin("nom", 2)
    key(papers, batch, "1")
    key(papers_of(tablet, "administration", Role.ADMINISTRATOR), batch, "2")
    refused("same_person", lambda: papers.countersign(batch, 2, PIN))
    refused("same_person", lambda: papers.countersign(batch, 2, ADMINISTRATOR_PIN))
    refused("two_people", lambda: papers.accept_forms(batch))
    assert tablet.vault.undelivered() == 0
    assert tablet.vault.account() == []


def test_a_wrong_pin_is_refused_and_counted(world: World, tablet: Tablet, papers: Papers) -> None:
    batch = papers.begin("nom", 1)
    key(papers, batch, "1")
    for _ in range(3):
        refused("pin_wrong", lambda: papers.countersign(batch, 1, "1111"), ClaimError)
    assert tablet.vault.fact("pin_wrong") == "3"
    refused("pin_wait", lambda: papers.countersign(batch, 1, ADMINISTRATOR_PIN), ClaimError)
    world.clock.pass_by(seconds=31)
    papers.countersign(batch, 1, ADMINISTRATOR_PIN)
    assert tablet.vault.undelivered() == 1


def test_a_code_counts_once_whatever_way_it_comes(world: World, tablet: Tablet, papers: Papers) -> None:
    first, second, third = (printed(code) for code in world.drawn["budget"])
    batch = papers.begin("budget", 3)
    proof = papers.prove_by_code(batch, first)
    key(papers, batch, "1=2", code=first)
    refused("code_spent_here", lambda: key(papers, batch, "1=2", code=first), ClaimError)
    blank = read_line(papers.rules(batch), "0").draft.ballot()
    refused("code_spent_here", lambda: papers.key_ballot(batch, blank, proof), ClaimError)
    refused("code_spent_here", lambda: with_code(tablet, world.drawn["budget"][0]), ClaimError)
    refused("code_unknown", lambda: papers.prove_by_code(batch, "0000-0000-0000-0000-0"), ClaimError)
    refused("code_mistyped", lambda: papers.prove_by_code(batch, second[:-1] + "?"), ClaimError)
    visit = with_code(tablet, world.drawn["budget"][1])
    assert visit.draft is not None
    visit.draft = visit.draft.more(visit.draft.rules.projects[0].id)  # type: ignore[arg-type]
    visit.review()
    key(papers, batch, "1=2", code=second)
    refused("code_spent_here", visit.cast, ClaimError)
    papers.withdraw(batch, 2)
    visit.cast()
    refused("code_spent_here", lambda: papers.prove_by_code(batch, second), ClaimError)
    papers.abandon(batch, "mouillé")
    with_code(tablet, world.drawn["budget"][0])
    papers.prove_by_code(papers.begin("budget", 1), third)


def test_a_declared_person_counts_once(tablet: Tablet, papers: Papers) -> None:
    batch = papers.begin("quartier", 2, "canal")
    reviewing(declared(tablet, person=PEOPLE[0]), "c1").cast()
    refused("declared_here", lambda: key(papers, batch, "1", person=PEOPLE[0]), ClaimError)
    key(papers, batch, "1", person=PEOPLE[1])
    refused("declared_here", lambda: key(papers, batch, "1", person=PEOPLE[1]), ClaimError)
    refused("declared_here", lambda: declared(tablet, person=PEOPLE[1]), ClaimError)
    papers.undo(batch)
    key(papers, batch, "1", person=PEOPLE[1])
    key(papers, batch, "2", person=PEOPLE[2])
    papers.countersign(batch, 2, ADMINISTRATOR_PIN)
    refused("declared_here", lambda: declared(tablet, person=PEOPLE[2]), ClaimError)


def test_a_paper_is_taken_out_by_its_number_and_keyed_again(tablet: Tablet, papers: Papers) -> None:
    batch = papers.begin("nom", 3)
    key(papers, batch, "1")
    key(papers, batch, "0")
    papers.key_void(batch, Void.MARKED)
    assert papers.undo(batch) == 3
    refused("no_paper", lambda: papers.undo(batch))
    papers.withdraw(batch, 1)
    refused("no_paper", lambda: papers.withdraw(batch, 1))
    assert papers.keyed(batch) == (2,)
    assert [key(papers, batch, "2"), key(papers, batch, "3")] == [1, 3]
    names = [detail for name, detail in events(tablet) if name == "paper_withdrawn"]
    assert names == [
        "animateur, facilitator: 1, paper 3, it was void",
        "animateur, facilitator: 1, paper 1, it was sealed",
    ]


def test_whether_a_paper_is_blank_stands_nowhere_outside_its_envelope(tablet: Tablet, papers: Papers) -> None:
    batch = papers.begin("nom", 2)
    key(papers, batch, "1")
    key(papers, batch, "0")
    with tablet.vault.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT void, length(id), catalogue, length(spends), length(content) FROM paper"
        ).all()
    assert len(rows) == 2
    assert rows[0] == rows[1]


def test_a_ballot_that_breaks_a_rule_is_not_kept(papers: Papers) -> None:
    batch = papers.begin("quartier", 1, "canal")
    proof = papers.prove_by_declaring(batch, *PEOPLE[0])
    rules = papers.rules(batch)
    ballot = read_line(rules, "1 2").draft.tap(rules.projects[2].id).ballot()  # type: ignore[arg-type]
    too_many = type(ballot)((*ballot.choices, rules.projects[3].id))  # type: ignore[arg-type]
    refused("too_many_choices", lambda: papers.key_ballot(batch, too_many, proof), BallotError)
    refused("not_in_this_state", lambda: papers.prove_by_nothing(batch))
    refused("unknown_kind", lambda: papers.key_void(batch, "torn"))
    assert papers.batch(batch.number).keyed == 0


def test_what_cannot_be_a_batch_is_refused(world: World, tablet: Tablet, papers: Papers) -> None:
    refused("no_such_paper", lambda: papers.begin("canal-idees", 3))
    refused("no_such_paper", lambda: papers.begin("'; DROP TABLE paper", 3))
    refused("unknown_quartier", lambda: papers.begin("quartier", 3))
    refused("unknown_quartier", lambda: papers.begin("nom", 3, "canal"))
    for counted in (0, -1, PAPERS_MAX + 1):
        refused("count_impossible", lambda counted=counted: papers.begin("nom", counted))  # type: ignore[misc]
    batch = papers.begin("nom", 3)
    refused("batch_open", lambda: papers.begin("nom", 3))
    world.clock.pass_by(days=59)
    refused("paper_not_open", lambda: papers.begin("priorites", 3))
    refused("paper_not_open", lambda: papers.key_void(batch, Void.UNREADABLE))
    refused("no_batch", lambda: papers.batch(7))


def test_paper_of_another_print_is_not_keyed_into_a_batch(world: World, tablet: Tablet) -> None:
    papers = papers_of(tablet)
    batch = papers.begin("nom", 2)
    key(papers, batch, "1")
    assert world.draft is not None
    (activity,) = [a for c in world.draft["consultations"] for a in c["activities"] if a["id"] == "nom"]
    activity["projects"].reverse()
    tablet.apply_catalogue(world.publish())
    refused("paper_changed", lambda: key(papers, batch, "1"))
    papers.correct(batch, 1)
    papers.countersign(batch, 1, ADMINISTRATOR_PIN)
    assert world.carry(tablet).acknowledged == 1


def test_after_the_hour_what_was_keyed_before_is_still_accepted(
    world: World, tablet: Tablet, papers: Papers
) -> None:
    batch = papers.begin("nom", 1)
    key(papers, batch, "1")
    world.clock.pass_by(days=59)
    papers.countersign(batch, 1, ADMINISTRATOR_PIN)
    assert tablet.vault.undelivered() == 1


def test_a_restart_in_the_middle_loses_nothing(tablet: Tablet, papers: Papers) -> None:
    batch = papers.begin("nom", 4)
    key(papers, batch, "1")
    papers.key_void(batch, Void.UNREADABLE)
    papers.key_void(batch, Void.MARKED)
    tablet.close_files()
    tablet.vault = Vault(tablet.folder / "vault.db")
    again = papers_of(tablet)
    (found,) = again.open()
    assert (found.sealed, found.void, found.newest, again.next_number(found)) == (1, 2, 3, 4)
    key(again, found, "2")
    again.countersign(found, 4, ADMINISTRATOR_PIN)
    assert tablet.vault.undelivered() == 2


def test_a_batch_is_abandoned_with_a_reason_and_leaves_no_ballot(tablet: Tablet, papers: Papers) -> None:
    batch = papers.begin("nom", 3)
    key(papers, batch, "1")
    refused("reason_needed", lambda: papers.abandon(batch, " \n"))
    papers.abandon(batch, "pluie\u202e\x1b[31m")
    with tablet.vault.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM paper").scalar() == 0
    assert events(tablet)[-1] == ("paper_abandoned", "animateur, facilitator: 1, 1 of 3 keyed: pluie[31m")
    for attempt in (
        lambda: key(papers, batch, "1"),
        lambda: papers.correct(batch, 2),
        lambda: papers.countersign(batch, 3, ADMINISTRATOR_PIN),
        lambda: papers.abandon(batch, "encore"),
    ):
        refused("no_batch", attempt)
    assert "1 batch of paper was abandoned" in said(closing_sheet(papers._desk, EN))


def test_a_tablet_does_not_close_over_paper_that_counts_nowhere(tablet: Tablet, papers: Papers) -> None:
    batch = papers.begin("nom", 1)
    key(papers, batch, "1")
    desk = papers._desk
    refused("batch_open", desk.close)
    assert "1 batch of paper is not accepted yet" in said(closing_sheet(desk, EN))
    papers.countersign(batch, 1, ADMINISTRATOR_PIN)
    desk.close()
    assert tablet.status is Status.CLOSED


def test_without_screens_the_role_table_holds(tablet: Tablet, papers: Papers) -> None:
    batch = papers.begin("nom", 2)
    proof = papers.prove_by_nothing(batch)
    key(papers, batch, "1")
    ballot = read_line(papers.rules(batch), "1").draft.ballot()
    at_status(tablet, Status.CLOSED)
    for attempt in (
        lambda: papers.begin("priorites", 1),
        lambda: papers.key_ballot(batch, ballot, proof),
        lambda: papers.key_void(batch, Void.UNREADABLE),
        lambda: papers.withdraw(batch, 1),
        lambda: papers.correct(batch, 1),
        lambda: papers.abandon(batch, "fermé"),
        lambda: papers.accept_forms(batch),
    ):
        refused("not_in_this_state", attempt)
    at_status(tablet, Status.OPEN)
    papers.correct(batch, 1)
    at_status(tablet, Status.CLOSED)
    refused("not_in_this_state", lambda: papers.countersign(batch, 1, ADMINISTRATOR_PIN))
    assert tablet.vault.undelivered() == 0


# -- forms

ANSWERS = {"proprete": ("oui",), "distance": ("120",), "bruit/jour": ("parfois",)}


def test_one_person_is_enough_for_forms_and_they_say_that_they_came_on_paper(
    world: World, tablet: Tablet, papers: Papers
) -> None:
    batch = papers.begin("calme", 2)
    form = papers.form(batch)
    while form.step.key != "proprete":
        form.next()
    form.answer("oui")
    assert papers.key_form(batch, form.answers, "fr") == 1
    papers.key_void(batch, Void.INCOMPLETE)
    refused("two_people", lambda: papers.accept_forms(papers.begin("nom", 1)))
    done = papers.accept_forms(batch)
    assert (done.sealed, done.void, done.signed_by) == (1, 1, "")
    (line,) = tablet.vault.account()
    assert (line.kind, line.cast) == (DepositKind.SURVEY_RESPONSE, 1)
    assert world.carry(tablet).acknowledged == 1
    (read,) = contributions(world.hub, "calme")
    assert isinstance(read, Read)
    assert as_object(read)["channel"] == "paper"
    table = as_spreadsheet([read], tablet.index, "calme", "fr").decode("utf-8-sig")
    assert table.splitlines()[0].endswith(",channel,refused")


def test_a_form_is_judged_by_its_own_rules(papers: Papers) -> None:
    batch = papers.begin("calme", 1)
    refused("answer_missing", lambda: papers.key_form(batch, {}, "fr"), ContributionError)
    wrong = {"proprete": ("peut-etre",)}
    refused("unknown_option", lambda: papers.key_form(batch, wrong, "fr"), ContributionError)
    assert papers.batch(batch.number).keyed == 0


def test_what_came_at_the_glass_is_written_as_before() -> None:
    glass = SurveyContent(language="fr", on=date(2027, 3, 10), answers={"a": ("1",)})
    assert b"channel" not in encode(glass)
    paper = glass.model_copy(update={"channel": "paper"})
    assert decode(encode(paper)) == paper


# -- blank paper


def test_blank_paper_of_a_desk_is_written_down(papers: Papers, tablet: Tablet) -> None:
    made = printed_papers(papers._desk, "quartier", EN, "Capitole")
    assert len(made) == 8
    assert events(tablet)[-1][0] == "paper_printed"
    refused("no_such_paper", lambda: printed_papers(papers._desk, "canal-idees", EN))
