"""The log of what staff did, page by page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from kiosk.i18n import N_
from sync.hub.staff.audit import entries
from sync.hub.staff.face import Face, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.rights import Right

PLACES = (Place("/log", N_("Log"), N_("Who did what, and when."), Right.ACCOUNTS),)
_ON_A_PAGE = 50
_NUMBER_MOST = 2**53

ACTS = {
    "signed_in": N_("signed in"),
    "signed_out": N_("signed out"),
    "sign_in_refused": N_("wrong password"),
    "password_changed": N_("changed the password"),
    "draft_made": N_("began a consultation"),
    "draft_copied": N_("copied a consultation"),
    "draft_imported": N_("imported a consultation"),
    "draft_saved": N_("saved a draft"),
    "draft_removed": N_("threw a draft away"),
    "catalogue_published": N_("published a catalogue"),
    "account_made": N_("made an account"),
    "account_removed": N_("removed an account"),
    "role_changed": N_("changed what an account may do"),
    "password_given": N_("gave an account another password"),
    "pairing_code_made": N_("made a pairing code"),
    "tablet_revoked": N_("revoked a tablet"),
    "codes_drawn": N_("drew voting codes"),
    "codes_voided": N_("voided voting codes"),
    "code_replaced": N_("replaced a voting code"),
    "code_use_looked_at": N_("looked how many codes are used"),
    "box_opened": N_("opened a ballot box"),
    "result_published": N_("published a result"),
}
"""What each act is called; a page adds its own words here."""


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/log", dependencies=[needs(Right.ACCOUNTS)])
    def log(request: Request, before: Annotated[int | None, Query(ge=1, le=_NUMBER_MOST)] = None) -> Response:
        found = entries(face.store, _ON_A_PAGE + 1, before)
        words = {act: face.tr(says) for act, says in ACTS.items()}
        return face.render(
            request,
            "log.html",
            lines=found[:_ON_A_PAGE],
            words=words,
            older=found[_ON_A_PAGE - 1].number if len(found) > _ON_A_PAGE else None,
        )

    return routes
