"""What may say who somebody is is found, however it is written; what is not is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.hub.exports.findings import Kind, found_in, masked

FOUND = [
    ("email", "odile.faure@example.org"),
    ("email", "ODILE+kiosk@mairie.toulouse.fr"),
    ("email", "odile @ example.org"),
    ("email", "odile(at)example.org"),
    ("email", "odile [at] example [dot] org"),
    ("email", "odile arobase example point fr"),
    ("email", "odile＠example.org"),
    ("email", "élodie@exemple.fr"),
    ("phone", "0612345678"),
    ("phone", "06 12 34 56 78"),
    ("phone", "06.12.34.56.78"),
    ("phone", "06-12-34-56-78"),
    ("phone", "06\u00a012\u202f34\u00a056\u00a078"),
    ("phone", "06–12–34–56–78"),
    ("phone", "0561 222 922"),
    ("phone", "+33 6 12 34 56 78"),
    ("phone", "+33 (0)6 12 34 56 78"),
    ("phone", "0033612345678"),
    ("phone", "O6 12 34 56 78"),
    ("phone", "6 12 34 56 78"),
    ("phone", "+34 612 345 678"),
    ("phone", "０６１２３４５６７８"),
    ("phone", "٠٦١٢٣٤٥٦٧٨"),
    ("iban", "FR76 3000 6000 0112 3456 7890 189"),
    ("iban", "fr7630006000011234567890189"),
    ("iban", "FR76 3000 6000 0112 3456 7890 188"),
    ("iban", "DE89 3704 0044 0532 0130 00"),
    ("nir", "2 55 08 14 168 025 38"),
    ("nir", "255081416802538"),
    ("nir", "1 85 05 2A 004 123"),
]
LEFT_ALONE = [
    "Il fait chaud l’été sur la berge.",
    "Entre 12 h 30 et 14 h, 120 personnes passent ici.",
    "Le 07/03/2027 à 18h30, 3 rue des Tilleuls, 31000 Toulouse",
    "Un budget de 1 000 000 € pour 14 projets",
    "@mairie répondez",
    "Regardez bien. Au point où on en est…",
    "Ligne 14, arrêt 2027, bus 78",
    "FR76 c’est le numéro du panneau",
    "N° 123456789",
]


@pytest.mark.parametrize(("kind", "written"), FOUND)
@pytest.mark.parametrize("text", ["{}", "Appelez-moi : {}.", "« {} » merci", "a\n{}\nb", "({}), vite"])
def test_it_is_found_whole_in_any_text(kind: str, written: str, text: str) -> None:
    whole = text.format(written)
    (span,) = found_in(whole)
    assert span.kind.value == kind
    assert written in whole[span.start : span.end] or whole[span.start : span.end] in written
    left = masked(whole, (span,))
    assert left == text.format(f"[{kind}]") or sum(c.isdecimal() for c in left) == 0
    assert found_in(left) == ()


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_ordinary_words_and_figures_are_left_alone(text: str) -> None:
    assert found_in(text) == ()


def test_several_are_found_in_their_order() -> None:
    text = "a@b.fr, 06 12 34 56 78 et FR7630006000011234567890189"
    spans = found_in(text)
    assert [span.kind for span in spans] == [Kind.EMAIL, Kind.PHONE, Kind.IBAN]
    assert masked(text, spans) == "[email], [phone] et [iban]"
    assert masked(text, spans[1:2]) == "a@b.fr, [phone] et FR7630006000011234567890189"


@given(st.text())
def test_spans_are_in_order_and_apart(text: str) -> None:
    spans = found_in(text)
    ends = [0]
    for span in spans:
        assert ends[-1] <= span.start < span.end <= len(text)
        ends.append(span.end)


@pytest.mark.parametrize("piece", ["a.", "0 ", "1", "a@", "FR76 ", "a(at)", "+33", "06 1", "a b "])
def test_long_texts_are_looked_through_at_once(piece: str) -> None:
    start = time.perf_counter()
    found_in(piece * (20_000 // len(piece)))
    assert time.perf_counter() - start < 2
