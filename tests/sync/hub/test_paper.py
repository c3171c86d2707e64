"""What the hub prints says what it must, is read by a scanner, and stays the same for the same content."""

from __future__ import annotations

import gettext
import json
import re
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from kiosk.ballots.rules import Broken
from kiosk.catalogue.activities import DoublesRule, TieBreak
from kiosk.catalogue.methods import MethodName
from kiosk.claims.claim import ClaimRule
from kiosk.claims.codes import new_code, parse_code, printed
from kiosk.errors import FormatError
from kiosk.i18n import Translator
from kiosk.paper.document import UNDATED
from kiosk.paper.moments import moment
from kiosk.paper.printable import TEXT_LIMIT, drawable, printable
from kiosk.paper.qr import QUIET_MODULES, qr_matrix
from sync.hub.paper.code_sheet import code_sheet
from sync.hub.paper.minutes_pdf import minutes_pdf
from sync.hub.paper.pairing_sheet import pairing_sheet
from sync.hub.paper.share_sheet import share_sheet
from sync.hub.paper.words import CLAIMS, DOUBLES, METHODS, REASONS, TIES, ties
from sync.hub.shares import Share, parse_share
from sync.pair import parse_qr, qr_text
from tests.poppler import needs_poppler, pages, poppler, running, scanned, text_of

EN = Translator("en", gettext.NullTranslations())
FR = Translator("fr", gettext.NullTranslations())
"""English sentences with French dates and amounts: the layout does not wait for a translation."""

SHARE = Share(1, 2, 3, "0123456789abcdef", bytes(range(16)))
ADDRESS, CODE = "https://hub.example:8750", printed(new_code())
EXPIRES = datetime(2027, 10, 15, 16, 30, tzinfo=UTC)
MADE = date(2027, 3, 1)

MINUTES: dict[str, Any] = {
    "format": "kiosk-minutes/1",
    "mode": "official",
    "organiser": "Ville de Toulouse",
    "consultation": {"id": "bp", "title": "Budget participatif 2027"},
    "activity": {
        "id": "budget-2027",
        "title": "Répartissez vos sept points",
        "method": "cumulative",
        "claim": "code",
        "doubles": "keep_one",
        "tie_break": ["voters"],
    },
    "catalogue_version": 12,
    "closes": "2027-10-17T16:00:00+00:00",
    "accept_until": "2027-10-24T16:00:00+00:00",
    "claims_erased_on": "2027-12-24",
    "box_key": "0123456789abcdef",
    "register_key": "fedcba9876543210",
    "shares": [1, 3],
    "tablets": [
        {
            "tablet": f"t-0000000{number}",
            "name": name,
            "cast": 700,
            "received": 700,
            "missing": 0,
            "revoked": False,
            "closed": True,
        }
        for number, name in enumerate(("Centre 1", "Minimes"))
    ],
    "totals": {"cast": 1400, "received": 1400, "set_aside": 13, "counted": 1387, "blank": 24},
    "set_aside": [{"reason": "double", "number": 11}, {"reason": "late", "number": 2}],
    "contests": [
        {
            "quartier": "centre",
            "name": "Centre",
            "ballots": 1387,
            "blank": 24,
            "budget": "300000",
            "currency": "EUR",
            "spent": "206000",
            "projects": [
                {
                    "id": f"p{rank}",
                    "title": title,
                    "cost": cost,
                    "score": 900 - rank,
                    "voters": 400 - rank,
                    "rank": rank,
                    "selected": selected,
                }
                for rank, title, cost, selected in (
                    (1, "Compostons ensemble !", "7000", True),
                    (2, "Tous à la Ramée à vélo !", "390000", False),
                    (3, "Des jardins aux Pradettes", "199000", True),
                )
            ],
        }
    ],
    "receipts_digest": "ab" * 32,
    "ballots_digest": "cd" * 32,
    "equation": {"cast": 1400, "counted": 1387, "set_aside": 13, "missing": 0, "holds": True},
}

