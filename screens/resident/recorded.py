"""Recorded: the only screens that may be proud, and how to check that it has arrived."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kiosk.errors import KioskError
from kiosk.i18n import N_, Translator
from kiosk.ids import ConsultationId, DepositKind
from screens.resident.step import ResidentStep
from screens.step import KioskScreen, Tool
from screens.widgets.action import Action
from screens.widgets.qr import QR
from screens.widgets.text import Plain

if TYPE_CHECKING:
    from kiosk.catalogue.lookup import CatalogueIndex
    from kiosk.visits.where import Kept
    from screens.app import KioskApp

_RECORDED = {
    DepositKind.BALLOT: N_("✔ Your vote is recorded."),
    DepositKind.PROPOSAL: N_("✔ Your proposal is recorded."),
    DepositKind.COMMENT: N_("✔ Your comment is recorded."),
    DepositKind.SUPPORT: N_("✔ Your support is recorded."),
    DepositKind.SURVEY_RESPONSE: N_("✔ Your answers are recorded."),
    DepositKind.REPORT: N_("✔ Your report is recorded."),
}
_WHAT_NEXT = {
    DepositKind.BALLOT: N_("It is sealed: nobody can read it before the vote closes, here or elsewhere."),
    DepositKind.PROPOSAL: N_("The project team reads it, then publishes it without your name."),
    DepositKind.COMMENT: N_("The project team reads it, then publishes it without your name."),
    DepositKind.SUPPORT: N_("It is added to the other supports of this proposal."),
    DepositKind.SURVEY_RESPONSE: N_("They are sealed: only the project team reads them, without your name."),
    DepositKind.REPORT: N_("The city’s services receive it by this evening."),
}
_NAMES = {
    DepositKind.BALLOT: N_("Vote"),
    DepositKind.PROPOSAL: N_("Proposal"),
    DepositKind.COMMENT: N_("Comment"),
    DepositKind.SUPPORT: N_("Support"),
    DepositKind.SURVEY_RESPONSE: N_("Survey"),
    DepositKind.REPORT: N_("Report"),
}


_LAST_SECONDS = 10
"""The voice says it when so many are left."""


class CountdownStep(ResidentStep):
    """A step of the end: after some seconds without a touch it goes on by itself."""

    main_words: ClassVar[tuple[str, str]] = (N_("Finish · back in {n} s"), N_("Finish · {n} s"))

    def on_mount(self) -> None:
        """Begin to count down; while the voice speaks, time stands still."""
        self._left = self.kiosk.ending_seconds
        self.set_interval(1, self._second)
        self._show_left()

    def input_came(self, *, walks: bool, by_finger: bool) -> None:
        """Whoever touches has the whole time again."""
        super().input_came(walks=walks, by_finger=by_finger)
        self._left = self.kiosk.ending_seconds
        if self.is_mounted and self.query("#main"):
            self._show_left()

    def _second(self) -> None:
        if not self.is_current or self.kiosk.is_speaking:
            return
        self._left -= 1
        if self._left <= 0:
            self.kiosk.finish_by_itself()
        else:
            self._show_left()
            if self._left == _LAST_SECONDS:
                self.kiosk.say_aloud(self.tr(self.main_words[0], n=self._left))

    def _show_left(self) -> None:
        whole, short = self.main_words
        self.set_main(self.tr(whole, n=self._left), short=self.tr(short, n=self._left))

    def on_main(self) -> None:
        """Go on towards the end."""
        try:
            self.visit.finish()
        except KioskError:
            self.say(self.tr("This could not be recorded. Touch again to finish."))
            return
        self.kiosk.show_visit()


class RecordedScreen(CountdownStep):
    """The receipt as text and as QR; then something else, or the end."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        self._kept = app.visit.kept[-1] if app.visit and app.visit.kept else None
        kind = self._kept.kind if self._kept else DepositKind.BALLOT
        tools = (Tool("qr", tr("QR code"), "QR"),)
        super().__init__(app, tr(_RECORDED[kind]), back=False, main=tr("Finish"), leave=False, tools=tools)
        self._kind = kind

    def compose_body(self) -> ComposeResult:
        """What was recorded, the receipt, what it is for. At 40x12 the name of the receipt joins its code."""
        tr = self.tr
        receipt = self._kept.receipt if self._kept else ""
        ballot = self._kind is DepositKind.BALLOT
        with Vertical(id="recorded"):
            yield Plain(tr(_WHAT_NEXT[self._kind]), id="sealed")
            with Horizontal(id="receipt"):
                yield QR(receipt, id="receipt-qr")
                with Vertical(id="receipt-words"):
                    with Horizontal(id="receipt-line"):
                        yield Plain(tr("Your receipt"), id="receipt-name")
                        yield Plain(receipt, id="receipt-code")
                    yield Plain(
                        tr(
                            "Take a picture of it: it lets you check that your vote has arrived. "
                            "It does not say what you chose."
                        )
                        if ballot
                        else tr("Take a picture of it: it lets you check that it has arrived."),
                        id="receipt-use",
                    )

    def beside(self) -> Iterator[Action]:
        """Something else to do, and paper."""
        yield Action(self.tr("Do something else"), id="more")
        if self.kiosk.can_print:
            yield Action(self.tr("Print"), id="print")

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Something else, or the receipt on paper."""
        if event.action.id == "more":
            event.stop()
            self.visit.more()
            self.kiosk.show_visit()
        elif event.action.id == "print":
            event.stop()
            self.kiosk.print_receipts(self)

    def on_tool(self, name: str) -> None:
        """The code as large as the screen, to take a picture of."""
        if name == "qr":
            show_whole(self.kiosk, self.visit.receipt or "")
        else:
            super().on_tool(name)


class SheetScreen(CountdownStep):
    """All receipts of the visit on one sheet: text, one QR for all, on paper where there is a printer."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        tools = (Tool("qr", tr("QR code"), "QR"),)
        super().__init__(app, tr("Your receipts"), back=False, main=tr("Finish"), leave=False, tools=tools)

    def compose_body(self) -> ComposeResult:
        """One line a receipt, the QR beside them on a large grid."""
        tr = self.tr
        with Horizontal(id="receipt"):
            yield QR(sheet_text(self.visit.kept), id="receipt-qr")
            with Vertical(id="receipt-words"):
                for kept in self.visit.kept[-_SHOWN:]:
                    yield Plain(f"{kept.receipt}  {tr(_NAMES[kept.kind])}", classes="sheet-line")
                yield Plain(
                    tr("Take a picture of them: they let you check that everything has arrived."),
                    id="receipt-use",
                )

    def beside(self) -> Iterator[Action]:
        """Paper."""
        if self.kiosk.can_print:
            yield Action(self.tr("Print"), id="print")

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """The sheet on paper."""
        if event.action.id == "print":
            event.stop()
            self.kiosk.print_receipts(self)

    def on_tool(self, name: str) -> None:
        """The code as large as the screen."""
        if name == "qr":
            show_whole(self.kiosk, sheet_text(self.visit.kept))
        else:
            super().on_tool(name)


