"""The anonymised table: stable columns, reviewed words, no formula, nobody alone, and bounded memory."""

from __future__ import annotations

import io
import os
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.worksheet._writer import ALL_TEMP_FILES

from kiosk.errors import ExportError, FormatError, UsageError, VaultError
from kiosk.ids import DepositId
from sync.hub.contributions import Read, Refused
from sync.hub.exports.archive import fill_contributions
from sync.hub.exports.crowd import WITHHELD
from sync.hub.exports.csv_file import CsvTable, csv_bytes
from sync.hub.exports.review import (
    COLUMNS as REVIEW_COLUMNS,
)
from sync.hub.exports.review import (
    all_findings,
    decided_in_file,
    mask_undecided,
    standing_of,
)
from sync.hub.exports.scope import scope_of
from sync.hub.exports.table import COLUMNS, ContributionTable, week
from sync.hub.exports.xlsx_file import XlsxBook
from tests.sync.contributing import DAY
from tests.sync.hub.exports.filled import HOSTILE, canal, comment, proposal, report, rows, signal, supports
from tests.sync.hub.test_opt_ins import journal
from tests.world import World


def as_csv(table: ContributionTable) -> bytes:
    """The table's bytes."""
    file = io.BytesIO()
    out = CsvTable(file, list(COLUMNS))
    table.write(out)
    out.end()
    return file.getvalue()


def as_xlsx(table: ContributionTable) -> bytes:
    """The workbook's bytes."""
    file = io.BytesIO()
    with XlsxBook() as book:
        fill_contributions(book, table)
        book.save(file)
    return file.getvalue()


def table_of(world: World, name: str = "canal-demain") -> ContributionTable:
    """The table of a consultation."""
    return ContributionTable(world.hub, scope_of(world.hub, name), "fr")


def test_one_row_a_contribution_with_the_words_of_the_catalogue(world: World) -> None:
    sent = canal(world, proposal(theme="nature", place="Près de l’écluse"), comment("Bien vu", alignment=1))
    canal(world, *supports(1))
    read = rows(as_csv(table_of(world)))
    assert list(read[0]) == list(COLUMNS)
    assert Counter(row["kind"] for row in read) == {"proposal": 1, "comment": 1, "support": 1}
    (proposed,) = (row for row in read if row["kind"] == "proposal")
    assert proposed["reference"] == next(iter(_receipts(world, sent[0].id)))
    assert proposed["title"] == "Une fontaine près du pont"
    assert proposed["text"] == "Il fait chaud sur la berge."
    assert proposed["place"] == "Près de l’écluse"
    assert proposed["quartier"] == "Canal et Ponts"
    assert proposed["theme"] not in ("", "nature")
    assert proposed["week"] == "2027-W10"
    (said,) = (row for row in read if row["kind"] == "comment")
    assert (said["alignment"], said["proposal"], said["text"]) == ("for", "p1", "Bien vu")


def _receipts(world: World, deposit: DepositId) -> Iterator[str]:
    for one in _read(world, "canal-idees"):
        if one.id == deposit:
            yield one.receipt


def _read(world: World, activity: str) -> list[Read]:
    from sync.hub.contributions import contributions

    return [one for one in contributions(world.hub, activity) if isinstance(one, Read)]


def test_the_day_and_the_deposits_id_are_in_no_file(world: World) -> None:
    (sent,) = canal(world, proposal())
    for content in (as_csv(table_of(world)), _xml(as_xlsx(table_of(world)))):
        assert DAY.isoformat().encode() not in content
        assert sent.id.hex().encode() not in content


