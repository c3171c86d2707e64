"""What leaves the hub: the review of what was found in texts, files of each consultation, addresses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import StreamingResponse

from kiosk.errors import ExportError, UsageError
from kiosk.i18n import N_
from sync.hub.exports.addresses import COLUMNS, addresses_with_consent
from sync.hub.exports.archive import known_papers
from sync.hub.exports.csv_file import csv_bytes
from sync.hub.exports.files import files_of
from sync.hub.exports.review import Decision, Finding, Standing, all_findings, decided, mask_undecided
from sync.hub.exports.scope import Scope, consultations_ever, scope_of
from sync.hub.staff.face import Face, account_of, needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.rights import Right

PLACES = (
    Place(
        "/exports",
        N_("Exports"),
        N_("Take out tables, reports, addresses and archives, after a review."),
        Right.EXPORTS,
    ),
)
AT_ONCE = 25
"""Findings on one page: as many as somebody reads without losing the thread."""
_PIECE = 1 << 16
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KINDS = {
    "email": N_("e-mail address"),
    "phone": N_("telephone number"),
    "iban": N_("bank account"),
    "nir": N_("social security number"),
}


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    store = face.store
    may = [needs(Right.EXPORTS)]
    about_one = _OneConsultation(face)

    @routes.get("/exports", dependencies=may)
    def consultations(request: Request) -> Response:
        account = account_of(request)
        seen = [one for one in consultations_ever(store) if account.may_see(one.id)]
        return face.render(request, "exports.html", consultations=seen, addresses=not account.consultations)

    @routes.get("/exports/of/{consultation}", dependencies=may)
    def show(request: Request, consultation: str) -> Response:
        return about_one.page(request, about_one.scope(request, consultation))

    @routes.post("/exports/of/{consultation}/file", dependencies=may)
    def get_file(
        request: Request, consultation: str, name: Annotated[str, Form(max_length=200)] = ""
    ) -> Response:
        about = about_one.scope(request, consultation)
        write = files_of(store, about, "fr", known_papers(store, about)).get(name)
        if write is None:
            raise HTTPException(404)
        file = TemporaryFile()  # noqa: SIM115 - closed when it is sent, or just below
        try:
            write(file)
        except ExportError as error:
            file.close()
            return about_one.page(request, about, status_code=409, errors={"files": _said(face, error)})
        except BaseException:
            file.close()
            raise
        face.audit(request, "exported", f"{consultation} {name}")
        return _attachment(_pieces(file), name)

    _review_routes(routes, face, about_one)
    _address_routes(routes, face)
    return routes


def _review_routes(routes: APIRouter, face: Face, about_one: _OneConsultation) -> None:
    store = face.store
    may = [needs(Right.EXPORTS)]

    @routes.post("/exports/of/{consultation}/review", dependencies=may)
    def review(
        request: Request,
        consultation: str,
        finding: Annotated[list[Annotated[str, Form(max_length=64)]] | None, Form()] = None,
        decision: Annotated[list[Literal["mask", "keep", ""]] | None, Form()] = None,
    ) -> Response:
        about, tr = about_one.scope(request, consultation), face.tr
        try:
            wanted: dict[bytes, Decision] = {
                bytes.fromhex(one): word
                for one, word in zip(finding or (), decision or (), strict=True)
                if word
            }
        except ValueError:
            raise HTTPException(400) from None
        if not wanted:
            nothing = tr("Nothing was chosen. Say for at least one finding whether it is masked or kept.")
            return about_one.page(request, about, status_code=422, errors={"review": nothing})
        try:
            standing = decided(store, about, wanted, account_of(request).name)
        except ExportError:
            gone = tr("One of these findings is not there any more. Nothing was kept: look again.")
            return about_one.page(request, about, status_code=409, errors={"review": gone})
        face.audit(request, "export_reviewed", f"{consultation} {len(wanted)}")
        said = tr.plural("{n} decision is kept.", "{n} decisions are kept.", len(wanted))
        if standing.undecided:
            left = tr.plural("{n} is left.", "{n} are left.", standing.undecided)
            said = f"{said} {left}"
        return face.done(request, f"/exports/of/{consultation}", said)

    @routes.post("/exports/of/{consultation}/mask", dependencies=may)
    def mask_all(
        request: Request, consultation: str, sure: Annotated[str, Form(max_length=10)] = ""
    ) -> Response:
        about, tr = about_one.scope(request, consultation), face.tr
        if sure != "yes":
            unsure = tr("Tick the box first: everything that is not decided is masked.")
            return about_one.page(request, about, status_code=422, errors={"sure": unsure})
        standing = mask_undecided(store, about, account_of(request).name)
        face.audit(request, "export_masked_all", f"{consultation} {standing.mask}")
        return face.done(
            request,
            f"/exports/of/{consultation}",
            tr("Everything that was not decided is masked. The files can be had."),
        )


def _address_routes(routes: APIRouter, face: Face) -> None:
    store = face.store
    may = [needs(Right.EXPORTS)]

    @routes.get("/exports/addresses", dependencies=may)
    def addresses(request: Request) -> Response:
        _all_or_refused(request)
        return face.render(request, "exports_addresses.html")

    @routes.post("/exports/addresses", dependencies=may)
    def get_addresses(request: Request, reason: Annotated[str, Form(max_length=200)] = "") -> Response:
        _all_or_refused(request)
        try:
            found = addresses_with_consent(store, reason)
        except UsageError:
            missing = face.tr("Say what the addresses are read for. It is noted.")
            return face.render(request, "exports_addresses.html", status_code=422, errors={"reason": missing})
        face.audit(request, "addresses_exported", str(len(found.rows)))
        return _attachment(iter([csv_bytes(COLUMNS, found.rows)]), "adresses.csv")


class _OneConsultation:
    """The page of one consultation, for whoever may see it."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def scope(self, request: Request, consultation: str) -> Scope:
        try:
            found = scope_of(self._face.store, consultation)
        except UsageError:
            raise HTTPException(404) from None
        if found.consultation.id != consultation:
            raise HTTPException(404)
        if not account_of(request).may_see(consultation):
            raise HTTPException(403)
        return found

    def page(
        self, request: Request, about: Scope, *, status_code: int = 200, errors: dict[str, str] | None = None
    ) -> Response:
        standing, open_ones = _looked_through(all_findings(self._face.store, about))
        return self._face.render(
            request,
            "exports_of.html",
            status_code=status_code,
            errors=errors or {},
            consultation=about.consultation,
            title=about.consultation.title.within("fr"),
            standing=standing,
            findings=open_ones,
            kinds={kind: self._face.tr(word) for kind, word in KINDS.items()},
            files=[(name, self._words(name, about)) for name in files_of(self._face.store, about)],
        )

    def _words(self, name: str, about: Scope) -> str:
        """What is in a file."""
        tr = self._face.tr
        stem, _, ending = name.rpartition(".")
        titles = {survey.id: survey.title.within("fr") for survey in about.surveys}
        if name == "requests.json":
            return tr("Reports, as Open311 gives them")
        if name == "services.json":
            return tr("Kinds of reports, as Open311 gives them")
        if ending == "zip":
            return tr("Everything, with a signed list of digests")
        if stem in titles:
            return tr("Answers to “{title}”", title=titles[stem])
        if stem.removesuffix("-codebook") in titles:
            return tr("What each value means in “{title}”", title=titles[stem.removesuffix("-codebook")])
        return tr("Contributions, one a row")


def _all_or_refused(request: Request) -> None:
    """Addresses belong to no consultation: who sees some consultations alone does not see them."""
    if account_of(request).consultations:
        raise HTTPException(403)


def _looked_through(found: Iterator[Finding]) -> tuple[Standing, list[Finding]]:
    """How far the review is, and the first that are not decided."""
    standing = Standing()

    def counted() -> Iterator[Finding]:
        for one in found:
            standing.add(one)
            if not one.decision:
                yield one

    open_ones = counted()
    first = list(islice(open_ones, AT_ONCE))
    for _ in open_ones:
        pass
    return standing, first


def _said(face: Face, error: ExportError) -> str:
    if error.undecided:
        return face.tr("Something in the texts is not decided yet. Finish the review first.")
    return face.tr("The file could not be made: {sentence}", sentence=str(error))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _attachment(content: Iterator[bytes], name: str) -> Response:
    return StreamingResponse(
        content,
        media_type=_MEDIA[name.rpartition(".")[2]],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
