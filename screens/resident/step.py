"""The frame of every resident's screen: who asks, which step this is, the languages, the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kiosk.errors import KioskError, ReasonedError
from kiosk.i18n import Translator
from screens.step import Bars, StepScreen, Tool
from screens.words import reason

if TYPE_CHECKING:
    from kiosk.visit import Visit
    from screens.app import KioskApp

STEPS = 4
"""About, claim, ballot, review: what a resident sees counted."""


class ResidentStep(StepScreen):
    """A step of a visit. It asks the visit, shows the answer, and lets the app show what is next."""

    def __init__(
        self,
        app: KioskApp,
        question: str = "",
        *,
        number: int = 0,
        total: int = STEPS,
        back: bool = True,
        main: str = "",
        main_short: str = "",
        leave: bool = True,
        banner: str = "",
        tools: tuple[Tool, ...] = (),
        bare: bool = False,
    ) -> None:
        """Args:
        app: the kiosk.
        question: the one thing this screen asks.
        number: which of the counted steps this is, of `total`; 0 is none.
        back: whether there is a way back.
        main: the main action, if there is one; `main_short` at 40x12.
        leave: whether the visit can be left here.
        banner: what stands above everything, in place of the app's banner.
        tools: this screen's own, before those of every screen.
        bare: whether it lies over another step, which has the tools.
        """
        self.kiosk = app
        tr = app.tr
        visit = app.visit
        consultation = visit.where.consultation if visit is not None else None
        title = consultation.title.within(tr.language) if consultation is not None else ""
        bars = Bars(
            place=app.place,
            consultation=title,
            step=tr("step {n} of {total}", n=number, total=total) if number else "",
            step_short=f"{number}/{total}" if number else "",
            back=tr("Back") if back else "",
            main=main,
            main_short=main_short,
            banner=banner or app.banner,
            tools=() if bare else (*tools, *app.tools(leave=leave)),
            repeat=tr("Repeat") if app.has_voice else "",
        )
        super().__init__(bars, question)

    @property
    def tr(self) -> Translator:
        """The sentences of the visit's language."""
        return self.kiosk.tr

    @property
    def visit(self) -> Visit:
        """The visit; a step is never shown without one."""
        return cast("Visit", self.kiosk.visit)

    def on_tool(self, name: str) -> None:
        """Language, colours, leaving: the same everywhere."""
        self.kiosk.use_tool(name)

    def on_back(self) -> None:
        """One step back."""
        self.visit.back()
        self.kiosk.show_visit()

    def refuse(self, error: KioskError) -> None:
        """Say why something was refused, in the resident's words."""
        name = error.reason if isinstance(error, ReasonedError) else ""
        self.say(reason(self.tr, name))
