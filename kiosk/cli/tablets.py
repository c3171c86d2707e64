"""Commands of a tablet: demo, run, pair, tablet, sync, parcel."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.options import (
    command,
    database_of,
    open_tablet,
    settings_of,
    with_database,
    with_hub,
    with_json,
    with_settings,
)
from kiosk.cli.output import DONE, REFUSED, Bar, figures, say
from kiosk.cli.papers import PAPERS, show_paper
from kiosk.cli.watching import watch_sticks, with_watching

if TYPE_CHECKING:
    from kiosk.tablet import Tablet


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this file's commands."""
    demo = command(
        commands, "demo", _demo, "open the kiosk on its demo content, with a hub inside", "kiosk demo"
    )
    demo.add_argument("--folder", type=Path, metavar="DIR", help="keep the demo's data here")
    demo.add_argument("--codes", action="store_true", help="print the demo's voting codes and end")
    run = command(commands, "run", _run, "open the kiosk of this tablet", "kiosk run")
    with_settings(run)
    for kiosk in (demo, run):
        kiosk.add_argument(
            "--browser", action="store_true", help="in a browser on this machine, not in the terminal"
        )
        kiosk.add_argument(
            "--port", type=int, help="port of its page, 0 for a free one (default: browser.port)"
        )
    pair = command(
        commands,
        "pair",
        _pair,
        "pair this tablet with a hub by a one-time code or the text of its QR",
        "kiosk pair --hub https://hub.example --code 7K3M-… --name 'Tablette Centre 1' --pin-file pin.txt",
    )
    pair.add_argument("qr", nargs="?", help="the text of the pairing QR: address and code in one")
    pair.add_argument("--hub", metavar="ADDRESS", help="the hub's address")
    pair.add_argument("--code", help="the one-time code")
    pair.add_argument("--name", default="Tablet", help="what staff call this tablet")
    pair.add_argument(
        "--pin-file",
        type=Path,
        metavar="FILE",
        help="the PIN of the tablet's administrator on its first line (default: it is asked for, unseen)",
    )
    with_settings(with_json(pair))
    tablet = command(
        commands,
        "tablet",
        _tablet,
        "show the tablet's account, open, pause, close it, take its clock as right, or give its sheets",
        "kiosk tablet sheet closing --pdf closing.pdf",
    )
    tablet.add_argument(
        "step",
        nargs="?",
        choices=["open", "pause", "close", "reopen", "trust-clock", *PAPERS],
        help="what to do; `sheet zero`, `sheet closing` and `shift report` give papers",
    )
    tablet.add_argument("paper", nargs="?", choices=[name for names in PAPERS.values() for name in names])
    tablet.add_argument("--pdf", type=Path, metavar="FILE", help="write the paper here, to sign and file")
    tablet.add_argument("--csv", type=Path, metavar="FILE", help="write the report of the shift here")
    with_settings(with_json(tablet))
    sync = command(commands, "sync", _sync, "carry what is aboard to the hub, once", "kiosk sync")
    sync.add_argument(
        "--watch",
        nargs="*",
        type=Path,
        metavar="DIR",
        dest="mounts",
        help="on the machine that holds the hub instead: what kiosk hub watch does",
    )
    with_watching(sync)
    with_hub(with_json(sync))
    parcel = command(commands, "parcel", None, "carry by USB stick", "kiosk parcel export /media/stick")
    ways = parcel.add_subparsers(metavar="WAY", required=True)
    export = command(
        ways, "export", _export, "write what may leave to a stick", "kiosk parcel export /media/stick"
    )
    take = command(
        ways,
        "import",
        _import,
        "take answers and a catalogue from a stick; at the hub, take parcels",
        "kiosk parcel import /media/stick --hub hub",
    )
    take.add_argument(
        "--hub", type=Path, metavar="DIR", help="the hub's folder: take the stick's parcels there"
    )
    with_database(take)
    for way in (export, take):
        way.add_argument("stick", type=Path, metavar="DIR", help="the stick's folder")
        with_settings(with_json(way))


def _demo(arguments: argparse.Namespace) -> int:
    from screens.demo import run_demo, run_demo_in_browser

    if arguments.browser:
        return run_demo_in_browser(arguments.folder, arguments.port, say)
    return run_demo(arguments.folder, codes_only=arguments.codes)


def _run(arguments: argparse.Namespace) -> int:
    from screens.start import run_kiosk, run_kiosk_in_browser

    if arguments.browser:
        options = ["--config", str(arguments.config)] if arguments.config else []
        return run_kiosk_in_browser(settings_of(arguments), open_tablet, options, arguments.port, say)
    return run_kiosk(settings_of(arguments), open_tablet)


def _pair(arguments: argparse.Namespace) -> int:
    import httpx

    from kiosk.cli.pins import first_pin
    from kiosk.errors import KioskError, UsageError
    from kiosk.staff.factory import finish_erasing
    from kiosk.staff.first_pin import choose_first_pin
    from sync.pair import pair_tablet, parse_qr

    settings = settings_of(arguments)
    if arguments.qr:
        address, code = parse_qr(arguments.qr)
    elif arguments.hub and arguments.code:
        address, code = arguments.hub, arguments.code
    else:
        raise UsageError("Give the text of the pairing QR, or --hub and --code.")
    pin = first_pin(arguments.pin_file)
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    finish_erasing(settings.data_folder)
    with httpx.Client(timeout=settings.sync.timeout_seconds) as client:
        tablet = pair_tablet(settings.data_folder, address, code, arguments.name, client)
    index = tablet.index
    version = index.catalogue.version if index else 0
    figures(
        {"tablet": tablet.pairing.tablet, "mode": tablet.pairing.mode.value, "catalogue": version},
        as_json=arguments.json,
    )
    try:
        choose_first_pin(tablet, pin, pin)
    except KioskError as error:
        say(f"{error} The tablet is paired and has no PIN yet: kiosk run asks for it.")
        return REFUSED
    finally:
        tablet.close_files()
    return DONE


