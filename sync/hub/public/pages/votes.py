"""``/votes``: results, the public list, minutes and files of what is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from fastapi import APIRouter, HTTPException, Request, Response
from markupsafe import Markup

from kiosk.catalogue.activities import BallotActivity
from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.i18n import Translator, translator
from sync.hub.paper.minutes_content import Contest, Project, Tablet
from sync.hub.paper.minutes_words import agreement, facts, fingerprints, state
from sync.hub.paper.words import SCORES, within
from sync.hub.public.result_table import NAME as RESULTS
from sync.hub.public.result_table import result_table
from sync.hub.public.site import GET, NOT_KEPT, Site, kept, language_of, plain, words
from sync.hub.public.words import WHY, meaning
from sync.hub.publication import MINUTES, PDF, RECEIPTS, SET_ASIDE, SIGNED, Publication
from sync.hub.readable import readable

RECEIPTS_EACH, LINES_EACH, TABLETS_EACH = 1000, 60, 100
"""On one page, so that it stays below 100 kB."""
_PAGES_MAX = 6
"""Figures of a page's number in an address."""
_TYPES = {".json": "application/json", ".pdf": "application/pdf", ".csv": "text/csv; charset=utf-8"}
_LISTS = {RECEIPTS, SET_ASIDE}
"""They tell no result: they stay where results may not be shown."""
Item = TypeVar("Item")


@dataclass(frozen=True)
class Line:
    """One project of a result."""

    rank: int
    title: Markup
    selected: bool
    share: str
    """Length of its bar, in per cent of the longest."""
    said: str


@dataclass(frozen=True)
class _Turned(Generic[Item]):
    """The part of a list that is on one page."""

    items: Sequence[Item]
    page: int
    last: int

    @property
    def place(self) -> dict[str, object]:
        """For the template."""
        return {"page": self.page, "last": self.last}


def router(site: Site) -> APIRouter:
    """Everything below ``/votes``."""
    routes = APIRouter(prefix="/votes/{activity}")

    @routes.api_route("", methods=GET)
    def vote(request: Request, activity: str) -> Response:
        if closed := _silent(site, request):
            return closed
        page = _Vote(site, request, activity)
        contests = page.paper.minutes.contests
        values: dict[str, object] = {"quartiers": [], "contests": contests, "contest": contests[0]}
        if len(contests) > 1 or contests[0].quartier:
            values["quartiers"] = [page.overview(contest) for contest in contests]
            values |= {"lines": [], "page": 1, "last": 1}
        else:
            values |= page.result(contests[0])
        return page.answer("vote.html", values | {"receipts": len(page.paper.sorted_receipts)})

    @routes.api_route("/quartiers/{quartier}", methods=GET)
    def contest(request: Request, activity: str, quartier: str) -> Response:
        if closed := _silent(site, request):
            return closed
        page = _Vote(site, request, activity)
        found = next((one for one in page.paper.minutes.contests if one.quartier == quartier != ""), None)
        if found is None:
            raise HTTPException(404)
        return page.answer("contest.html", {"contest": found} | page.result(found))

    @routes.api_route("/counted", methods=GET)
    def counted(request: Request, activity: str) -> Response:
        page = _Vote(site, request, activity)
        listed = page.paper.sorted_receipts
        invalid = [(within(page.tr, WHY, reason), n) for reason, n in page.paper.invalid.items()]
        shown = page.turned(listed, RECEIPTS_EACH)
        values = {"total": len(listed), "invalid": invalid, "shown": shown.items}
        return page.answer("counted.html", values | shown.place)

    @routes.api_route("/set-aside", methods=GET)
    def aside(request: Request, activity: str) -> Response:
        page = _Vote(site, request, activity)
        return page.answer("aside.html", page.set_aside())

    @routes.api_route("/minutes", methods=GET)
    def minutes(request: Request, activity: str) -> Response:
        if closed := _silent(site, request):
            return closed
        page = _Vote(site, request, activity)
        content, tr = page.paper.minutes, page.tr
        shown = page.turned(sorted(content.tablets, key=lambda tablet: -tablet.missing), TABLETS_EACH)
        values: dict[str, object] = {
            "agreement": agreement(content, tr),
            "reasons": [(within(tr, WHY, line.reason), line.number) for line in content.set_aside],
            "facts": facts(content, tr),
            "checks": fingerprints(content, tr),
            "tablets": [_tablet(tablet, tr) for tablet in shown.items],
        }
        return page.answer("minutes.html", values | shown.place)

    @routes.api_route("/files/{name}", methods=GET)
    def file(request: Request, activity: str, name: str) -> Response:
        if name not in _LISTS and (closed := _silent(site, request)):
            return closed
        paper = _published(site, activity)
        content = result_table(paper.minutes) if name == RESULTS else paper.paper(name)
        if content is None:
            raise HTTPException(404)
        kind = next((kind for end, kind in _TYPES.items() if name.endswith(end)), "text/plain; charset=utf-8")
        if name == SIGNED:
            kind = "application/octet-stream"
        headers = {
            "cache-control": "public, max-age=300",
            "content-disposition": f'{"inline" if name == PDF else "attachment"}; filename="{name}"',
        }
        return kept(request, Response(content, headers=headers, media_type=kind))

    return routes


