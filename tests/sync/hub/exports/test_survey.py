"""A survey's table and its codebook: every value in the table is in the codebook, and nobody stands alone."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kiosk.errors import ExportError, UsageError
from sync.demo import demo_draft
from sync.hub.exports.archive import fill_survey
from sync.hub.exports.codebook import Codebook
from sync.hub.exports.crowd import WITHHELD
from sync.hub.exports.csv_file import CsvTable, csv_bytes
from sync.hub.exports.review import mask_undecided
from sync.hub.exports.scope import scope_of
from sync.hub.exports.survey import LEFT_OUT, NOT_ASKED, SurveyTable
from sync.hub.exports.xlsx_file import XlsxBook
from tests.sync.hub.exports.filled import HOSTILE, response, rows, survey
from tests.world import NOON, World


def table_of(world: World, *describing: str) -> SurveyTable:
    """The demo's survey."""
    scope = scope_of(world.hub, "calme")
    return SurveyTable(world.hub, scope, scope.surveys[0], describing)


def read(table: SurveyTable) -> list[dict[str, str]]:
    """The CSV file, read back."""
    file = io.BytesIO()
    out = CsvTable(file, table.columns)
    table.write(out)
    out.end()
    return rows(file.getvalue())


def book_of(table: SurveyTable) -> dict[str, list[dict[str, str]]]:
    """The codebook, read back: entry to rows."""
    book = Codebook(table)
    lines = rows(csv_bytes(book.columns, book.rows()))
    return {
        entry: [line for line in lines if line["entry"] == entry]
        for entry in ("variable", "value", "missing")
    }


def test_each_kind_of_question_has_its_columns(world: World) -> None:
    survey(world, response())
    (row,) = read(table_of(world))
    expected = {
        "week": "2027-W10",
        "proprete": "non",
        "salete:megots": "1",
        "salete:tags": "1",
        "bruit/jour": "jamais",
        "bruit/nuit": "souvent",
        "distance": "120",
        "priorites:bacs": "1",
        "priorites:amendes": "4",
        "ou": "Devant la boulangerie",
        "jours:samedi": "1",
    }
    assert {name: row[name] for name in expected} == expected
    flags = {name: value for name, value in row.items() if name.startswith("salete:")}
    assert Counter(flags.values()) == {"1": 2, "0": len(flags) - 2}


def test_not_asked_and_not_answered_are_two_things(world: World) -> None:
    survey(
        world,
        response(answers={"proprete": ("oui",), "salete": (), "ou": (), "aider": ("non",), "jours": ()}),
    )
    (row,) = read(table_of(world))
    assert row["ou"] == ""
    assert row["salete:megots"] == NOT_ASKED
    assert row["jours:samedi"] == NOT_ASKED
    assert row["proprete"] == "oui"


def test_every_column_and_every_value_is_in_the_codebook(world: World) -> None:
    survey(world, response(), response(answers={"proprete": ("oui",), "salete": ()}))
    table = table_of(world)
    book = book_of(table)
    assert [line["variable"] for line in book["variable"]] == list(table.columns)
    missing = {line["value"] for line in book["missing"]}
    assert missing == {"", NOT_ASKED, WITHHELD, LEFT_OUT}
    values: dict[str, set[str]] = {}
    for line in book["value"]:
        values.setdefault(line["variable"], set()).add(line["value"])
    kinds = {line["variable"]: line["kind"] for line in book["variable"]}
    for row in read(table):
        for name, value in row.items():
            if value in missing:
                continue
            if kinds[name] == "one value":
                assert value in values[name], name
            elif kinds[name].startswith("1 chosen"):
                assert value in ("0", "1"), name
            elif kinds[name].startswith(("place", "whole")):
                assert value.isdigit(), name


def test_the_codebook_speaks_every_language_and_says_when_a_question_is_asked(world: World) -> None:
    book = Codebook(table_of(world))
    assert book.languages[0] == "fr"
    assert {"fr", "en", "es", "oc"} <= set(book.languages)
    lines = {line["variable"]: line for line in book_of(table_of(world))["variable"]}
    dirt = lines["salete:megots"]
    assert dirt["condition"] == "proprete in (non)" or dirt["condition"].startswith("proprete in (")
    assert dirt["label_fr"] != dirt["label_en"] != ""
    assert " · " in dirt["label_fr"]
    assert lines["distance"]["limits"] == "0 to 5000"
    assert lines["proprete"]["mandatory"] == "yes"
    assert lines["language"]["notes"].startswith("of the screens")


