"""The count: how each vote stands, the key holders' shares, progress, the result, its papers, publication."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from kiosk.errors import CountError, FormatError
from kiosk.i18n import N_, Translator, translator
from kiosk.medium import shown
from sync.hub.count.ceremony import (
    Going,
    SharesWrong,
    begin,
    papers_folder,
    progress_of,
    shares_needed,
    wrong_shares,
)
from sync.hub.count.state import Stage, VoteState, vote_state, vote_states
from sync.hub.paper.minutes_content import Minutes, read_minutes
from sync.hub.paper.words import METHODS, REASONS, SCORES, within
from sync.hub.publication import publish_papers
from sync.hub.shares import HOLDERS_MAX, Share, parse_share
from sync.hub.staff.face import Face, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.rights import Right

PLACES = (
    Place("/count", N_("Count"), N_("Open ballot boxes with the key holders, publish results."), Right.COUNT),
)
STAGES: dict[Stage, str] = {
    Stage.NOT_YET: N_("not open yet"),
    Stage.OPEN: N_("people are voting"),
    Stage.WINDOW: N_("closed, ballots are still coming in"),
    Stage.READY: N_("can be counted"),
    Stage.COUNTED: N_("counted, not published"),
    Stage.PUBLISHED: N_("published"),
}
WRONG: dict[SharesWrong, str] = {
    SharesWrong.TOO_FEW: N_("Too few key holders gave their share."),
    SharesWrong.OTHER_BOX: N_("One of these shares belongs to another ballot box."),
    SharesWrong.SAME_HOLDER: N_("Two of these are the same holder's share."),
    SharesWrong.NOT_OWN: N_("These shares do not open the box. Check that each is the holder's own."),
}
PAPERS = {
    "minutes.pdf": N_("Minutes to print and sign (PDF)"),
    "minutes.json": N_("Minutes as data (JSON)"),
    "minutes.signed": N_("Minutes with the hub's signature"),
    "receipts.csv": N_("List of receipts (CSV)"),
    "set-aside.csv": N_("List of what is set aside (CSV)"),
}
_WAIT_SECONDS = 8.0
"""A short count is over before the next page comes."""
_SHARE_MOST = 200
_PAPER = re.compile(
    r"minutes\.(?:json|signed|pdf)|receipts\.csv|set-aside\.csv|[A-Za-z0-9][A-Za-z0-9._-]*\.pb"
)
_MEDIA = {
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".pb": "text/plain; charset=utf-8",
}


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    store = face.store
    may_count = [needs(Right.COUNT)]

    def state_of(activity: str) -> VoteState:
        try:
            return vote_state(store, activity)
        except CountError:
            raise HTTPException(404) from None

    def page(
        request: Request, activity: str, *, status_code: int = 200, errors: dict[str, str] | None = None
    ) -> Response:
        state, tr = state_of(activity), face.tr
        found = _minutes(face, activity)
        return face.render(
            request,
            "count.html",
            status_code=status_code,
            errors=errors or {},
            state=state,
            stage_word=tr(STAGES[state.stage]),
            title=state.found.activity.title.within("fr"),
            consultation=state.found.consultation.title.within("fr"),
            progress=progress_of(store, activity),
            needed=shares_needed(store),
            reasons=_reasons(state.set_aside),
            minutes=found,
            minute_reasons=_minute_reasons(found) if found else [],
            method=_method(found) if found else "",
            score=_score(found) if found else "",
            papers=_papers(face, activity),
            here_name=shown,
        )

    @routes.get("/count", dependencies=may_count)
    def votes(request: Request) -> Response:
        words = {stage: face.tr(word) for stage, word in STAGES.items()}
        return face.render(request, "counts.html", states=vote_states(store), stage_words=words)

    @routes.get("/count/{activity}", dependencies=may_count)
    def show(request: Request, activity: str) -> Response:
        return page(request, activity)

    @routes.post("/count/{activity}/open", dependencies=may_count)
    def open_box(
        request: Request,
        activity: str,
        share: Annotated[list[Annotated[str, Form(max_length=_SHARE_MOST)]] | None, Form()] = None,
        seen: Annotated[str, Form()] = "",
    ) -> Response:
        state, tr = state_of(activity), face.tr
        if state.stage in (Stage.NOT_YET, Stage.OPEN, Stage.WINDOW):
            too_early = tr("The box stays shut until no more ballots can come in.")
            return page(request, activity, status_code=409, errors={"count": too_early})
        shares, errors = _read_shares(tr, (share or [])[:HOLDERS_MAX])
        if state.missing and seen != "yes":
            errors["seen"] = tr("Tick the box that says how many ballots are missing.")
        if not errors and (wrong := wrong_shares(store, shares)) is not None:
            errors["share-1"] = tr(WRONG[wrong])
        if errors:
            return page(request, activity, status_code=422, errors=errors)
        try:
            counting = begin(store, activity, shares, translator("fr"))
        except CountError:
            going_on = tr("This vote is being counted already. Wait for the result.")
            return page(request, activity, status_code=409, errors={"count": going_on})
        holders = ", ".join(str(one.index) for one in sorted(shares, key=lambda one: one.index))
        face.audit(request, "box_opened", f"{activity} ({holders})")
        counting.join(_WAIT_SECONDS)
        progress = progress_of(store, activity)
        if progress is not None and progress.state is Going.DONE:
            return face.done(
                request, f"/count/{activity}", tr("The votes are counted. Nothing is published yet.")
            )
        return face.done(request, f"/count/{activity}", tr("The count is going on."))

    @routes.get("/count/{activity}/papers/{name}", dependencies=may_count)
    def paper(activity: str, name: str) -> Response:
        state_of(activity)
        if not _PAPER.fullmatch(name):
            raise HTTPException(404)
        return _file(papers_folder(store, activity) / name, f"{activity}-{name}")

    @routes.post("/count/{activity}/publish", dependencies=may_count)
    def publish(request: Request, activity: str, sure: Annotated[str, Form()] = "") -> Response:
        state_of(activity)
        tr = face.tr
        if _minutes(face, activity) is None:
            none = tr("There is no result to publish. Count first.")
            return page(request, activity, status_code=409, errors={"count": none})
        if sure != "yes":
            wrong = tr("Tick the box: what is published is read by everyone at once.")
            return page(request, activity, status_code=422, errors={"sure": wrong})
        publish_papers(store, activity, papers_folder(store, activity))
        face.audit(request, "result_published", activity)
        said = tr("The result is published, with the minutes, the lists and the open data.")
        return face.done(request, f"/count/{activity}", said)

    return routes


def _file(path: Path, name: str) -> Response:
    """A paper that the browser keeps as a file."""
    try:
        content = path.read_bytes()
    except OSError:
        raise HTTPException(404) from None
    return Response(
        content,
        media_type=_MEDIA.get(path.suffix, "application/octet-stream"),
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _read_shares(tr: Translator, written: Sequence[str]) -> tuple[list[Share], dict[str, str]]:
    """The shares of a form, and what is wrong by field. What was typed is never shown again."""
    shares: list[Share] = []
    errors: dict[str, str] = {}
    for number, text in enumerate(written, 1):
        if not text.strip():
            continue
        try:
            shares.append(parse_share(text))
        except FormatError:
            errors[f"share-{number}"] = tr(
                "Share {number} was mistyped or is damaged; compare it with the sheet, group by group.",
                number=number,
            )
    return shares, errors


def _minutes(face: Face, activity: str) -> Minutes | None:
    """Of the newest count whose papers are there."""
    try:
        encoded = (papers_folder(face.store, activity) / "minutes.json").read_bytes()
        return read_minutes(json.loads(encoded))
    except (OSError, ValueError, RecursionError, FormatError):
        return None


def _papers(face: Face, activity: str) -> list[tuple[str, str]]:
    """Name and words of each paper, the minutes first."""
    try:
        names = {path.name for path in papers_folder(face.store, activity).iterdir()}
    except OSError:
        return []
    tr = face.tr
    known = [(name, tr(words)) for name, words in PAPERS.items() if name in names]
    ballots = sorted(name for name in names if name.endswith(".pb") and _PAPER.fullmatch(name))
    return known + [(name, tr("Ballots as open data: {name}", name=name)) for name in ballots]


def _reasons(set_aside: dict[str, int]) -> list[tuple[str, int]]:
    tr = translator("fr")
    return [(within(tr, REASONS, reason), number) for reason, number in set_aside.items()]


def _minute_reasons(minutes: Minutes) -> list[tuple[str, int]]:
    return _reasons({line.reason: line.number for line in minutes.set_aside})


def _method(minutes: Minutes) -> str:
    return within(translator("fr"), METHODS, minutes.activity.method)


def _score(minutes: Minutes) -> str:
    tr = translator("fr")
    return tr(SCORES.get(minutes.activity.method, "Votes"))
