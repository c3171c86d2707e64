"""Moderation: what came, what was decided, and every decision with its way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.errors import ModerationError
from kiosk.i18n import N_
from kiosk.ids import DEPOSIT_ID_BYTES, DepositId
from sync.hub.moderation.decision import Act, HideReason, Status
from sync.hub.moderation.desk import SENTENCE_MAX, Desk
from sync.hub.moderation.flags import Flags
from sync.hub.moderation.item import Item
from sync.hub.moderation.listed import Listed, Viewer, Wanted
from sync.hub.moderation.redaction import without
from sync.hub.results.collect import consultations
from sync.hub.staff import moderation_words as words
from sync.hub.staff.accounts import Account
from sync.hub.staff.face import Face, Needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.rights import Right

PLACES = (
    Place(
        "/moderation",
        N_("Moderation"),
        N_("Read what residents wrote; publish, hide, take personal data out, merge."),
        Right.MODERATE,
    ),
)
_ON_A_PAGE, _LINES = 20, 50
_EXCERPT = 320
_CHOSEN_MOST = 200
_PART = "part-"
Moderator = Annotated[Account, Depends(Needs(Right.MODERATE))]
Seen = Annotated[int, Form(ge=0, le=1_000_000)]
T = TypeVar("T")


async def _sent(request: Request) -> FormData:
    return await request.form()


Sent = Annotated[FormData, Depends(_sent)]


def router(face: Face) -> APIRouter:
    """The routes."""
    more = face.settings.flagged_words
    desk = Desk(face.store, Flags.read(face.store.folder.path / more if more else None))
    pages = _Pages(face, desk)
    routes = APIRouter()

    @routes.get("/moderation")
    def moderation(
        request: Request,
        account: Moderator,
        consultation: Annotated[str, Query(max_length=80)] = "",
        activity: Annotated[str, Query(max_length=80)] = "",
        kind: Annotated[str, Query(max_length=40)] = "",
        status: Annotated[str, Query(max_length=40)] = "",
        flagged: Annotated[str, Query(max_length=5)] = "",
        words: Annotated[str, Query(max_length=100)] = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
        check: Annotated[str, Query(max_length=5)] = "",
    ) -> Response:
        looked = {"yes": True, "no": False}.get(flagged)
        wanted = Wanted(consultation, activity, kind, status, looked, words)
        return pages.listing(request, account, wanted, page, check == "all")

    @routes.post("/moderation")
    def publish_chosen(
        request: Request,
        account: Moderator,
        chosen: Annotated[list[str] | None, Form(max_length=_CHOSEN_MOST)] = None,
    ) -> Response:
        return pages.publish_chosen(request, account, chosen or [])

    @routes.get("/moderation/history")
    def history(
        request: Request, account: Moderator, page: Annotated[int, Query(ge=1, le=100_000)] = 1
    ) -> Response:
        return pages.history(request, account, page)

    @routes.get("/moderation/{deposit}")
    def item(
        request: Request, account: Moderator, deposit: str, offer: Annotated[str, Query(max_length=5)] = ""
    ) -> Response:
        return pages.item(request, account, _id(deposit), offer=offer == "yes")

    @routes.post("/moderation/{deposit}/publish")
    def publish(request: Request, account: Moderator, deposit: str, seen: Seen) -> Response:
        return pages.act(
            *(request, account, _id(deposit), "contribution_published", face.tr("It is published.")),
            lambda viewer, name: desk.publish(viewer, name, seen),
        )

    @routes.post("/moderation/{deposit}/hide")
    def hide(
        request: Request,
        account: Moderator,
        deposit: str,
        seen: Seen,
        reason: Annotated[str, Form(max_length=40)] = "",
        sentence: Annotated[str, Form(max_length=4 * SENTENCE_MAX)] = "",
    ) -> Response:
        return pages.act(
            *(request, account, _id(deposit), "contribution_hidden", face.tr("It is hidden.")),
            lambda viewer, name: desk.hide(viewer, name, seen, reason, sentence),
            form={"reason": reason, "sentence": sentence},
        )

    @routes.post("/moderation/{deposit}/edit")
    async def edit(request: Request, account: Moderator, deposit: str, seen: Seen, sent: Sent) -> Response:
        texts = {
            name.removeprefix(_PART): text
            for name, text in sent.items()
            if name.startswith(_PART) and isinstance(text, str)
        }
        return await run_in_threadpool(
            pages.act,
            *(request, account, _id(deposit), "contribution_edited"),
            face.tr("The text is changed. What was taken out stands as […]."),
            lambda viewer, name: desk.edit(viewer, name, seen, texts),
            form={"texts": texts},
        )

    @routes.post("/moderation/{deposit}/merge")
    def merge(
        request: Request,
        account: Moderator,
        deposit: str,
        seen: Seen,
        into: Annotated[str, Form(max_length=64)],
        into_seen: Seen,
    ) -> Response:
        return pages.act(
            *(request, account, _id(deposit), "contribution_merged"),
            face.tr("It is merged: the other one stands for both."),
            lambda viewer, name: desk.merge(viewer, name, seen, _id(into), into_seen),
        )

    @routes.post("/moderation/{deposit}/undo")
    def undo(
        request: Request,
        account: Moderator,
        deposit: str,
        seen: Seen,
        back: Annotated[str, Form(max_length=10)] = "",
    ) -> Response:
        def undone(viewer: Viewer, name: DepositId) -> str:
            return face.tr(words.UNDONE[desk.undo(viewer, name, seen)])

        return pages.act(
            *(request, account, _id(deposit), "decision_undone", "", undone),
            where="/moderation/history" if back == "history" else "",
        )

    return routes


class _Pages:
    """What the routes show and do."""

    def __init__(self, face: Face, desk: Desk) -> None:
        self._face, self._desk = face, desk

    def listing(
        self, request: Request, account: Account, wanted: Wanted, page: int, checked: bool
    ) -> Response:
        viewer, tr = _viewer(account), self._face.tr
        found = self._desk.listed(viewer, wanted)
        waiting = [one for one in self._desk.listed(viewer) if one.state.status is Status.WAITING]
        shown = _page(found, page, _ON_A_PAGE)
        indexes = consultations(self._face.store)
        places = self._desk.places(viewer)
        activities: dict[str, str] = {
            where[1]: _activity_title(indexes.get(where[0]), where[1], tr.language) or tr("The kiosk itself")
            for where in places
        }
        titles = {
            where[0]: _title(indexes.get(where[0]), where[0], tr.language) for where in places if where[0]
        }
        cards = [self._card(one, activities) for one in shown]
        return self._face.render(
            request,
            "moderation.html",
            cards=cards,
            number_found=len(found),
            number_waiting=len(waiting),
            number_flagged=sum(one.flagged for one in waiting),
            number_refused=self._desk.refused(viewer),
            pages=-(-len(found) // _ON_A_PAGE),
            page=page,
            wanted=wanted,
            query=_query(wanted),
            checked=checked,
            choosable=sum(card["choosable"] for card in cards),
            consultations=titles,
            activities=activities,
            kinds={kind: tr(word) for kind, word in words.KINDS.items()},
            statuses={status.value: tr(word) for status, word in words.STATUSES.items()},
        )

    def publish_chosen(self, request: Request, account: Account, chosen: Sequence[str]) -> Response:
        pairs = []
        for text in chosen:
            name, _, seen = text.partition(":")
            if not seen.isdecimal() or len(seen) > 6:
                raise HTTPException(400)
            pairs.append((_id(name), int(seen)))
        tr = self._face.tr
        if not pairs:
            return self._face.done(request, "/moderation", tr("Nothing was ticked: nothing was changed."))
        done, left = self._desk.publish_all(_viewer(account), pairs)
        self._face.audit(request, "contributions_published", str(done))
        said = tr.plural("{n} contribution is published.", "{n} contributions are published.", done)
        if left:
            said += " " + tr.plural(
                "{n} is not: somebody decided on it meanwhile, or there is something to look at.",
                "{n} are not: somebody decided on them meanwhile, or there is something to look at.",
                left,
            )
        return self._face.done(request, "/moderation", said)

    def history(self, request: Request, account: Account, page: int) -> Response:
        viewer, tr = _viewer(account), self._face.tr
        acts = self._desk.history(viewer)
        everything = {one.item.id: one for one in self._desk.listed(viewer)}
        lines = []
        for act in _page(acts, page, _LINES):
            one = everything.get(act.deposit)
            if one is None:
                continue
            last = one.state.undoable
            lines.append(
                {
                    "act": act,
                    "says": tr(words.ACTS[act.act]),
                    "more": words.decision_words(tr, act),
                    "id": act.deposit.hex(),
                    "title": _heading(one) or one.item.receipt,
                    "receipt": one.item.receipt,
                    "seen": one.state.steps,
                    "can_undo": last is not None and last.number == act.number,
                }
            )
        return self._face.render(
            request, "moderation_history.html", lines=lines, page=page, pages=-(-len(acts) // _LINES)
        )

    def item(
        self,
        request: Request,
        account: Account,
        deposit: DepositId,
        *,
        offer: bool = False,
        errors: dict[str, str] | None = None,
        form: dict[str, Any] | None = None,
        status_code: int = 200,
    ) -> Response:
        viewer, tr = _viewer(account), self._face.tr
        one = _known(lambda: self._desk.one(viewer, deposit))
        indexes = consultations(self._face.store)
        index = indexes.get(one.item.consultation)
        if index is None and indexes:
            index = next(iter(indexes.values()))
        filled = form or {}
        waiting = one.state.status in (Status.WAITING, Status.PUBLISHED)
        similar = self._desk.similar(viewer, deposit) if waiting and not one.state.absorbed else []
        kept = self._desk.one(viewer, one.state.into) if one.state.into else None
        absorbed = [self._desk.one(viewer, name) for name in sorted(one.state.absorbed)]
        return self._face.render(
            request,
            "moderation_item.html",
            status_code=status_code,
            one=one,
            id=deposit.hex(),
            heading=_heading(one) or tr(words.KINDS[one.item.kind.value]),
            kind=tr(words.KINDS[one.item.kind.value]),
            state_word=tr(words.STATUSES[one.state.status]),
            mark=words.MARKS[one.state.status],
            where=_activity_title(index, one.item.activity, tr.language) or tr("The kiosk itself"),
            consultation=_title(index, one.item.consultation, tr.language) if one.item.consultation else "",
            parts=self._parts(one, index, offer, filled.get("texts", {})),
            facts=words.facts(tr, one.item, index),
            chosen=words.chosen(tr, one.item, index),
            reason=tr(words.REASONS[one.state.reason]) if one.state.reason else "",
            reasons={reason.value: tr(words.REASONS[reason]) for reason in HideReason},
            sentence_max=SENTENCE_MAX,
            form={"reason": filled.get("reason", ""), "sentence": filled.get("sentence", "")},
            similar=[_brief(other) for other in similar],
            into=_brief(kept) if kept else None,
            absorbed=[_brief(other) for other in absorbed],
            history=[
                (act, tr(words.ACTS[act.act]), words.decision_words(tr, act))
                for act in self._desk.history(viewer, deposit)
            ],
            next_one=self._next(viewer, one),
            can_undo=one.state.undoable is not None
            and not (one.state.absorbed and one.state.undoable.act is Act.PUBLISH),
            open_edit=offer or "texts" in filled,
            personal=any(flag.personal for flags in one.flags.values() for flag in flags),
            errors=errors or {},
        )

    def act(
        self,
        request: Request,
        account: Account,
        deposit: DepositId,
        audited: str,
        sentence: str,
        decide: Callable[[Viewer, DepositId], str | None],
        *,
        form: dict[str, Any] | None = None,
        where: str = "",
    ) -> Response:
        viewer = _viewer(account)
        receipt = _known(lambda: self._desk.one(viewer, deposit)).item.receipt
        try:
            said = decide(viewer, deposit)
        except ModerationError as error:
            if error.reason == "unknown":
                raise HTTPException(404) from None
            field = _FIELD_OF.get(error.reason, "acts")
            return self.item(
                request,
                account,
                deposit,
                errors={field: words.said(self._face.tr, error)},
                form=form,
                status_code=409,
            )
        self._face.audit(request, audited, receipt)
        return self._face.done(request, where or f"/moderation/{deposit.hex()}", said or sentence)

    def _card(self, one: Listed, activities: dict[str, str]) -> dict[str, Any]:
        tr = self._face.tr
        text = " · ".join(text for name, text in one.parts.items() if name != "title")
        found = {flag.kind for flags in one.flags.values() for flag in flags}
        return {
            "id": one.item.id.hex(),
            "one": one,
            "kind": tr(words.KINDS[one.item.kind.value]),
            "where": activities.get(one.item.activity, one.item.activity),
            "state": tr(words.STATUSES[one.state.status]),
            "mark": words.MARKS[one.state.status],
            "heading": _heading(one),
            "excerpt": text if len(text) <= _EXCERPT else text[:_EXCERPT].rstrip() + "…",
            "flags": [tr(words.FLAGS[kind]) for kind in sorted(found)],
            "choosable": one.state.status is Status.WAITING and not one.flagged,
            "value": f"{one.item.id.hex()}:{one.state.steps}",
        }

    def _parts(
        self, one: Listed, index: CatalogueIndex | None, offer: bool, filled: dict[str, str]
    ) -> list[dict[str, Any]]:
        tr = self._face.tr
        parts = []
        for name, original in one.item.parts.items():
            text = one.parts[name]
            flags = one.flags.get(name, ())
            spans = [(flag.start, flag.end) for flag in flags if flag.personal]
            pieces, after = [], 0
            for flag in flags:
                pieces.append((text[after : flag.start], ""))
                pieces.append((text[flag.start : flag.end], tr(words.FLAGS[flag.kind])))
                after = flag.end
            pieces.append((text[after:], ""))
            parts.append(
                {
                    "field": _PART + name,
                    "title": words.field_title(tr, one.item, name, index),
                    "pieces": pieces,
                    "original": original if original != text else "",
                    "filled": filled.get(name, without(text, spans) if offer else text),
                    "rows": max(2, min(16, len(text) // 36 + text.count("\n") + 1)),
                }
            )
        return parts

    def _next(self, viewer: Viewer, one: Listed) -> str:
        waiting = [
            other.item
            for other in self._desk.listed(viewer, Wanted(status=Status.WAITING.value))
            if other.item.id != one.item.id
        ]
        later = [item for item in waiting if _place(item) > _place(one.item)]
        return next((item.id.hex() for item in (*later, *waiting)), "")


_FIELD_OF = {"reason_needed": "reason", "sentence_needed": "sentence"}
"""Where a refusal is shown; else above the acts."""


def _viewer(account: Account) -> Viewer:
    return Viewer(account.id, account.consultations)


def _id(text: str) -> DepositId:
    if len(text) != 2 * DEPOSIT_ID_BYTES:
        raise HTTPException(404)
    try:
        return DepositId(bytes.fromhex(text))
    except ValueError:
        raise HTTPException(404) from None


def _known(find: Callable[[], T]) -> T:
    """What `find` gives; another team's contribution is not there, like one that never was."""
    try:
        return find()
    except ModerationError as error:
        if error.reason == "unknown":
            raise HTTPException(404) from None
        raise


