"""Everything of one consultation in one file: the same state of the hub gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from kiosk.catalogue.activities import BallotActivity, ReportActivity
from kiosk.errors import ExportError, FormatError, SignatureError
from kiosk.pabulib.check import findings as pabulib_findings
from kiosk.signed import verify
from sync.hub.count.ceremony import papers_folder
from sync.hub.exports.codebook import Codebook
from sync.hub.exports.csv_file import CsvTable, csv_bytes
from sync.hub.exports.manifest import NAME, PURPOSE, READABLE, Manifest, Member
from sync.hub.exports.open311 import Reports
from sync.hub.exports.scope import Scope, Source
from sync.hub.exports.survey import SurveyTable
from sync.hub.exports.table import COLUMNS, ContributionTable
from sync.hub.exports.xlsx_file import XlsxBook
from sync.hub.store import HubStore

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 16
_PAPERS = ("minutes.json", "minutes.signed", "minutes.pdf", "receipts.csv", "set-aside.csv")
Report = Callable[[str], None]
"""Hears the name of each file before it is written."""


@dataclass
class _Pack:
    """A zip file in which each member is digested as it is written."""

    archive: zipfile.ZipFile
    report: Report
    members: list[Member] = field(default_factory=list)

    @contextmanager
    def member(self, name: str) -> Iterator[BinaryIO]:
        self.report(name)
        with self.archive.open(_entry(name), "w", force_zip64=True) as target:
            digesting = _Digesting(target)  # type: ignore[arg-type]  # writes as a binary file does
            yield digesting  # type: ignore[misc]  # as far as it is written to
        self.members.append(Member(name=name, bytes=digesting.size, sha256=digesting.digest.hexdigest()))

    def add(self, name: str, content: bytes) -> None:
        with self.member(name) as file:
            file.write(content)


class _Digesting:
    """Writes, counts and digests."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.digest, self.size = hashlib.sha256(), 0
        self.closed = False

    def write(self, piece: bytes) -> int:
        self.digest.update(piece)
        self.size += len(piece)
        return self._target.write(piece)

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def flush(self) -> None:
        """What is written goes on with the member."""

    def close(self) -> None:
        """The member is closed by whoever opened it."""


def write_archive(
    store: HubStore,
    scope: Scope,
    file: BinaryIO,
    language: str,
    papers: Sequence[Path] = (),
    report: Report = lambda _name: None,
    source: Source | None = None,
) -> Manifest:
    """Write the archive of a consultation to `file`, which must be empty.

    Args:
        papers: folders that counts of its votes were written to (``kiosk count --out``).

    Raises:
        ExportError: something in a text is not decided, others arrived meanwhile, or papers do not fit.
        VaultError: the contributions key is missing.
    """
    votes = [checked_papers(store, scope, folder) for folder in papers]
    if len({activity for activity, _ in votes}) != len(votes):
        raise ExportError("Two of the folders hold the papers of one vote. Name the right one.")
    figures: dict[str, object] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        pack = _Pack(archive, report)
        pack.add("README.txt", _readme(scope, language).encode())
        pack.add("consultation.json", _public(scope))
        if scope.contributed:
            figures["contributions"] = _contributions(pack, store, scope, language, source)
        for survey in scope.surveys:
            table = SurveyTable(store, scope, survey, source=source)
            _survey(pack, table)
            figures[survey.id] = table.figures.record()
        if any(isinstance(activity, ReportActivity) for activity in scope.activities):
            reports = Reports(store, scope, language, source)
            figures["reports"] = reports.figures.record()
            _reports(pack, reports)
        for activity, files in sorted(votes):
            for path in files:
                with path.open("rb") as paper, pack.member(f"votes/{activity}/{path.name}") as target:
                    _copy(paper, target)
        manifest = Manifest(
            mode=store.mode.value,
            organiser=scope.index.catalogue.organiser.within(language),
            consultation=scope.consultation.id,
            title=scope.consultation.title.within(language),
            catalogue_version=scope.index.catalogue.version,
            erased_on=_erased_on(scope),
            figures=figures,
            files=tuple(sorted(pack.members, key=lambda member: member.name)),
        )
        encoded = manifest.encoded()
        archive.writestr(_entry(READABLE), encoded)
        archive.writestr(_entry(NAME), store.signing_key.sign(PURPOSE, encoded))
    store.log("archive_written", f"{scope.consultation.id}: {len(manifest.files)} files")
    return manifest


def _contributions(
    pack: _Pack, store: HubStore, scope: Scope, language: str, source: Source | None
) -> dict[str, object]:
    table = ContributionTable(store, scope, language, source)
    with pack.member("contributions.csv") as file:
        rows = CsvTable(file, list(COLUMNS))
        table.write(rows)
        rows.end()
    pack.add("contributions-columns.csv", csv_bytes(("column", "meaning"), COLUMNS.items()))
    if table.figures.rows:
        with XlsxBook() as book:
            fill_contributions(book, table)
            _book(pack, "contributions.xlsx", book)
    return table.figures.record()


