"""``/recu``: has what I left arrived?"""

from __future__ import annotations

import re
from dataclasses import dataclass

import anyio
from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from kiosk.contributions.sealing import NOWHERE
from kiosk.errors import FormatError
from kiosk.i18n import Translator, translator
from kiosk.ids import DepositKind
from kiosk.paper.moments import day
from kiosk.receipts import Receipt, parse_receipt
from sync.hub.moderation.decision import HideReason
from sync.hub.paper.words import within
from sync.hub.public.site import GET, NOT_KEPT, News, Site, go, language_of, plain, words
from sync.hub.public.words import (
    AFTER_ARRIVAL,
    BALLOT_STAGES,
    GOOD,
    HIDDEN_BECAUSE,
    KINDS,
    STAGES,
    WHY,
    meaning,
)
from sync.hub.readable import readable
from sync.hub.receipt_state import Stage, Told, told

_AT_ONCE_MAX = 10
"""Receipts of one visit: its paper's square holds them all."""
_TYPED_MAX = 200
_NOWHERE = Markup("")
_PRIVATE = {"x-robots-tag": "noindex, nofollow"}


@dataclass(frozen=True)
class Answer:
    """What the page says of one receipt, in its language."""

    receipt: Receipt
    heading: str
    good: bool
    sentences: tuple[str, ...] = ()
    mark: str = "▲"
    kind: str = ""
    where: Markup = _NOWHERE
    why: str = ""
    words_of_team: str = ""
    next: tuple[str, str] | None = None
    """Address and words of the one action."""
    more: tuple[str, str] | None = None


def router(site: Site) -> APIRouter:
    """The form and the answers."""
    routes = APIRouter()

    @routes.api_route("/recu", methods=GET)
    def ask(request: Request) -> Response:
        typed = request.query_params.get("code")
        if typed is None:
            return site.page(request, "ask.html", {"typed": "", "wrong": False})
        return _read(site, request, typed)

    @routes.api_route("/recu/{typed:path}", methods=GET)
    async def answer(request: Request, typed: str) -> Response:
        started, address = site.monotonic(), request.client.host if request.client else ""
        try:
            receipts = read_receipts(typed)
        except FormatError:
            return await run_in_threadpool(_read, site, request, typed)
        if ",".join(receipts) != typed:
            return go(request, f"/recu/{','.join(receipts)}")
        if wait := site.guesses.wait_seconds(address):
            return await run_in_threadpool(_too_many, site, request, wait)
        page, missed = await run_in_threadpool(_answered, site, request, receipts)
        for _ in range(missed):
            site.guesses.note_miss(address)
        # Whatever the answer is, it comes after the same time.
        await anyio.sleep(max(0.0, site.answer_seconds - (site.monotonic() - started)))
        return page

    return routes


def read_receipts(typed: str) -> tuple[Receipt, ...]:
    """One receipt as people type it, or the few that the square of a paper holds.

    Raises:
        FormatError: one of them cannot be a receipt, or they are too many.
    """
    if len(typed) > _TYPED_MAX:
        raise FormatError("This is far longer than a receipt.")
    try:
        return (parse_receipt(typed),)
    except FormatError:
        several = [part for part in re.split(r"[\s,;]+", typed) if part]
        if not 1 < len(several) <= _AT_ONCE_MAX:
            raise
        return tuple(dict.fromkeys(map(parse_receipt, several)))


def _read(site: Site, request: Request, typed: str) -> Response:
    try:
        receipts = read_receipts(typed)
    except FormatError:
        shown = " ".join(readable(typed[:_TYPED_MAX]).split())
        said = {"typed": shown, "wrong": True}
        return site.page(request, "ask.html", said, status=400, keeping=NOT_KEPT, headers=_PRIVATE)
    return go(request, f"/recu/{','.join(receipts)}")


def _too_many(site: Site, request: Request, wait_seconds: int) -> Response:
    tr = translator(language_of(request))
    return site.page(
        request,
        "not_now.html",
        {
            "heading": tr("Please wait a moment."),
            "sentences": [
                tr("Many receipts that are not here were asked for from your network."),
                tr.plural("Try again in {n} second.", "Try again in {n} seconds.", wait_seconds),
            ],
        },
        status=429,
        keeping=NOT_KEPT,
        headers={**_PRIVATE, "retry-after": str(wait_seconds)},
    )


def _answered(site: Site, request: Request, receipts: tuple[Receipt, ...]) -> tuple[Response, int]:
    """The page, and how many of the receipts are not here."""
    tr = translator(language_of(request))
    answers: list[Answer] = []
    missed = 0
    for receipt in receipts:
        found = told(site.store, site.published, receipt)
        missed += not found
        answers += [_told(site, tr, receipt, one) for one in found] or [_not_here(site, tr, receipt)]
    page = site.page(request, "receipt.html", {"answers": answers}, keeping=NOT_KEPT, headers=_PRIVATE)
    return page, missed


