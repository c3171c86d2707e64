"""A blank paper form of a survey: its questions with numbers, as the fast form asks for them."""

from __future__ import annotations

from kiosk.ballots.numbering import form_mark
from kiosk.catalogue.activities import SurveyActivity
from kiosk.catalogue.lookup import Located
from kiosk.catalogue.questions import (
    LongText,
    Matrix,
    MultipleChoice,
    Number,
    Option,
    Question,
    Section,
    ShortText,
    SingleChoice,
    Sorting,
)
from kiosk.forms.numbers import question_numbers
from kiosk.forms.rules import most_options
from kiosk.i18n import Translator
from kiosk.paper.blank.page import BOX_MM, NUMBER_MM, Printing, box, numeral
from kiosk.paper.document import MUTED, Document

_SMALL_MM = 4.2
_OPTION_MM = 7.0
_LINE_MM = 9.0
_MATRIX_SHARE = 0.42


class FormPaper:
    """One form being drawn."""

    def __init__(self, printing: Printing, located: Located[SurveyActivity]) -> None:
        self._printing, self._located = printing, located
        self._numbers = question_numbers(located.activity.questions)
        self._by_id = {question.id: question for question in located.activity.questions}
        self._paper = printing.document(printing.words(located.activity.title), form_mark(located))

    def content(self) -> bytes:
        """The form (PDF)."""
        printing, paper, tr = self._printing, self._paper, self._printing.tr
        printing.head(paper, printing.words(self._located.activity.title))
        paper.paragraph(
            tr("Answer what you like. Write no name: nobody is asked who they are."), size=10.5, gap=4
        )
        for question in self._located.activity.questions:
            self._question(question)
        paper.ln(4)
        paper.paragraph(printing.where(), size=10.5)
        return paper.content()

    def _question(self, question: Question) -> None:
        paper, printing = self._paper, self._printing
        words, help_words = printing.words(question.title), printing.words(question.help)
        if isinstance(question, Section):
            paper.heading(words or help_words, needs=40)
            if words and help_words:
                paper.paragraph(help_words, size=10, gap=3)
            return
        width = paper.epw - NUMBER_MM
        height = paper.height_of(words, size=11.5, width=width, leading=1.25) + 8 + self._height(question)
        if paper.will_page_break(min(height, 180)):
            paper.add_page()
        top = paper.get_y()
        numeral(paper, self._numbers[question.id], top - 0.5)
        paper.set_xy(paper.l_margin + NUMBER_MM, top)
        paper.paragraph(words, size=11.5, bold=True, width=width, gap=0.5, leading=1.25)
        for line in self._notes(question, help_words):
            paper.paragraph(line, size=9, colour=MUTED, width=width, gap=0.3)
        paper.set_xy(paper.l_margin, paper.get_y() + 1)
        self._answers(question)
        paper.set_xy(paper.l_margin, paper.get_y() + 4)

    def _notes(self, question: Question, help_words: str) -> list[str]:
        tr = self._printing.tr
        notes = [self._condition(question), help_words, how_to_answer(tr, question)]
        if question.mandatory:
            notes.append(tr("An answer is needed."))
        return [" ".join(filter(None, notes))] if any(notes) else []

    def _condition(self, question: Question) -> str:
        condition = question.shown_if
        if condition is None or condition.question not in self._numbers:
            return ""
        tr, number = self._printing.tr, self._numbers[condition.question]
        options: tuple[Option, ...] = getattr(self._by_id[condition.question], "options", ())
        names = [self._printing.words(option.title) for option in options if option.id in condition.any_of]
        if not names:
            return tr("Only if you answered question {n}.", n=number)
        answers = tr(" or ").join(tr("“{answer}”", answer=name) for name in names)
        return tr("Only if you answered {answers} to question {n}.", answers=answers, n=number)

    def _height(self, question: Question) -> float:
        match question:
            case SingleChoice() | MultipleChoice() | Sorting():
                return len(question.options) * _OPTION_MM
            case Matrix():
                return (len(question.rows) + 1) * _OPTION_MM + 6
            case LongText():
                return 5 * _LINE_MM
            case _:
                return _LINE_MM

    def _answers(self, question: Question) -> None:
        match question:
            case SingleChoice() | MultipleChoice() | Sorting():
                for number, option in enumerate(question.options, 1):
                    self._option(number, option)
            case Matrix():
                self._matrix(question)
            case LongText():
                _lines(self._paper, 5)
            case ShortText():
                _lines(self._paper, 1)
            case Number():
                box(self._paper, self._paper.l_margin + NUMBER_MM, self._paper.get_y(), 34, BOX_MM + 2)
                self._paper.set_y(self._paper.get_y() + BOX_MM + 2)

    def _option(self, number: int, option: Option) -> None:
        paper = self._paper
        words = self._printing.words(option.title)
        width = paper.epw - NUMBER_MM - 16
        height = max(paper.height_of(words, size=10.5, width=width, leading=1.3) + 1.5, _OPTION_MM)
        if paper.will_page_break(height):
            paper.add_page()
        left, top = paper.l_margin + NUMBER_MM, paper.get_y()
        box(paper, left, top + 0.4, _SMALL_MM, _SMALL_MM)
        paper.set_xy(left + 7, top + 0.4)
        paper.paragraph(str(number), size=9, colour=MUTED, width=8, gap=0)
        paper.set_xy(left + 13, top)
        paper.paragraph(words, size=10.5, width=width, gap=0, leading=1.3)
        paper.set_xy(paper.l_margin, top + height)

    def _matrix(self, question: Matrix) -> None:
        paper = self._paper
        left, name = paper.l_margin + NUMBER_MM, (paper.epw - NUMBER_MM) * _MATRIX_SHARE
        each = (paper.epw - NUMBER_MM - name) / max(1, len(question.options))
        top = low = paper.get_y()
        for place, option in enumerate(question.options):
            paper.set_xy(left + name + place * each, top)
            words = f"{place + 1} · {self._printing.words(option.title)}"
            paper.paragraph(words, size=9, colour=MUTED, width=each - 2, gap=0, leading=1.2)
            low = max(low, paper.get_y())
        paper.set_xy(left, low + 1)
        for row in question.rows:
            words = self._printing.words(row.title)
            height = max(paper.height_of(words, size=10.5, width=name - 3, leading=1.25) + 1.5, _OPTION_MM)
            y = paper.get_y()
            if paper.will_page_break(height):
                paper.add_page()
                y = paper.get_y()
            paper.set_xy(left, y)
            paper.paragraph(words, size=10.5, width=name - 3, gap=0, leading=1.25)
            for place in range(len(question.options)):
                box(paper, left + name + place * each, y + 0.4, _SMALL_MM, _SMALL_MM)
            paper.set_xy(left, y + height)


def how_to_answer(tr: Translator, question: Question) -> str:
    """How the boxes of a question are filled in."""
    match question:
        case SingleChoice():
            return tr("Tick one box.")
        case Sorting():
            return tr("Write 1 in the box you like best, 2 in the next one, and so on to the last.")
        case Matrix():
            most = most_options(question)
            return tr.plural("{n} box on each line.", "{n} boxes at most on each line.", most)
        case MultipleChoice():
            most = most_options(question)
            return tr.plural("Tick {n} box at most.", "Tick {n} boxes at most.", most)
        case _:
            return ""


def _lines(paper: Document, number: int) -> None:
    paper.set_draw_color(*MUTED)
    left, y = paper.l_margin + NUMBER_MM, paper.get_y()
    for _ in range(number):
        y += _LINE_MM - 1
        paper.line(left, y, paper.w - paper.r_margin, y)
    paper.set_y(y + 1)


def form_paper(printing: Printing, located: Located[SurveyActivity]) -> bytes:
    """The form (PDF)."""
    return FormPaper(printing, located).content()
