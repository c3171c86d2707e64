"""How the carrying stands, in words for staff, in any language."""

from __future__ import annotations

from datetime import datetime

from kiosk.carrying import Carrying
from kiosk.i18n import N_, Translator

REASONS = {
    "unreachable": N_("The hub does not answer. Everything stays here; the tablet tries again by itself."),
    "hub_fails": N_("The hub cannot work now. Everything stays here; the tablet tries again by itself."),
    "not_our_hub": N_(
        "Something else answered than our hub: often a Wi-Fi that asks for a login. Nothing was marked."
    ),
    "tablet_revoked": N_("The hub takes nothing more from this tablet: it was revoked. Ask the hub's staff."),
    "unknown_tablet": N_("The hub does not know this tablet. It was paired with another hub."),
    "wrong_mode": N_("The hub works in the other mode (test or official) than this tablet."),
    "too_large": N_("The hub takes no parcel of this size. Ask the hub's staff."),
    "refused": N_("The hub refuses. Ask the hub's staff."),
    "vault": N_("The tablet's disk refuses. Everything stays here. Free some room, or ask for help."),
    "missing": N_("No stick is plugged in."),
    "full": N_("The stick is full. Free some room on it, or use another."),
    "read_only": N_("The stick is write-protected. Move its lock, or use another."),
    "pulled_out": N_("The stick was pulled out, or it is failing. Plug it in again, or use another."),
    "other_bytes": N_("The stick gives back other bytes than were written. Use another."),
    "tampered": N_("This stick was tampered with. Do not use it."),
    "unwritable": N_("The stick cannot be written to. Use another."),
    "wire": N_("Carrying failed. Everything stays here."),
}
"""Why a carrying failed (`kiosk.carrying.Failure.reason`)."""


def sentences(tr: Translator, known: Carrying, now: datetime) -> list[str]:
    """How the carrying went last and what waits, for a screen or a line; the first is the most important."""
    today = now.astimezone().date()
    said: list[str] = []
    if known.fails and known.last_failure is not None:
        said.append(tr("Last failed attempt: {when}.", when=_when(tr, known.last_failure.at)))
        said.append(tr(REASONS.get(known.last_failure.reason, REASONS["wire"])))
    if known.last_success is None:
        said.append(tr("Nothing has been carried from this tablet yet."))
    else:
        said.append(tr("Last successful carrying: {when}.", when=_when(tr, known.last_success.at)))
    days = known.days_waiting(today)
    if days:
        said.append(
            tr.plural(
                "The oldest deposit here has waited for {n} day.",
                "The oldest deposit here has waited for {n} days.",
                days,
            )
        )
    return said


def _when(tr: Translator, at: datetime) -> str:
    local = at.astimezone()
    return tr("{day} at {time}", day=tr.day(local.date()), time=f"{local:%H:%M}")
