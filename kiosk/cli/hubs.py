"""Commands of the hub: serving and looking after it; other files add the commands of its rooms."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli import central, channels, contributions, exports, hub_backups, staff_accounts, tallies
from kiosk.cli.options import command, database_of, open_hub, settings_of, with_hub, with_json
from kiosk.cli.output import DONE, REFUSED, figures, plain, say
from kiosk.cli.watching import add_watch
from kiosk.i18n import LANGUAGES

if TYPE_CHECKING:
    from sync.hub.shares import Share


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this file's commands."""
    hub = command(commands, "hub", _serve, "run the hub, or make and look after one", "kiosk hub --port 8750")
    hub.add_argument("--listen", metavar="ADDRESS", help="address to listen on (default: hub.listen)")
    hub.add_argument("--port", type=int, help="port to listen on, 0 for a free one (default: hub.port)")
    hub.add_argument(
        "--processes", type=int, metavar="N", help="how many take parcels (default: hub.processes)"
    )
    with_hub(hub)
    parts = hub.add_subparsers(metavar="PART")
    init = command(
        parts,
        "init",
        _init,
        "make a hub: its keys, and the key holders' shares as files and sheets",
        "kiosk hub init --mode official --holders 'A. Martin' 'B. Roux' 'C. Bonnet' --shares /media/stick",
    )
    init.add_argument("--mode", choices=["test", "official"], default="test")
    init.add_argument(
        "--holders", nargs="+", metavar="NAME", default=["1", "2", "3"], help="who holds a share"
    )
    init.add_argument("--needed", type=int, default=2, help="how many of them open the box (default: 2)")
    init.add_argument("--shares", type=Path, metavar="DIR", help="where the shares are written")
    init.add_argument(
        "--print-sql",
        action="store_true",
        help="print what an administrator of PostgreSQL runs in the hub's database, and make no hub",
    )
    init.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the sheets")
    code = command(parts, "code", _code, "make a one-time code that pairs one tablet", "kiosk hub code")
    code.add_argument("--address", help="the address tablets reach the hub at, for the QR and the sheet")
    code.add_argument("--sheet", type=Path, metavar="FILE", help="write a printable sheet (PDF)")
    tablets = command(parts, "tablets", _tablets, "list the tablets", "kiosk hub tablets --json")
    revoke = command(
        parts, "revoke", _revoke, "take nothing more from a tablet", "kiosk hub revoke t-0123abcd"
    )
    revoke.add_argument("tablet", help="its id, as kiosk hub tablets lists it")
    erase = command(
        parts, "erase", _erase, "erase the claims and the contributions whose day has come", "kiosk hub erase"
    )
    erase.add_argument(
        "--settle",
        action="store_true",
        help="also put all rows in the order of their random keys: nothing tells what came after what",
    )
    contributions.add_parts(parts)
    tallies.add_parts(parts)
    hub_backups.add_parts(parts)
    channels.add_parts(parts)
    exports.add_parts(parts)
    staff_accounts.add_parts(parts)
    closing = command(
        parts,
        "closing",
        _closing,
        "check the square of a closing sheet, as a scanner types it",
        "kiosk hub closing KIOSK-SIGNED-1 closing 0123456789abcdef …",
    )
    closing.add_argument("line", nargs="*", help="what the scanner types; without it, one line is read")
    recovery = command(
        parts,
        "recovery",
        _recovery,
        "give the code that opens the backup of a revoked tablet, for a replacement",
        "kiosk hub recovery /media/card",
    )
    recovery.add_argument("card", type=Path, metavar="CARD", help="the card's folder, or a file of it")
    publish = command(
        parts,
        "publish",
        _publish,
        "put the papers of a count on the public pages, after checking their signature",
        "kiosk hub publish budget-2027 count/",
    )
    publish.add_argument("activity", help="the vote's id in the catalogue")
    publish.add_argument("papers", type=Path, metavar="DIR", help="the folder that kiosk count wrote")
    for part in (init, code, tablets, revoke, erase, closing, recovery, publish):
        with_json(with_hub(part))
    add_watch(parts)
    central.add_parts(parts)


