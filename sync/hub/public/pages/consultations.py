"""``/consultations``: what one is about, its steps, what can be done in it, what came out of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fastapi import APIRouter, HTTPException, Request, Response
from markupsafe import Markup

from kiosk.catalogue.activities import AnyActivity
from kiosk.catalogue.lookup import Located, Openness
from kiosk.catalogue.model import Consultation, Phase
from kiosk.catalogue.parts import Text
from kiosk.i18n import Translator, translator
from kiosk.paper.moments import day
from sync.hub.public.site import GET, Site, language_of, long_words

_PARAGRAPHS_MAX, _LINES_MAX = 60, 40
"""Of one kind on the page, so that it stays light."""
_DECISIONS_MAX, _DECISION_MAX = 20, 700
"""The newest ones, and characters of each."""


def router(site: Site) -> APIRouter:
    """One page a consultation."""
    routes = APIRouter()

    @routes.api_route("/consultations/{name}", methods=GET)
    def consultation(request: Request, name: str) -> Response:
        index = site.index()
        found = (
            next((one for one in index.catalogue.consultations if one.id == name), None) if index else None
        )
        if index is None or found is None:
            raise HTTPException(404)
        language, now = language_of(request), site.now()
        tr, silent = translator(language), site.silent()
        values = {
            "consultation": found,
            "foreign": not found.title.has(language),
            "about": [*_paragraphs(found.summary, language), *_paragraphs(found.description, language)],
            "steps": [_step(phase, now, tr) for phase in _in_order(found)][:_LINES_MAX],
            "activities": [_line(site, one, now, tr) for one in index.within(found)][:_LINES_MAX],
            "documents": found.documents[:_LINES_MAX],
            "decisions": list(_decisions(found, language)),
            "synthesis": [] if silent else _paragraphs(found.synthesis, language),
        }
        return site.page(request, "consultation.html", values)

    return routes


def when(located: Located[AnyActivity], now: datetime, tr: Translator) -> str:
    """Until when an activity is open, or since when not any more; empty where it is only read."""
    if not located.phases:
        return ""
    match located.openness(now):
        case Openness.OPEN:
            until = min(phase.closes for phase in located.phases if phase.opens <= now < phase.closes)
            return tr("Open until {day}", day=day(tr, until))
        case Openness.NOT_YET:
            opens = min(phase.opens for phase in located.phases if now < phase.opens)
            return tr("Opens on {day}", day=day(tr, opens))
        case Openness.CLOSED:
            return tr("▲ Over since {day}", day=day(tr, located.closes))


def _line(site: Site, located: Located[AnyActivity], now: datetime, tr: Translator) -> dict[str, object]:
    activity = located.activity
    published = not site.silent() and site.published.of(activity.id) is not None
    return {"title": activity.title, "when": when(located, now, tr), "vote": activity.id if published else ""}


def _in_order(consultation: Consultation) -> list[Phase]:
    return sorted(consultation.phases, key=lambda phase: phase.opens)


def _step(phase: Phase, now: datetime, tr: Translator) -> dict[str, object]:
    if phase.closes <= now:
        mark, state = "✔", tr("done")
    elif phase.opens <= now:
        mark, state = "▶", tr("we are here")
    else:
        mark, state = "○", tr("to come")
    dates = tr("from {first} to {last}", first=day(tr, phase.opens), last=day(tr, phase.closes))
    return {"title": phase.title, "mark": mark, "state": state, "dates": dates}


def _decisions(consultation: Consultation, language: str) -> Iterator[dict[str, object]]:
    newest = sorted(consultation.decisions, key=lambda decision: decision.on, reverse=True)
    for decision in newest[:_DECISIONS_MAX]:
        yield {
            "title": decision.title,
            "on": decision.on,
            "text": long_words(decision.text, language, _DECISION_MAX),
        }


def _paragraphs(text: Text, language: str) -> list[Markup]:
    return long_words(text, language)[:_PARAGRAPHS_MAX]