def _xml(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"".join(book.read(name) for name in book.namelist() if "worksheets" in name)


def test_a_reports_contact_is_left_out_and_told_to_be_there(world: World) -> None:
    signal(world, report(), report(contact=""))
    mask_undecided(world.hub, scope_of(world.hub, "signalements"), "A. Martin")
    table = table_of(world, "signalements")
    content = as_csv(table)
    assert b"odile" not in content
    assert sorted(row["contact_left"] for row in rows(content)) == ["", "yes"]
    assert {row["category"] for row in rows(content)} != {"eclairage"}
    assert b"odile" not in _xml(as_xlsx(table))


def test_nothing_is_computed_in_csv_or_xlsx(world: World) -> None:
    canal(world, comment(HOSTILE), comment("=1+1"), comment("@x"), comment("-1"), comment("a\n=1+1"))
    mask_undecided(world.hub, scope_of(world.hub, "canal-demain"), "A. Martin")
    table = table_of(world)
    texts = [row["text"] for row in rows(as_csv(table))]
    for text in texts:
        assert text[:1] not in "=+@-" or text == "-1"
        assert not any(sign in text for sign in "\x00\x1b\u202e\u2028\n")
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(table)))
    sheet = book["contributions"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"] == []
    column = list(COLUMNS).index("text")
    in_book = [str(line[column].value).replace("\ufffe", "") for line in sheet.iter_rows(min_row=2)]
    assert sorted(in_book) == sorted(text.replace("\ufffe", "") for text in texts)
    assert book["columns"]["A2"].value == "reference"


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\x0b", "\ud800", "\u0085", "\U0001f600"])
def test_every_sheet_is_xml(sign: str) -> None:
    file = io.BytesIO()
    with XlsxBook() as book:
        book.sheet("a", ["b"]).row([f"x{sign}y"])
        book.save(file)
    ElementTree.fromstring(_xml(file.getvalue()))  # noqa: S314 - our own file
    assert openpyxl.load_workbook(file)["a"]["A2"].value is not None


@pytest.mark.parametrize("harmless", [True, False])
def test_no_text_becomes_a_formula_even_where_nobody_made_it_harmless(
    harmless: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not harmless:
        monkeypatch.setattr("sync.hub.exports.xlsx_file.cell", str)
    file = io.BytesIO()
    with XlsxBook() as book:
        book.sheet("=b", ["=1"]).row(["\ufffe=1+1"])
        book.save(file)
    sheet = openpyxl.load_workbook(file)["=b"]
    assert [cell.data_type for line in sheet.iter_rows() for cell in line] == ["s", "s"]
    assert sheet["A2"].value == ("'=1+1" if harmless else "=1+1")


def test_numbers_are_numbers_only_where_they_are_meant() -> None:
    file = io.BytesIO()
    with XlsxBook() as book:
        sheet = book.sheet("a", ["number", "text"], ["number"])
        sheet.row(["12", "12"])
        sheet.row(["=1", "007"])
        book.save(file)
    read = openpyxl.load_workbook(file)["a"]
    assert [[cell.value for cell in line] for line in read.iter_rows(min_row=2)] == [
        [12, "12"],
        ["'=1", "007"],
    ]


def test_the_same_rows_give_the_same_file(world: World) -> None:
    canal(world, proposal(), comment("Bien"))
    assert as_csv(table_of(world)) == as_csv(table_of(world))
    assert as_xlsx(table_of(world)) == as_xlsx(table_of(world))
    with zipfile.ZipFile(io.BytesIO(as_xlsx(table_of(world)))) as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_is_refused_is_told_in_figures_and_is_in_no_row(world: World) -> None:
    canal(world, proposal(), proposal(title="Trop court"))
    table = table_of(world)
    assert table.figures.record() == {
        "rows": 1, "kinds": {"proposal": 1}, "refused": {"too_short": 1}, "masked": 0, "kept": 0,
    }  # fmt: skip
    assert len(rows(as_csv(table))) == 1


def test_whoever_is_few_is_shown_without_language_and_channel(world: World) -> None:
    canal(world, *supports(12), *supports(3, language="oc"), comment("Oc", language="oc", dictated=True))
    canal(world, *supports(15, language="es"))
    read = rows(as_csv(table_of(world)))
    shown = Counter((row["channel"], row["language"]) for row in read)
    assert shown == {("kiosk", "es"): 15, (WITHHELD, WITHHELD): 16}
    assert all(number >= 10 for number in shown.values())


# -- the review ------------------------------------------------------------------------------------

SAID = "Appelez Odile au 06 12 34 56 78 ou à odile@example.org, merci"


def test_nothing_leaves_before_each_finding_is_decided(world: World) -> None:
    canal(world, comment(SAID), comment("Rien à dire"))
    scope = scope_of(world.hub, "canal-demain")
    with pytest.raises(ExportError, match="2 in the texts"):
        table_of(world)
    found = sorted(all_findings(world.hub, scope), key=lambda one: one.kind)
    assert [(one.kind, one.found, one.field) for one in found] == [
        ("email", "odile@example.org", "body"),
        ("phone", "06 12 34 56 78", "body"),
    ]
    assert found[0].before.endswith("ou à ")
    assert found[1].after.startswith(" ou à")
    decide = csv_bytes(("finding", "decision"), [(found[0].id.hex(), "mask"), (found[1].id.hex(), "")])
    standing = decided_in_file(world.hub, scope, decide, "A. Martin")
    assert (standing.mask, standing.keep, standing.undecided) == (1, 0, 1)
    with pytest.raises(ExportError, match="1 in the texts"):
        table_of(world)
    decide = csv_bytes(REVIEW_COLUMNS, [(*one.row()[:-1], "garder") for one in found[1:]])
    assert decided_in_file(world.hub, scope, decide, "A. Martin").undecided == 0
    (text,) = (row["text"] for row in rows(as_csv(table_of(world))) if "Odile" in row["text"])
    assert text == "Appelez Odile au 06 12 34 56 78 ou à [email], merci"
    assert journal(world)[-1] == ("export_reviewed", "canal-demain: 1 decisions by A. Martin")


def test_a_decision_can_be_changed(world: World) -> None:
    canal(world, comment(SAID))
    scope = scope_of(world.hub, "canal-demain")
    mask_undecided(world.hub, scope, "A. Martin")
    (phone,) = (one for one in all_findings(world.hub, scope) if one.kind == "phone")
    assert phone.decision == "mask"
    decided_in_file(world.hub, scope, csv_bytes(("finding", "decision"), [(phone.id.hex(), "keep")]), "B")
    assert "06 12 34 56 78" in as_csv(table_of(world)).decode()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("ab", "mask"), "Row 3: there is no such finding"),
        (("no hex", "mask"), "Row 3: there is no such finding"),
        (("00" * 16, "keep"), "Row 3: there is no such finding"),
        (("00" * 16, "maybe\x1b"), "Row 3: “maybe” is no decision"),
        (("same", "keep"), "Row 3 decides otherwise than row 2"),
    ],
)
def test_a_wrong_decision_is_refused_with_its_row_and_nothing_is_kept(
    world: World, row: tuple[str, str], sentence: str
) -> None:
    canal(world, comment(SAID))
    scope = scope_of(world.hub, "canal-demain")
    first = next(iter(all_findings(world.hub, scope))).id.hex()
    written = csv_bytes(("finding", "decision"), [(first, "mask"), (row[0].replace("same", first), row[1])])
    with pytest.raises(FormatError, match=sentence):
        decided_in_file(world.hub, scope, written, "A. Martin")
    assert standing_of(world.hub, scope).undecided == 2


