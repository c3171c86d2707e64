"""What residents contributed is read at the hub, checked again, and tells nothing about its arrival."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.contributions.content import (
    AnyContent,
    CommentContent,
    FeedbackContent,
    OptInContent,
    ProposalContent,
    ReportContent,
    SupportContent,
    SurveyContent,
)
from kiosk.errors import VaultError
from kiosk.ids import DepositKind, Mode
from kiosk.secret_file import write_secret
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit
from sync.hub.contribution_table import as_object, as_spreadsheet
from sync.hub.contributions import Read, Refused, contributions, feedback, numbers
from sync.hub.figures import ActivityFigures, FeedbackFigures, without_small_cells
from sync.hub.setup import init_hub
from sync.hub.store import HubStore
from tests.sync import contributing as act
from tests.sync.acts import cast, direct, parcel_of
from tests.sync.contributing import DAY, sealed
from tests.world import World

FIELDS: dict[str, Any] = {"language": "fr", "on": DAY}
CHARTED: dict[str, Any] = FIELDS | {"charter": 1}
GOOD = ProposalContent(**CHARTED, title="Une fontaine près du pont", body="Il fait chaud sur la berge.")


def carry(world: World, tablet: Tablet) -> None:
    """Hand everything over."""
    from sync.courier import Courier

    with direct(world.hub) as wire:
        Courier(tablet, wire).carry()


def hand_over(world: World, *deposits: Deposit) -> None:
    """Deposits that a tablet signs for, whoever made them."""
    world.intake.take(parcel_of(world.tablet(f"t{len(world.hub.tablets())}"), deposits))


def read(world: World, activity: str) -> list[AnyContent]:
    """What can be read of an activity; nothing may be refused."""
    found = list(contributions(world.hub, activity))
    assert [one for one in found if isinstance(one, Refused)] == []
    return [one.content for one in found if isinstance(one, Read)]


def refused(world: World, activity: str = "canal-idees") -> list[str]:
    """Reasons of what is refused; nothing may be read."""
    found = list(contributions(world.hub, activity))
    assert [one for one in found if isinstance(one, Read)] == []
    return [one.reason for one in found if isinstance(one, Refused)]


def test_six_things_of_one_visit_are_read_word_for_word(world: World) -> None:
    tablet = world.tablet()
    receipts = act.visit_of_six(tablet, "mot")
    carry(world, tablet)
    read_there = {
        one.receipt: one.content
        for activity in ("canal-idees", "nuit-debat", "calme", "signaler")
        for one in contributions(world.hub, activity)
        if isinstance(one, Read)
    }
    proposed, supported, commented, debated, answered, reported = (read_there[one] for one in receipts)
    written = {**act.PROPOSAL, "body": "Il fait chaud l’été sur la berge. mot"}
    assert proposed == ProposalContent(**CHARTED, **written)
    assert supported == SupportContent(**CHARTED, proposal="p2")
    assert commented == CommentContent(**CHARTED, proposal="p3", alignment=1, body="Très bien vu mot")
    assert debated == CommentContent(**CHARTED, alignment=-1, body="Je rentre à pied mot")
    said = {key: (value,) if isinstance(value, str) else value for key, value in act.SURVEY.items()}
    assert answered == SurveyContent(**FIELDS, answers=said | {"ou": ("Ici mot",)})
    assert reported == ReportContent(**FIELDS, **{**act.REPORT, "street": "Rue mot des Tilleuls"})
    (said_at_the_end,) = feedback(world.hub)
    assert said_at_the_end == FeedbackContent(
        **FIELDS, satisfaction="good", remark="Merci mot", age_band="60-74"
    )
    assert len(read_there) == 6


def test_votes_are_not_among_contributions(world: World) -> None:
    tablet = world.tablet()
    cast(tablet)
    act.support(act.visitor(tablet))
    carry(world, tablet)
    assert read(world, "nom") == []
    assert numbers(world.hub) == {("canal-demain", "canal-idees", "support"): 1}


def test_the_order_is_that_of_random_ids(world: World) -> None:
    tablet = world.tablet()
    arrival = [act.debate(act.visitor(tablet), f"Réponse {number}") for number in range(12)]
    carry(world, tablet)
    shown = [one for one in contributions(world.hub, "nuit-debat") if isinstance(one, Read)]
    assert [one.id for one in shown] == sorted(one.id for one in shown)
    assert [one.receipt for one in shown] != arrival
    assert sorted(one.receipt for one in shown) == sorted(arrival)


def test_many_are_read_in_pieces(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.hub.contributions._AT_ONCE", 3)
    tablet = world.tablet()
    for number in range(10):
        act.debate(act.visitor(tablet), f"Réponse {number}")
    carry(world, tablet)
    bodies = [one.body for one in read(world, "nuit-debat") if isinstance(one, CommentContent)]
    assert sorted(bodies) == [f"Réponse {number}" for number in range(10)]


# -- what is not taken for a contribution ----------------------------------------------------------

BROKEN: list[tuple[str, AnyContent, str]] = [
    ("canal-idees", GOOD.model_copy(update={"title": "Trop court"}), "too_short"),
    ("canal-idees", GOOD.model_copy(update={"title": "x" * 20}), "starts_small"),
    ("canal-idees", GOOD.model_copy(update={"title": "UNE FONTAINE SUR LA BERGE"}), "too_many_capitals"),
    ("canal-idees", GOOD.model_copy(update={"body": "Il fait chaud " + "x" * 500}), "too_long"),
    ("canal-idees", GOOD.model_copy(update={"theme": "nowhere"}), "unknown_option"),
    ("canal-idees", GOOD.model_copy(update={"quartier": "nowhere"}), "unknown_option"),
    ("canal-idees", GOOD.model_copy(update={"charter": 0}), "charter_not_accepted"),
    ("canal-idees", GOOD.model_copy(update={"charter": 2}), "charter_not_accepted"),
    ("canal-idees", SupportContent(**CHARTED, proposal="no-such"), "not_possible_here"),
    ("canal-idees", CommentContent(**CHARTED, proposal="p1", body=" "), "answer_missing"),
    ("canal-idees", CommentContent(**CHARTED, proposal="p1", body="x" * 1001), "too_long"),
    ("canal-idees", CommentContent(**CHARTED, body="Bien"), "not_possible_here"),
    ("nuit-debat", CommentContent(**CHARTED, proposal="p1", body="Bien"), "not_possible_here"),
    ("calme", SurveyContent(**FIELDS, answers={}), "answer_missing"),
    ("calme", SurveyContent(**FIELDS, answers={"proprete": ("oui", "non")}), "too_many_options"),
    ("calme", SurveyContent(**FIELDS, answers={"proprete": ("oui",), "salete": ("tags",)}), "unknown_option"),
    (
        "calme",
        SurveyContent(**FIELDS, answers={"proprete": ("oui",), "distance": ("5001",)}),
        "number_too_large",
    ),
    (
        "calme",
        SurveyContent(**FIELDS, answers={"proprete": ("oui",), "priorites": ("bacs",)}),
        "not_all_sorted",
    ),
    ("calme", SurveyContent(**FIELDS, answers={"proprete": ("oui",), "s1": ("x",)}), "unknown_option"),
    (
        "signaler",
        ReportContent(**FIELDS, category="arbre", street="Ici", description="Tombé", contact="demain"),
        "no_address",
    ),
    ("signaler", ReportContent(**FIELDS, category="x", street="Ici", description="Tombé"), "unknown_option"),
    ("", FeedbackContent(**FIELDS, age_band="200"), "unknown_option"),
    ("", FeedbackContent(**FIELDS, quartier="nowhere"), "unknown_option"),
]


@pytest.mark.parametrize(("activity", "content", "reason"), BROKEN, ids=lambda part: str(part)[:40])
def test_what_no_form_would_have_taken_is_refused_with_its_reason(
    activity: str, content: AnyContent, reason: str, world: World
) -> None:
    index = world.hub.index(1)
    assert index is not None
    consultation = index.activities[activity].consultation.id if activity else ""
    deposit = sealed(world, content, activity, consultation)
    hand_over(world, deposit)
    assert refused(world, activity) == [reason]


def test_another_key_another_place_another_mode_and_nonsense_do_not_open(
    world: World, tmp_path: Path
) -> None:
    other = World(tmp_path / "other", mode=Mode.OFFICIAL)
    good = sealed(world, GOOD)
    moved = sealed(world, CommentContent(**CHARTED, body="Bien"), "nuit-debat", "nuit")
    hand_over(
        world,
        sealed(other, GOOD),
        replace(moved, consultation=good.consultation, activity=good.activity),
        replace(good, content=good.content[:-1] + bytes([good.content[-1] ^ 1])),
    )
    assert refused(world) == ["does_not_open"] * 3
    other.close()


def test_what_opens_and_is_no_contribution_is_listed_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for encoded in (b"", b"not json", b'{"kind":"proposal"}', b"[" * 5000, b'{"kind":"ballot"}'):
        monkeypatch.setattr("kiosk.contributions.sealing.encode", lambda _content, said=encoded: said)
        hand_over(world, sealed(world, GOOD))
    monkeypatch.undo()
    # One that is a comment inside and a proposal outside.
    monkeypatch.setattr("kiosk.contributions.sealing.kind_of", lambda _content: DepositKind.PROPOSAL)
    hand_over(world, sealed(world, CommentContent(**CHARTED, proposal="p1", body="Bien")))
    monkeypatch.undo()
    assert refused(world) == ["malformed"] * 6


def test_one_bad_deposit_hides_no_good_one(world: World) -> None:
    good = [sealed(world, GOOD) for _ in range(4)]
    hand_over(world, *good, sealed(world, GOOD.model_copy(update={"charter": 9})))
    found = list(contributions(world.hub, "canal-idees"))
    assert sum(isinstance(one, Read) for one in found) == 4
    assert [one.reason for one in found if isinstance(one, Refused)] == ["charter_not_accepted"]


def test_what_came_late_or_from_a_revoked_tablet_is_listed(world: World) -> None:
    tablet = world.tablet()
    first = act.debate(act.visitor(tablet), "Avant")
    world.hub.revoke(tablet.pairing.tablet)
    carry(world, tablet)
    tablet = world.tablet("two")
    second = act.debate(act.visitor(tablet), "Après")
    world.clock.pass_by(days=31)
    carry(world, tablet)
    listed = [one for one in contributions(world.hub, "nuit-debat") if isinstance(one, Refused)]
    assert {one.receipt: one.reason for one in listed} == {first: "tablet_revoked", second: "late"}


def test_each_is_judged_by_the_catalogue_it_was_written_under(world: World) -> None:
    tablet = world.tablet()
    act.propose(act.visitor(tablet))
    assert world.draft is not None
    world.draft["charter"]["version"] = 2
    world.publish()
    hand_over(
        world,
        sealed(world, GOOD.model_copy(update={"charter": 2}), version=2),
        sealed(world, GOOD, version=2),
    )
    carry(world, tablet)
    found = list(contributions(world.hub, "canal-idees"))
    assert sum(isinstance(one, Read) for one in found) == 2
    assert [one.reason for one in found if isinstance(one, Refused)] == ["charter_not_accepted"]


# -- figures ---------------------------------------------------------------------------------------


def figures(world: World, activity: str) -> ActivityFigures:
    """The numbers of an activity."""
    counted = ActivityFigures()
    for found in contributions(world.hub, activity):
        counted.add(found)
    return counted


def test_supports_are_numbers_and_comments_are_counted_by_alignment(world: World) -> None:
    tablet = world.tablet()
    for proposal in ("p1", "p1", "p1", "p4"):
        act.support(act.visitor(tablet), proposal)
    for alignment in ("for", "for", "against", "neutral", ""):
        act.comment(act.visitor(tablet), "Bien", alignment, "p2")
    hand_over(world, sealed(world, SupportContent(**CHARTED, proposal="no-such")))
    carry(world, tablet)
    counted = figures(world, "canal-idees")
    assert counted.supports == {"p1": 3, "p4": 1}
    assert counted.comments["p2"] == {"for": 2, "against": 1, "neutral": 2}
    assert counted.refused == {"not_possible_here": 1}
    assert counted.kinds == {"support": 4, "comment": 5}


@pytest.mark.parametrize(
    ("numbers_", "shown"),
    [
        ({"good": 40, "fair": 20, "bad": 12}, {"good": 40, "fair": 20, "bad": 12}),
        ({"good": 40, "fair": 20, "bad": 3}, {"good": 40, "fair": None, "bad": None}),
        ({"good": 40, "fair": 6, "bad": 5}, {"good": None, "fair": None, "bad": None}),
        (
            {"good": 40, "fair": 20, "bad": 6, "not_said": 13},
            {"good": 40, "fair": 20, "bad": None, "not_said": None},
        ),
        (
            {"good": 40, "fair": 20, "bad": 5, "not_said": 13},
            {"good": 40, "fair": None, "bad": None, "not_said": None},
        ),
        ({"good": 0, "fair": 9, "bad": 9}, {"good": None, "fair": None, "bad": None}),
        ({"good": 40, "fair": 4, "bad": 5}, {"good": None, "fair": None, "bad": None}),
        ({"good": 40, "fair": 0, "bad": 0}, {"good": 40, "fair": 0, "bad": 0}),
        ({"good": 12, "fair": 0, "bad": 5}, {"good": None, "fair": None, "bad": None}),
        ({"good": 2, "fair": 1, "bad": 0}, {"good": None, "fair": None, "bad": None}),
    ],
)
def test_no_cell_and_no_difference_tells_of_fewer_than_ten(
    numbers_: dict[str, int], shown: dict[str, int | None]
) -> None:
    assert without_small_cells(numbers_) == shown
    hidden = sum(numbers_.values()) - sum(number for number in shown.values() if number is not None)
    assert hidden == 0 or hidden >= 10 or not any(shown.values())


def test_satisfaction_is_a_figure_and_nobodys_age_stands_beside_it(world: World) -> None:
    said = [
        *[FeedbackContent(**FIELDS, satisfaction="good", age_band="60-74") for _ in range(12)],
        *[FeedbackContent(**FIELDS, satisfaction="bad", quartier="canal") for _ in range(11)],
        FeedbackContent(**FIELDS, satisfaction="fair", age_band="moins-18"),
    ]
    hand_over(world, *(sealed(world, one) for one in said))
    counted = FeedbackFigures()
    for found in feedback(world.hub):
        counted.add(found)
    cells = counted.cells(world.hub.index(1))
    assert counted.number == 24
    assert cells["satisfaction"] == {"good": None, "fair": None, "bad": None, "not_said": None}
    assert cells["age_band"]["moins-18"] is None
    shown = json.dumps([as_object(one) for one in feedback(world.hub)])
    assert "60-74" not in shown
    assert "canal" not in shown
    assert "good" not in shown


# -- words in tables -------------------------------------------------------------------------------

ATTACKS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "  =1+1",
    "＝1+1",
    'a;=HYPERLINK("http://x")',
    'a,=1+1","=1+1',
    "a\r\n=1+1",
]


def sheet(world: World, activity: str) -> list[dict[str, str]]:
    """The spreadsheet read back."""
    index = world.hub.index(1)
    written = as_spreadsheet(contributions(world.hub, activity), index, activity, "fr").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(written, newline=""), strict=True))


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_spreadsheet_computes_nothing_that_a_resident_wrote(
    attack: str, separator: str, world: World
) -> None:
    hand_over(world, sealed(world, CommentContent(**CHARTED, body=attack), "nuit-debat", "nuit"))
    written = as_spreadsheet(contributions(world.hub, "nuit-debat"), world.hub.index(1), "nuit-debat", "fr")
    text = written.decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        assert [cell for cell in line if cell.lstrip()[:1] in tuple("=+-@＝＋－＠")] == []


def test_a_number_stays_a_number_and_words_stay_words(world: World) -> None:
    tablet = world.tablet()
    act.answer(act.visitor(tablet), act.SURVEY | {"idee": "L’eau, c’est 20 °C - pas plus ; merci (a@b)"})
    carry(world, tablet)
    (row,) = sheet(world, "calme")
    assert (
        row["distance: À combien de pas de chez vous est la poubelle publique la plus proche\u00a0?"] == "120"
    )
    assert (
        row["idee: Avez-vous une idée pour votre rue\u00a0?"] == "L’eau, c’est 20 °C - pas plus ; merci (a@b)"
    )


def test_a_survey_has_one_column_a_question(world: World) -> None:
    tablet = world.tablet()
    act.answer(act.visitor(tablet))
    act.answer(act.visitor(tablet), {"proprete": "oui"})
    carry(world, tablet)
    rows = sheet(world, "calme")
    assert [name.partition(":")[0] for name in rows[0]] == [
        *("receipt", "kind", "day", "language", "proprete", "salete"),
        *("bruit/jour", "bruit/soir", "bruit/nuit", "distance", "priorites", "ou", "idee", "aider", "jours"),
        "refused",
    ]
    full = next(row for row in rows if row["jours: Quel jour vous irait\u00a0?"])
    assert full["bruit/nuit: Le bruit vous gêne-t-il\u00a0? La nuit"] == "Souvent"
    assert full["salete: Qu’est-ce qui la salit\u00a0?"] == "Des mégots | Des murs salis"
    assert full["priorites: Rangez ces actions, la plus utile d’abord"].startswith("1. Ajouter des poubelles")
    assert {row["proprete: Votre rue est-elle propre\u00a0?"] for row in rows} == {
        "Oui, en général",
        "Non, rarement",
    }


def test_what_is_refused_is_a_row_of_the_spreadsheet(world: World) -> None:
    hand_over(world, sealed(world, GOOD), sealed(world, GOOD.model_copy(update={"charter": 9})))
    rows = sheet(world, "canal-idees")
    assert sorted(row["refused"] for row in rows) == ["", "charter_not_accepted"]


def test_control_and_direction_characters_are_nowhere(world: World) -> None:
    hostile = "Bien\x1b[31m\x07 \u202eeruza\u202c\x9b2J\u200f e\u0301t\u0000e\ud800".encode(
        "utf-8", "surrogatepass"
    ).decode("utf-8", "replace")
    hand_over(world, sealed(world, CommentContent(**CHARTED, body=hostile), "nuit-debat", "nuit"))
    (found,) = contributions(world.hub, "nuit-debat")
    (row,) = sheet(world, "nuit-debat")
    for text in (as_object(found)["body"], row["body"]):
        assert text.startswith("Bien[31m eruza2J ét")
        assert all(character.isprintable() for character in text)


# -- secrecy and erasing ---------------------------------------------------------------------------


def test_a_copy_of_the_hub_without_its_key_says_nothing(world: World, tmp_path: Path) -> None:
    tablet = world.tablet()
    act.visit_of_six(tablet, "zyxmark", "zyxmark@example.org")
    carry(world, tablet)
    copy = tmp_path / "copy"
    shutil.copytree(world.hub.folder.path, copy)
    for name in ("contributions.key", "register.key"):
        (copy / name).unlink()
    disk = b"".join(path.read_bytes() for path in sorted(copy.rglob("*")) if path.is_file())
    assert len(disk) > 50_000
    for word in ("zyxmark", "Il fait chaud", "Laver la rue", "12 rue", '"salete":[', "odile.faure"):
        assert word.encode() not in disk
        assert word.encode("utf-16-le") not in disk
    stolen = HubStore(copy, world.clock)
    assert numbers(stolen)["canal-demain", "canal-idees", "proposal"] == 1
    with pytest.raises(VaultError, match="Put it back"):
        list(contributions(stolen, "canal-idees"))
    stolen.close()


def test_another_hubs_key_opens_nothing(world: World, tmp_path: Path) -> None:
    act_tablet = world.tablet()
    act.propose(act.visitor(act_tablet))
    carry(world, act_tablet)
    other, _ = init_hub(tmp_path / "other", Mode.TEST)
    write_secret(
        world.hub.folder.contributions_key, other.folder.contributions_key.read_bytes(), replace=True
    )
    assert refused(world) == ["does_not_open"]
    other.close()


def test_the_journal_of_the_hub_says_nothing_of_what_was_read(world: World) -> None:
    tablet = world.tablet()
    act.visit_of_six(tablet, "zyxmark")
    carry(world, tablet)
    list(contributions(world.hub, "calme"))
    list(feedback(world.hub))
    with world.hub.reading() as connection:
        rows = connection.exec_driver_sql("SELECT name, detail FROM event").all()
    assert "zyxmark" not in str(rows)


def test_an_opt_in_is_never_among_contributions(world: World) -> None:
    hand_over(world, sealed(world, OptInContent(**FIELDS, address="a@example.org", consent=1)))
    assert list(feedback(world.hub)) == []
    assert list(contributions(world.hub, "")) == []