_SHOWN = 6
"""More receipts than fit at 40x12 are in the QR and on the paper."""


def sheet_text(kept: list[Kept]) -> str:
    """What the QR of several receipts says: the receipts, a space between them."""
    return " ".join(one.receipt for one in kept)


def receipt_lines(tr: Translator, kept: list[Kept], index: CatalogueIndex | None) -> list[tuple[str, str]]:
    """(what it is for, receipt) of each, for paper."""
    lines: list[tuple[str, str]] = []
    for one in kept:
        found = index.consultations.get(ConsultationId(one.consultation)) if index else None
        title = found.title.within(tr.language) if found else ""
        lines.append((f"{tr(_NAMES[one.kind])} · {title}" if title else tr(_NAMES[one.kind]), one.receipt))
    return lines


def show_whole(app: KioskApp, text: str) -> None:
    """The code as large as the screen, once however often it is asked for."""
    if not isinstance(app.screen, WholeScreenQR):
        app.push_screen(WholeScreenQR(text))


class WholeScreenQR(KioskScreen):
    """Nothing but the code; any touch or key leads back."""

    ways = N_("Any key goes back.")

    def __init__(self, text: str) -> None:
        self._text = text
        super().__init__()

    def compose(self) -> ComposeResult:
        """The code, on white to the edges: that is its quiet zone."""
        yield QR(self._text, quiet_zone=1)

    def on_click(self, event: events.Click) -> None:
        """Back to the receipt."""
        event.stop()
        self.dismiss()

    def on_key(self, event: events.Key) -> None:
        """Back to the receipt."""
        event.stop()
        self.dismiss()
