"""Which screen shows which state of a visit. Screens are imported when they are first needed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kiosk.claims.claim import ClaimRule
from kiosk.visit_map import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.visit import Visit
    from screens.app import KioskApp
    from screens.resident.step import ResidentStep

_SCREENS = {
    State.LANGUAGE: "language.LanguageScreen",
    State.HOME: "home.HomeScreen",
    State.BROWSE: "browse.browse_screen",
    State.CONSULTATION: "consultation.ConsultationScreen",
    State.READING: "reading.reading_screen",
    State.ABOUT: "activity_about.ActivityAboutScreen",
    State.PROPOSALS: "proposals.proposals_screen",
    State.PROPOSAL: "proposal.ProposalScreen",
    State.CHARTER: "charter.CharterScreen",
    State.FORM: "form.form_screen",
    State.CHECK: "check.CheckScreen",
    State.QUARTIER: "quartier.QuartierScreen",
    State.BALLOT: "ballots.ballot_screen",
    State.REVIEW: "review.ReviewScreen",
    State.RECORDED: "recorded.RecordedScreen",
    State.FAREWELL: "farewell.FarewellScreen",
    State.SHEET: "recorded.SheetScreen",
}
"""Module and what makes the screen, in `screens.resident`. A test looks at each."""


def screen_for(app: KioskApp, visit: Visit) -> ResidentStep | None:
    """The screen for where the visit is; None once it has ended."""
    match visit.state:
        case State.ENDED:
            return None
        case State.CLAIM:
            from screens.resident import claims

            rule = visit.found.activity.claim if visit.found else ClaimRule.CODE
            return claims.SCREENS[rule](app)
        case State.ABOUT if visit.found is not None:
            return _made("about.AboutScreen", app)
        case _:
            return _made(_SCREENS[visit.state], app)


def _made(name: str, app: KioskApp) -> ResidentStep:
    module, _, what = name.partition(".")
    make: Callable[[KioskApp], ResidentStep] = getattr(import_module(f"screens.resident.{module}"), what)
    return make(app)


def warm_up() -> None:
    """Import every screen, while nobody waits for one."""
    for module in {name.partition(".")[0] for name in _SCREENS.values()} | {
        "about",
        "claims",
        "dialogs",
        "access",
    }:
        import_module(f"screens.resident.{module}")
