"""Tablets: how each stands, what is wrong, pairing one and revoking one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request, Response

from kiosk.claims.codes import printed
from kiosk.i18n import N_, Translator, translator
from kiosk.medium import shown
from kiosk.tablet import Status
from sync.hub.alarms import Alarm, Watched, watched
from sync.hub.fleet import new_pairing_code
from sync.hub.paper.pairing_sheet import pairing_sheet
from sync.hub.staff.face import Face, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.rights import Right
from sync.last_word import RESET
from sync.pair import qr_text

PLACES = (Place("/fleet", N_("Tablets"), N_("What is aboard, what is wrong, pair and revoke."), Right.FLEET),)
ALARMS: dict[Alarm, str] = {
    Alarm.LOST: N_("Deposits are missing"),
    Alarm.CLONE: N_("Two machines under one key?"),
    Alarm.CLOCK: N_("Wrong clock"),
    Alarm.SILENT: N_("Silent"),
    Alarm.DISK: N_("Disk nearly full"),
    Alarm.BATTERY: N_("Battery nearly empty"),
}
TO_DO: dict[Alarm, str] = {
    Alarm.LOST: N_(
        "The hub told the tablet that it has these deposits, and does not have them. Keep the tablet as it "
        "is, switch it off, and call whoever looks after the hub: a backup of the hub may be older than it."
    ),
    Alarm.CLONE: N_(
        "Its parcels come from two machines, or its disk was set back to an earlier day. Bring the tablet "
        "in. If nobody can explain it, revoke it."
    ),
    Alarm.CLOCK: N_("Set the tablet's clock before it opens: it stops votes at their hour by it."),
    Alarm.SILENT: N_(
        "Ask where it is. Connect it to the network, or bring its stick. If it is lost, revoke it."
    ),
    Alarm.DISK: N_("Sync it, and take away what is not needed: without room it cannot record anything."),
    Alarm.BATTERY: N_("Plug it in."),
}
STATES: dict[str, str] = {
    Status.READY.value: N_("ready"),
    Status.OPEN.value: N_("open"),
    Status.PAUSED.value: N_("paused"),
    Status.CLOSED.value: N_("closed"),
    RESET: N_("erased"),
}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SORTS: dict[str, Callable[[Watched], Any]] = {
    "alarm": lambda tablet: (
        tablet.standing.revoked,
        not tablet.alarms,
        [list(Alarm).index(alarm) for alarm in tablet.alarms],
    ),
    "name": lambda tablet: tablet.standing.name.casefold(),
    "contact": lambda tablet: tablet.standing.last_contact or _LONG_AGO,
    "aboard": lambda tablet: -tablet.standing.not_here,
    "waiting": lambda tablet: (
        tablet.standing.health.waiting_since is None,
        tablet.standing.health.waiting_since,
    ),
    "version": lambda tablet: tablet.standing.health.version,
}
_ADDRESS_MOST = 200


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    def one(tablet: str) -> Watched:
        for found in watched(face.store, face.settings.silent_days):
            if found.standing.tablet == tablet:
                return found
        raise HTTPException(404)

    @routes.get("/fleet", dependencies=[needs(Right.FLEET)])
    def fleet(request: Request, sort: str = "alarm") -> Response:
        order = sort if sort in _SORTS else "alarm"
        tablets = watched(face.store, face.settings.silent_days)
        tablets.sort(key=lambda tablet: (tablet.standing.name.casefold(), tablet.standing.tablet))
        tablets.sort(key=_SORTS[order])
        in_use = [tablet for tablet in tablets if not tablet.standing.revoked]
        return face.render(
            request,
            "fleet.html",
            tablets=tablets,
            in_use=in_use,
            alarmed=sum(bool(tablet.alarms) for tablet in tablets),
            aboard=sum(tablet.standing.not_here for tablet in in_use),
            gone=sum(tablet.standing.not_here for tablet in tablets if tablet.standing.revoked),
            sort=order,
            **_words(face.tr),
        )

    @routes.get("/fleet/pairing", dependencies=[needs(Right.FLEET)])
    def pairing(request: Request) -> Response:
        return face.render(request, "pairing.html", address=_address(request))

    @routes.post("/fleet/pairing", dependencies=[needs(Right.FLEET)])
    def make_code(request: Request, address: Annotated[str, Form(max_length=_ADDRESS_MOST)] = "") -> Response:
        where = address.strip()
        if not where.startswith(("https://", "http://")) or not where.isprintable() or " " in where:
            wrong = face.tr("This is not an address: it begins with https://.")
            return face.render(
                request, "pairing.html", status_code=422, address=where, errors={"address": wrong}
            )
        code, expires = new_pairing_code(face.store)
        face.audit(request, "pairing_code_made")
        text = qr_text(where, printed(code))
        sheet = pairing_sheet(printed(code), where, expires, text, translator("fr"))
        return paper(sheet, "appairage.pdf")

    @routes.get("/fleet/{tablet}", dependencies=[needs(Right.FLEET)])
    def show(request: Request, tablet: str) -> Response:
        return face.render(request, "tablet.html", tablet=one(tablet), **_words(face.tr))

    @routes.get("/fleet/{tablet}/revoke", dependencies=[needs(Right.FLEET)])
    def ask(request: Request, tablet: str) -> Response:
        return face.render(request, "revoke.html", tablet=one(tablet), **_words(face.tr))

    @routes.post("/fleet/{tablet}/revoke", dependencies=[needs(Right.FLEET)])
    def revoke(request: Request, tablet: str, sure: Annotated[str, Form()] = "") -> Response:
        found = one(tablet)
        if sure != "yes":
            wrong = face.tr("Tick the box: revoking cannot be undone.")
            return face.render(
                request,
                "revoke.html",
                status_code=422,
                tablet=found,
                errors={"sure": wrong},
                **_words(face.tr),
            )
        face.store.revoke(found.standing.tablet)
        face.audit(request, "tablet_revoked", f"{found.standing.tablet} {shown(found.standing.name)}")
        said = face.tr(
            "{name} is revoked: the hub takes nothing more from it.", name=shown(found.standing.name)
        )
        return face.done(request, f"/fleet/{found.standing.tablet}", said)

    return routes


def paper(content: bytes, name: str) -> Response:
    """A PDF that the browser keeps as a file."""
    return Response(
        content,
        media_type="application/pdf",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _address(request: Request) -> str:
    """Where tablets most likely reach the hub: where this page was asked for."""
    return f"{request.url.scheme}://{request.url.netloc}"


def _words(tr: Translator) -> dict[str, Any]:
    return {
        "alarm_words": {alarm: tr(words) for alarm, words in ALARMS.items()},
        "to_do": {alarm: tr(words) for alarm, words in TO_DO.items()},
        "state_words": {state: tr(word) for state, word in STATES.items()},
        "here_name": shown,
    }
