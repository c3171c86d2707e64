"""What is pointed out to a moderator, and what is not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kiosk.errors import SettingsError
from sync.hub.moderation.flags import Flags

FLAGS = Flags.read()


def found(text: str, flags: Flags = FLAGS) -> list[tuple[str, str]]:
    """Kind and words of every place."""
    return [(flag.kind.value, text[flag.start : flag.end]) for flag in flags.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quel CONNARD\u00a0!", [("word", "CONNARD")]),
        ("Bande de cretins.", [("word", "cretins")]),
        ("fils  de\nPUTE", [("word", "fils  de\nPUTE")]),
        ("Écrivez à odile.faure@example.org.", [("email", "odile.faure@example.org")]),
        ("odile (at) example.org", [("email", "odile (at) example.org")]),
        ("06 12 34 56 78 ou 05.61.00.00.00", [("phone", "06 12 34 56 78"), ("phone", "05.61.00.00.00")]),
        ("+33 (0)6 12-34-56-78", [("phone", "+33 (0)6 12-34-56-78")]),
        ("0033612345678", [("phone", "0033612345678")]),
        ("mon compte FR76 3000 6000 0112 3456 7890 189 et", [("iban", "FR76 3000 6000 0112 3456 7890 189")]),
        ("be68539007547034", [("iban", "be68539007547034")]),
    ],
)
def test_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Contre la voiture, pour la conception d’un concours avec des confettis.",
        "En 2026, 12 345 678 passages par an, 390 000 € et 31000 Toulouse.",
        "FR76 3000 6000 0112 3456 7890 188 n’a pas les bons chiffres.",
        "La réputation de la dispute, un tueur d’ennui.",
        "@mairie, rendez-vous à 18h@pont",
        "",
    ],
)
def test_not_found(text: str) -> None:
    assert found(text) == []


def test_a_city_adds_words_of_its_own(tmp_path: Path) -> None:
    more = tmp_path / "words.txt"
    more.write_text("# ours\nfada # in Marseille\nla  Ramée\n\n", encoding="utf-8")
    flags = Flags.read(more)
    assert found("Quels FADAS à La Ramee, connard", flags) == [
        ("word", "FADAS"),
        ("word", "La Ramee"),
        ("word", "connard"),
    ]
    more.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        Flags.read(more)
    with pytest.raises(SettingsError, match=r"hub\.flagged_words"):
        Flags.read(tmp_path / "none.txt")


@pytest.mark.parametrize(
    "text", ["a." * 10_000, "0 " * 10_000, "+1" * 10_000, "fr11 " * 4000, "a@" * 10_000, "1" * 20_000]
)
def test_a_hostile_text_holds_up_nobody(text: str) -> None:
    start = time.perf_counter()
    FLAGS.find(text)
    assert time.perf_counter() - start < 2