def _tablet(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError, VaultError
    from kiosk.vault.papers import open_batches

    if arguments.step not in PAPERS and (arguments.paper or arguments.pdf or arguments.csv):
        raise UsageError("Papers are: kiosk tablet sheet zero, sheet closing, shift report.")
    tablet = open_tablet(settings_of(arguments))
    try:
        if arguments.step in PAPERS:
            return show_paper(arguments, tablet)
        if arguments.step == "trust-clock":
            tablet.trust_clock("command line")
        elif arguments.step:
            if arguments.step == "close" and open_batches(tablet.vault):
                raise VaultError(
                    "Paper is keyed in and not accepted. Accept or abandon the batch, then close."
                )
            tablet.change_status(arguments.step, "command line")
            tablet.vault.settle()
        lines = tablet.vault.account()
        statement = tablet.statement()
        content: dict[str, object] = {
            name: statement[name] for name in ("tablet", "mode", "status", "catalogue", "undelivered")
        }
        holds = all(line.holds for line in lines)
        content["holds"] = holds
        content |= _carrying(tablet)
        if arguments.json:
            content["lines"] = [vars(line) for line in lines]
        figures(content, as_json=arguments.json)
        if not arguments.json:
            for line in lines:
                print(
                    f"{line.consultation}/{line.activity}: {line.cast} cast, {line.aboard} aboard, "
                    f"{line.carried} carried, {line.acknowledged} acknowledged, {line.refused} refused"
                )
        return DONE if holds else REFUSED
    finally:
        tablet.close_files()


def _carrying(tablet: Tablet) -> dict[str, object]:
    """How the carrying went last, and for how many days something has waited."""
    from kiosk.carrying import carrying_of, note_waiting
    from kiosk.errors import VaultError

    with suppress(VaultError):  # a full disk does not keep anybody from reading
        note_waiting(tablet)
    known = carrying_of(tablet)
    success, failure = known.last_success, known.last_failure
    days = known.days_waiting(tablet.clock().astimezone().date())
    content: dict[str, object] = {
        "last_carried": f"{success.at.astimezone():%Y-%m-%d %H:%M}, by {success.way}" if success else "never",
        "oldest_undelivered_days": "none" if days is None else days,
    }
    if failure is not None and known.fails:
        content["last_failed"] = f"{failure.at.astimezone():%Y-%m-%d %H:%M}, by {failure.way}"
        content["because"] = failure.sentence
    return content


def _sync(arguments: argparse.Namespace) -> int:
    if arguments.mounts is not None:
        return watch_sticks(arguments)
    import httpx

    from kiosk.errors import UsageError
    from sync.courier import Courier, Progress

    if arguments.once or arguments.folder:
        raise UsageError("--once and --folder go with --watch.")
    settings = settings_of(arguments)
    tablet = open_tablet(settings)
    bar = Bar("sync")

    def report(progress: Progress) -> None:
        bar("carry", progress.acknowledged + progress.refused, progress.total)

    try:
        address = tablet.pairing.hub_address
        with httpx.Client(base_url=address, timeout=settings.sync.timeout_seconds) as client:
            progress = Courier(tablet, client, batch=settings.sync.parcel_deposits).carry(report)
        bar.close()
        erased = tablet.erase_old(settings.retention.days)
        tablet.vault.settle()
        content = {
            "sent": progress.sent,
            "acknowledged": progress.acknowledged,
            "refused": progress.refused,
            "refused_because": dict(progress.refused_because),
            "held_back": progress.held_back,
            "bytes": progress.bytes_sent,
            "erased": erased,
            "catalogue": progress.catalogue,
        }
        figures(content, as_json=arguments.json)
        if progress.held_back:
            say(
                f"{progress.held_back} ballots wait for company: they go when enough of a consultation are "
                "together, or when the tablet or the vote closes."
            )
        if progress.refused:
            say("The hub set deposits aside. They are kept here with their reasons: kiosk tablet.")
        return REFUSED if progress.refused else DONE
    finally:
        bar.close()
        tablet.close_files()


def _export(arguments: argparse.Namespace) -> int:
    from sync.usb import export_parcels

    settings = settings_of(arguments)
    tablet = open_tablet(settings)
    try:
        exported = export_parcels(tablet, arguments.stick, batch=settings.sync.parcel_deposits)
        figures(vars(exported), as_json=arguments.json)
        return DONE
    finally:
        tablet.close_files()


def _import(arguments: argparse.Namespace) -> int:
    from sync.usb import import_answers, take_parcels

    if arguments.hub:
        from sync.hub.intake import Intake
        from sync.hub.store import HubStore

        store = HubStore(arguments.hub, database=database_of(arguments))
        try:
            newest = store.newest_catalogue()
            intake = Intake(store)
            taken = take_parcels(
                arguments.stick,
                lambda signed: intake.take(signed, by_network=False),
                newest[1] if newest else None,
            )
        finally:
            store.close()
        problems = taken.problems
        figures({"parcels": taken.parcels, "problems": len(problems)}, as_json=arguments.json)
    else:
        tablet = open_tablet(settings_of(arguments))
        try:
            imported = import_answers(tablet, arguments.stick)
        finally:
            tablet.close_files()
        problems = imported.problems
        figures(vars(imported) | {"problems": len(problems)}, as_json=arguments.json)
    for problem in problems:
        say(f"{problem.file}: {problem.sentence}")
    return REFUSED if problems else DONE
