"""A sheet as lines: every text is there, and nothing is wider than the paper."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.paper.document import UNDATED
from kiosk.paper.sheet import WIDTH_MIN, Code, Facts, Figures, Part, Sheet, Signatures, Table, Words, cells
from kiosk.paper.sheet_pdf import sheet_pdf
from tests.poppler import needs_poppler, pages, running, scanned

PARTS: tuple[Part, ...] = (
    Figures((("14", "deposits"), ("3", "visits"))),
    Facts((("Place", "Marché Saint-Cyprien, au pied de la fontaine"), ("Mode", "Test")), title="Where"),
    Table(
        "Figures",
        ("Activity", "Cast", "Aboard"),
        (("Répartissez vos sept points", "1 400", "14"), ("Together", "1 400", "14")),
        total=True,
    ),
    Words("The figures do not agree.", alarm=True),
    Code("Signed", "Scan it.", "KIOSK 1 2 3"),
    Signatures(("Closed by", "Witness")),
)


def sheet(*parts: Part, title: str = "Closing sheet", band: str = "") -> Sheet:
    return Sheet(title, "Toulouse · Tablette 1", "Tablette 1", "fr", UNDATED, parts, band)


@pytest.mark.parametrize("width", [32, 42, 48, 80])
def test_every_text_is_on_the_paper_and_within_it(width: int) -> None:
    lines = sheet(*PARTS, band="Test").lines(width)
    assert max(map(cells, lines)) <= width
    said = " ".join(" ".join(lines).split())
    for text in (
        "Closing sheet",
        "Marché Saint-Cyprien, au pied de la fontaine",
        "!! The figures",
        "Witness",
    ):
        assert text in said
    assert said.count("1 400") == 2
    assert "KIOSK 1 2 3" not in said, "a code is drawn, not written"


def test_a_wide_paper_has_tables_and_a_narrow_one_a_figure_a_line() -> None:
    wide, narrow = sheet(PARTS[2]).lines(48), sheet(PARTS[2]).lines(32)
    assert any(re.fullmatch(r"Together +1 400 +14", line) for line in wide)
    assert any(re.fullmatch(r" +Aboard +14", line) for line in narrow)


@given(
    texts=st.lists(st.text(max_size=60), min_size=4, max_size=4),
    width=st.integers(min_value=WIDTH_MIN, max_value=100),
)
def test_no_text_leaves_the_paper_or_breaks_its_line(texts: list[str], width: int) -> None:
    one, two, three, four = texts
    drawn = sheet(
        Facts(((one, two),), title=three),
        Figures(((four, one),)),
        Table(two, (one, two, three), ((four, one, two), (three, four, one)), total=True),
        Words(four),
        title=one,
    )
    for line in drawn.lines(width):
        assert cells(line) <= width
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", line)


@needs_poppler
def test_a_page_says_what_the_sheet_says_and_a_scanner_reads_its_code(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    pdf = sheet_pdf(sheet(*PARTS, band="Test: nothing of this counts."))
    said = running(pdf)
    for text in (
        "Closing sheet",
        "Répartissez vos sept points",
        "The figures do not agree.",
        "Closed by",
        "1/1",
    ):
        assert text in said
    assert said.count("Test: nothing of this counts.") == pages(pdf) == 1
    assert scanned(pdf, tmp_path_factory.mktemp("page")) == ["KIOSK 1 2 3"]


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert sheet_pdf(sheet(*PARTS)) == sheet_pdf(sheet(*PARTS))
    assert sheet_pdf(sheet(*PARTS)) != sheet_pdf(sheet(*PARTS, title="Opening sheet"))


@needs_poppler
def test_a_long_table_goes_on_over_several_pages_with_its_total() -> None:
    rows = tuple((f"Activité {number}", str(number)) for number in range(120))
    pdf = sheet_pdf(sheet(Table("Figures", ("Activity", "Cast"), (*rows, ("Together", "7140")), total=True)))
    assert pages(pdf) > 2
    assert all(f"Activité {number} {number}" in running(pdf) for number in (0, 57, 119))
    assert "Together 7140" in running(pdf)
