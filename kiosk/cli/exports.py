"""Commands for what leaves the hub: hub export KIND, hub archive check."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.options import command, open_hub, read_input, with_hub, with_json
from kiosk.cli.output import DONE, REFUSED, figures, say
from kiosk.i18n import LANGUAGES

if TYPE_CHECKING:
    from sync.hub.exports.review import Standing
    from sync.hub.store import HubStore


def add_parts(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``kiosk hub export`` and ``kiosk hub archive``."""
    export = command(
        parts,
        "export",
        None,
        "write tables, reports, addresses or everything of a consultation, for the people who work with it",
        "kiosk hub export table canal-demain --csv canal.csv",
    )
    kinds = export.add_subparsers(metavar="KIND", required=True)
    for add in (_add_review, _add_table, _add_survey, _add_reports, _add_pb, _add_opt_ins, _add_archive):
        add(kinds)
    archive = command(
        parts, "archive", None, "look at an archive that a hub wrote", "kiosk hub archive check canal.zip"
    )
    acts = archive.add_subparsers(metavar="ACT", required=True)
    check = command(
        acts,
        "check",
        _check,
        "check that an archive is as a hub signed it, and that nothing in it was changed",
        "kiosk hub archive check canal.zip",
    )
    check.add_argument("file", type=Path, metavar="FILE", help="the archive")
    check.add_argument(
        "--key", metavar="HEX", help="the hub's public key (default: of the hub in its folder here)"
    )
    with_json(with_hub(check))


