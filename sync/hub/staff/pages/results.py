"""Results and evaluation of each consultation: a page with plots, a paper, a spreadsheet."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, HTTPException, Request, Response, UploadFile

from kiosk.catalogue.lookup import CatalogueIndex
from kiosk.errors import FormatError
from kiosk.i18n import N_
from sync.hub.contributions import numbers
from sync.hub.results.collect import consultations, results, state_of_hub
from sync.hub.results.counted import published_minutes
from sync.hub.results.model import Results
from sync.hub.results.shift_files import add_report, reports, take_away
from sync.hub.results.shift_report import BYTES_MAX
from sync.hub.staff.accounts import Account
from sync.hub.staff.face import Face, Needs
from sync.hub.staff.navigation import Place
from sync.hub.staff.results.content import chapters, number, share
from sync.hub.staff.results.pdf import results_pdf
from sync.hub.staff.results.svg import bar, columns
from sync.hub.staff.results.xlsx import results_xlsx
from sync.hub.staff.rights import Right

PLACES = (
    Place(
        "/results",
        N_("Results"),
        N_("Participation, answers, satisfaction, what worked: figures that name nobody."),
        Right.RESULTS,
    ),
)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KEPT = 16
Reader = Annotated[Account, Depends(Needs(Right.RESULTS))]


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    counted = _Counted(face)

    @routes.get("/results")
    def all_results(request: Request, account: Reader) -> Response:
        tr = face.tr
        here: dict[str, int] = {}
        for (consultation, _activity, _kind), received in numbers(face.store).items():
            here[consultation] = here.get(consultation, 0) + received
        lines = [
            (name, index.consultations[name].title.within(tr.language), here.get(name, 0), index)
            for name, index in consultations(face.store).items()
            if account.may_see(name)
        ]
        return face.render(request, "results_all.html", lines=lines)

    @routes.get("/results/{consultation}")
    def one(request: Request, account: Reader, consultation: str) -> Response:
        found = counted.of(account, consultation)
        tr = face.tr
        return face.render(
            request,
            "results.html",
            found=found,
            sections=chapters(found, tr),
            added=reports(face.store, consultation),
            bar=bar,
            columns=lambda plot: columns(plot, tr),
            shown=lambda value: number(tr, value),
            share=lambda value, of: share(tr, value, of),
        )

    @routes.get("/results/{consultation}/results.pdf")
    def paper(request: Request, account: Reader, consultation: str) -> Response:
        found = counted.of(account, consultation)
        face.audit(request, "results_taken", f"{consultation}, PDF")
        return _file(results_pdf(found, face.tr), "application/pdf", f"{consultation}.pdf")

    @routes.get("/results/{consultation}/results.xlsx")
    def spreadsheet(request: Request, account: Reader, consultation: str) -> Response:
        found = counted.of(account, consultation)
        face.audit(request, "results_taken", f"{consultation}, XLSX")
        return _file(results_xlsx(found, face.tr), _XLSX, f"{consultation}.xlsx")

    @routes.post("/results/{consultation}/shifts")
    def add(
        request: Request,
        account: Reader,
        consultation: str,
        report: Annotated[list[UploadFile] | None, File()] = None,
    ) -> Response:
        counted.check(account, consultation)
        tr, where = face.tr, f"/results/{consultation}"
        files = [file for file in report or [] if file.filename]
        if not files:
            return face.done(request, where, tr("No file was chosen: nothing was changed."))
        new, wrong = 0, []
        for file in files:
            try:
                new += add_report(face.store, consultation, account.id, file.file.read(BYTES_MAX + 1))
            except FormatError:
                wrong.append(file.filename or "")
        if new:
            face.audit(request, "shift_report_added", f"{consultation}, {new}")
        said = tr.plural("{n} report is added.", "{n} reports are added.", new)
        if len(files) - new - len(wrong):
            said += " " + tr("What was here already was not added again.")
        if wrong:
            said += " " + tr(
                "Not the report of an ended shift, as a tablet of this mode writes it: {files}.",
                files=", ".join(_short(name) for name in wrong),
            )
        return face.done(request, where, said)

    @routes.post("/results/{consultation}/shifts/{digest}")
    def remove(request: Request, account: Reader, consultation: str, digest: str) -> Response:
        counted.check(account, consultation)
        if not take_away(face.store, consultation, digest):
            raise HTTPException(404)
        face.audit(request, "shift_report_removed", consultation)
        return face.done(request, f"/results/{consultation}", face.tr("The report is taken out."))

    return routes


class _Counted:
    """Results that were counted lately, until something changes at the hub."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._kept: dict[str, tuple[tuple[int, ...], Results]] = {}

    def check(self, account: Account, consultation: str) -> CatalogueIndex:
        """Raise 404 for what is not there, and for another team's: nobody can tell the two apart."""
        index = consultations(self._face.store).get(consultation)
        if index is None or not account.may_see(consultation):
            raise HTTPException(404)
        return index

    def of(self, account: Account, consultation: str) -> Results:
        """The results of a consultation that this account may see."""
        self.check(account, consultation)
        store = self._face.store
        minutes = published_minutes(store)
        state = (*state_of_hub(store, consultation), hash(tuple(m.ballots_digest for m in minutes.values())))
        known = self._kept.get(consultation)
        if known is not None and known[0] == state and known[1].made_at.date() == store.clock().date():
            return known[1]
        found = results(store, consultation, minutes, self._face.tr.language)
        if found is None:
            raise HTTPException(404)
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        self._kept[consultation] = (state, found)
        return found


def _file(content: bytes, kind: str, name: str) -> Response:
    # The ids of a catalogue are safe in a header.
    return Response(
        content, media_type=kind, headers={"content-disposition": f'attachment; filename="resultats-{name}"'}
    )


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"
