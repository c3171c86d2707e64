"""The receipts on paper: what stands there, in which letters, and what never does."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.i18n import translator
from kiosk.printing.commands import Paper, commands
from kiosk.printing.letters import printable
from kiosk.printing.receipt import Issuer, receipt_sheet, square
from kiosk.printing.sheet import Code, Gap, Pair, Part, Rule, Style, Text, laid_out
from tests.kiosk.printing.paper import Printed, read_back

CITY = Issuer("Ville de Toulouse", "Maison de la citoyenneté Centre", date(2027, 10, 1))
TWO = [("Vote · Budget participatif", "K7QM-3F9T-X2"), ("Signalement", "2ABC-DEF0-9H")]
SENTENCES = {
    "fr": "À l’été, « œuvre » : 1 €, ça coûte où ? Être, naïf, Noël, Ÿ…",
    "oc": "Avètz causit ? La còla, lo país, l’aiga, çò que vòl, òc · n·h",
    "es": "¿Qué ha elegido? ¡Señal! Año, índice, pingüino, útil",
    "en": "It’s “here” – 1,000 € · naïve",
}


def printed(issuer: Issuer = CITY, paper: Paper | None = None, language: str = "fr") -> Printed:
    return read_back(commands(receipt_sheet(translator(language), TWO, issuer), paper or Paper()))


def test_the_sheet_says_who_when_what_for_and_the_receipts_large() -> None:
    sheet = printed()
    for words in ("Ville de Toulouse", "Maison de la citoyenneté Centre", "1er octobre 2027"):
        assert words in sheet.flat
    assert [line for size, line in sheet.lines if size == 0x30] == ["K7QM-3F9T-X2", "2ABC-DEF0-9H"]
    assert sheet.flat.index("Vote · Budget participatif") < sheet.flat.index("K7QM-3F9T-X2")


def test_the_code_on_the_paper_is_read_as_the_receipts() -> None:
    assert printed().codes == ["K7QM-3F9T-X2 2ABC-DEF0-9H"]


@pytest.mark.parametrize("columns", [32, 42, 48])
@pytest.mark.parametrize("number", [1, 12])
def test_the_code_is_read_on_every_width_for_one_receipt_and_for_many(columns: int, number: int) -> None:
    receipts = [("Vote", f"K7QM-3F9T-{place:02}") for place in range(number)]
    content = commands(receipt_sheet(translator("en"), receipts, CITY), Paper(columns=columns))
    sheet = read_back(content)
    assert sheet.codes == [" ".join(receipt for _, receipt in receipts)]
    picture = next(command for command in sheet.commands if command.startswith(b"\x1dv"))
    assert picture[4] * 8 <= columns * 12
    assert all(len(line) * (2 if size == 0x30 else 1) <= columns for size, line in sheet.lines)


def test_the_printer_is_woken_set_to_one_byte_letters_and_cuts_at_the_end() -> None:
    sheet = printed()
    assert sheet.commands[:3] == [b"\x1b@", b"\x1c.", b"\x1bt\x10"]
    assert sheet.commands[-1] == b"\x1dV\x01"
    assert [command for command in sheet.commands if command.startswith(b"\x1bt")] == [b"\x1bt\x10"]


@pytest.mark.parametrize("language", SENTENCES)
def test_every_language_arrives_in_the_usual_set_of_letters(language: str) -> None:
    sentence = SENTENCES[language]
    sheet = read_back(commands([Text(sentence)], Paper(columns=48)))
    assert sheet.flat == " ".join(sentence.split())


@pytest.mark.parametrize(
    ("code_page", "number", "expected"),
    [
        ("cp858", 19, "l'été, « oeuvre » : 1 €"),
        ("cp850", 2, "l'été, « oeuvre » : 1 EUR"),
        ("cp437", 0, "l'été, « oeuvre » : 1 EUR"),
    ],
)
def test_what_a_set_of_letters_lacks_is_spelled(code_page: str, number: int, expected: str) -> None:
    content = commands([Text("l’été, « œuvre » : 1 €")], Paper(48, code_page, number))
    sheet = read_back(content, code_page)
    assert sheet.flat == expected
    assert b"\x1bt" + bytes([number]) in sheet.commands


@pytest.mark.parametrize("codec", ["cp1252", "cp858", "cp850", "cp437"])
def test_the_printer_library_and_python_agree_on_every_letter(codec: str) -> None:
    letters = bytes(range(0x80, 0x100)).decode(codec, errors="ignore")
    letters = "".join(letter for letter in letters if letter.isprintable())
    assert len(letters) > 100
    content = commands([Text(letter) for letter in letters], Paper(48, codec, 0))
    assert [line for _, line in read_back(content, codec).lines] == list(letters)


HOSTILE = "\x1b@\x1dV\x00\x10\x04\x01\x1bp\x00\x19\xfa\x0c\x7f\x9bA\u202eB\u200b\ud800 [b]ok[/b]"


def test_text_from_outside_gives_no_command() -> None:
    sheet = receipt_sheet(
        translator("fr"), [(HOSTILE, "K7QM-3F9T-X2")], Issuer(HOSTILE, HOSTILE, CITY.day, check_at=HOSTILE)
    )
    clean = receipt_sheet(translator("fr"), [("x", "K7QM-3F9T-X2")], Issuer("x", "x", CITY.day, check_at="x"))
    ours = set(read_back(commands(clean, Paper())).commands)
    read = read_back(commands(sheet, Paper()))  # refuses every byte that is not ours
    assert set(read.commands) == ours
    assert "[b]ok[/b]" in read.flat


@given(st.text(), st.text(), st.sampled_from(["cp1252", "cp858", "cp850", "cp437"]))
def test_no_text_at_all_gives_a_command(one: str, other: str, codec: str) -> None:
    content = commands([Text(one, Style.TITLE), Pair(one, other)], Paper(32, codec, 0))
    sheet = read_back(content, codec)
    assert {command[:2] for command in sheet.commands} <= {
        b"\x1b@", b"\x1c.", b"\x1bt", b"\x1b!", b"\x1bE", b"\x1ba", b"\x1bd", b"\x1dV",
    }  # fmt: skip
    assert all(len(line) <= 32 for _, line in sheet.lines)


def test_the_sheet_knows_the_day_and_no_time() -> None:
    assert not re.search(r"\d\s?[:h]\s?\d\d", printed().flat)


def test_it_says_what_it_is_not_and_where_to_check() -> None:
    sheet = printed(language="en")
    assert "It does not say who you are, or what you chose or wrote." in sheet.flat
    assert "Where to check: ask Ville de Toulouse for the list of receipts." in sheet.flat
    known = printed(Issuer("Toulouse", "", CITY.day, check_at="jeparticipe.toulouse.fr"), language="en")
    assert "Where to check: jeparticipe.toulouse.fr" in known.flat
    assert "ask Toulouse" not in known.flat


def test_the_square_opens_the_page_on_the_receipts_where_there_is_one() -> None:
    receipts = ["K7QM-3F9T-X2", "0AA3-857C-VY"]
    assert square(receipts, "") == "K7QM-3F9T-X2 0AA3-857C-VY"
    assert square(receipts, "jeparticipe.toulouse.fr") == "K7QM-3F9T-X2 0AA3-857C-VY"
    page = "https://votes.example.org/recu/K7QM-3F9T-X2,0AA3-857C-VY"
    assert square(receipts, "https://votes.example.org/recu") == page
    issuer = Issuer("Toulouse", "", CITY.day, check_at="https://votes.example.org/recu/")
    sheet = receipt_sheet(translator("en"), [("Vote", receipts[0]), ("Proposal", receipts[1])], issuer)
    assert [part.text for part in sheet if isinstance(part, Code)] == [page]


def test_a_test_says_so_on_the_paper() -> None:
    test = printed(Issuer("Toulouse", "", CITY.day, is_test=True), language="en")
    assert "Test mode: nothing counts" in test.flat
    assert "Test mode" not in printed(language="en").flat


def test_a_sheet_of_figures_stands_in_two_columns_and_folds_what_is_long() -> None:
    figures = [Pair("Votes", "1 494"), Pair("n" * 30, "v" * 40)]
    sheet: list[Part] = [Text("Clôture", Style.TITLE), Rule(), *figures, Gap(3)]
    lines = [line.text for line in laid_out(sheet, 32) if not isinstance(line, Code)]
    assert lines[1] == "-" * 32
    assert lines[2] == "Votes" + " " * 22 + "1 494"
    assert lines[3:6] == ["n" * 30, "v" * 32, ("v" * 8).rjust(32)]
    assert lines[-3:] == ["", "", ""]


def test_no_break_spaces_hold() -> None:
    lines = [
        line.text
        for line in laid_out([Text("Il reste 390\u00a0000\u00a0€")], 14)
        if not isinstance(line, Code)
    ]
    assert lines == ["Il reste", "390\u00a0000\u00a0€"]


def test_what_is_not_seen_leaves_no_mark() -> None:
    assert printable("a\x1b\x00b\u202ec\u200b\x9bd\r\ne\tf", "cp1252") == "abcd\ne f"
    assert printable("日本 ő", "cp1252") == "?? o"