@pytest.mark.parametrize("by", ["", " ", "\u200b"])
def test_nobody_decides_without_a_name(world: World, by: str) -> None:
    canal(world, comment(SAID))
    scope = scope_of(world.hub, "canal-demain")
    with pytest.raises(UsageError, match="--by"):
        mask_undecided(world.hub, scope, by)
    assert standing_of(world.hub, scope).undecided == 2


def test_what_comes_later_is_not_covered_by_what_was_decided(world: World) -> None:
    canal(world, comment(SAID))
    scope = scope_of(world.hub, "canal-demain")
    mask_undecided(world.hub, scope, "A. Martin")
    canal(world, comment(SAID))
    with pytest.raises(ExportError, match="2 in the texts"):
        table_of(world)


def test_the_database_does_not_hold_what_was_found(world: World) -> None:
    canal(world, comment(SAID))
    mask_undecided(world.hub, scope_of(world.hub, "canal-demain"), "A. Martin")
    disk = b"".join(path.read_bytes() for path in world.hub.folder.path.glob("hub.db*"))
    for clear in (b"odile@example.org", b"06 12 34 56 78", b"0612345678"):
        assert clear not in disk


def test_without_the_contributions_key_nothing_is_read(world: World) -> None:
    canal(world, comment("Bien"))
    world.hub.folder.contributions_key.unlink()
    with pytest.raises(VaultError):
        table_of(world)