def _add_review(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    review = command(
        kinds,
        "review",
        _review,
        "list what in the texts may say who somebody is; nothing leaves before each finding is decided",
        "kiosk hub export review canal-demain --csv review.csv",
    )
    review.add_argument("name", metavar="NAME", help="a consultation's or an activity's id")
    review.add_argument(
        "--csv", type=Path, metavar="FILE", help="write the findings with their context, to be decided"
    )
    review.add_argument("--mask-all", action="store_true", help="mask everything that is not decided yet")
    review.add_argument("--by", metavar="NAME", default="", help="who decides (with --mask-all)")
    decide = command(
        kinds,
        "decide",
        _decide,
        "keep the decisions of a review file, in whose last column somebody wrote mask or keep",
        "kiosk hub export decide canal-demain review.csv --by 'A. Martin'",
    )
    decide.add_argument("name", metavar="NAME", help="a consultation's or an activity's id")
    decide.add_argument("file", type=Path, metavar="FILE", help="the review file, CSV or XLSX")
    decide.add_argument("--by", metavar="NAME", required=True, help="who decided; it is kept")
    for part in (review, decide):
        with_json(with_hub(part))


def _add_table(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    table = command(
        kinds,
        "table",
        _table,
        "write the anonymised table: one row a proposal, comment, support or report",
        "kiosk hub export table canal-demain --csv canal.csv --xlsx canal.xlsx",
    )
    table.add_argument("name", metavar="NAME", help="a consultation's or an activity's id")
    _with_files(table)


def _add_survey(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    survey = command(
        kinds,
        "survey",
        _survey,
        "write the responses to a survey with their codebook",
        "kiosk hub export survey calme --csv calme.csv --xlsx calme.xlsx",
    )
    survey.add_argument("name", metavar="ACTIVITY", help="the survey's id")
    survey.add_argument(
        "--describing",
        action="append",
        default=[],
        metavar="QUESTION",
        help="a further question that describes the person: withheld below ten alike (again for each)",
    )
    _with_files(survey)


def _with_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write a new CSV file")
    parser.add_argument("--xlsx", type=Path, metavar="FILE", help="write a new XLSX file")
    _with_language(parser)
    with_json(with_hub(parser))


def _with_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", choices=LANGUAGES, default="fr", help="language of titles and options (default: fr)"
    )


def _add_reports(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    reports = command(
        kinds,
        "reports",
        _reports,
        "write problem reports as Open311 GeoReport v2: services.json and requests.json",
        "kiosk hub export reports signaler --out open311/",
    )
    reports.add_argument("name", metavar="NAME", help="a consultation's or an activity's id")
    reports.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="where both files are written"
    )
    _with_language(reports)
    with_json(with_hub(reports))


def _add_pb(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    ballots = command(
        kinds,
        "pb",
        _pb,
        "write the ballots of a counted vote in Pabulib's format, one file a quartier, each checked",
        "kiosk hub export pb budget-2027 --papers count/ --out open-data/",
    )
    ballots.add_argument("name", metavar="VOTE", help="the vote's id, or its consultation's")
    ballots.add_argument("--out", type=Path, required=True, metavar="DIR", help="where they are written")
    _with_papers(ballots)
    with_json(with_hub(ballots))


def _with_papers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--papers",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="what kiosk count --out wrote (again for each vote; default: counts made on the hub's pages)",
    )


def _add_opt_ins(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    addresses = command(
        kinds,
        "opt-ins",
        _opt_ins,
        "write the list for the mailing tool, each address with what its owner agreed to; it is noted",
        "kiosk hub export opt-ins --reason 'newsletter of March' --csv march.csv",
    )
    addresses.add_argument(
        "--reason", metavar="WORDS", required=True, help="what the addresses are read for: it is noted"
    )
    addresses.add_argument("--csv", type=Path, required=True, metavar="FILE", help="write a new CSV file")
    with_json(with_hub(addresses))


def _add_archive(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    archive = command(
        kinds,
        "archive",
        _archive,
        "write everything of one consultation into one file, with a signed list of digests",
        "kiosk hub export archive budget-2027 --file budget.zip --papers count/",
    )
    archive.add_argument("name", metavar="CONSULTATION", help="its id")
    archive.add_argument("--file", type=Path, required=True, metavar="FILE", help="write a new zip file")
    _with_papers(archive)
    _with_language(archive)
    with_json(with_hub(archive))


def _with_store(arguments: argparse.Namespace, act: Callable[[HubStore], int]) -> int:
    with open_hub(arguments) as store:
        return act(store)


def _review(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError
    from sync.hub.exports.csv_file import CsvTable
    from sync.hub.exports.new_file import check_free, new_file
    from sync.hub.exports.review import COLUMNS, Standing, all_findings, mask_undecided
    from sync.hub.exports.scope import scope_of

    if arguments.mask_all and arguments.csv:
        raise UsageError("--mask-all and --csv do not go together: decide at once, or one by one.")
    if arguments.csv:
        check_free(arguments.csv)

    def act(store: HubStore) -> int:
        scope = scope_of(store, arguments.name)
        if arguments.mask_all:
            return _told(mask_undecided(store, scope, arguments.by), arguments)
        standing = Standing()
        if not arguments.csv:
            for finding in all_findings(store, scope):
                standing.add(finding)
            return _told(standing, arguments)
        with new_file(arguments.csv) as file:
            rows = CsvTable(file, COLUMNS)
            for finding in all_findings(store, scope):
                standing.add(finding)
                rows.row(finding.row())
            rows.end()
        say("This file shows what was found. Write mask or keep in its last column, then erase it.")
        return _told(standing, arguments)

    return _with_store(arguments, act)


def _decide(arguments: argparse.Namespace) -> int:
    from sync.hub.exports.review import decided_in_file
    from sync.hub.exports.scope import scope_of

    content = read_input(arguments.file)

    def act(store: HubStore) -> int:
        scope = scope_of(store, arguments.name)
        return _told(decided_in_file(store, scope, content, arguments.by), arguments)

    return _with_store(arguments, act)


def _told(standing: Standing, arguments: argparse.Namespace) -> int:
    figures(
        {"mask": standing.mask, "keep": standing.keep, "undecided": standing.undecided},
        as_json=arguments.json,
    )
    return REFUSED if standing.undecided else DONE


def _files(arguments: argparse.Namespace, *more: Path) -> list[Path]:
    from kiosk.errors import UsageError
    from sync.hub.exports.new_file import check_free

    files = [path for path in (arguments.csv, arguments.xlsx) if path]
    if not files:
        raise UsageError("Say what to write: --csv FILE, --xlsx FILE, or both.")
    check_free(*files, *more)
    return files


def _table(arguments: argparse.Namespace) -> int:
    from sync.hub.exports.archive import fill_contributions
    from sync.hub.exports.csv_file import CsvTable
    from sync.hub.exports.new_file import new_file
    from sync.hub.exports.scope import scope_of
    from sync.hub.exports.table import COLUMNS, ContributionTable
    from sync.hub.exports.xlsx_file import XlsxBook

    files = _files(arguments)

    def act(store: HubStore) -> int:
        table = ContributionTable(store, scope_of(store, arguments.name), arguments.language)
        if arguments.csv:
            with new_file(arguments.csv) as file:
                rows = CsvTable(file, list(COLUMNS))
                table.write(rows)
                rows.end()
        if arguments.xlsx:
            with new_file(arguments.xlsx) as file, XlsxBook() as book:
                fill_contributions(book, table)
                book.save(file)
        store.log("table_exported", f"{arguments.name}: {table.figures.rows}")
        figures(table.figures.record() | {"files": list(map(str, files))}, as_json=arguments.json)
        return DONE

    return _with_store(arguments, act)


def _survey(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError
    from sync.hub.exports.archive import fill_survey
    from sync.hub.exports.codebook import Codebook
    from sync.hub.exports.csv_file import CsvTable, csv_bytes
    from sync.hub.exports.new_file import new_file
    from sync.hub.exports.scope import scope_of
    from sync.hub.exports.survey import SurveyTable
    from sync.hub.exports.xlsx_file import XlsxBook

    beside = [arguments.csv.with_name(f"{arguments.csv.stem}-codebook.csv")] if arguments.csv else []
    files = _files(arguments, *beside) + beside

    def act(store: HubStore) -> int:
        scope = scope_of(store, arguments.name)
        if len(scope.surveys) != 1:
            known = ", ".join(survey.id for survey in scope.surveys)
            raise UsageError(f"{arguments.name} is not one survey. Surveys in it: {known or 'none'}.")
        table = SurveyTable(store, scope, scope.surveys[0], arguments.describing)
        if arguments.csv:
            codebook = Codebook(table)
            with new_file(arguments.csv) as file, new_file(beside[0]) as book_file:
                rows = CsvTable(file, table.columns)
                table.write(rows)
                rows.end()
                book_file.write(csv_bytes(codebook.columns, codebook.rows()))
        if arguments.xlsx:
            with new_file(arguments.xlsx) as file, XlsxBook() as book:
                fill_survey(book, table)
                book.save(file)
        store.log("survey_exported", f"{arguments.name}: {table.figures.rows}")
        figures(table.figures.record() | {"files": list(map(str, files))}, as_json=arguments.json)
        return DONE

    return _with_store(arguments, act)


def _reports(arguments: argparse.Namespace) -> int:
    from sync.hub.exports.new_file import check_free, new_file
    from sync.hub.exports.open311 import Reports
    from sync.hub.exports.scope import scope_of

    paths = [arguments.out / name for name in ("services.json", "requests.json")]
    check_free(*paths)

    def act(store: HubStore) -> int:
        reports = Reports(store, scope_of(store, arguments.name), arguments.language)
        arguments.out.mkdir(parents=True, exist_ok=True)
        with new_file(paths[0]) as services, new_file(paths[1]) as requests:
            reports.write(services, requests)
        store.log("reports_exported", f"{arguments.name}: {reports.figures.rows}")
        figures(reports.figures.record() | {"files": list(map(str, paths))}, as_json=arguments.json)
        return DONE

    return _with_store(arguments, act)


def _pb(arguments: argparse.Namespace) -> int:
    from kiosk.errors import ExportError
    from sync.hub.exports.archive import checked_papers, known_papers
    from sync.hub.exports.new_file import check_free, new_file
    from sync.hub.exports.scope import scope_of

    def act(store: HubStore) -> int:
        scope = scope_of(store, arguments.name)
        folders = arguments.papers or known_papers(store, scope)
        checked = [checked_papers(store, scope, folder) for folder in folders]
        files = [path for _, papers in checked for path in papers if path.suffix == ".pb"]
        if not files:
            raise ExportError(f"No vote of {arguments.name} is counted here. Say where: --papers DIR.")
        written = [arguments.out / path.name for path in files]
        check_free(*written)
        arguments.out.mkdir(parents=True, exist_ok=True)
        for path, target in zip(files, written, strict=True):
            with new_file(target) as file:
                file.write(path.read_bytes())
        store.log("ballots_exported", f"{arguments.name}: {len(written)} files")
        figures({"files": list(map(str, written))}, as_json=arguments.json)
        return DONE

    return _with_store(arguments, act)


def _opt_ins(arguments: argparse.Namespace) -> int:
    from sync.hub.exports.addresses import COLUMNS, addresses_with_consent
    from sync.hub.exports.csv_file import csv_bytes
    from sync.hub.exports.new_file import new_file

    def act(store: HubStore) -> int:
        with new_file(arguments.csv) as file:
            found = addresses_with_consent(store, arguments.reason)
            file.write(csv_bytes(COLUMNS, found.rows))
        told = {"addresses": len(found.rows), "repeated": found.repeated, "refused": found.refused}
        figures(told | {"file": str(arguments.csv)}, as_json=arguments.json)
        return DONE

    return _with_store(arguments, act)


def _archive(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError
    from sync.hub.exports.archive import known_papers, write_archive
    from sync.hub.exports.new_file import new_file
    from sync.hub.exports.scope import scope_of

    def act(store: HubStore) -> int:
        scope = scope_of(store, arguments.name)
        if scope.consultation.id != arguments.name:
            raise UsageError(f"{arguments.name} is an activity of {scope.consultation.id}: name that.")
        with new_file(arguments.file) as file:
            papers = arguments.papers or known_papers(store, scope)
            manifest = write_archive(
                store, scope, file, arguments.language, papers, lambda name: say(f"… {name}")
            )
        told: dict[str, object] = {
            "file": str(arguments.file),
            "files": len(manifest.files),
            "bytes": sum(member.bytes for member in manifest.files),
            "erased_on": manifest.erased_on or "not announced",
            "key": store.signing_key.verify_key.hex(),
        }
        figures(told, as_json=arguments.json)
        return DONE

    return _with_store(arguments, act)


def _check(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError
    from kiosk.signed import VerifyKey
    from sync.hub.exports.manifest import check_archive

    if arguments.key:
        try:
            key = VerifyKey(bytes.fromhex(arguments.key))
        except ValueError:
            raise UsageError("--key is 64 figures and letters from a to f.") from None
        if len(key) != 32:
            raise UsageError("--key is 64 figures and letters from a to f.")
    else:
        store = open_hub(arguments)
        key = store.signing_key.verify_key
        store.close()
    checked = check_archive(arguments.file, key)
    manifest = checked.manifest
    figures(
        {
            "consultation": manifest.consultation,
            "mode": manifest.mode,
            "catalogue": manifest.catalogue_version,
            "files": len(manifest.files),
            "bytes": checked.bytes,
            "whole": True,
        },
        as_json=arguments.json,
    )
    return DONE
