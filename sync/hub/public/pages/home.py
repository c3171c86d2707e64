"""``/``: what is open, what comes, what is being counted, what is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from kiosk.catalogue.activities import BallotActivity, FollowUpActivity, PageActivity
from kiosk.catalogue.lookup import CatalogueIndex, Openness
from kiosk.catalogue.model import Consultation
from kiosk.catalogue.parts import Text
from kiosk.i18n import Translator, translator
from kiosk.paper.moments import day
from sync.hub.public.pages.consultations import when
from sync.hub.public.site import GET, Site, go, language_of, plain, words
from sync.hub.publication import Publication

_LINES_MAX = 60
"""Of one kind on the page; a city has a dozen."""


@dataclass(frozen=True)
class Line:
    """Something to take part in."""

    consultation: Consultation
    title: Text
    when: str


def router(site: Site) -> APIRouter:
    """The first page."""
    routes = APIRouter()

    @routes.api_route("/votes", methods=GET)
    @routes.api_route("/consultations", methods=GET)
    def listed(request: Request) -> Response:
        return go(request, "/")

    @routes.api_route("/", methods=GET)
    def home(request: Request) -> Response:
        tr, index = translator(language_of(request)), site.index()
        silent = index is not None and site.silent()
        published = site.published.all()
        counted = {paper.minutes.activity.id for paper in published}
        groups = _groups(index, site.now(), counted, tr) if index else []
        return site.page(
            request,
            "home.html",
            {
                "groups": groups,
                "silence": index.catalogue.silence if index and silent else None,
                "published": []
                if silent
                else [_result(paper, index, tr) for paper in published[:_LINES_MAX]],
            },
        )

    return routes


def _groups(
    index: CatalogueIndex, now: datetime, counted: set[str], tr: Translator
) -> list[tuple[str, list[Line]]]:
    """Headings with what is under them; the soonest first."""
    opened: list[tuple[datetime, Line]] = []
    coming: list[tuple[datetime, Line]] = []
    closed: list[tuple[datetime, Line]] = []
    for located in index.activities.values():
        activity, title = located.activity, (located.consultation, located.activity.title)
        if isinstance(activity, PageActivity | FollowUpActivity) or not located.phases:
            continue
        match located.openness(now):
            case Openness.OPEN:
                until = min(phase.closes for phase in located.phases if phase.opens <= now < phase.closes)
                opened.append((until, Line(*title, when(located, now, tr))))
            case Openness.NOT_YET:
                opens = min(phase.opens for phase in located.phases if now < phase.opens)
                coming.append((opens, Line(*title, when(located, now, tr))))
            case Openness.CLOSED if isinstance(activity, BallotActivity) and activity.id not in counted:
                until = located.consultation.accept_until
                what_next = (
                    tr("Ballots are still taken in from the tablets until {day}.", day=day(tr, until))
                    if now < until
                    else tr("The vote is closed. Its result is not published yet.")
                )
                closed.append((located.closes, Line(*title, what_next)))
    groups = [
        (tr("Open now"), opened),
        (tr("Soon"), coming),
        (tr("Closed, to be counted"), closed),
    ]
    return [
        (heading, [line for _, line in sorted(dated, key=lambda pair: pair[0])][:_LINES_MAX])
        for heading, dated in groups
    ]


def _result(paper: Publication, index: CatalogueIndex | None, tr: Translator) -> dict[str, object]:
    minutes = paper.minutes
    located = index.activities.get(minutes.activity.id) if index else None
    language = tr.language
    return {
        "activity": minutes.activity.id,
        "title": words(located.consultation.title, language)
        if located
        else plain(minutes.consultation.title),
        "what": words(located.activity.title, language) if located else plain(minutes.activity.title),
        "counted": minutes.equation.counted,
    }
