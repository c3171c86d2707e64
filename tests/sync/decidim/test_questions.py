"""What the platform does not tell is asked once, checked, and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import VaultError
from sync.decidim.questions import AnswerError, Answers, Kind, Question, Saying

CHOICES = {"a": "first", "b": "second"}


def question(kind: Kind, key: str = "component.1.x") -> Question:
    """A question of that kind."""
    return Question(key, Saying("What is “{name}”?", {"name": "x"}), kind, "", CHOICES, 2, 9)


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        (Kind.CHOICE, " a ", "a"),
        (Kind.CHOICES, "a, b", "a,b"),
        (Kind.CHOICES, "all", "all"),
        (Kind.YES_NO, "Yes", "yes"),
        (Kind.NUMBER, "007", "7"),
        (Kind.HOUR, "23:59", "23:59"),
        (Kind.DAY, "2027-06-30", "2027-06-30"),
        (Kind.QUARTIER, "b", "b"),
    ],
)
def test_an_answer_is_kept_in_its_usual_form(tmp_path: Path, kind: Kind, raw: str, kept: str) -> None:
    asked = question(kind)
    Answers(tmp_path / "answers.json").give([(asked, raw)])
    assert Answers(tmp_path / "answers.json").get(asked) == kept


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Kind.CHOICE, "c"),
        (Kind.CHOICES, "a,c"),
        (Kind.CHOICES, ""),
        (Kind.YES_NO, "perhaps"),
        (Kind.NUMBER, "1"),
        (Kind.NUMBER, "10"),
        (Kind.NUMBER, "²"),
        (Kind.NUMBER, "-3"),
        (Kind.NUMBER, "9" * 200),
        (Kind.HOUR, "24:00"),
        (Kind.HOUR, "6 pm"),
        (Kind.DAY, "2027-02-30"),
        (Kind.QUARTIER, ""),
    ],
)
def test_what_is_no_answer_is_refused_and_changes_nothing(tmp_path: Path, kind: Kind, raw: str) -> None:
    answers = Answers(tmp_path / "answers.json")
    good = question(Kind.CHOICE, "component.1.good")
    with pytest.raises(AnswerError) as caught:
        answers.give([(good, "a"), (question(kind), raw)])
    assert str(caught.value).startswith("Answer component.1.x with ")
    assert answers.get(good) is None
    assert not (tmp_path / "answers.json").exists()


def test_what_two_people_answer_at_once_is_all_kept(tmp_path: Path) -> None:
    one, other = Answers(tmp_path / "answers.json"), Answers(tmp_path / "answers.json")
    one.give([(question(Kind.CHOICE, "component.1.method"), "a")])
    other.give([(question(Kind.CHOICE, "component.2.method"), "b")])
    kept = Answers(tmp_path / "answers.json")
    assert kept.get(question(Kind.CHOICE, "component.1.method")) == "a"
    assert kept.get(question(Kind.CHOICE, "component.2.method")) == "b"


def test_an_answer_that_does_not_fit_any_more_is_asked_again(tmp_path: Path) -> None:
    answers = Answers(tmp_path / "answers.json")
    answers.give([(question(Kind.CHOICE), "a")])
    assert answers.get(question(Kind.NUMBER)) is None
    assert answers.get(question(Kind.CHOICE)) == "a"


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"a": 1}', b"[" * 100_000])
def test_a_file_that_is_not_ours_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "answers.json").write_bytes(content)
    with pytest.raises(VaultError, match=r"answers\.json"):
        Answers(tmp_path / "answers.json")