# -- one state, bounded memory ---------------------------------------------------------------------


def test_what_arrives_in_between_is_noticed(world: World) -> None:
    canal(world, proposal())
    table = table_of(world)
    canal(world, proposal())
    with pytest.raises(ExportError, match="try again"):
        as_csv(table)


def test_a_consultation_that_is_over_is_still_exported(world: World) -> None:
    canal(world, proposal())
    assert world.draft is not None
    world.draft["consultations"] = [c for c in world.draft["consultations"] if c["id"] != "canal-demain"]
    world.publish()
    assert len(rows(as_csv(table_of(world)))) == 1
    with pytest.raises(UsageError, match="No consultation or activity is called nowhere"):
        scope_of(world.hub, "nowhere")


def many(number: int) -> Iterator[Read | Refused]:
    """So many comments, made as they are asked for."""
    content = comment("Il fait chaud sur la berge, et rien ne rafraîchit. " * 4)
    for place in range(number):
        yield Read(DepositId(place.to_bytes(16, "big")), "canal-idees", 1, content)


def resident_bytes() -> int:
    """What this process holds in memory now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Nowhere(io.RawIOBase):
    """A file that forgets, and looks at the memory while it is written to."""

    def __init__(self) -> None:
        self.written = 0
        self.most_bytes = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        size = len(piece)  # type: ignore[arg-type]
        self.written += size
        if self.written % 500_000 < size:
            self.most_bytes = max(self.most_bytes, resident_bytes())
        return size


def test_a_hundred_thousand_rows_need_no_memory_of_their_own(world: World) -> None:
    def written(number: int) -> Nowhere:
        def source(activity: str) -> Iterator[Read | Refused]:
            return many(number if activity == "canal-idees" else 0)

        table = ContributionTable(world.hub, scope_of(world.hub, "canal-demain"), "fr", source)
        file = Nowhere()
        out = CsvTable(file, list(COLUMNS))  # type: ignore[arg-type]
        table.write(out)
        out.end()
        assert table.figures.rows == number
        return file

    before = written(3000).most_bytes
    file = written(100_000)
    assert file.written > 25_000_000
    assert file.most_bytes < before + 10_000_000, "the table alone has more bytes than that"


def test_a_workbook_is_written_row_by_row() -> None:
    def peak(number: int) -> int:
        tracemalloc.start()
        with XlsxBook() as book:
            sheet = book.sheet("a", [f"c{n}" for n in range(8)])
            for _ in range(number):
                sheet.row(["some words that are not short"] * 8)
            book.save(Nowhere())  # type: ignore[arg-type]
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(3000) < peak(500) + 1_000_000


def test_a_workbook_refuses_what_no_spreadsheet_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.hub.exports.xlsx_file.ROWS_MAX", 2)
    with XlsxBook() as book:
        sheet = book.sheet("a", ["b"])
        sheet.row(["1"])
        sheet.row(["2"])
        with pytest.raises(ExportError, match="Write CSV"):
            sheet.row(["3"])
    assert all(not Path(path).exists() for path in ALL_TEMP_FILES)


def test_weeks_are_iso_weeks() -> None:
    from datetime import date

    assert week(date(2027, 1, 1)) == "2026-W53"
    assert week(DAY) == "2027-W10"