PAPERS: dict[str, Callable[[str, Translator], bytes]] = {
    "share": lambda text, tr: share_sheet(SHARE, holder=text, made=MADE, mode="test", tr=tr),
    "pairing": lambda text, tr: pairing_sheet(CODE, text, EXPIRES, "KIOSK-PAIR-1", tr),
    "codes": lambda text, tr: code_sheet([CODE] * 9, title=text, quartier=text, tr=tr),
    "minutes": lambda text, tr: minutes_pdf(named_everywhere(text), tr),
}
"""Each paper with one text in every place where a text of people stands."""


def minutes(**changes: Any) -> dict[str, Any]:
    """The minutes above with some parts replaced."""
    return deepcopy(MINUTES) | changes


def named_everywhere(text: str) -> dict[str, Any]:
    """Minutes in which everything that people named has one name."""
    content = minutes(organiser=text)
    content["consultation"]["title"] = content["activity"]["title"] = text
    content["contests"][0]["name"] = text
    for named in (*content["tablets"], *content["contests"][0]["projects"]):
        named["title" if "title" in named else "name"] = text
    return content


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Moves the machine to another time zone."""

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("paper", PAPERS)
def test_the_same_content_gives_the_same_bytes(paper: str) -> None:
    draw = PAPERS[paper]
    first = draw("Centre", EN)
    assert first == draw("Centre", EN)
    assert first != draw("Minimes", EN)
    day = f"{MADE:%Y%m%d}" if paper == "share" else f"{UNDATED:%Y%m%d}"
    assert re.findall(rb"/CreationDate \(D:(\d{8})", first) == [day.encode()]


@needs_poppler
def test_a_share_sheet_says_whose_and_what(tmp_path: Path) -> None:
    pdf = share_sheet(SHARE, holder="Amélie Martin-Lacaze", made=MADE, mode="official", tr=FR)
    said = text_of(pdf)
    head, value = SHARE.text().rsplit(" ", 1)
    assert pages(pdf) == 1
    for part in ("Key share 1 of 3", "Amélie Martin-Lacaze", "1er March 2027", head, value):
        assert part in said
    assert "any 2 of the 3 key holders" in running(pdf)
    assert "Test" not in said
    assert [parse_share(text) for text in scanned(pdf, tmp_path)] == [SHARE]


@needs_poppler
def test_what_is_typed_from_a_share_sheet_is_the_share() -> None:
    lines = [line.strip() for line in text_of(PAPERS["share"]("A. Martin", EN)).splitlines()]
    start = next(number for number, line in enumerate(lines) if line.startswith("KIOSK-SHARE-1"))
    head, value = [line for line in lines[start:] if line][:2]
    assert parse_share(f"{head} {value}") == SHARE


@needs_poppler
def test_a_test_paper_says_so_on_each_page() -> None:
    assert "Test: this key opens no official ballot box." in text_of(PAPERS["share"]("A. Martin", EN))
    content = minutes(mode="test")
    content["contests"] *= 9
    pdf = minutes_pdf(content, EN)
    assert text_of(pdf).count("Test: these minutes say nothing about a real vote.") == pages(pdf) > 2


@needs_poppler
def test_a_pairing_sheet_pairs_by_scanning_and_by_typing(tmp_path: Path, zone: Callable[[str], None]) -> None:
    zone("Europe/Paris")
    pdf = pairing_sheet(CODE, ADDRESS, EXPIRES, qr_text(ADDRESS, CODE), EN)
    said = text_of(pdf)
    assert pages(pdf) == 1
    assert CODE in said
    assert ADDRESS in said
    assert "15 October 2027 at 18:30 (UTC+02:00)" in running(pdf)
    assert [parse_qr(text) for text in scanned(pdf, tmp_path)] == [(ADDRESS, CODE)]


@needs_poppler
def test_eight_cards_are_on_a_page_and_each_can_be_read_and_typed(tmp_path: Path) -> None:
    codes = [new_code() for _ in range(11)]
    pdf = code_sheet([printed(code) for code in codes], title="Vos projets", quartier="Minimes", tr=EN)
    assert pages(pdf) == 2
    typed = re.findall(r"\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]\b", text_of(pdf))
    assert sorted(map(parse_code, typed)) == sorted(codes)
    assert sorted(map(parse_code, scanned(pdf, tmp_path))) == sorted(codes)
    assert running(pdf).count("Vos projets") == running(pdf).count("Minimes") == 11


@given(st.text(min_size=1, max_size=120))
def test_any_text_is_drawn_as_a_code_that_is_read_back(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode() or "0"
    matrix, module = qr_matrix(text), 4
    side = (len(matrix) + 2 * QUIET_MODULES) * module
    picture = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(picture)
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            x, y = ((place + QUIET_MODULES) * module for place in (column, row))
            if dark:
                pen.rectangle((x, y, x + module - 1, y + module - 1), fill=0)
    assert [code.bytes for code in zxingcpp.read_barcodes(picture)] == [text.encode()]


@needs_poppler
def test_minutes_give_the_equation_the_result_and_how_to_check_it() -> None:
    pdf = minutes_pdf(MINUTES, FR)
    said, lines = running(pdf), text_of(pdf).splitlines()
    assert any(line.split() == ["1", "400", "=", "1", "387", "+", "13", "+", "0"] for line in lines)
    assert "Every ballot cast is counted or set aside with a reason." in said
    assert any("1 Compostons ensemble ! 7 000 € 899 399 ● selected" in line for line in lines)
    assert any("2 Tous à la Ramée à vélo ! 390 000 € 898 398 ○" in line for line in lines)
    assert any("The same person voted more than once." in line and " 11" in line for line in lines)
    for part in ("ab" * 32, "cd" * 32, "0123456789abcdef", "300 000 €", "206 000 €", "24 December 2027"):
        assert part in said
    assert "Key holder 1 and Key holder 3" in said
    assert "More voters first, then a lottery that anyone can repeat" in said


@needs_poppler
def test_minutes_whose_figures_do_not_agree_raise_the_alarm() -> None:
    wrong = {"cast": 1401, "counted": 1387, "set_aside": 13, "missing": 0, "holds": False}
    said = running(minutes_pdf(minutes(equation=wrong), EN))
    assert "▲ The figures do not agree: 1,401 were cast and 1,400 are accounted for." in said
    assert "The figures agree" not in said


@needs_poppler
def test_minutes_with_ballots_that_have_not_arrived_say_on_which_tablet() -> None:
    content = minutes(equation={"cast": 1400, "counted": 1382, "set_aside": 13, "missing": 5, "holds": True})
    content["tablets"][1] |= {"received": 695, "missing": 5, "revoked": True}
    pdf = minutes_pdf(content, EN)
    assert "The figures agree. Ballots not arrived: 5." in running(pdf)
    assert "Minimes t-00000001 700 695 5 withdrawn" in text_of(pdf)


@needs_poppler
def test_minutes_of_a_vote_without_budget_select_nothing() -> None:
    content = minutes()
    content["activity"]["method"] = "approval"
    content["contests"][0] |= {"budget": None, "spent": "0", "name": ""}
    for project in content["contests"][0]["projects"]:
        project |= {"selected": False, "cost": "0"}
    said = running(minutes_pdf(content, EN))
    for absent in ("€", "Outcome", "selected", "Budget ", "Voters", "Points", "Result:"):
        assert absent not in said.replace("Budget participatif", "")
    assert "Votes" in said


@needs_poppler
def test_a_reason_without_a_sentence_is_printed_as_it_is() -> None:
    content = minutes(set_aside=[{"reason": "struck_by_lightning", "number": 1}])
    assert "struck_by_lightning 1" in text_of(minutes_pdf(content, EN))


@needs_poppler
def test_every_page_of_long_minutes_says_which_of_how_many_it_is_and_nobody_signs_an_empty_one() -> None:
    content = minutes()
    content["contests"] *= 20
    content["tablets"] *= 40
    pdf = minutes_pdf(content, EN)
    number = pages(pdf)
    assert number > 10
    sheets = text_of(pdf).split("\f")[:number]
    assert all(f"{page} / {number}" in sheet for page, sheet in enumerate(sheets, 1))
    assert "Key of the box" in sheets[-1]
    assert "For the organiser" in sheets[-1]


@pytest.mark.parametrize(
    ("change", "place"),
    [({"equation": None}, "equation"), ({"shares": ["one"]}, r"shares\.0"), ({"closes": "soon"}, "closes")],
)
def test_minutes_of_another_shape_are_refused_with_the_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(FormatError, match=f"cannot be printed: {place} is missing"):
        minutes_pdf(minutes(**change), EN)


HOSTILE = {
    "a long word": "Hubert" * 200,
    "turned around": "\u202e€ 000 7\u202c \u2067evil\u2069",
    "control characters": "a\x1b[31mb\x00c\x07d\x9be\u2028f\r\ng\tend",
    "markup": "**bold** __under__ {nb} {name} %s [link](x) <b>b</b> \ue000\ue000\ue000\ue000",
    "other scripts": "投票 🚲 مدينة Ωmega žluťoučký",
    "half a character": "\ud83d broken",
    "parentheses of the format": r"\) Tj ET (( endstream endobj",
    "nothing": "",
    "only unseen": "\u200b\u2060",
}


@needs_poppler
@pytest.mark.parametrize(
    ("paper", "name"),
    [
        (paper, name)
        for paper in PAPERS
        for name in HOSTILE
        if paper in {"codes", "minutes"} or name in {"a long word", "nothing"}
    ],
)
def test_hostile_text_stays_text_and_within_the_page(paper: str, name: str) -> None:
    pdf = PAPERS[paper](HOSTILE[name], EN)
    boxes = poppler(pdf, "pdftotext", "-bbox", "-", "-")
    said = re.sub("<[^>]*>", "", boxes)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]", said)
    width = 595.28
    for left, right in re.findall(r'<word xMin="([-\d.]+)"[^>]* xMax="([-\d.]+)"', boxes):
        assert float(left) >= 0
        assert float(right) <= width - 20
    assert pages(pdf) == {"share": 1, "pairing": 1, "codes": 2}.get(paper, pages(pdf))


@needs_poppler
def test_signs_that_mean_something_elsewhere_are_printed_as_they_are() -> None:
    said = running(PAPERS["share"](HOSTILE["markup"], EN))
    assert "**bold** __under__ {nb} {name} %s [link](x) <b>b</b>" in said


@settings(max_examples=12)
@given(st.sampled_from(sorted(PAPERS)), st.text(max_size=60))
def test_no_text_stops_a_paper(paper: str, text: str) -> None:
    assert PAPERS[paper](text, EN).startswith(b"%PDF-")


@given(st.text())
def test_printable_text_is_one_line_of_seen_characters_and_stays_so(text: str) -> None:
    shown = printable(text)
    assert len(shown) <= TEXT_LIMIT
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\u2029]", shown)
    assert printable(shown) == shown


def test_what_is_too_long_ends_with_an_ellipsis_and_no_break_spaces_stay() -> None:
    assert printable("a" * 1000) == "a" * (TEXT_LIMIT - 1) + "…"
    assert printable("390\u00a0000\u00a0€") == "390\u00a0000\u00a0€"
    assert printable("Cafe\u0301\n bar") == "Café bar"


def test_a_character_that_the_font_lacks_is_a_white_square() -> None:
    assert drawable("a🚲b", {ord("a"), ord("b")}) == "a□b"


def test_a_time_names_its_zone(zone: Callable[[str], None]) -> None:
    for name, said in (
        ("UTC", "15 October 2027 at 16:30 (UTC)"),
        ("Europe/Paris", "15 October 2027 at 18:30 (UTC+02:00)"),
        ("America/St_Johns", "15 October 2027 at 14:00 (UTC-02:30)"),
    ):
        zone(name)
        assert moment(EN, EXPIRES).replace("\u00a0", " ") == said


def test_the_lottery_ends_every_tie_and_what_comes_after_it_decides_nothing() -> None:
    lottery = "a lottery that anyone can repeat"
    assert ties(EN, []) == ties(EN, ["lottery", "cost"]) == lottery
    assert (
        ties(EN, ["cost", "voters"]) == f"the cheaper project first, then more voters first, then {lottery}"
    )


def test_every_closed_word_has_its_sentence() -> None:
    assert set(METHODS) == set(get_args(MethodName))
    assert set(CLAIMS) == {rule.value for rule in ClaimRule}
    assert set(DOUBLES) == {rule.value for rule in DoublesRule}
    assert set(TIES) == {rule.value for rule in TieBreak}
    assert {rule.value for rule in Broken} <= set(REASONS)


def test_minutes_read_from_their_file_are_the_same_minutes() -> None:
    assert minutes_pdf(json.loads(json.dumps(MINUTES)), EN) == minutes_pdf(MINUTES, EN)
