"""Raised hands: which question, how many people, a number for each answer, remarks, one last look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from textual.app import ComposeResult

from kiosk.errors import KioskError
from kiosk.staff.tally_draft import REMARKS_MAX, TallyDraft
from screens.staff.step import StaffStep
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_DIGITS, Layout, azerty
from screens.widgets.pages import ManyPages, Pages
from screens.widgets.row import Option
from screens.widgets.text import Plain
from screens.widgets.text_field import TextField
from screens.words import pager_words

if TYPE_CHECKING:
    from kiosk.receipts import Receipt
    from kiosk.staff.tallies import Tallies
    from screens.app import KioskApp

COUNTING_SECONDS = 300
"""As long may it take to count a room without a touch: going back would lose the numbers so far."""
_FIGURES_MAX = 5
_QUESTION_MAX = 80
"""A longer one stands below the name of its consultation."""
_TYPED, _PEOPLE, _REMARKS = "typed", "people", "remarks"


def tallies_of(screen: StaffStep) -> Tallies:
    """The tallies, for whoever is here; the vault comes with them."""
    from kiosk.staff.tallies import Tallies

    return Tallies(screen.desk)


class TallyScreen(StaffStep):
    """On which question? One's own first, then those of the catalogue."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("On which question do people raise their hands?"))
        self._asked = tallies_of(self).questions()

    def compose_body(self) -> ComposeResult:
        """The rows, in pages."""
        tr, tallies = self.tr, tallies_of(self)
        own = Option(_TYPED, tr("Another question"), tr("You type it, with its answers."))

        def entry(place: int) -> Entry:
            if place == 0:
                return Entry(own)
            draft, located = tallies.on(self._asked[place - 1], tr), self._asked[place - 1].located
            question, title = draft.question, located.consultation.title.within(tr.language)
            if len(question) > _QUESTION_MAX:  # that of a debate may be a paragraph
                question, title = title, question
            return Entry(Option(str(place - 1), question, title))

        yield ManyPages(1 + len(self._asked), entry, pager_words(tr))

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Count the people next."""
        event.stop()
        if event.project_id == _TYPED:
            from screens.staff.tally_question import QuestionScreen

            self.kiosk.staff.show(QuestionScreen(self.kiosk))
            return
        asked = self._asked[int(event.project_id)]
        tallies, tr = tallies_of(self), self.tr
        self.work(
            lambda: tallies.on(asked, tr),
            lambda draft: self.kiosk.staff.show(PeopleScreen(self.kiosk, draft)),
        )


class TypedStep(StaffStep):
    """A field and keys. Goes on to the next question, or back to the last look where it came from there."""

    lines = 1
    limit = _FIGURES_MAX
    prose = False
    patience_seconds = COUNTING_SECONDS

    def __init__(
        self, app: KioskApp, draft: TallyDraft, question: str, typed: str = "", *, again: bool = False
    ) -> None:
        """Args:
        app: the kiosk.
        draft: what is counted so far.
        question: the title.
        typed: what stands there already.
        again: whether this is a correction from the last look.
        """
        super().__init__(app, question, main=app.tr("Continue →"))
        self.draft, self.again = draft, again
        self.field = TextField(limit=self.limit, lines=self.lines, anew=False, prose=self.prose)
        self.field.write(typed)

    def layout_of_keys(self) -> Layout:
        """Figures."""
        return KEYBOARD_DIGITS

    def compose_body(self) -> ComposeResult:
        """The field, the keys."""
        yield self.field
        suggest = self.kiosk.suggest if self.prose else None
        yield Keyboard(self.layout_of_keys(), self.field, self.tr, sentences=self.prose, suggest=suggest)

    def on_mount(self) -> None:
        """Typing works at once."""
        self.field.focus()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter."""
        event.stop()
        self.on_main()

    def say(self, text: str) -> None:
        """In place of the question: a message above the bottom bar would lie over the keys."""
        self.ask(f"▲ {text}")

    def on_main(self) -> None:
        """Keep it, or say why it cannot be."""
        try:
            self.keep()
        except KioskError as error:
            self.refuse(error)
            return
        self.kiosk.staff.show(ReviewScreen(self.kiosk, self.draft) if self.again else self.next())

    def same(self) -> TypedStep:
        """The same question again."""
        raise NotImplementedError

    def renewed(self) -> Self:
        """The same in another language, with what is typed."""
        screen = self.same()
        screen.field.clear()
        screen.field.write(self.field.value)
        return cast("Self", screen)

    def keep(self) -> None:
        """Put what is typed into the draft."""
        raise NotImplementedError

    def next(self) -> StaffStep:
        """The question after this one."""
        raise NotImplementedError

    def before(self) -> StaffStep:
        """The question before this one."""
        raise NotImplementedError

    def above(self) -> StaffStep:
        """Back: to the last look, or to the question before."""
        return ReviewScreen(self.kiosk, self.draft) if self.again else self.before()


class PeopleScreen(TypedStep):
    """How many are there?"""

    def __init__(self, app: KioskApp, draft: TallyDraft, *, again: bool = False) -> None:
        typed = "" if draft.people is None else str(draft.people)
        super().__init__(app, draft, app.tr("How many people are here?"), typed, again=again)

    def same(self) -> PeopleScreen:
        """It again."""
        return PeopleScreen(self.kiosk, self.draft, again=self.again)

    def keep(self) -> None:
        """The people."""
        self.draft.set_people(self.field.value)

    def next(self) -> StaffStep:
        """The first answer."""
        return HandsScreen(self.kiosk, self.draft, 0)

    def before(self) -> StaffStep:
        """The questions."""
        return TallyScreen(self.kiosk)