@dataclass(frozen=True)
class _Titles:
    """What things are called, as data."""

    consultation: Markup
    vote: Markup
    projects: Mapping[str, Markup]


class _Vote:
    """One published vote, read in one language."""

    def __init__(self, site: Site, request: Request, activity: str) -> None:
        self.site, self.request, self.activity = site, request, activity
        self.paper = _published(site, activity)
        self.tr = translator(language_of(request))
        self.here = f"/{language_of(request)}{request.scope['path']}"
        index = site.store.index(self.paper.minutes.catalogue_version)
        self._titles = _titles(self.paper, index, self.tr.language)

    def answer(self, template: str, values: Mapping[str, object]) -> Response:
        """The page."""
        own = {
            "minutes": self.paper.minutes,
            "title": self._titles.consultation,
            "what": self._titles.vote,
            "here": self.here,
            "files": _files(self.paper, self.tr),
        }
        return self.site.page(self.request, template, own | dict(values))

    def turned(self, items: Sequence[Item], each: int) -> _Turned[Item]:
        """The part of `items` that is on the page asked for. Raises `HTTPException` (404) past the last."""
        last = max(1, -(-len(items) // each))
        asked = self.request.query_params.get("page", "1")
        if not (
            asked.isascii() and asked.isdecimal() and len(asked) <= _PAGES_MAX and 1 <= int(asked) <= last
        ):
            raise HTTPException(404)
        page = int(asked)
        return _Turned(items[(page - 1) * each : page * each], page, last)

    def overview(self, contest: Contest) -> dict[str, object]:
        """One quartier in a line."""
        selected = sum(project.selected for project in contest.projects)
        return {
            "quartier": contest.quartier,
            "name": readable(contest.name),
            "ballots": contest.ballots,
            "selected": None if contest.budget is None else selected,
        }

    def result(self, contest: Contest) -> dict[str, object]:
        """The projects of a contest, with their bars."""
        most = max((project.score for project in contest.projects), default=0)
        turned = self.turned(contest.projects, LINES_EACH)
        return turned.place | {"lines": [self._line(contest, project, most) for project in turned.items]}

    def _line(self, contest: Contest, project: Project, most: int) -> Line:
        tr, said = self.tr, []
        if self.paper.minutes.activity.method in SCORES:
            said.append(tr.plural("{n} point", "{n} points", project.score))
            said.append(tr.plural("{n} voter", "{n} voters", project.voters))
        else:
            said.append(tr.plural("{n} vote", "{n} votes", project.score))
        if project.cost:
            said.append(tr.money(project.cost, contest.currency))
        if project.selected and contest.budget is not None:
            said.append(tr("● selected"))
        share = Decimal(100) * project.score / most if most else Decimal(0)
        title = self._titles.projects.get(project.id) or plain(project.title)
        chosen = project.selected and contest.budget is not None
        return Line(project.rank, title, chosen, f"{share:.1f}", " · ".join(said))

    def set_aside(self) -> dict[str, object]:
        """Reason by reason, with the receipts that are known, a page at a time."""
        tr, minutes = self.tr, self.paper.minutes
        listed = sorted(
            (reason, receipt) for receipt, all_of in self.paper.set_aside.items() for reason in all_of
        )
        turned = self.turned(listed, RECEIPTS_EACH)
        receipts: defaultdict[str, list[str]] = defaultdict(list)
        for reason, receipt in turned.items:
            receipts[reason].append(receipt)
        first = turned.page == 1
        reasons = []
        for line in minutes.set_aside:
            if first or receipts[line.reason]:
                means = meaning(line.reason, minutes.activity.doubles)
                reasons.append(
                    {
                        "why": within(tr, WHY, line.reason),
                        "meaning": tr(means) if means else "",
                        "number": line.number,
                        "receipts": receipts[line.reason],
                    }
                )
        return turned.place | {"reasons": reasons}


def _tablet(tablet: Tablet, tr: Translator) -> dict[str, str]:
    said = [
        tr.plural("{n} ballot cast", "{n} ballots cast", tablet.cast),
        tr.plural("{n} received", "{n} received", tablet.received),
        tr.plural("▲ {n} not arrived", "▲ {n} not arrived", tablet.missing) if tablet.missing else "",
        state(tablet, tr),
    ]
    return {"name": readable(tablet.name) or tablet.tablet, "said": " · ".join(filter(None, said))}


def _published(site: Site, activity: str) -> Publication:
    found = site.published.of(activity)
    if found is None:
        raise HTTPException(404)
    return found


def _silent(site: Site, request: Request) -> Response | None:
    """In place of a result, while the city may not speak of it."""
    index = site.index()
    if index is None or index.catalogue.silence is None or not site.silent():
        return None
    tr, silence = translator(language_of(request)), index.catalogue.silence
    until = tr("The results are shown again from {day}.", day=tr.day(silence.closes))
    return site.page(
        request,
        "not_now.html",
        {
            "heading": tr("Results are not shown now"),
            "sentences": [readable(silence.reason.within(tr.language)), until],
        },
        status=403,
        keeping=NOT_KEPT,
    )


def _titles(paper: Publication, index: CatalogueIndex | None, language: str) -> _Titles:
    """From the catalogue of the count, which has them in every language; else as the minutes have them."""
    minutes = paper.minutes
    located = index.activities.get(minutes.activity.id) if index else None
    if located is None or not isinstance(located.activity, BallotActivity):
        return _Titles(plain(minutes.consultation.title), plain(minutes.activity.title), {})
    projects = {project.id: words(project.title, language) for project in located.activity.projects}
    return _Titles(
        words(located.consultation.title, language), words(located.activity.title, language), projects
    )


def _files(paper: Publication, tr: Translator) -> list[dict[str, str]]:
    what: dict[str, Callable[[], str]] = {
        MINUTES: lambda: tr("The minutes, for programs"),
        SIGNED: lambda: tr("The same, with the signature of the hub"),
        PDF: lambda: tr("The minutes on paper"),
        RESULTS: lambda: tr("A table of the results"),
        RECEIPTS: lambda: tr("Receipts that are counted"),
        SET_ASIDE: lambda: tr("What is set aside, with its reasons"),
    }
    ballots = tr("All ballots, without names: to count again (Pabulib format)")
    names = (RESULTS, *paper.names)
    return [{"name": name, "what": what[name]() if name in what else ballots} for name in names]