def _place(item: Item) -> tuple[int, bytes]:
    return -item.on.toordinal(), item.id


def _heading(one: Listed) -> str:
    return one.parts.get("title", "")


def _brief(one: Listed) -> dict[str, Any]:
    text = " · ".join(text for name, text in one.parts.items() if name != "title")
    return {
        "id": one.item.id.hex(),
        "heading": _heading(one),
        "receipt": one.item.receipt,
        "excerpt": text if len(text) <= _EXCERPT else text[:_EXCERPT].rstrip() + "…",
        "seen": one.state.steps,
        "published": one.state.status is Status.PUBLISHED,
    }


def _title(index: CatalogueIndex | None, consultation: str, language: str) -> str:
    found = [c for c in index.catalogue.consultations if c.id == consultation] if index else []
    return found[0].title.within(language) if found else consultation


def _activity_title(index: CatalogueIndex | None, activity: str, language: str) -> str:
    located = index.activities.get(activity) if index else None
    return located.activity.title.within(language) if located else activity


def _page(everything: Sequence[T], page: int, size: int) -> Sequence[T]:
    return everything[(page - 1) * size : page * size]


def _query(wanted: Wanted) -> dict[str, str]:
    """The filters as an address holds them."""
    flagged = "" if wanted.flagged is None else "yes" if wanted.flagged else "no"
    return {
        "consultation": wanted.consultation,
        "activity": wanted.activity,
        "kind": wanted.kind,
        "status": wanted.status,
        "flagged": flagged,
        "words": wanted.words,
    }
