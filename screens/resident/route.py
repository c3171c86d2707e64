"""Which screen shows which state of a visit. Screens are imported when they are first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.claims.claim import ClaimRule
from kiosk.visit_map import State

if TYPE_CHECKING:
    from kiosk.visit import Visit
    from screens.app import KioskApp
    from screens.resident.step import ResidentStep


def screen_for(app: KioskApp, visit: Visit) -> ResidentStep | None:  # noqa: PLR0911 - a table of screens
    """The screen for where the visit is; None once it has ended."""
    from screens.resident import about, ballots, claims, home, language, quartier, recorded, review

    match visit.state:
        case State.LANGUAGE:
            return language.LanguageScreen(app)
        case State.HOME:
            return home.HomeScreen(app)
        case State.ABOUT:
            return about.AboutScreen(app)
        case State.CLAIM:
            rule = visit.found.activity.claim if visit.found else ClaimRule.CODE
            return claims.SCREENS[rule](app)
        case State.QUARTIER:
            return quartier.QuartierScreen(app)
        case State.BALLOT:
            return ballots.ballot_screen(app)
        case State.REVIEW:
            return review.ReviewScreen(app)
        case State.RECORDED:
            return recorded.RecordedScreen(app)
        case State.ENDED:
            return None
