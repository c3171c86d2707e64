"""What a consultation gave, in figures that name nobody; and what is not known is not invented."""

from __future__ import annotations

from typing import Any

from kiosk.contributions.content import (
    AnyContent,
    CommentContent,
    FeedbackContent,
    ProposalContent,
    ReportContent,
    SupportContent,
    SurveyContent,
    TallyContent,
    TallyOption,
)
from kiosk.contributions.tally import TALLIES
from sync.hub.count.minutes import minutes
from sync.hub.moderation.decision import Status
from sync.hub.moderation.desk import Desk
from sync.hub.moderation.flags import Flags
from sync.hub.moderation.listed import Viewer
from sync.hub.paper.minutes_content import read_minutes
from sync.hub.results.collect import results, state_of_hub
from sync.hub.results.model import Breakdown, Question, Results
from tests.sync.acts import cast, cast_by_name, parcel_of
from tests.sync.contributing import DAY, sealed
from tests.world import World

FIELDS: dict[str, Any] = {"language": "fr", "on": DAY}
CHARTED: dict[str, Any] = FIELDS | {"charter": 1}
ALL = Viewer("marie")


def hand_over(world: World, *contents: AnyContent, tablet: str = "", **where: str) -> None:
    """Contributions that a tablet signs for."""
    deposits = [sealed(world, content, **where) for content in contents]  # type: ignore[arg-type]
    world.intake.take(parcel_of(world.tablet(tablet or f"t{len(world.hub.tablets())}"), deposits))


def proposal(**more: Any) -> ProposalContent:
    """A proposal about the canal."""
    return ProposalContent(
        **CHARTED | {"title": "Une fontaine près du pont", "body": "Il fait chaud ici."} | more
    )


def answer(**answers: tuple[str, ...]) -> SurveyContent:
    """A response to the survey of the quiet quartier."""
    return SurveyContent(**FIELDS, answers={key.replace("__", "/"): value for key, value in answers.items()})


def of(world: World, consultation: str = "canal-demain", **more: Any) -> Results:
    """Its results."""
    found = results(world.hub, consultation, **more)
    assert found is not None
    return found


def cells(breakdown: Breakdown | None) -> dict[str, int | None]:
    """Key to number."""
    assert breakdown is not None
    return {cell.key: cell.number for cell in breakdown.cells}


def survey(world: World, *responses: SurveyContent) -> dict[str, Question]:
    """The questions of the survey, once these came."""
    hand_over(world, *responses, activity="calme", consultation="quartier-calme")
    (activity,) = of(world, "quartier-calme").activities
    return {question.key: question for question in activity.questions}


# -- participation -------------------------------------------------------------------------------------


def test_who_took_part_when_where_and_how(world: World) -> None:
    early, late = DAY.replace(day=1), DAY
    hand_over(world, *[proposal(on=early) for _ in range(12)], tablet="Minimes")
    hand_over(world, *[proposal(on=late, dictated=True, language="es") for _ in range(20)], tablet="Centre")
    took_part = of(world).participation
    assert took_part.contributions == 32
    assert not took_part.by_week
    assert cells(took_part.by_day) == {"2027-03-01": 12, "2027-03-10": 20}
    assert cells(took_part.by_place) == {"Centre": 20, "Minimes": 12}
    assert cells(took_part.by_channel) == {"glass": 12, "dictated": 20, "paper": 0}
    assert cells(took_part.by_language) == {"fr": 12, "en": 0, "es": 20, "oc": 0, "fr_simple": 0}
    assert cells(took_part.by_quartier_of_things)["not_said"] == 32
    assert of(world, "nuit").participation.contributions == 0


def test_days_of_a_few_people_are_told_by_the_week(world: World) -> None:
    for day in range(1, 13):
        hand_over(world, *[proposal(on=DAY.replace(day=day)) for _ in range(4)])
    took_part = of(world).participation
    assert took_part.by_week
    assert cells(took_part.by_day) == {"2027-W09": 28, "2027-W10": 20}


def test_no_cell_of_participation_speaks_of_fewer_than_ten(world: World) -> None:
    hand_over(world, *[proposal() for _ in range(30)], tablet="Centre")
    hand_over(world, proposal(on=DAY.replace(day=9), language="oc", dictated=True), tablet="Rue")
    took_part = of(world).participation
    for breakdown in (took_part.by_day, took_part.by_place, took_part.by_language, took_part.by_channel):
        shown = [cell.number for cell in breakdown.cells]
        assert 1 not in shown
        assert 30 not in shown, "the total would tell the one"
        assert breakdown.of == 31


