"""Questionnaires as surveys of a catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.i18n import N_
from sync.decidim.mapping.around import Around, Piece, first_words
from sync.decidim.queries.spaces import Component
from sync.decidim.queries.surveys import AnswerOption, MatrixRow, Question, Survey
from sync.decidim.wording import TITLE_MAX

SHORT_MAX, LONG_MAX = 1000, 4000
"""The most a catalogue lets people write: `kiosk.catalogue.questions`."""


def surveys(
    around: Around, component: Component, found: tuple[Survey, ...]
) -> Iterator[tuple[Piece, Survey]]:
    """The surveys of a component, each an activity."""
    for survey in found:
        sheet = survey.questionnaire
        if sheet is None:
            continue
        title = around.title(sheet.title) or around.title(component.name, component.id)
        name = first_words(title)
        questions = [
            piece
            for question in sorted(sheet.questions, key=lambda one: one.position or 0)
            if (piece := _question(around, question, name)) is not None
        ]
        if not any(question["kind"] != "section" for question in questions):
            around.note(
                N_("The survey “{survey}” has no question that a tablet can ask; it was left out."),
                survey=name,
            )
            continue
        around.note(
            N_("“{survey}”: it is not told when a question depends on another; each one is asked."),
            survey=name,
        )
        about = around.joined(around.text(sheet.description, name), around.text(sheet.tos, name))
        yield (
            {
                "kind": "survey",
                "id": f"survey-{survey.id}",
                "title": title,
                "about": about,
                "questions": questions,
            },
            survey,
        )


def _question(around: Around, question: Question, survey: str) -> Piece | None:
    kind = (question.questionType or "").replace("response", "answer")
    # A question may be HTML of several lines; a tablet shows it whole, above the answers.
    title = around.text(question.body, survey, 2 * TITLE_MAX)
    words = first_words(title, question.id)[:60]
    if kind == "separator" or not title:
        if kind != "separator":
            around.note(N_("“{survey}”: a question without words was left out."), survey=survey)
        return None
    piece: Piece = {
        "id": f"q-{question.id}",
        "title": title,
        "help": around.text(question.description, survey),
    }
    if kind == "title_and_description":
        return piece | {"kind": "section"}
    piece["mandatory"] = question.mandatory
    if kind in ("short_answer", "long_answer"):
        short = kind == "short_answer"
        most = SHORT_MAX if short else LONG_MAX
        limit = {"max_characters": min(question.maxCharacters, most)} if question.maxCharacters > 0 else {}
        return piece | {"kind": "short_text" if short else "long_text"} | limit
    chosen = _choice(around, question, kind)
    if chosen is None:
        around.note(
            N_(
                "“{survey}”: “{question}” ({kind}) cannot be asked on a tablet, or its rows are not told; "
                "it was left out."
            ),
            survey=survey,
            question=words,
            kind=question.questionType or "?",
        )
        return None
    if any(option.freeText for option in question.options):
        around.note(
            N_("“{survey}”: “{question}” lets people add words to an answer; on a tablet it does not."),
            survey=survey,
            question=words,
        )
    return piece | chosen


def _choice(around: Around, question: Question, kind: str) -> Piece | None:
    """What a question with options has besides its words; None where it cannot be asked."""
    options = _options(around, question.options)
    if kind not in _WITH_OPTIONS or len(options) < 2:
        return None
    piece: Piece = {"kind": _WITH_OPTIONS[kind], "options": options}
    if kind.startswith("matrix"):
        piece["rows"] = _options(around, question.matrixRows)
        piece["max_choices"] = (question.maxChoices or len(options)) if kind == "matrix_multiple" else 1
        return piece if piece["rows"] else None
    if kind == "multiple_option" and question.maxChoices:
        piece["max_choices"] = question.maxChoices
    return piece


_WITH_OPTIONS = {
    "single_option": "single",
    "multiple_option": "multiple",
    "sorting": "sorting",
    "matrix_single": "matrix",
    "matrix_multiple": "matrix",
}
"""Decidim's kinds of questions with options, and the catalogue's."""


def _options(around: Around, found: tuple[AnswerOption | MatrixRow, ...]) -> list[Piece]:
    return [
        {"id": f"o-{option.id}", "title": title}
        for option in found
        if (title := around.text(option.body, "", TITLE_MAX))
    ]