def test_texts_are_reviewed_and_computed_by_nothing(world: World) -> None:
    survey(world, response(answers={"ou": ("Appelez le 06 12 34 56 78",), "idee": (HOSTILE,)}))
    with pytest.raises(ExportError, match="1 in the texts"):
        table_of(world)
    mask_undecided(world.hub, scope_of(world.hub, "calme"), "A. Martin")
    table = table_of(world)
    (row,) = read(table)
    assert row["ou"] == "Appelez le [phone]"
    assert row["idee"].startswith("'=HYPERLINK")
    file = io.BytesIO()
    with XlsxBook() as book:
        fill_survey(book, table)
        book.save(file)
    workbook = openpyxl.load_workbook(file)
    assert workbook.sheetnames == ["responses", "codebook"]
    cells = {cell.value: workbook["responses"].cell(2, cell.column) for cell in workbook["responses"][1]}  # type: ignore[arg-type]
    assert cells["distance"].value == 120
    assert cells["salete:tags"].value == 1
    assert cells["ou"].value == "Appelez le [phone]"
    formulas = [c for sheet in workbook for line in sheet.iter_rows() for c in line if c.data_type == "f"]
    assert formulas == []


def asking(folder: Path) -> World:
    """A city whose survey asks for an age band, a quartier, an address and a number of years."""
    draft: dict[str, Any] = json.loads(demo_draft(NOON))
    (calme,) = (a for c in draft["consultations"] for a in c["activities"] if a["id"] == "calme")
    bands = draft["farewell"]["age_bands"]
    places = [{"id": q["id"], "title": {"fr": q["name"]}} for q in draft["quartiers"]]
    calme["questions"] = [
        {"id": "vous", "kind": "single", "title": {"fr": "Votre âge"}, "options": bands},
        {"id": "chez-vous", "kind": "single", "title": {"fr": "Votre quartier"}, "options": places},
        {"id": "annees", "kind": "number", "title": {"fr": "Depuis combien d’années"}},
        {"id": "contact", "kind": "short_text", "title": {"fr": "Adresse"}, "address": True},
    ]
    return World(folder, draft=draft)


def said(age: str, place: str, language: str = "fr", years: str = "3", contact: str = "") -> Any:
    """One response to it."""
    content = response(language=language)
    answers = {"vous": (age,), "chez-vous": (place,), "annees": (years,)}
    return content.model_copy(update={"answers": answers | ({"contact": (contact,)} if contact else {})})


def test_what_describes_a_person_is_shown_of_ten_alike(tmp_path: Path) -> None:
    world = asking(tmp_path)
    survey(
        world,
        *(said("60-74", "canal") for _ in range(11)),
        *(said("18-29", "canal", "es") for _ in range(5)),
        *(said("18-29", "canal") for _ in range(6)),
        said("75-plus", "rives", contact="odile@example.org"),
    )
    table = table_of(world)
    assert table.describing == ("channel", "language", "vous", "chez-vous")
    found = read(table)
    shown = Counter(tuple(row[name] for name in table.describing) for row in found)
    assert all(number >= 10 for number in shown.values())
    assert shown[(WITHHELD, WITHHELD, "18-29", "canal")] in (0, 11)
    assert not any(row["vous"] == "75-plus" or row["chez-vous"] == "rives" for row in found)
    assert Counter(row["contact"] for row in found) == {"": 22, LEFT_OUT: 1}
    assert "odile" not in str(found)
    notes = {line["variable"]: line["notes"] for line in book_of(table)["variable"]}
    assert "withheld below ten" in notes["vous"]
    assert notes["annees"] == ""
    world.close()


def test_further_questions_that_describe_can_be_named(tmp_path: Path) -> None:
    world = asking(tmp_path)
    survey(world, *(said("60-74", "canal", years=str(n)) for n in range(12)))
    assert Counter(row["annees"] for row in read(table_of(world))).most_common(1)[0][1] == 1
    named = table_of(world, "annees")
    assert {row["annees"] for row in read(named)} == {WITHHELD}
    with pytest.raises(UsageError, match="No question with one answer is called contact"):
        table_of(world, "contact")
    world.close()


def test_a_question_of_an_older_catalogue_keeps_its_column(tmp_path: Path) -> None:
    world = asking(tmp_path)
    survey(world, said("60-74", "canal"))
    assert world.draft is not None
    (calme,) = (a for c in world.draft["consultations"] for a in c["activities"] if a["id"] == "calme")
    calme["questions"][2] = {"id": "plus", "kind": "short_text", "title": {"fr": "Autre chose"}}
    world.publish()
    table = table_of(world)
    assert set(table.columns) >= {"annees", "plus"}
    (row,) = read(table)
    assert (row["annees"], row["plus"]) == ("3", NOT_ASKED)
    world.close()