def test_ballots_count_where_they_were_cast_and_nowhere_else(world: World) -> None:
    tablet = world.tablet("Centre")
    for _ in range(12):
        cast(tablet)
    world.carry(tablet)
    took_part = of(world, "nom-de-la-place").participation
    assert (took_part.contributions, took_part.ballots) == (0, 12)
    assert cells(took_part.by_place) == {"Centre": 12}
    assert cells(took_part.by_day) == {}


# -- surveys -------------------------------------------------------------------------------------------


def test_options_are_counted_and_those_who_said_nothing_too(world: World) -> None:
    asked = survey(
        world,
        *[answer(proprete=("oui",)) for _ in range(20)],
        *[answer(proprete=("non",), salete=("megots", "tags")) for _ in range(15)],
    )
    assert cells(asked["proprete"].breakdown) == {"oui": 20, "parfois": 0, "non": 15, "no_answer": 0}
    assert asked["proprete"].answered == 35


def test_a_small_cell_of_a_survey_is_withheld_with_another(world: World) -> None:
    asked = survey(
        world, *[answer(proprete=("oui",)) for _ in range(40)], *[answer(proprete=("non",)) for _ in range(3)]
    )
    assert cells(asked["proprete"].breakdown) == {"oui": None, "parfois": 0, "non": None, "no_answer": 0}


def test_what_hangs_on_a_question_with_a_withheld_cell_is_withheld_whole(world: World) -> None:
    # 12 said yes and 8 no: no is withheld with yes. Who said yes is asked for days, and must answer: their
    # number would be the number of yes.
    steps = {
        question["id"]: question.get("shown_if")
        for consultation in (world.draft or {})["consultations"]
        for activity in consultation["activities"]
        if activity["id"] == "calme"
        for question in activity["questions"]
    }
    hanging = {name: condition for name, condition in steps.items() if condition}
    assert hanging, "the demo's survey has such a question"
    asked = survey(
        world,
        *[answer(proprete=("oui",), aider=("oui",), jours=("samedi",)) for _ in range(12)],
        *[answer(proprete=("oui",), aider=("non",)) for _ in range(8)],
        *[answer(proprete=("oui",)) for _ in range(30)],
    )
    assert asked["aider"].breakdown is not None
    assert asked["aider"].breakdown.withheld
    assert (asked["jours"].breakdown, asked["jours"].asked, asked["jours"].depends) == (None, None, True)


def test_what_hangs_on_a_question_that_is_shown_is_counted_among_those_asked(world: World) -> None:
    asked = survey(
        world,
        *[answer(proprete=("oui",), aider=("oui",), jours=("samedi",)) for _ in range(14)],
        *[answer(proprete=("oui",), aider=("non",)) for _ in range(16)],
    )
    assert asked["jours"].asked == 14
    assert not asked["jours"].depends


def test_of_several_answers_each_is_a_cell_against_all_others(world: World) -> None:
    asked = survey(
        world,
        *[answer(proprete=("non",), salete=("megots", "tags")) for _ in range(12)],
        *[answer(proprete=("non",), salete=("megots",)) for _ in range(11)],
        *[answer(proprete=("non",), salete=("tags",)) for _ in range(3)],
    )
    shown = cells(asked["salete"].breakdown)
    assert shown["megots"] is None, "23 of 26: the others are three"
    assert shown["tags"] == 15


def test_numbers_have_a_middle_where_ten_gave_one(world: World) -> None:
    asked = survey(world, *[answer(proprete=("oui",), distance=(str(n),)) for n in range(100, 111)])
    assert (asked["distance"].mean, asked["distance"].median) == (105, 105)


def test_numbers_of_a_few_have_none(world: World) -> None:
    asked = survey(world, *[answer(proprete=("oui",), distance=("120",)) for _ in range(9)])
    assert (asked["distance"].mean, asked["distance"].median, asked["distance"].answered) == (
        None,
        None,
        None,
    )


def test_words_of_a_survey_are_shown_once_they_are_published(world: World) -> None:
    asked = survey(world, answer(proprete=("oui",), idee=("Laver la rue",)))
    assert asked["idee"].texts == ()
    desk = Desk(world.hub, Flags.read())
    (one,) = desk.listed(ALL)
    desk.publish(ALL, one.item.id, 0)
    (activity,) = of(world, "quartier-calme").activities
    assert {question.key: question.texts for question in activity.questions}["idee"] == ("Laver la rue",)


# -- proposals, debates, reports, votes, hands -----------------------------------------------------------