def _not_here(site: Site, tr: Translator, receipt: Receipt) -> Answer:
    return Answer(
        receipt,
        tr("This receipt is not here yet."),
        good=False,
        mark="○",
        sentences=(
            tr(
                "That does not mean that anything is lost. The tablets work without a network. They bring "
                "what they hold in the evening, and sometimes days later."
            ),
            tr(
                "Keep your receipt, and check each of its letters. Come back tomorrow. If it is still not "
                "here some days after the closing, show it to the staff."
            ),
            tr(
                "A vote also waits on its tablet until others are with it, at the latest until the vote "
                "closes: so nobody knows whose it is."
            ),
            *_news(site.news(), tr),
            tr("What was written is erased on the announced day. Then its receipt is not here any more."),
        ),
        more=("/privacy", tr("Your data: what is kept, and until when")),
    )


def _news(news: News, tr: Translator) -> list[str]:
    said = []
    if news.in_use:
        said.append(
            tr.plural(
                "{n} tablet is in use. Heard over the network today or yesterday: {heard}.",
                "{n} tablets are in use. Heard over the network today or yesterday: {heard}.",
                news.in_use,
                heard=tr.number(news.heard),
            )
        )
    if news.longest and news.heard < news.in_use - news.never:
        said.append(
            tr("The tablet that has been silent for longest was heard on {day}.", day=day(tr, news.longest))
        )
    if news.never:
        said.append(tr.plural("{n} tablet was never heard.", "{n} tablets were never heard.", news.never))
    if news.withdrawn:
        said.append(
            tr.plural(
                "{n} tablet was withdrawn. What it had not brought may never come.",
                "{n} tablets were withdrawn. What they had not brought may never come.",
                news.withdrawn,
            )
        )
    return said


def _told(site: Site, tr: Translator, receipt: Receipt, one: Told) -> Answer:
    ballot = one.kind is DepositKind.BALLOT
    heading = tr(BALLOT_STAGES[one.stage] if ballot else STAGES[one.stage])
    good = one.stage in GOOD
    return Answer(
        receipt,
        heading,
        good,
        tuple(sentence for sentence in _sentences(site, tr, one) if sentence),
        "✔" if good else "▲",
        tr(KINDS[one.kind]) if one.kind in KINDS else "",
        _where(site, tr, one.activity),
        within(tr, WHY, one.reason) if one.stage is Stage.SET_ASIDE else "",
        _hidden(tr, one) if one.stage is Stage.HIDDEN else "",
        _next(site, tr, one) if ballot else None,
        ("/set-aside", tr("Late, set aside: what it means")) if one.stage is Stage.SET_ASIDE else None,
    )


def _hidden(tr: Translator, one: Told) -> str:
    """Why, in the reader's language; then what the project team wrote, in theirs."""
    why = tr(HIDDEN_BECAUSE[HideReason(one.reason)]) if one.reason else ""
    return " ".join(filter(None, (why, readable(one.sentence))))


def _where(site: Site, tr: Translator, activity: str) -> Markup:
    if activity == NOWHERE[1]:
        return _NOWHERE
    located = site.located(activity)
    if located is not None:
        return words(located.consultation.title, tr.language)
    paper = site.published.of(activity)
    return plain(paper.minutes.consultation.title) if paper else _NOWHERE


def _sentences(site: Site, tr: Translator, one: Told) -> list[str]:
    match one.stage:
        case Stage.ARRIVED if one.kind is DepositKind.BALLOT:
            return _waiting(site, tr, one.activity)
        case Stage.ARRIVED:
            return [tr(AFTER_ARRIVAL[one.kind]) if one.kind in AFTER_ARRIVAL else ""]
        case Stage.COUNTED:
            return [
                tr("It was parted from your right to vote, mixed with the others and opened with them."),
                tr.plural(
                    "{n} ballot of this box was set aside once open. Nobody can know whose it is.",
                    "{n} ballots of this box were set aside once open. Nobody can know whose they are.",
                    one.invalid,
                )
                if one.invalid
                else tr("Every ballot of this box is counted."),
            ]
        case Stage.SET_ASIDE:
            means = meaning(one.reason, _doubles(site, one.activity))
            return [
                tr(means) if means else "",
                tr("If you do not understand why, show your receipt to the staff."),
            ]
        case Stage.UNLISTED:
            return [tr("That should not be. Show your receipt to the staff, so that the count is looked at.")]
        case _:
            return []


def _waiting(site: Site, tr: Translator, activity: str) -> list[str]:
    sealed = tr("It is sealed: nobody can read it before the vote closes, here or elsewhere.")
    located = site.located(activity)
    if located is None:
        return [sealed]
    until = located.consultation.accept_until
    if site.now() < until:
        return [
            sealed,
            tr(
                "It is counted after {day}: other tablets may still bring ballots.",
                day=day(tr, until),
            ),
            tr("Whether it counts shows at the count, where doubles are set aside."),
        ]
    return [sealed, tr("The vote is closed. Its result is not published yet.")]


def _doubles(site: Site, activity: str) -> str:
    paper = site.published.of(activity)
    return paper.minutes.activity.doubles if paper else ""


def _next(site: Site, tr: Translator, one: Told) -> tuple[str, str] | None:
    if site.silent() or site.published.of(one.activity) is None:
        return None
    return f"/votes/{one.activity}", tr("See the result of this vote →")
