"""Voting codes: typed or scanned, what is known of one here; and a reserve code for a spoiled one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.catalogue.lookup import Openness
from kiosk.claims.codes import DIGITS
from kiosk.errors import KioskError
from kiosk.staff.acts import Act
from screens.staff.reason import ReasonScreen
from screens.staff.step import StaffStep
from screens.widgets.action import Action
from screens.widgets.field import CodeField, Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_CODE

if TYPE_CHECKING:
    from kiosk.staff.codes import Codes, KnownCode
    from kiosk.staff.desk import StaffDesk
    from screens.app import KioskApp


def codes_at(desk: StaffDesk) -> Codes:
    """What the desk may do here. It brings the vault, for which the first screen does not wait."""
    from kiosk.staff.codes import Codes

    return Codes(desk)


class _TypeCodeScreen(StaffStep):
    """A question, groups of four, a keyboard. A scanner types and presses Enter."""

    def __init__(self, app: KioskApp, question: str, typed: str = "") -> None:
        super().__init__(app, question, main=app.tr("Continue →"))
        self.field = CodeField(DIGITS)
        self.field.write(typed)

    def compose_body(self) -> ComposeResult:
        """The field, the keys."""
        yield self.field
        yield Keyboard(KEYBOARD_CODE, self.field, self.tr)

    def on_mount(self) -> None:
        """Typing and scanning work at once."""
        self.field.focus()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter, or the end of a scan."""
        event.stop()
        self.on_main()

    def refuse(self, error: KioskError) -> None:
        """Say why; the next card can simply be scanned."""
        super().refuse(error)
        self.field.tried()

    def say(self, text: str) -> None:
        """In place of the question: a message above the bottom bar would lie over the keys."""
        self.ask(f"▲ {text}")


class CodeScreen(_TypeCodeScreen):
    """Which code?"""

    def __init__(self, app: KioskApp, typed: str = "") -> None:
        super().__init__(app, app.tr("Scan or type the code that you want to check."), typed)

    def renewed(self) -> CodeScreen:
        """The same question, with what was typed."""
        return CodeScreen(self.kiosk, self.field.value)

    def on_main(self) -> None:
        """Look it up."""
        app, codes, typed = self.kiosk, codes_at(self.desk), self.field.value
        self.work(
            lambda: codes.look_up(typed), lambda known: app.staff.show(KnownCodeScreen(app, known, typed))
        )


class KnownCodeScreen(StaffStep):
    """The answer first; then the vote, the quartier, and what this tablet cannot know."""

    def __init__(self, app: KioskApp, known: KnownCode, typed: str) -> None:
        tr = app.tr
        self._known, self._typed = known, typed
        good = not known.spent and known.openness is Openness.OPEN
        answer = tr("✔ This code is good here.") if good else f"▲ {_why_not(app, known)}"
        super().__init__(app, answer, main=tr("Another code →"), main_short=tr("Another →"))

    def renewed(self) -> KnownCodeScreen:
        """The same code."""
        return KnownCodeScreen(self.kiosk, self._known, self._typed)

    def compose_body(self) -> ComposeResult:
        """What is known."""
        tr, known, index = self.tr, self._known, self.tablet.index
        lines = [tr("Vote: {title}", title=known.found.consultation.title.within(tr.language))]
        if known.quartier and index is not None:
            lines.append(tr("Quartier: {name}", name=index.quartier_name(known.quartier)))
        if not known.spent:
            lines.append(tr("Not used on this tablet."))
            lines.append(tr("Whether it was used on another tablet shows at the count: one vote counts."))
        if known.found.activity.code_replacement != "staff":
            lines.append(tr("In this vote no code is replaced. That is the rule of its organisers."))
        yield self.reader("\n".join(lines))

    def beside(self) -> Iterator[Action]:
        """A reserve code for a spoiled one, where the rule and the role allow it."""
        if self._known.replaceable and self.desk.refusal(Act.REPLACE_CODE) is None:
            yield Action(self.tr("Replace this code"), short=self.tr("Replace"), id="replace")

    def on_main(self) -> None:
        """The next code."""
        self.kiosk.staff.show(CodeScreen(self.kiosk))

    def on_action_pressed(self, event: Action.Pressed) -> None:
        """Which reserve code is handed out?"""
        if event.action.id == "replace":
            event.stop()
            self.kiosk.staff.show(ReserveScreen(self.kiosk, self._known, self._typed))

    def above(self) -> StaffStep:
        """The question."""
        return CodeScreen(self.kiosk)


class ReserveScreen(_TypeCodeScreen):
    """Which code of the reserve sheet is handed out?"""

    def __init__(self, app: KioskApp, known: KnownCode, old: str, typed: str = "") -> None:
        super().__init__(app, app.tr("Scan or type the reserve code that you hand out."), typed)
        self._known, self._old = known, old

    def renewed(self) -> ReserveScreen:
        """The same question, with what was typed."""
        return ReserveScreen(self.kiosk, self._known, self._old, self.field.value)

    def on_main(self) -> None:
        """See that it can stand for the other, then ask why."""
        app, codes, old, new = self.kiosk, codes_at(self.desk), self._old, self.field.value
        self.work(lambda: codes.check(old, new), lambda _: app.staff.show(_why(app, codes, old, new)))

    def above(self) -> StaffStep:
        """What is known of the spoiled one."""
        return KnownCodeScreen(self.kiosk, self._known, self._old)


class ReplacedScreen(StaffStep):
    """What to do with the two cards."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(
            app, app.tr("✔ The spoiled code is worth nothing now."), back=app.tr("Board"), main=""
        )

    def compose_body(self) -> ComposeResult:
        """Two sentences."""
        yield self.reader(
            self.tr("Hand out the reserve card.") + "\n" + self.tr("Keep the spoiled card and tear it up.")
        )

    def above(self) -> StaffStep:
        """The board."""
        from screens.staff.board import BoardScreen

        return BoardScreen(self.kiosk)


def _why(app: KioskApp, codes: Codes, old: str, new: str) -> ReasonScreen:
    return ReasonScreen(
        app,
        lambda tr: (tr("Why is this code replaced? Write no name."), tr("Replace →")),
        lambda reason: codes.replace(old, new, reason),
        lambda: ReplacedScreen(app),
    )


def _why_not(app: KioskApp, known: KnownCode) -> str:
    name = "code_spent_here" if known.spent else known.openness.value
    return app.staff.reason(app.tr, name)