class HandsScreen(TypedStep):
    """How many hands for one answer?"""

    def __init__(self, app: KioskApp, draft: TallyDraft, place: int, *, again: bool = False) -> None:
        self._place = place
        tr, hands = app.tr, draft.hands[place]
        question = tr(
            "Hands for answer {n} of {total}: {answer}",
            n=place + 1,
            total=len(draft.options),
            answer=draft.options[place],
        )
        super().__init__(app, draft, question, "" if hands is None else str(hands), again=again)

    def same(self) -> HandsScreen:
        """It again."""
        return HandsScreen(self.kiosk, self.draft, self._place, again=self.again)

    def keep(self) -> None:
        """The hands."""
        self.draft.set_hands(self._place, self.field.value)

    def next(self) -> StaffStep:
        """The next answer, or the remarks after the last."""
        following = self._place + 1
        if following < len(self.draft.options):
            return HandsScreen(self.kiosk, self.draft, following)
        return RemarksScreen(self.kiosk, self.draft)

    def before(self) -> StaffStep:
        """The answer before, or the people before the first."""
        if self._place:
            return HandsScreen(self.kiosk, self.draft, self._place - 1)
        return PeopleScreen(self.kiosk, self.draft)


class RemarksScreen(TypedStep):
    """What the numbers do not say; it may stay empty."""

    limit = REMARKS_MAX
    lines = 3
    prose = True

    def __init__(self, app: KioskApp, draft: TallyDraft, *, again: bool = False) -> None:
        question = app.tr("A remark? You can leave it empty.")
        super().__init__(app, draft, question, draft.remarks, again=again)

    def same(self) -> RemarksScreen:
        """It again."""
        return RemarksScreen(self.kiosk, self.draft, again=self.again)

    def layout_of_keys(self) -> Layout:
        """Letters."""
        return azerty(self.tr.language, long=True)

    def keep(self) -> None:
        """The remark."""
        self.draft.set_remarks(self.field.value)

    def next(self) -> StaffStep:
        """The last look."""
        return ReviewScreen(self.kiosk, self.draft)

    def before(self) -> StaffStep:
        """The last answer."""
        return HandsScreen(self.kiosk, self.draft, len(self.draft.options) - 1)


class ReviewScreen(StaffStep):
    """Every number again; touching one corrects it. Recording is the one thing that cannot be undone."""

    weighty = True
    patience_seconds = COUNTING_SECONDS

    def __init__(self, app: KioskApp, draft: TallyDraft) -> None:
        tr = app.tr
        question = tr("Check the numbers. Once recorded, they cannot be changed.")
        super().__init__(app, question, main=tr("Record →"))
        self._draft = draft

    def compose_body(self) -> ComposeResult:
        """The question, the people, the answers, the remark."""
        tr, draft = self.tr, self._draft
        rule = tr("One hand each at most") if draft.one_hand_each else tr("Several hands each")
        if not self.tiny:
            yield Plain(f"{draft.question} · {rule}", classes="check-title")
        rows = [Entry(Option(_PEOPLE, tr("People here"), money=tr.number(draft.people or 0)))]
        rows += [
            Entry(Option(str(place), title, money=tr.number(draft.hands[place] or 0)))
            for place, title in enumerate(draft.options)
        ]
        rows.append(Entry(Option(_REMARKS, tr("Remark"), draft.remarks or tr("No remark"))))
        yield Pages(rows, pager_words(tr))

    def renewed(self) -> ReviewScreen:
        """The same in another language."""
        return ReviewScreen(self.kiosk, self._draft)

    def above(self) -> StaffStep:
        """The remark."""
        return RemarksScreen(self.kiosk, self._draft)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Correct one."""
        event.stop()
        app, draft = self.kiosk, self._draft
        if self.busy:
            return
        match event.project_id:
            case "people":
                app.staff.show(PeopleScreen(app, draft, again=True))
            case "remarks":
                app.staff.show(RemarksScreen(app, draft, again=True))
            case place:
                app.staff.show(HandsScreen(app, draft, int(place), again=True))

    def on_main(self) -> None:
        """Record it for good."""
        tallies, draft, language = tallies_of(self), self._draft, self.tr.language
        self.work(
            lambda: tallies.record(draft, language),
            lambda receipt: self.kiosk.staff.show(RecordedScreen(self.kiosk, receipt)),
        )


class RecordedScreen(StaffStep):
    """It is on disk."""

    def __init__(self, app: KioskApp, receipt: Receipt) -> None:
        tr = app.tr
        super().__init__(
            app, tr("✔ The raised hands are recorded."), back=tr("Board"), main=tr("Count again →")
        )
        self._receipt = receipt

    def compose_body(self) -> ComposeResult:
        """What becomes of it, and what to do about a mistake."""
        tr = self.tr
        lines = [
            tr("They go to the hub as raised hands, and are counted with no vote."),
            tr("Was a number wrong? Count again and say so in the remark."),
            tr("Number: {receipt}", receipt=self._receipt),
        ]
        yield Plain(("\n" if self.tiny else "\n\n").join(lines), classes="words")

    def renewed(self) -> RecordedScreen:
        """The same in another language."""
        return RecordedScreen(self.kiosk, self._receipt)

    def on_main(self) -> None:
        """Another one."""
        self.kiosk.staff.show(TallyScreen(self.kiosk))

    def above(self) -> StaffStep:
        """The board."""
        from screens.staff.board import BoardScreen

        return BoardScreen(self.kiosk)
