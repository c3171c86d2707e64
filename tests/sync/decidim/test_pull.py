"""A whole city becomes drafts: complete once the questions are answered, in every version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.catalogue.parts import PICTURE_BYTES_MAX
from sync.decidim.bridge import Decidim
from sync.decidim.document import EVERY_VERSION, Version
from sync.decidim.errors import PartialAnswer
from sync.decidim.platform import Capability
from sync.decidim.platform import Platform as Central
from sync.hub.publishing import completed
from sync.hub.tables import events
from tests.sync.decidim.city import words
from tests.sync.decidim.pulling import SINCE, answer, bridge, content, hub, pull, questions, sidecar
from tests.sync.decidim.server import Fault, serving
from tests.sync.decidim.whole_city import whole_city

BUDGET, PLACE = "budget-participatif-2027", "place-du-salin"


def activities(draft: Any) -> dict[str, Any]:
    """The activities of a draft by kind."""
    return {activity["kind"]: activity for activity in draft["consultations"][0]["activities"]}


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_a_whole_city_passes_the_catalogue_check_once_the_questions_are_answered(
    tmp_path: Path, version: Version
) -> None:
    with hub(tmp_path / "hub") as store, serving(whole_city(), version) as platform:
        report = pull(store, platform)
        assert [draft.slug for draft in report.drafts] == [BUDGET, PLACE]
        assert all(draft.open_questions and draft.findings for draft in report.drafts)
        asked = len(platform.requests)
        while any(question.open for question in questions(store)):
            answer(store)
            drafts = bridge(store, platform).redraft()
        assert len(platform.requests) == asked
        assert [(draft.open_questions, draft.findings) for draft in drafts] == [(0, ()), (0, ())]
        for slug in (BUDGET, PLACE):
            assert sidecar(store, slug)["finding"] == ""
            completed(store, (tmp_path / "hub" / "drafts" / f"{slug}.json").read_bytes())
        again = pull(store, platform)
    assert all(draft.open_questions == 0 for draft in again.drafts)


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_everything_a_tablet_can_show_is_in_the_draft(tmp_path: Path, version: Version) -> None:
    with hub(tmp_path / "hub") as store, serving(whole_city(), version) as platform:
        report = pull(store, platform)
        answer(store)
        bridge(store, platform).redraft()
        answer(store)
        bridge(store, platform).redraft()
        budget, place = content(store, BUDGET), content(store, PLACE)
        notes = sidecar(store, BUDGET)["notes"] + sidecar(store, PLACE)["notes"]
        origins = sidecar(store, BUDGET)["activities"]
    consultation = budget["consultations"][0]
    assert consultation["nature"] == "participatory_budget"
    assert consultation["summary"] == {
        "fr": "Huit millions d’euros pour vos idées.",
        "en": "Eight million euros.",
    }
    assert consultation["description"] == {"fr": "Bien[2J sûr\n\n– un\n– deux"}
    assert [phase["opens"] for phase in consultation["phases"]] == [
        "2027-01-10T00:00:00+01:00",
        "2027-03-01T00:00:00+01:00",
    ]
    assert consultation["phases"][1]["closes"] == "2027-04-15T23:59:00+02:00"
    assert [document["address"] for document in consultation["documents"]] == [
        "https://city.example/reglement.pdf",
        f"https://city.example/processes/{BUDGET}",
    ]
    assert budget["organiser"] == {"fr": "Ma ville"}
    found = activities(budget)
    first, second, third = found["proposals"]["proposals"]
    assert (first["title"], first["supports"], first["on"]) == (
        {"fr": "Des arbres place numéro 0"},
        0,
        "2027-03-10",
    )
    assert first["body"] == {"fr": "Il manque de l’ombre.\nEt des bancs."}
    assert second["body"] == {"fr": "Bien[2J sûr\n\n– un\n– deux"}
    assert second["quartier"] == "saint-cyprien"
    assert third["supports"] == 2
    assert [comment["body"]["fr"] for comment in first["comments"]] == ["D’accord avec cela", "Moi aussi"]
    vote = found["ballot"]
    assert vote["quartier_budgets"] == {"minimes": "100000", "saint-cyprien": "100000"}
    assert vote["method"] == {"name": "knapsack", "min_cost": "70000"}
    assert vote["claim"] == "declared"
    assert len(vote["projects"]) == 6
    place_told = "\n\n1 rue du Port" if version != "0.27" else ""
    assert vote["projects"][0]["description"] == {"fr": f"Une belle idée.{place_told}"}
    assert {q["id"] for q in budget["quartiers"]} == {"minimes", "saint-cyprien"}
    assert {theme["title"]["fr"] for theme in budget["themes"]} == {"Nature", "Mobilité"}
    followed = found["follow_up"]["projects"]
    assert [(one["status"], one["progress"]) for one in followed] == [
        ("done", 100),
        ("works", 40),
        ("works", 10),
    ]
    assert followed[2]["title"] == {"fr": "Le kiosque à musique – Les bancs du kiosque"}
    assert [m["done"] for m in followed[0]["milestones"]] == [True, False]
    assert any("Les rencontres" in note for note in notes)
    assert any("1 withdrawn proposals" in sentence for sentence in report.unmapped)
    assert origins[vote["id"]]["kind"] == "Budgets"
    other = activities(place)
    assert other["page"]["text"] == {"fr": "Venir\n\nLe mardi."}
    assert other["debate"]["comments"][0]["body"] == {"fr": "Oui, bien sûr"}
    kinds = [question["kind"] for question in other["survey"]["questions"]]
    matrix = ["matrix"] if version != "0.27" else []
    assert kinds == ["section", "single", "multiple", "sorting", *matrix, "short_text", "long_text"]
    assert any("files" in note for note in notes)
    opened = [
        phase["opens"]
        for phase in place["consultations"][0]["phases"]
        if "survey" in str(phase["activities"])
    ]
    assert opened == (["2027-03-05T09:00:00+01:00"] if version != "0.27" else ["2027-03-01T00:00:00+01:00"])


def test_the_picture_is_fetched_scaled_and_kept(tmp_path: Path) -> None:
    with hub(tmp_path / "hub") as store, serving(whole_city(), "0.32") as platform:
        settings_address = platform.address
        made = bridge(store, platform)
        object.__setattr__(made._pulling.setting, "address", settings_address)  # type: ignore[union-attr]
        made.pull(made._pulling.clock().date())  # type: ignore[union-attr]
        made.pull(made._pulling.clock().date())  # type: ignore[union-attr]
        picture = content(store, BUDGET)["consultations"][0]["picture"]
        assert platform.operations.count("/hero.jpg") == 1
    assert len(picture["content"]) < PICTURE_BYTES_MAX * 4 / 3
    assert picture["words"] == {"fr": "Budget participatif 2027"}


def test_a_second_pull_says_what_changed(tmp_path: Path) -> None:
    city = whole_city(proposals=60)
    with hub(tmp_path / "hub") as store, serving(city, "0.32") as platform:
        first = pull(store, platform)
        assert first.read["proposals"] == first.new["proposals"] == 61
        assert not first.changed
        again = pull(store, platform)
        assert (again.new, again.changed, again.gone) == ({}, {}, {})
        city.proposals[3]["title"] = words("Des arbres ailleurs")
        city.comment(city.proposals[7], "Un mot de plus")
        ideas = next(c for c in city.components.values() if c["__typename"] == "Proposals")
        del ideas["_proposals"][5]
        city.proposal(ideas, "Une fontaine place du Salin", "De l’eau fraîche pour tout le monde.")
        third = pull(store, platform)
    assert (third.new, third.changed, third.gone) == (
        {"proposals": 1},
        {"proposals": 2},
        {"proposals": 1},
    )


def test_what_is_over_is_named_and_left_out(tmp_path: Path) -> None:
    with hub(tmp_path / "hub") as store, serving(whole_city(), "0.32") as platform:
        report = pull(store, platform)
    assert any(line.startswith("ancienne: ") for line in report.unmapped)


@pytest.mark.parametrize("method", ["approval", "choose_one", "cumulative", "ranking"])
def test_every_method_of_voting_can_be_told(tmp_path: Path, method: str) -> None:
    with hub(tmp_path / "hub") as store, serving(whole_city(), "0.32") as platform:
        pull(store, platform)
        answer(store, __method=method, __contests="apart")
        bridge(store, platform).redraft()
        answer(store)
        drafts = bridge(store, platform).redraft()
        votes = [a for a in content(store, BUDGET)["consultations"][0]["activities"] if a["kind"] == "ballot"]
    assert drafts[0].findings == ()
    assert [vote["method"]["name"] for vote in votes] == [method, method]
    assert [vote["budget"] for vote in votes] == ["100000", "100000"]


def test_a_process_that_is_over_by_now_is_not_reported_as_gone(tmp_path: Path) -> None:
    city = whole_city()
    with hub(tmp_path / "hub") as store, serving(city, "0.32") as platform:
        pull(store, platform)
        city.processes[1]["endDate"] = "2026-12-31"
        report = pull(store, platform)
    assert report.gone == {}
    assert any(line.startswith(f"{PLACE}: ") for line in report.unmapped)


def test_two_processes_pulled_one_by_one_are_both_drafted_again_after_answers(tmp_path: Path) -> None:
    with hub(tmp_path / "hub") as store, serving(whole_city(), "0.32") as platform:
        for slug in (BUDGET, PLACE):
            report = bridge(store, platform, only=frozenset({slug})).pull(SINCE)
            assert [draft.slug for draft in report.drafts] == [slug]
            assert set(report.new) >= {"processes"}
            assert report.gone == {}
        answer(store)
        drafts = bridge(store, platform).redraft()
        assert {draft.slug for draft in drafts} == {BUDGET, PLACE}
        answer(store)
        assert all(not draft.findings for draft in bridge(store, platform).redraft())


def test_a_process_that_is_not_there_is_a_warning(tmp_path: Path) -> None:
    with hub(tmp_path / "hub") as store, serving(whole_city(), "0.32") as platform:
        report = bridge(store, platform, only=frozenset({"nowhere"})).pull(SINCE)
    assert report.drafts == ()
    assert report.warnings == ("The platform shows no process nowhere.",)


def test_the_citys_own_quartiers_are_used_and_others_are_asked_for(tmp_path: Path) -> None:
    with hub(tmp_path / "hub") as store, serving(whole_city(), "0.32") as platform:
        known = {"q9": {"id": "q9", "name": "Minimes"}, "q4": {"id": "q4", "name": "Rive gauche"}}

        def made() -> Decidim:
            one = bridge(store, platform)
            object.__setattr__(one._pulling.setting, "quartiers", known)  # type: ignore[union-attr]
            return one

        made().pull(SINCE)
        answer(store)
        made().redraft()
        (question,) = [one for one in questions(store) if one.key == "quartier.taxonomy-22"]
        assert question.choices["q4"] == "Rive gauche"
        answer(store, **{"quartier.taxonomy-22": "q4"})
        made().redraft()
        answer(store)
        drafts = made().redraft()
        vote = activities(content(store, BUDGET))["ballot"]
    assert set(vote["quartier_budgets"]) == {"q9", "q4"}
    assert drafts[0].findings == ()


def test_the_bridge_is_a_platform(tmp_path: Path) -> None:
    with hub(tmp_path / "hub") as store, serving(whole_city(), "0.32") as platform:
        made: Central = bridge(store, platform)
        assert isinstance(made, Central)
        assert made.name == "Decidim"
        assert made.capabilities() == {Capability.PULL, Capability.FIND_OWN, Capability.VOTE_DELTAS}
        with_key: Central = bridge(store, platform, credentials=True)
        assert with_key.capabilities() >= {Capability.PUSH_PROPOSALS, Capability.PUSH_COMMENTS}
    with hub(tmp_path / "hub") as store, serving(whole_city(), "0.31") as platform:
        middle: Central = bridge(store, platform, credentials=True)
        assert Capability.PUSH_PROPOSALS not in middle.capabilities()


def test_a_component_that_always_fails_is_named_and_can_be_left_out(tmp_path: Path) -> None:
    city = whole_city()
    broken = city.components[city.processes[0]["components"][1]["id"]]
    broken["_budgets"][0]["total_budget"] = "a lot"
    with hub(tmp_path / "hub") as store, serving(city, "0.32") as platform:
        with pytest.raises(PartialAnswer, match=f"component {broken['id']} of {BUDGET}"):
            pull(store, platform)
        report = pull(store, platform, without=frozenset({broken["id"]}))
        assert any("“Le vote” was left out because" in line for line in report.unmapped)
        assert "ballot" not in activities(content(store, BUDGET))
        answer(store)
        assert len(bridge(store, platform).redraft()) == 2
        assert "ballot" not in activities(content(store, BUDGET))


def test_hours_that_the_platform_tells_are_not_asked_for(tmp_path: Path) -> None:
    city = whole_city()
    for step in city.processes[0]["steps"]:
        step["startDate"] += "T08:00:00+01:00"
        step["endDate"] += "T18:30:00+01:00"
    with hub(tmp_path / "hub") as store, serving(city, "0.31") as platform:
        pull(store, platform)
        assert not any(f"process.{city.processes[0]['id']}.closing_hour" == q.key for q in questions(store))
        phases = content(store, BUDGET)["consultations"][0]["phases"]
    assert phases[1]["opens"] == "2027-03-01T08:00:00+01:00"
    assert phases[1]["closes"] == "2027-04-15T19:30:00+02:00"


def test_a_persons_words_come_before_a_machines_and_other_languages_are_better_than_none(
    tmp_path: Path,
) -> None:
    city = whole_city()
    title = words("Le banc", en="The bench")
    title["translations"][1]["machineTranslated"] = True
    city.proposals[0]["title"] = title
    city.proposals[1]["title"] = words(None, ca="El banc", de="Die Bank")
    with hub(tmp_path / "hub") as store, serving(city, "0.32") as platform:
        pull(store, platform)
        found = activities(content(store, BUDGET))["proposals"]["proposals"]
    assert found[0]["title"] == {"fr": "Le banc"}
    assert found[1]["title"] == {"ca": "El banc", "de": "Die Bank"}


def test_what_failed_on_the_way_is_among_the_events_of_the_hub(tmp_path: Path) -> None:
    with hub(tmp_path / "hub") as store, serving(whole_city(), "0.32") as platform:
        platform.fail(2, Fault.THROTTLED)
        platform.fail(4, Fault.CUT)
        pull(store, platform)
        with store.reading() as connection:
            query = (
                select(events.c.detail).where(events.c.name == "platform_failed").order_by(events.c.number)
            )
            found = [detail.partition(":")[0] for (detail,) in connection.execute(query)]
    # The last is the picture: in this test it lies on a host that is not named.
    assert found == ["TooManyRequests", "LostAnswer", "Redirected"]
