"""Those who took part online or on paper: lists brought and dropped, figures, whom to strike there."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, HTTPException, Request, Response, UploadFile

from kiosk.catalogue.activities import ChannelsRule
from kiosk.catalogue.lookup import Found
from kiosk.errors import CountError, FormatError, UsageError
from kiosk.i18n import N_
from sync.hub.channels.lists import ImportedBefore, channel_list_figures, drop_list, import_list
from sync.hub.channels.people import RowError, headings
from sync.hub.channels.strike import strike_list
from sync.hub.exports.csv_file import csv_bytes
from sync.hub.sheet_reading import BYTES_MAX
from sync.hub.staff.face import Face, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.rights import Right
from sync.hub.store import HubStore

PLACES = (
    Place(
        "/channels",
        N_("Other channels"),
        N_("Bring the lists of those who took part online or on paper."),
        Right.EXPORTS,
    ),
)
RULES = {
    ChannelsRule.NONE: N_("Nobody looks at other channels for this vote."),
    ChannelsRule.KIOSK_WINS: N_("The vote at the kiosk counts. The other one must be struck there."),
    ChannelsRule.OTHER_WINS: N_(
        "The vote online or on paper counts. The one at the kiosk is set aside before the count."
    ),
}
CHANNELS = {"online": N_("online"), "paper": N_("on paper")}
ROW_REASONS = {
    "code_incomplete": N_("Row {row}: the code is too short. Nothing was imported."),
    "code_mistyped": N_("Row {row}: the code is mistyped. Nothing was imported."),
    "name_missing": N_("Row {row}: a name is missing. Nothing was imported."),
    "name_too_long": N_("Row {row}: a name is too long. Nothing was imported."),
    "birth_date_unreadable": N_("Row {row}: the birth date cannot be read. Nothing was imported."),
    "birth_date_impossible": N_("Row {row}: the birth date cannot be. Nothing was imported."),
}
_UNREADABLE = N_(
    "The list cannot be read: it is a CSV file in UTF-8 or an XLSX file, and its first row names the columns."
)


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    store = face.store
    may = [needs(Right.EXPORTS)]

    def page(
        request: Request, activity: str, *, status_code: int = 200, errors: dict[str, str] | None = None
    ) -> Response:
        found, tr = _vote(store, activity), face.tr
        return face.render(
            request,
            "channels_of.html",
            status_code=status_code,
            errors=errors or {},
            vote=found,
            title=found.activity.title.within("fr"),
            rule=found.activity.channels.value,
            rule_words=tr(RULES[found.activity.channels]),
            lists=channel_list_figures(store, activity),
            channels={channel: tr(word) for channel, word in CHANNELS.items()},
            columns=headings(found.activity.claim),
            counted=store.was_counted(activity),
        )

    @routes.get("/channels", dependencies=may)
    def show_all(request: Request) -> Response:
        rules = {rule.value: face.tr(words) for rule, words in RULES.items()}
        return face.render(request, "channels.html", votes=_votes(store), rules=rules)

    @routes.get("/channels/{activity}", dependencies=may)
    def show(request: Request, activity: str) -> Response:
        return page(request, activity)

    @routes.post("/channels/{activity}/import", dependencies=may)
    def bring(
        request: Request,
        activity: str,
        channel: Annotated[Literal["online", "paper"], Form()],
        file: Annotated[UploadFile, File()],
    ) -> Response:
        _vote(store, activity)
        tr = face.tr
        try:
            taken = import_list(store, activity, channel, file.file.read(BYTES_MAX + 1))
        except RowError as error:
            words = tr(ROW_REASONS.get(error.reason, _UNREADABLE), row=error.row)
            return page(request, activity, status_code=422, errors={"file": words})
        except ImportedBefore as error:
            before = tr("The same people were imported before, as list {list}.", list=error.list_id)
            return page(request, activity, status_code=409, errors={"file": before})
        except FormatError:
            return page(request, activity, status_code=422, errors={"file": tr(_UNREADABLE)})
        except CountError:
            return page(request, activity, status_code=409, errors={"top": _fixed(face)})
        face.audit(request, "channel_list_imported", f"{activity} {taken.id} {taken.people}")
        said = tr.plural("{n} person is on the list.", "{n} people are on the list.", taken.people)
        if taken.repeated:
            said += " " + tr.plural("{n} row repeats one.", "{n} rows repeat one.", taken.repeated)
        if taken.unknown:
            said += " " + tr.plural(
                "{n} code is none of this vote’s: look whether it is the right list.",
                "{n} codes are none of this vote’s: look whether it is the right list.",
                taken.unknown,
            )
        return face.done(request, f"/channels/{activity}", said)

    @routes.post("/channels/{activity}/drop", dependencies=may)
    def drop(request: Request, activity: str, name: Annotated[str, Form(max_length=40)] = "") -> Response:
        _vote(store, activity)
        if name not in {one.id for one in channel_list_figures(store, activity)}:
            raise HTTPException(404)
        try:
            drop_list(store, name)
        except UsageError:
            raise HTTPException(404) from None
        except CountError:
            return page(request, activity, status_code=409, errors={"top": _fixed(face)})
        face.audit(request, "channel_list_dropped", f"{activity} {name}")
        return face.done(request, f"/channels/{activity}", face.tr("The list is dropped."))

    @routes.post("/channels/{activity}/strike", dependencies=may)
    def strike(request: Request, activity: str) -> Response:
        _vote(store, activity)
        try:
            found = strike_list(store, activity)
        except CountError:
            none = face.tr(
                "There is nobody to strike: the vote is not counted yet, or the kiosk does not win."
            )
            return page(request, activity, status_code=409, errors={"top": none})
        face.audit(request, "strike_list_read", f"{activity} {len(found.rows)}")
        return Response(
            csv_bytes(found.headings, found.rows),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": f'attachment; filename="a-rayer-{activity}.csv"'},
        )

    return routes


def _votes(store: HubStore) -> list[Found]:
    newest = store.newest_catalogue()
    index = store.index(newest[0]) if newest else None
    return list(index.ballots.values()) if index else []


def _vote(store: HubStore, activity: str) -> Found:
    for found in _votes(store):
        if found.activity_id == activity:
            return found
    raise HTTPException(404)


def _fixed(face: Face) -> str:
    return face.tr("This vote was counted already, or does not look at other channels: nothing was changed.")
