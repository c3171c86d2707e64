"""Factory reset: what is at stake, why and how many, then once more; an empty tablet in the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from kiosk.staff.acts import Act
from kiosk.staff.factory import Stakes, factory_reset, stakes
from screens.staff.acts import go
from screens.staff.backup import BackupStep
from screens.staff.reason import ReasonScreen
from screens.staff.step import StaffStep
from screens.widgets.action import Action
from screens.widgets.big import Big
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.field import Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_DIGITS
from screens.widgets.pages import Pages
from screens.widgets.row import Option
from screens.widgets.text import Plain
from screens.widgets.text_field import TextField
from screens.words import pager_words

if TYPE_CHECKING:
    from screens.app import KioskApp

_NUMBER_MAX = 7


class ResetScreen(BackupStep):
    """What a reset would lose. While something is aboard, syncing is the main action."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        self._undelivered = app.tablet.vault.undelivered()
        waiting = self._undelivered > 0
        super().__init__(
            app,
            tr("▲ Not yet: deposits are not at the hub.") if waiting else tr("Erase this tablet?"),
            main=tr("Sync first →") if waiting else tr("Go on →"),
            main_short=tr("Sync →") if waiting else tr("Go on →"),
        )

    def compose_body(self) -> ComposeResult:
        """A large figure while something is aboard; what it means."""
        tr, number = self.tr, self._undelivered
        if number:
            yield Plain(
                tr.plural("{n} deposit to carry.", "{n} deposits to carry.", number)
                + " "
                + tr("Erasing the tablet now would lose them, unless they are on the card."),
                classes="words",
            )
        else:
            yield Plain(
                tr("The hub has everything. Recorded deposits, keys and catalogue are erased.")
                + "\n"
                + tr("After that this tablet must be paired again."),
                classes="words",
            )

    def beside(self) -> Iterator[Action]:
        """The way on in spite of what is aboard."""
        if self._undelivered:
            yield Action(self.tr("Erase all the same"), short=self.tr("Erase"), id="lose")

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Ask why, and for the number."""
        if event.action.id == "lose":
            event.stop()
            self._go_on()

    def on_main(self) -> None:
        """Sync, or go on."""
        if self._undelivered:
            go(self.kiosk, Act.SYNC)
        else:
            self._go_on()

    def _go_on(self) -> None:
        app = self.kiosk
        keeper, tablet = app.staff.around.keeper(), app.tablet
        self.say(self.tr("One moment…"))
        self.work(lambda: stakes(tablet, keeper), lambda found: app.staff.show(_next(app, found)))


def _next(app: KioskApp, found: Stakes) -> StaffStep:
    """Why and how many where something would be lost; otherwise the last question."""
    if not found.undelivered:
        return EraseScreen(app, found)
    given: list[str] = []
    return ReasonScreen(
        app,
        lambda tr: (tr("Why is the tablet erased before syncing?"), tr("Continue →")),
        given.append,
        lambda: NumberScreen(app, found, given[-1]),
    )


class NumberScreen(BackupStep):
    """How many are given up, typed: nobody does that by a slip of the finger."""

    def __init__(self, app: KioskApp, found: Stakes, reason: str) -> None:
        tr = app.tr
        question = (
            tr.plural(
                "{n} deposit is on the card alone then. Type this number.",
                "{n} deposits are on the card alone then. Type this number.",
                found.undelivered,
            )
            if found.on_card
            else tr.plural(
                "▲ {n} deposit will be lost. Type this number.",
                "▲ {n} deposits will be lost. Type this number.",
                found.undelivered,
            )
        )
        super().__init__(app, question, main=tr("Continue →"))
        self._stakes, self._reason = found, reason
        self.field = TextField(limit=_NUMBER_MAX)

    def compose_body(self) -> ComposeResult:
        """The field, the figures."""
        yield self.field
        yield Keyboard(KEYBOARD_DIGITS, self.field, self.tr)

    def on_mount(self) -> None:
        """Typing works at once."""
        self.field.focus()

    def renewed(self) -> NumberScreen:
        """The same in another language."""
        return NumberScreen(self.kiosk, self._stakes, self._reason)

    def above(self) -> StaffStep:
        """What is at stake."""
        return ResetScreen(self.kiosk)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter."""
        event.stop()
        self.on_main()

    def on_key(self, event: events.Key) -> None:
        """Figures only."""
        if event.character and event.is_printable and not event.character.isdecimal():
            event.stop()
            event.prevent_default()

    def on_main(self) -> None:
        """The last question; whether it is the number is asked with it."""
        app = self.kiosk
        app.staff.show(EraseScreen(app, self._stakes, self._reason, self.field.value))


class EraseScreen(BackupStep):
    """Once more. With a card in, whether it goes too."""

    def __init__(self, app: KioskApp, found: Stakes, reason: str = "", typed: str = "") -> None:
        tr = app.tr
        self._has_card = app.staff.around.keeper() is not None
        super().__init__(
            app,
            tr("Erase everything on this tablet now?"),
            main="" if self._has_card else tr("Erase →"),
        )
        self._stakes, self._reason, self._typed = found, reason, typed

    def compose_body(self) -> ComposeResult:
        """Two rows where there is a card; words otherwise."""
        tr = self.tr
        if not self._has_card:
            yield Plain(tr("Nobody can take this back."), classes="words")
            return
        rows = [
            Entry(Option("keep", tr("Erase the tablet"), tr("The card keeps its backup."))),
            Entry(Option("both", tr("Erase the tablet and the card"), tr("Nothing is left of either."))),
        ]
        pager = pager_words(tr)
        yield Pages(rows, pager)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """One of them."""
        event.stop()
        self._erase(card=event.project_id == "both")

    def on_main(self) -> None:
        """Without a card."""
        self._erase(card=False)

    def _erase(self, *, card: bool) -> None:
        app, desk, reason, typed = self.kiosk, self.desk, self._reason, self._typed
        if self.busy:
            return
        self.say(self.tr("Working. Leave the tablet on."))
        around = app.staff.around
        self.work(
            lambda: factory_reset(
                desk,
                reason=reason,
                typed=typed,
                keeper=around.keeper(),
                erase_card=card,
                tell_hub=around.last_word,
            ),
            lambda _: app.staff.show(self._erased()),
        )

    def _erased(self) -> ErasedScreen:
        self.kiosk.forget_tablet()
        return ErasedScreen(self.kiosk)

    def renewed(self) -> EraseScreen:
        """The same in another language or shape."""
        return EraseScreen(self.kiosk, self._stakes, self._reason, self._typed)

    def above(self) -> StaffStep:
        """What is at stake."""
        return ResetScreen(self.kiosk)


class ErasedScreen(StaffStep):
    """The end: nothing is left that any other screen could show."""

    def __init__(self, app: KioskApp) -> None:
        tr = app.tr
        super().__init__(app, tr("This tablet is empty."), back="", main=tr("Switch off →"), leave=False)
        self.busy = True  # nobody is sent to a residents' side that is not there any more

    def compose_body(self) -> ComposeResult:
        """Large words, and what comes next."""
        yield Big(self.tr("Erased"), id="safe")
        yield Plain(self.tr("Before it is used again, it must be paired with a hub."), classes="words")

    def on_main(self) -> None:
        """End the kiosk."""
        self.kiosk.exit(0)
