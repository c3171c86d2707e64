"""The words of the forms that are ours; a survey brings its own."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.catalogue.questions import Option, Question
from kiosk.forms.rules import Answer, FormStep
from kiosk.i18n import N_, Translator
from kiosk.ids import DepositKind

_QUESTIONS = {
    (DepositKind.PROPOSAL, "title"): N_("What is your idea, in one sentence?"),
    (DepositKind.PROPOSAL, "similar"): N_("These proposals are near yours. Look at them first."),
    (DepositKind.PROPOSAL, "body"): N_("Explain your idea."),
    (DepositKind.PROPOSAL, "theme"): N_("What is it about?"),
    (DepositKind.PROPOSAL, "quartier"): N_("Which quartier is it for?"),
    (DepositKind.PROPOSAL, "place"): N_("Is there a precise place? A street, a square, a school."),
    (DepositKind.COMMENT, "body"): N_("Write your comment."),
    (DepositKind.COMMENT, "alignment"): N_("Are you for or against?"),
    (DepositKind.REPORT, "urgent"): N_("Is somebody in danger?"),
    (DepositKind.REPORT, "category"): N_("What is the problem?"),
    (DepositKind.REPORT, "quartier"): N_("In which quartier?"),
    (DepositKind.REPORT, "street"): N_("Where exactly? A street and a number, or what is beside it."),
    (DepositKind.REPORT, "description"): N_("Describe what you saw."),
    (DepositKind.REPORT, "urgency"): N_("Can it wait?"),
    (DepositKind.REPORT, "contact"): N_("Would you like an answer? Leave an e-mail address or a number."),
    (DepositKind.OPT_IN, "consent"): N_("Keep me informed"),
    (DepositKind.OPT_IN, "address"): N_("Your e-mail address or telephone number"),
    (DepositKind.FEEDBACK, "remark"): N_("A word about this tablet?"),
    (DepositKind.FEEDBACK, "age_band"): N_("How old are you? It is kept apart from all you did."),
    (DepositKind.FEEDBACK, "quartier"): N_("In which quartier do you live? It is kept apart too."),
}
_OPTIONS = {
    "for": N_("For"),
    "neutral": N_("Neither for nor against"),
    "against": N_("Against"),
    "low": N_("It can wait some days"),
    "high": N_("It is dangerous: somebody could be hurt"),
}


def question_words(tr: Translator, kind: DepositKind, step: FormStep) -> str:
    """What a step asks; a row of a matrix after its question."""
    question = step.question
    ours = _QUESTIONS.get((kind, question.id)) if question.title.empty else None
    words = tr(ours) if ours else question.title.within(tr.language)
    return f"{words} {step.row.title.within(tr.language)}" if step.row else words


def option_words(tr: Translator, option: Option) -> str:
    """The words of an option."""
    if option.title.empty and option.id in _OPTIONS:
        return tr(_OPTIONS[option.id])
    return option.title.within(tr.language)


def answer_words(tr: Translator, question: Question, answer: Answer) -> str:
    """An answer as it is read again before sending."""
    options: tuple[Option, ...] = getattr(question, "options", ())
    if not answer:
        return tr("No answer")
    if not options:
        return answer[0]
    names: dict[str, str] = {option.id: option_words(tr, option) for option in options}
    ordered = question.kind == "sorting"
    numbered: Callable[[int, str], str] = lambda n, name: f"{n}. {name}" if ordered else name  # noqa: E731
    return " · ".join(numbered(n, names.get(value, value)) for n, value in enumerate(answer, 1))
