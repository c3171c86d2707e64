"""The fields of what an activity holds many of: projects, questions, proposals, results."""

from __future__ import annotations

from typing import Any

from kiosk.i18n import N_
from sync.hub.drafts.forms.field import Field, Kind, Source

_QUARTIER = Field("quartier", N_("Quartier"), Kind.CHOICE, source=Source.QUARTIERS)
_TITLE = Field("title", N_("Title"), required=True)
_OPTIONS = ("single", "multiple", "sorting", "matrix")
QUESTION_KINDS = (
    ("single", N_("One answer")),
    ("multiple", N_("Several answers")),
    ("sorting", N_("Put in order")),
    ("matrix", N_("The same answers for several lines")),
    ("short_text", N_("A line of text")),
    ("long_text", N_("A long text")),
    ("number", N_("A number")),
    ("section", N_("Words between questions")),
)
QUESTION_FIELDS = {
    "single": {"options"},
    "multiple": {"options", "max_choices"},
    "sorting": {"options"},
    "matrix": {"options", "rows", "max_choices"},
    "short_text": {"min_characters", "max_characters", "etiquette", "address"},
    "long_text": {"min_characters", "max_characters", "etiquette"},
    "number": {"minimum", "maximum"},
    "section": set[str](),
}
"""What each kind of question may say besides what all say."""
_COMMON_OF_QUESTIONS = {"id", "kind", "title", "help", "mandatory", "shown_if"}
_TEXTS = ("short_text", "long_text")
_ANSWER = N_("What can be answered")
COLLECTIONS: dict[tuple[str, str], tuple[Field, ...]] = {
    ("ballot", "projects"): (
        _TITLE,
        Field("description", N_("Description"), long=True),
        Field("cost", N_("Cost"), Kind.AMOUNT),
        _QUARTIER,
    ),
    ("survey", "questions"): (
        Field("title", N_("The question"), required=True),
        Field("help", N_("Help under the question"), long=True),
        Field("kind", N_("Kind of answer"), Kind.CHOICE, options=QUESTION_KINDS, required=True),
        Field("mandatory", N_("An answer is needed"), Kind.YES_NO),
        Field(
            "options",
            N_("Answers"),
            Kind.ROWS,
            fields=(Field("title", N_("Answer"), required=True),),
            only_for=_OPTIONS,
        ),
        Field(
            "rows",
            N_("Lines"),
            Kind.ROWS,
            fields=(Field("title", N_("Line"), required=True),),
            only_for=("matrix",),
        ),
        Field(
            "max_choices",
            N_("At most so many answers"),
            Kind.WHOLE,
            group=_ANSWER,
            only_for=("multiple", "matrix"),
        ),
        Field("min_characters", N_("At least so many letters"), Kind.WHOLE, group=_ANSWER, only_for=_TEXTS),
        Field("max_characters", N_("At most so many letters"), Kind.WHOLE, group=_ANSWER, only_for=_TEXTS),
        Field("etiquette", N_("No shouting, no lines of marks"), Kind.YES_NO, group=_ANSWER, only_for=_TEXTS),
        Field(
            "address",
            N_("It must be an e-mail address or a telephone number"),
            Kind.YES_NO,
            group=_ANSWER,
            only_for=("short_text",),
        ),
        Field("minimum", N_("From"), Kind.WHOLE, group=_ANSWER, only_for=("number",)),
        Field("maximum", N_("To"), Kind.WHOLE, group=_ANSWER, only_for=("number",)),
        Field(
            "shown_if.question",
            N_("Ask it only after this question was answered"),
            Kind.CHOICE,
            source=Source.QUESTIONS_BEFORE,
            group=N_("When it is asked"),
        ),
        Field(
            "shown_if.any_of",
            N_("with one of these answers"),
            Kind.SEVERAL,
            source=Source.ANSWERS_BEFORE,
            group=N_("When it is asked"),
        ),
    ),
    ("proposals", "proposals"): (
        _TITLE,
        Field("body", N_("Text"), long=True, required=True),
        Field("author", N_("Who proposes"), Kind.LINE),
        Field("on", N_("Date"), Kind.DAY, required=True),
        Field("theme", N_("Theme"), Kind.CHOICE, source=Source.THEMES),
        _QUARTIER,
        Field("supports", N_("Supports so far"), Kind.WHOLE),
        Field("answer", N_("Answer of the city"), long=True),
    ),
    ("debate", "comments"): (
        Field("body", N_("Text"), long=True, required=True),
        Field("author", N_("Who writes"), Kind.LINE),
        Field("on", N_("Date"), Kind.DAY, required=True),
        Field(
            "alignment",
            N_("Opinion"),
            Kind.CHOICE,
            options=(("0", N_("Neutral")), ("1", N_("For")), ("-1", N_("Against"))),
        ),
    ),
    ("follow_up", "results"): (
        _TITLE,
        Field("on", N_("Date"), Kind.DAY, required=True),
        Field("voters", N_("People who voted"), Kind.WHOLE, required=True),
        Field(
            "unit",
            N_("What is counted"),
            Kind.CHOICE,
            options=(("voices", N_("Voices")), ("points", N_("Points"))),
        ),
        Field(
            "lines",
            N_("Scores"),
            Kind.ROWS,
            keyed=False,
            fields=(
                Field("title", N_("Project"), required=True),
                Field("score", N_("Score"), Kind.WHOLE, required=True),
                Field("selected", N_("Chosen"), Kind.YES_NO),
            ),
        ),
    ),
    ("follow_up", "projects"): (
        _TITLE,
        Field("description", N_("Description"), long=True),
        Field("cost", N_("Cost"), Kind.AMOUNT),
        _QUARTIER,
        Field(
            "status",
            N_("How far it is"),
            Kind.CHOICE,
            required=True,
            options=(
                ("study", N_("Being studied")),
                ("works", N_("Being built")),
                ("done", N_("Done")),
                ("late", N_("Late")),
                ("given_up", N_("Given up")),
            ),
        ),
        Field("progress", N_("Progress, in per cent"), Kind.WHOLE, required=True),
        Field(
            "milestones",
            N_("Steps"),
            Kind.ROWS,
            keyed=False,
            fields=(
                Field("on", N_("Date"), Kind.DAY, required=True),
                Field("title", N_("Step"), required=True),
                Field("done", N_("Done"), Kind.YES_NO),
            ),
        ),
    ),
}
COLLECTION_NAMES = {
    ("ballot", "projects"): N_("Projects"),
    ("survey", "questions"): N_("Questions"),
    ("proposals", "proposals"): N_("Proposals to read"),
    ("debate", "comments"): N_("Comments to read"),
    ("follow_up", "results"): N_("Results of votes"),
    ("follow_up", "projects"): N_("Projects that are followed"),
}


def collections_of(kind: str) -> tuple[str, ...]:
    """The names of what an activity of that kind holds many of."""
    return tuple(name for of, name in COLLECTIONS if of == kind)


def pruned_question(question: dict[str, Any]) -> None:
    """Take out of a question what its kind cannot say."""
    allowed = QUESTION_FIELDS.get(str(question.get("kind")))
    if allowed is not None:
        for name in set(question) - allowed - _COMMON_OF_QUESTIONS:
            del question[name]
    condition = question.get("shown_if")
    if isinstance(condition, dict) and not condition.get("question"):
        del question["shown_if"]
    if question.get("kind") == "section":
        question.pop("mandatory", None)
