"""What moderators hid is in no export, and what they took out stays out of all of them."""

from __future__ import annotations

import io

from sync.hub.exports.archive import write_archive
from sync.hub.exports.csv_file import CsvTable
from sync.hub.exports.open311 import Reports
from sync.hub.exports.review import all_findings
from sync.hub.exports.scope import scope_of
from sync.hub.exports.survey import SurveyTable
from sync.hub.exports.table import COLUMNS, ContributionTable
from sync.hub.moderation.decision import HideReason
from sync.hub.moderation.desk import Desk
from sync.hub.moderation.flags import Flags
from sync.hub.moderation.listed import Viewer
from tests.sync.hub.exports.filled import canal, comment, proposal, report, response, rows, signal, survey
from tests.world import World

WHO = Viewer("a.martin")
PHONE = "06 12 34 56 78"


def desk_of(world: World) -> Desk:
    """A moderator's."""
    return Desk(world.hub, Flags(()))


def table(world: World, name: str = "canal-demain") -> tuple[ContributionTable, list[dict[str, str]]]:
    """The table, and its rows read back."""
    made = ContributionTable(world.hub, scope_of(world.hub, name), "fr")
    file = io.BytesIO()
    out = CsvTable(file, list(COLUMNS))
    made.write(out)
    out.end()
    return made, rows(file.getvalue())


def test_what_is_hidden_is_told_in_figures_and_in_no_row(world: World) -> None:
    shown, hidden = canal(world, comment("Bien vu"), comment(f"Zyxmark {PHONE}"))
    desk = desk_of(world)
    desk.hide(WHO, hidden.id, 0, HideReason.INSULT.value, "Une insulte")
    assert list(all_findings(world.hub, scope_of(world.hub, "canal-demain"))) == [], "nobody needs to decide"
    made, read = table(world)
    assert [row["text"] for row in read] == ["Bien vu"]
    assert made.figures.refused == {"hidden": 1}
    desk.publish(WHO, shown.id, 0)
    assert len(table(world)[1]) == 1


def test_what_was_taken_out_is_in_no_file(world: World) -> None:
    (said,) = canal(world, proposal(body=f"Il fait chaud. Appelez Zyxmark au {PHONE}.", place="Près du pont"))
    text = "Il fait chaud. Appelez […]."
    desk_of(world).edit(WHO, said.id, 0, {"body": text})
    _, (row,) = table(world)
    assert (row["text"], row["place"], row["title"]) == (text, "Près du pont", "Une fontaine près du pont")
    file = io.BytesIO()
    write_archive(world.hub, scope_of(world.hub, "canal-demain"), file, "fr")
    assert b"Zyxmark" not in file.getvalue()


def test_an_edited_report_is_given_to_other_systems_as_it_was_edited(world: World) -> None:
    kept, gone = signal(world, report(description="La lampe de Zyxmark est cassée"), report())
    desk = desk_of(world)
    desk.edit(WHO, kept.id, 0, {"description": "La lampe […] est cassée"})
    desk.hide(WHO, gone.id, 0, HideReason.UNREADABLE.value, "Un essai")
    (one,) = Reports(world.hub, scope_of(world.hub, "signalements"), "fr").requests()
    assert one["description"] == "La lampe […] est cassée"


def test_a_hidden_response_keeps_what_was_chosen_and_loses_its_words(world: World) -> None:
    (hidden,) = survey(world, response(answers={"ou": ("Chez Zyxmark",)}))
    desk_of(world).hide(WHO, hidden.id, 0, HideReason.PERSONAL.value, "Un nom")
    scope = scope_of(world.hub, "calme")
    made = SurveyTable(world.hub, scope, scope.surveys[0])
    file = io.BytesIO()
    out = CsvTable(file, made.columns)
    made.write(out)
    out.end()
    (row,) = rows(file.getvalue())
    assert (row["ou"], row["idee"]) == ("", "")
    assert (row["proprete"], row["salete:tags"], row["distance"]) == ("non", "1", "120")


def test_what_was_merged_stays_a_row_of_its_own(world: World) -> None:
    one, other = canal(world, comment("Bien vu"), comment("Bien vu !"))
    desk_of(world).merge(WHO, one.id, 0, other.id, 0)
    assert sorted(row["text"] for row in table(world)[1]) == ["Bien vu", "Bien vu !"]
