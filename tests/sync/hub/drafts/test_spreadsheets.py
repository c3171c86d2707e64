"""Projects out of tables that real people and hostile ones made."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kiosk.i18n import translator
from sync.hub.drafts.spreadsheets import table as tables
from sync.hub.drafts.spreadsheets.headings import columns_of, letter
from sync.hub.drafts.spreadsheets.projects import NO_ROWS, NO_TITLES, Outcome, merged, read_projects
from sync.hub.drafts.spreadsheets.table import TableError, read_table

QUARTIERS = {"rives": "Rives de Garonne", "tilleuls": "Les Tilleuls"}
SQUARE = {"rives": [((1.0, 43.0), (2.0, 43.0), (2.0, 44.0), (1.0, 44.0))]}


def outcome(
    content: bytes | str, held: list[dict[str, Any]] | None = None, *, priced: bool = True
) -> Outcome:
    raw = content.encode() if isinstance(content, str) else content
    return read_projects(read_table(raw), held or [], QUARTIERS, priced=priced, outlines=SQUARE)


def problems(found: Outcome) -> list[str]:
    return [problem.sentence(translator("en", "hub")) for problem in found.problems]


def notes(found: Outcome) -> list[str]:
    return [note.sentence(translator("en", "hub")) for note in found.notes]


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ("Nom;Coût\nÎlot, frais;12 500,00 €\n".encode(), "CSV ; UTF-8"),
        ("\ufeffNom;Coût\r\nÎlot, frais;12 500,00 €\r\n".encode(), "CSV ; UTF-8"),
        ("Nom;Coût\r\nÎlot, frais;12\u00a0500,00 €\r\n".encode("cp1252"), "CSV ; Windows-1252"),
        ('Nom,Coût\n"Îlot, frais","12 500,00 €"\n'.encode(), "CSV , UTF-8"),
        ("Nom\tCoût\nÎlot, frais\t12 500,00 €\n".encode(), "CSV ⇥ UTF-8"),
        ("Nom\tCoût\nÎlot, frais\t12 500,00 €\n".encode("utf-16"), "CSV ⇥ UTF-16"),
        (workbook(["Nom", "Coût"], ["Îlot, frais", 12500.0]), "XLSX"),
        (workbook([], ["Nom", "Coût"], [], ["Îlot, frais", "12 500,00 €"]), "XLSX"),
    ],
    ids=lambda value: (
        value if isinstance(value, str) else ""
    ),  # a workbook knows when it was made, and so would its name
)
def test_every_form_gives_the_same_project(content: bytes, form: str) -> None:
    assert read_table(content).form == form
    found = outcome(content)
    assert problems(found) == []
    assert [one.project for one in found.found] == [
        {"title": {"fr": "Îlot, frais"}, "cost": "12500", "id": "ilot-frais"}
    ]


def test_headings_in_two_languages_and_texts_in_many() -> None:
    names = ["N°", "Titre", "titre (es)", "Description", "description_en", "Coût (k€)", "QUARTIER", "Lat."]
    names += ["X", "Photo", "Name (oc)", "Titre en français simplifié", "Responsable", "Titre"]
    assert [(c.field, c.language, c.unit) for c in columns_of(names)] == [
        ("id", "", ""),
        ("title", "fr", ""),
        ("title", "es", ""),
        ("description", "fr", ""),
        ("description", "en", ""),
        ("cost", "", "k€"),
        ("quartier", "", ""),
        ("latitude", "", ""),
        ("longitude", "", ""),
        ("picture", "", ""),
        ("title", "oc", ""),
        ("title", "fr_simple", ""),
        ("", "", ""),
        ("", "", ""),
    ]
    assert [letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_each_problem_names_its_row_and_column() -> None:
    found = outcome(
        "Id;Nom;Coût;Quartier;Latitude\n"
        "1;Bancs;12,500;Rives de Garonne;43,5\n"
        "2;;100;Nulle part;1000\n"
        "a b;Arbres;;TILLEULS;\n"
        "1;Bancs ;-3;les tilleuls;abc\n"
    )
    assert problems(found) == [
        "Row 2, column C (Coût): “12,500” can be read in two ways; write it without separators, "
        "or with cents.",
        "Row 3, column D (Quartier): no quartier is called “Nulle part”.",
        "Row 3, column E (Latitude): “1000” is not a latitude or longitude.",
        "Row 3, column B (Nom): the name is missing.",
        "Row 4, column A (Id): “a b” cannot be an id: no space, comma, semicolon or slash.",
        "Row 4, column C (Coût): the cost is missing.",
        "Row 5, column C (Coût): “-3” is less than nothing.",
        "Row 5, column E (Latitude): “abc” is not a latitude or longitude.",
        "Row 5, column A (Id): “1” is also the id of row 2.",
        "Row 5, column B (Nom): “Bancs” is also the name of row 2.",
    ]
    assert found.right == []


def test_what_is_left_out_or_kept_aside_is_said() -> None:
    found = outcome("Nom;Coût;Responsable;Catégorie;Latitude;Longitude\nBancs;5;Odile;Nature;43,5;1,5\n")
    assert notes(found) == [
        "Column C (“Responsable”) is not known and is left out.",
        "Column D (Catégorie) is kept with the draft; tablets do not show it.",
        "Column E (Latitude) is kept with the draft; tablets do not show it.",
        "Column F (Longitude) is kept with the draft; tablets do not show it.",
        "The quartier of 1 projects was found by where they are.",
    ]
    assert found.found[0].project["quartier"] == "rives"
    assert found.found[0].extras == {"category": "Nature", "latitude": "43.5", "longitude": "1.5"}


@pytest.mark.parametrize(("content", "refusal"), [("A;B\n1;2\n", NO_TITLES), ("Nom;Coût\n\n;;\n", NO_ROWS)])
def test_a_table_of_something_else(content: str, refusal: str) -> None:
    assert outcome(content).refusal == refusal


def test_a_second_upload_changes_what_changed() -> None:
    first = outcome("Nom;Coût;Catégorie\nBancs;100;Nature\nArbres;200;\nFontaine;300;\n")
    projects, extras, difference = merged([], {}, first.right, remove_others=True)
    assert difference.added == ["Bancs", "Arbres", "Fontaine"]
    projects[0]["description"] = {"fr": "Écrit à la main"}
    projects[0]["title"]["es"] = "Bancos"

    second = outcome("Nom;Coût\nArbres;250\nBANCS;100,00\nPuits;9\n", projects)
    again, extras, difference = merged(projects, extras, second.right, remove_others=True)
    assert difference.added == ["Puits"]
    assert difference.changed == ["Arbres", "BANCS"]
    assert difference.removed == ["Fontaine"]
    assert [one["id"] for one in again] == ["arbres", "bancs", "puits"]
    bancs = again[1]
    assert bancs["description"] == {"fr": "Écrit à la main"}
    assert bancs["title"] == {"fr": "BANCS", "es": "Bancos"}
    assert bancs["cost"] == "100"
    assert extras == {"bancs": {"category": "Nature"}}

    third = outcome("Nom;Coût\nArbres;250\n", again)
    kept, _, difference = merged(again, extras, third.right, remove_others=False)
    assert difference.removed == difference.added == difference.changed == []
    assert difference.same == 1
    assert [one["id"] for one in kept] == ["arbres", "bancs", "puits"]


def test_an_id_follows_a_project_whose_name_changes() -> None:
    held = outcome("Id;Nom;Coût\nP7;Bancs;100\n").right
    projects, _, _ = merged([], {}, held, remove_others=True)
    renamed = outcome("Id;Nom;Coût\nP7;Des bancs partout;100\nP8;Bancs;5\n", projects)
    again, _, difference = merged(projects, {}, renamed.right, remove_others=True)
    assert [(one["id"], one["title"]["fr"]) for one in again] == [
        ("P7", "Des bancs partout"),
        ("P8", "Bancs"),
    ]
    assert difference.changed == ["Des bancs partout"]
    assert difference.added == ["Bancs"]


def test_a_formula_without_a_value_is_refused_and_named() -> None:
    found = outcome(workbook(["Nom", "Coût"], ["Bancs", "=1+1"]))
    assert problems(found) == [
        "Row 2, column B (Coût): the cell holds a formula without its value. Copy the column and paste it as "
        "values."
    ]


def test_the_value_of_a_formula_is_taken_with_a_note() -> None:
    plain = workbook(["Nom", "Coût"], ["Bancs", 2])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.namelist():
            data = before.read(part)
            if part.endswith("sheet1.xml"):
                data = data.replace(b"<v>2</v>", b"<f>1+1</f><v>2</v>")
            after.writestr(part, data)
    found = outcome(out.getvalue())
    assert found.found[0].project["cost"] == "2"
    assert notes(found) == ["Column B (Coût) holds formulas; the values they had were taken."]


def test_words_that_want_to_be_more_stay_words() -> None:
    found = outcome(
        'Nom;Coût\n"=HYPERLINK(""http://x"")";1\n<script>alert(1)</script>;2\n\u202egnihsilbup\x1b[31m;3\n'
    )
    assert [one.project["title"]["fr"] for one in found.found] == [
        '=HYPERLINK("http://x")',
        "<script>alert(1)</script>",
        "gnihsilbup[31m",
    ]


def zipped(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return out.getvalue()


def with_sheet(data: Callable[[bytes], bytes]) -> bytes:
    plain, out = workbook(["Nom", "Coût"], ["Bancs", 2]), io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.namelist():
            content = before.read(part)
            after.writestr(part, data(content) if part.endswith("sheet1.xml") else content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old_excel"),
        (b"PK\x03\x04 not a zip", "unreadable"),
        (zipped(("word/document.xml", b"<x/>")), "unreadable"),
        (b"Nom;Cout\x00\nx;1", "unreadable"),
        (b'Nom;Cout\n"never closed;1\n', "unreadable"),
        (b"Nom;Cout\n" + b"x" * 200_000 + b";1\n", "unreadable"),
        (b"\x81\x8d\x8f", "unreadable"),
        (b"x" * (tables.FILE_BYTES_MAX + 1), "too_large"),
        (b"Nom;C\n" + b"a;1\n" * 10_001, "too_many_rows"),
        (b"Nom" + b";x" * 101 + b"\n", "too_many_columns"),
        (with_sheet(lambda xml: xml + b" " * 39_000_000), "too_large"),
        (with_sheet(lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml), "unreadable"),
        (with_sheet(lambda xml: xml[: len(xml) // 2]), "unreadable"),
        (with_sheet(lambda xml: xml.decode().encode("utf-16")), "unreadable"),
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_hostile_and_broken_files_are_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(TableError) as refused:
        read_table(content)
    assert refused.value.reason == reason


def test_a_row_at_the_end_of_the_world_is_not_waited_for() -> None:
    far = with_sheet(
        lambda xml: re.sub(rb'(<row r=")2(".*?<c r="[AB])2', rb"\g<1>999999999\g<2>999999999", xml)
    )
    with pytest.raises(TableError, match="too_many_rows"):
        read_table(far)
    empty = with_sheet(lambda xml: xml.replace(b"</sheetData>", b'<row r="999999999"/></sheetData>'))
    assert len(read_table(empty).rows) == 2


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    try:
        table = read_table(content)
    except TableError:
        return
    read_projects(table, [], QUARTIERS, priced=True)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), min_size=1, max_size=6))
def test_any_texts_are_projects_or_problems(rows: list[list[str]]) -> None:
    book = tables.Table(
        tuple(tables.Row(n, tuple(cells)) for n, cells in enumerate([["Id", "Nom", "Coût"], *rows], 1)), "CSV"
    )
    found = read_projects(book, [], QUARTIERS, priced=True)
    projects, _, _ = merged([], {}, found.right, remove_others=True)
    ids = [one["id"] for one in projects]
    assert len(ids) == len(set(ids))
