"""Every single file that can be had of a consultation, by name; an archive is one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from kiosk.catalogue.activities import ReportActivity
from sync.hub.exports.archive import fill_contributions, fill_survey, write_archive
from sync.hub.exports.codebook import Codebook
from sync.hub.exports.csv_file import CsvTable, csv_bytes
from sync.hub.exports.open311 import Reports
from sync.hub.exports.scope import Scope
from sync.hub.exports.survey import SurveyTable
from sync.hub.exports.table import COLUMNS, ContributionTable
from sync.hub.exports.xlsx_file import XlsxBook
from sync.hub.store import HubStore

Write = Callable[[BinaryIO], None]


def files_of(
    store: HubStore, scope: Scope, language: str = "fr", papers: Sequence[Path] = ()
) -> dict[str, Write]:
    """Name of each file to what writes it; nothing is read before it is written.

    What writes raises `ExportError` when something in the texts is not decided, and `VaultError` when
    the contributions key is missing.
    """
    found: dict[str, Write] = {}
    name = scope.consultation.id
    if scope.contributed:
        found[f"{name}.xlsx"] = lambda file: _table_xlsx(store, scope, language, file)
        found[f"{name}.csv"] = lambda file: _table_csv(store, scope, language, file)
    for survey in scope.surveys:
        table = _Lazy(store, scope, survey.id)
        found[f"{survey.id}.xlsx"] = table.xlsx
        found[f"{survey.id}.csv"] = table.csv
        found[f"{survey.id}-codebook.csv"] = table.codebook
    if any(isinstance(activity, ReportActivity) for activity in scope.activities):
        found["requests.json"] = lambda file: Reports(store, scope, language).write(BytesIO(), file)
        found["services.json"] = lambda file: Reports(store, scope, language).write(file, BytesIO())
    found[f"{name}.zip"] = lambda file: _archive(store, scope, language, papers, file)
    return found


class _Lazy:
    """The files of one survey."""

    def __init__(self, store: HubStore, scope: Scope, survey: str) -> None:
        self._store, self._scope, self._survey = store, scope, survey

    def xlsx(self, file: BinaryIO) -> None:
        with XlsxBook() as book:
            fill_survey(book, self._table())
            book.save(file)

    def csv(self, file: BinaryIO) -> None:
        table = self._table()
        rows = CsvTable(file, table.columns)
        table.write(rows)
        rows.end()

    def codebook(self, file: BinaryIO) -> None:
        book = Codebook(self._table())
        file.write(csv_bytes(book.columns, book.rows()))

    def _table(self) -> SurveyTable:
        survey = next(survey for survey in self._scope.surveys if survey.id == self._survey)
        return SurveyTable(self._store, self._scope, survey)


def _table_csv(store: HubStore, scope: Scope, language: str, file: BinaryIO) -> None:
    table = ContributionTable(store, scope, language)
    rows = CsvTable(file, list(COLUMNS))
    table.write(rows)
    rows.end()


def _table_xlsx(store: HubStore, scope: Scope, language: str, file: BinaryIO) -> None:
    with XlsxBook() as book:
        fill_contributions(book, ContributionTable(store, scope, language))
        book.save(file)


def _archive(store: HubStore, scope: Scope, language: str, papers: Sequence[Path], file: BinaryIO) -> None:
    write_archive(store, scope, file, language, papers)