def _serve(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError
    from sync.hub.erasure import erase_due
    from sync.hub.processes import PROCESSES_MAX, serve_in_processes
    from sync.hub.server import listening_socket, serve

    settings = settings_of(arguments)
    processes = settings.hub.processes if arguments.processes is None else arguments.processes
    if not 1 <= processes <= PROCESSES_MAX:
        raise UsageError(f"--processes is 1 to {PROCESSES_MAX}.")
    with open_hub(arguments) as store:
        erase_due(store)
        port = settings.hub.port if arguments.port is None else arguments.port
        listening = listening_socket(arguments.listen or settings.hub.listen, port)
        host, taken = listening.getsockname()[:2]
        print(f"The hub listens on http://{host}:{taken} in {store.mode.value} mode.", flush=True)
        if processes == 1:
            serve(store, listening, body_bytes_max=settings.hub.body_bytes_max, settings=settings.hub)
        else:
            serve_in_processes(
                store,
                listening,
                processes,
                body_bytes_max=settings.hub.body_bytes_max,
                settings=settings.hub,
            )
        return DONE


def _init(arguments: argparse.Namespace) -> int:
    from kiosk.clock import system_clock
    from kiosk.errors import UsageError
    from kiosk.i18n import translator
    from kiosk.ids import Mode
    from sync.hub.paper.share_sheet import share_sheet
    from sync.hub.setup import check_database_free, check_free, init_hub
    from sync.usb import is_writable_folder, write_verified

    folder = arguments.folder or settings_of(arguments).hub_folder
    database = database_of(arguments)
    if arguments.print_sql:
        return _print_sql(database)
    if arguments.shares is None:
        raise UsageError("Say with --shares where the key holders' shares are written.")
    if not is_writable_folder(arguments.shares):
        raise UsageError(
            f"{arguments.shares} is not a folder that can be written to: the shares would be lost."
        )
    check_free(folder)
    check_database_free(folder, database)
    if folder.resolve() == arguments.shares.resolve():
        raise UsageError("The shares must not lie beside the key that they open: name another folder.")
    tr = translator(arguments.language)
    stems = [arguments.shares / f"share-{number}" for number in range(1, len(arguments.holders) + 1)]
    for path in (stem.with_suffix(ending) for stem in stems for ending in (".share", ".pdf")):
        if path.exists() or path.is_symlink():
            raise UsageError(f"{path} is there already: shares are never written over.")

    def hand_out(shares: tuple[Share, ...]) -> None:
        today = system_clock().date()
        for share, holder, stem in zip(shares, arguments.holders, stems, strict=True):
            sheet = share_sheet(share, holder=holder, made=today, mode=arguments.mode, tr=tr)
            write_verified(stem.with_suffix(".share"), share.text().encode() + b"\n", mode=0o600)
            write_verified(stem.with_suffix(".pdf"), sheet, mode=0o600)

    store, _ = init_hub(
        folder,
        Mode(arguments.mode),
        needed=arguments.needed,
        holders=len(arguments.holders),
        database=database,
        hand_out=hand_out,
    )
    written = [str(stem) for stem in stems]
    store.close()
    figures({"hub": str(folder), "mode": arguments.mode, "shares": written}, as_json=arguments.json)
    say("Give each holder their share, then erase the files: nobody else may have them.")
    return DONE


def _print_sql(database: str) -> int:
    from kiosk.errors import UsageError
    from sync.hub.rooms.address import postgresql_address
    from sync.hub.rooms.roles import setup_sql

    login = postgresql_address(database).username if database else None
    if not login:
        raise UsageError("Say with --database where and as whom: postgresql://kiosk@localhost/kiosk.")
    for statement in setup_sql(login):
        print(f"{statement};")
    return DONE


def _code(arguments: argparse.Namespace) -> int:
    from kiosk.claims.codes import printed
    from kiosk.i18n import translator
    from sync.hub.fleet import new_pairing_code
    from sync.hub.paper.pairing_sheet import pairing_sheet
    from sync.pair import qr_text

    settings = settings_of(arguments)
    store = open_hub(arguments)
    address = arguments.address or f"http://{settings.hub.listen}:{settings.hub.port}"
    try:
        code, expires = new_pairing_code(store)
    finally:
        store.close()
    text = qr_text(address, printed(code))
    if arguments.sheet:
        sheet = pairing_sheet(printed(code), address, expires, text, translator("fr"))
        arguments.sheet.write_bytes(sheet)
    figures(
        {"code": printed(code), "qr": text, "expires": f"{expires:%Y-%m-%d %H:%M} UTC"},
        as_json=arguments.json,
    )
    return DONE


def _tablets(arguments: argparse.Namespace) -> int:
    import json

    from sync.hub.standing import standings

    with open_hub(arguments) as store:
        listed = standings(store)
    if arguments.json:
        print(json.dumps([standing.record() for standing in listed], ensure_ascii=False))
        return DONE
    for row in listed:
        mark = "revoked" if row.revoked else row.status or "not heard from yet"
        counts = f"{row.cast} cast, {row.here} here, {row.not_here} not here"
        print(plain(f"{row.tablet}  {row.name}  {mark}  {counts}"))
    if not listed:
        say("No tablet is paired yet. Make a code: kiosk hub code.")
    return DONE


def _closing(arguments: argparse.Namespace) -> int:
    import sys

    from sync.hub.closing import check_closing

    line = " ".join(arguments.line) or sys.stdin.readline()
    with open_hub(arguments) as store:
        check = check_closing(store, line)
    told = check.statement
    figures(
        {
            "tablet": told.tablet,
            "name": check.name,
            "status": told.status,
            "clock": told.clock,
            "cast": told.cast,
            "here": check.here,
            "not_here": check.not_here,
            "lost": check.lost,
            "visits": told.visits,
            "revoked": check.revoked,
        },
        as_json=arguments.json,
    )
    if check.lost:
        say("The tablet was told that the hub has deposits which are not here. Keep the tablet as it is.")
    elif check.not_here:
        say(f"{check.not_here} deposits of this tablet are not here yet. Sync it, or bring its stick.")
    return REFUSED if check.not_here else DONE


def _revoke(arguments: argparse.Namespace) -> int:
    from sync.hub.standing import standings

    with open_hub(arguments) as store:
        tablet = store.revoke(arguments.tablet)
        (standing,) = (row for row in standings(store) if row.tablet == tablet.id)
    figures(
        {
            "tablet": tablet.id,
            "revoked": True,
            "cast_by_its_last_statement": standing.cast,
            "here": standing.here,
            "not_here": standing.not_here,
        },
        as_json=arguments.json,
    )
    return DONE


def _recovery(arguments: argparse.Namespace) -> int:
    from kiosk.backup.card import only_backup
    from kiosk.backup.sealing import printed
    from sync.hub.recovery import release

    with open_hub(arguments) as store:
        tablet, key, held = release(store, only_backup(arguments.card))
    figures(
        {"tablet": tablet, "code": printed(key), "deposits": len(held.deposits), "cast": held.cast},
        as_json=arguments.json,
    )
    say("Type this code on the replacement, with the card in it. It opens this backup and no other.")
    return DONE


def _publish(arguments: argparse.Namespace) -> int:
    from sync.hub.publication import publish_papers

    with open_hub(arguments) as store:
        folder = publish_papers(store, arguments.activity, arguments.papers)
    figures(
        {"activity": arguments.activity, "published": True, "folder": str(folder)}, as_json=arguments.json
    )
    return DONE


def _erase(arguments: argparse.Namespace) -> int:
    from sync.hub.erasure import erase_due

    with open_hub(arguments) as store:
        erased = erase_due(store)
        if arguments.settle:
            store.settle()
        figures(erased, as_json=arguments.json)
        if not erased:
            say("Nothing is due to be erased.")
    return DONE