def fill_contributions(book: XlsxBook, table: ContributionTable) -> None:
    """The table in a workbook, with what its columns mean on a second sheet."""
    table.write(book.sheet("contributions", list(COLUMNS)))
    columns = book.sheet("columns", ("column", "meaning"))
    for row in COLUMNS.items():
        columns.row(row)


def fill_survey(book: XlsxBook, table: SurveyTable) -> None:
    """The responses in a workbook, with the codebook on a second sheet."""
    table.write(book.sheet("responses", table.columns, table.numbers))
    codebook = Codebook(table)
    sheet = book.sheet("codebook", codebook.columns)
    for row in codebook.rows():
        sheet.row(row)


def _survey(pack: _Pack, table: SurveyTable) -> None:
    name = f"surveys/{table.activity.id}"
    with pack.member(f"{name}.csv") as file:
        rows = CsvTable(file, table.columns)
        table.write(rows)
        rows.end()
    codebook = Codebook(table)
    pack.add(f"{name}-codebook.csv", csv_bytes(codebook.columns, codebook.rows()))
    with XlsxBook() as book:
        fill_survey(book, table)
        _book(pack, f"{name}.xlsx", book)


def _book(pack: _Pack, name: str, book: XlsxBook) -> None:
    with TemporaryFile() as whole, pack.member(name) as target:
        book.save(whole)
        whole.seek(0)
        _copy(whole, target)


def _reports(pack: _Pack, reports: Reports) -> None:
    # One member after another: a zip file takes no two at once.
    with TemporaryFile() as services:
        with pack.member("open311/requests.json") as requests:
            reports.write(services, requests)
        services.seek(0)
        with pack.member("open311/services.json") as target:
            _copy(services, target)


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    while piece := source.read(_PIECE):
        target.write(piece)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def known_papers(store: HubStore, scope: Scope) -> list[Path]:
    """Folders that counts from the hub's pages wrote the papers of these votes to."""
    folders = (papers_folder(store, one.id) for one in scope.activities if isinstance(one, BallotActivity))
    return [folder for folder in folders if (folder / "minutes.signed").is_file()]


def checked_papers(store: HubStore, scope: Scope, folder: Path) -> tuple[str, list[Path]]:
    """(vote, files) of a folder that a count of this consultation was written to.

    Raises:
        ExportError: the minutes are not this hub's, or of another consultation, or a .pb file breaks a rule.
    """
    try:
        content = verify((folder / "minutes.signed").read_bytes(), "minutes", store.signing_key.verify_key)
        if content != (folder / "minutes.json").read_bytes():
            raise ExportError(f"minutes.json in {folder} is not what minutes.signed signs. Count again.")
        minutes = json.loads(content)
        consultation, activity = minutes["consultation"]["id"], minutes["activity"]["id"]
    except (OSError, SignatureError, ValueError, KeyError, TypeError):
        raise ExportError(f"{folder} holds no minutes that this hub signed.") from None
    votes = {one.id for one in scope.activities if isinstance(one, BallotActivity)}
    if consultation != scope.consultation.id or activity not in votes:
        raise ExportError(
            f"{folder} holds the papers of {activity}, which is not in {scope.consultation.id}."
        )
    files = [folder / name for name in _PAPERS if (folder / name).is_file()]
    quartiers = (f"-{quartier.id}" for quartier in scope.index.catalogue.quartiers)
    for path in (folder / f"{activity}{place}.pb" for place in ("", *quartiers)):
        if not path.is_file():
            continue
        try:
            wrong = pabulib_findings(path.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, FormatError):
            wrong = ["it cannot be read"]
        if wrong:
            raise ExportError(f"{path} is not a .pb file that may be published: {wrong[0]} Count again.")
        files.append(path)
    return activity, files


def _public(scope: Scope) -> bytes:
    """The consultation as it was published: texts, phases, activities. No codes, no accounts, no keys."""
    return scope.consultation.model_dump_json(indent=1).encode() + b"\n"


def _erased_on(scope: Scope) -> str | None:
    day = scope.consultation.contributions_erased_on
    return day.isoformat() if day else None


def _readme(scope: Scope, language: str) -> str:
    erased = _erased_on(scope)
    lines = [
        f"{scope.consultation.title.within(language)} ({scope.consultation.id})",
        "",
        "consultation.json           the consultation as it was published",
        "contributions.csv, .xlsx    one row a proposal, comment, support or report",
        "contributions-columns.csv   what each column means",
        "surveys/ID.csv, .xlsx       one row a response; surveys/ID-codebook.csv says what each value means",
        "open311/                    reports, as Open311 GeoReport v2 gives them",
        "votes/ID/                   minutes, receipts, what was set aside, ballots (.pb)",
        "manifest.json               every file with its SHA-256; manifest.signed is signed by the hub",
        "",
        "E-mail addresses, telephone numbers, bank accounts and social security numbers in texts were looked",
        "for and decided upon one by one. No search finds names of people: read before publishing.",
        "Language, channel and what describes a person are withheld where fewer than ten rows agree.",
        "",
        "Check: kiosk hub archive check FILE",
    ]
    if erased:
        lines += [
            "",
            f"Residents were told that contributions are erased on {erased}: erase this archive too.",
        ]
    return "\n".join(lines) + "\n"