def test_proposals_by_theme_and_state_supports_and_comments_by_proposal(world: World) -> None:
    hand_over(
        world,
        *[proposal(theme="nature") for _ in range(2)],
        proposal(),
        *[SupportContent(**CHARTED, proposal="p1") for _ in range(3)],
        *[CommentContent(**CHARTED, proposal="p1", body="Bien", alignment=1) for _ in range(12)],
        *[CommentContent(**CHARTED, proposal="p2", body="Non", alignment=-1) for _ in range(2)],
    )
    desk = Desk(world.hub, Flags.read())
    desk.publish(ALL, next(one.item.id for one in desk.listed(ALL) if one.item.theme == "nature"), 0)
    (activity,) = of(world).activities
    lines = {line.key: line for line in activity.themes}
    assert lines["nature"].numbers == {Status.PUBLISHED: 1, Status.WAITING: 1}
    assert lines["nature"].label == "Nature en ville"
    assert lines["not_said"].received == 1
    assert [(line.supports, line.comments) for line in activity.proposals] == [(3, 12), (0, 2)]
    assert cells(activity.alignments) == {"for": None, "neutral": None, "against": None}
    assert activity.received == {"proposal": 3, "support": 3, "comment": 14}


def test_reports_are_counted_by_category_without_contacts(world: World) -> None:
    report = ReportContent(
        **FIELDS, category="eclairage", street="1 rue", description="Cassée", contact="0612345678"
    )
    hand_over(world, report, report, activity="signaler", consultation="signalements")
    found = of(world, "signalements")
    assert [(line.key, line.received) for line in found.activities[0].categories] == [("eclairage", 2)]
    assert "0612345678" not in repr(found)


def test_what_is_not_read_is_a_number(world: World) -> None:
    hand_over(world, proposal(), proposal(charter=9))
    (activity,) = of(world).activities
    assert (activity.received, activity.refused) == ({"proposal": 1}, 1)
    assert of(world).participation.contributions == 1


def test_votes_are_as_the_published_minutes_have_them(world: World) -> None:
    tablet = world.tablet("Centre")
    for name in ("Faure", "Vidal", "Costes"):
        cast_by_name(tablet, name, "rives", {"r1": 1})
    world.carry(tablet)
    without = of(world, "idees-quartier")
    assert without.activities[0].minutes is None
    counted = read_minutes(minutes(world.hub, world.count("quartier"), "fr"))
    found = of(world, "idees-quartier", minutes={"quartier": counted})
    assert found.activities[0].minutes == counted
    assert {cell.key: cell.number for cell in found.participation.voters_by_quartier}["rives"] == 3


def test_hands_are_shown_by_question_and_their_small_cells_are_not(world: World) -> None:
    options = tuple(
        TallyOption(title=title, hands=n) for title, n in (("Oui", 14), ("Non", 3), ("Peut-être", 12))
    )
    tally = TallyContent(**FIELDS, question="Un banc ?", options=options, people=30, one_hand_each=True)
    hand_over(world, tally, activity=TALLIES)
    (shown,) = of(world).hands
    assert (shown.question, shown.people) == ("Un banc ?", 30)
    assert [cell.number for cell in shown.breakdown.cells] == [14, None, 12]
    assert of(world, "nuit").hands == ()


def test_what_is_said_of_the_kiosk_is_of_all_and_remarks_are_those_published(world: World) -> None:
    hand_over(
        world,
        *[FeedbackContent(**FIELDS, satisfaction="good", age_band="60-74") for _ in range(20)],
        FeedbackContent(**FIELDS, satisfaction="bad", remark="Trop haut pour mon fauteuil"),
    )
    kiosk = of(world).kiosk
    assert kiosk.said == 21
    assert cells(kiosk.satisfaction)["bad"] is None
    assert kiosk.remarks == ()
    desk = Desk(world.hub, Flags.read())
    (one,) = desk.listed(ALL)
    desk.publish(ALL, one.item.id, 0)
    assert of(world).kiosk.remarks == ("Trop haut pour mon fauteuil",)


def test_there_are_no_results_of_what_was_never_published(world: World) -> None:
    assert results(world.hub, "nothing") is None


def test_a_consultation_that_left_the_catalogue_keeps_its_results(world: World) -> None:
    hand_over(world, proposal())
    assert world.draft is not None
    world.draft["consultations"] = [c for c in world.draft["consultations"] if c["id"] != "canal-demain"]
    world.publish()
    assert of(world).participation.contributions == 1


def test_a_page_sees_whether_anything_changed(world: World) -> None:
    before = state_of_hub(world.hub, "canal-demain")
    assert state_of_hub(world.hub, "canal-demain") == before
    hand_over(world, proposal())
    after = state_of_hub(world.hub, "canal-demain")
    assert after != before
    desk = Desk(world.hub, Flags.read())
    desk.publish(ALL, desk.listed(ALL)[0].item.id, 0)
    assert state_of_hub(world.hub, "canal-demain") != after
