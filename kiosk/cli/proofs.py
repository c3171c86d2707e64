"""Commands that prove: replay, doctor, bench."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.options import command, open_tablet, settings_of, with_json, with_settings
from kiosk.cli.output import DONE, REFUSED, Bar, plain, say

if TYPE_CHECKING:
    from kiosk.settings import Settings


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this file's commands."""
    replay = command(
        commands,
        "replay",
        _replay,
        "cast, carry and count real elections (Pabulib files) and compare",
        "kiosk replay toulouse-2019.pb --kiosks 6 --doubles 20",
    )
    replay.add_argument("files", nargs="+", type=Path, metavar="FILE.pb")
    replay.add_argument("--kiosks", type=int, default=1, metavar="N", help="number of tablets (default: 1)")
    replay.add_argument("--usb", action="store_true", help="carry by stick instead of HTTP")
    replay.add_argument(
        "--doubles", type=int, default=0, metavar="N", help="use N voters' codes again on another tablet"
    )
    with_json(replay)
    doctor = command(commands, "doctor", _doctor, "check this machine and its tablet", "kiosk doctor")
    doctor.add_argument("--short", action="store_true", help="leave out what is good")
    doctor.add_argument("--print", action="store_true", help="print a test sheet, and nothing else")
    with_settings(with_json(doctor))
    bench = command(
        commands, "bench", _bench, "print the speed of each step as ratios of one run", "kiosk bench"
    )
    with_json(bench)


def _replay(arguments: argparse.Namespace) -> int:
    from kiosk.errors import KioskError, UsageError
    from kiosk.pabulib.read import read
    from sync.replay.run import Plan, replay

    if not 1 <= arguments.kiosks <= 100 or arguments.doubles < 0:
        raise UsageError("--kiosks is 1 to 100 and --doubles 0 or more.")
    plan = Plan(arguments.kiosks, arguments.usb, arguments.doubles)
    good = True
    for path in arguments.files:
        folder = Path(tempfile.mkdtemp(prefix="kiosk-replay-"))
        bar = Bar(path.name)
        try:
            outcome = replay(read(path), plan, folder, bar)
        except KioskError as error:
            bar.close()
            good = False
            say(f"{path.name}: {error}" if path.name not in str(error) else str(error))
            if arguments.json:
                print(json.dumps({"file": path.name, "equal": False, "error": str(error)}), flush=True)
            continue
        finally:
            bar.close()
            shutil.rmtree(folder)
        good = good and outcome.equal and outcome.complete
        record = outcome.record()
        if arguments.json:
            print(json.dumps(record, ensure_ascii=False), flush=True)
        else:
            _print_outcome(record)
    return DONE if good else REFUSED


def _print_outcome(record: dict[str, object]) -> None:
    ballots, seconds = record["ballots"], record["seconds"]
    assert isinstance(ballots, dict)  # noqa: S101 - `Outcome.record` made it
    assert isinstance(seconds, dict)  # noqa: S101
    print(plain(f"{record['file']} ({record['method']})"))
    print("  " + ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in ballots.items()))
    if record["refused_because"]:
        print(f"  refused by the file's own rules: {record['refused_because']}")
    print(f"  tally and voters {'equal' if record['equal'] else 'DIFFER FROM'} a recount of the file")
    if record["columns_that_differ"]:
        print(plain(f"  the file's own columns differ from its votes for: {record['columns_that_differ']}"))
    print(plain(f"  selected {record['selected']}"))
    print(f"  spent {record['spent']}")
    print("  " + ", ".join(f"{name} {value} s" for name, value in seconds.items()))


def _doctor(arguments: argparse.Namespace) -> int:
    from kiosk.doctor import Verdict, answer, findings
    from kiosk.doctor.this_machine import ThisMachine
    from sync.asking import ask_hub

    settings = settings_of(arguments)
    if arguments.print:
        return _print_trial(settings)
    machine = ThisMachine(lambda address: ask_hub(address, min(settings.sync.timeout_seconds, 10)))
    checks = findings(settings, machine, lambda: open_tablet(settings))
    shown = [check for check in checks if not (arguments.short and check.verdict is Verdict.GOOD)]
    worst_first = sorted(shown, key=lambda check: -list(Verdict).index(check.verdict))
    if arguments.json:
        listed = [vars(check) for check in worst_first]
        print(json.dumps({"answer": answer(checks), "checks": listed}, ensure_ascii=False))
    else:
        print(answer(checks))
        for check in worst_first:
            print(plain(f"  {check.verdict:<14}  {check.name:<15}  {check.found}"))
            if check.todo:
                print(plain(f"{'':35}{check.todo}"))
    return REFUSED if any(check.verdict is Verdict.MEND for check in checks) else DONE


def _print_trial(settings: Settings) -> int:
    from kiosk.errors import UsageError
    from kiosk.printing.printer import printer_of
    from kiosk.printing.trial import trial_sheet

    printer = printer_of(settings.printer)
    if printer is None:
        raise UsageError("No printer is set: write printer.connection in kiosk.toml.")
    printer.print(trial_sheet(settings.printer.columns))
    say("Sent. The sheet itself says what to look for.")
    return DONE


def _bench(arguments: argparse.Namespace) -> int:
    from screens.bench import run_bench

    return run_bench(as_json=arguments.json)
