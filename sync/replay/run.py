"""The chain from a file to its count, and the comparison."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import httpx

from kiosk.claims.codes import Code, new_code
from kiosk.errors import BallotError, WireError
from kiosk.ids import Mode
from kiosk.pabulib.model import PabulibFile, PabulibVote
from kiosk.pabulib.recount import recount
from kiosk.tablet import Tablet
from sync.courier import Courier
from sync.hub.count.run import ContestResult, count
from sync.hub.fleet import new_pairing_code, pair_in_process
from sync.hub.intake import Intake
from sync.hub.publishing import publish
from sync.hub.setup import init_hub
from sync.hub.shares import Share
from sync.hub.store import HubStore
from sync.pair import pair_tablet
from sync.replay.casting import cast_vote
from sync.replay.election import ACTIVITY, Election, after_the_vote
from sync.usb import export_parcels, import_answers, take_parcels

Report = Callable[[str, int, int], None]
_HTTP_SECONDS = 120.0


@dataclass(frozen=True)
class Plan:
    """How to replay."""

    kiosks: int = 1
    usb: bool = False
    doubles: int = 0
    parcel_deposits: int = 2000


@dataclass
class Outcome:
    """What is reported about one file; `record` is its JSON line."""

    file: str
    method: str
    read: int = 0
    cast: int = 0
    acknowledged: int = 0
    counted: int = 0
    set_aside: int = 0
    blank: int = 0
    refusals: list[tuple[str, str]] = field(default_factory=list)
    """(voter, reason) of each ballot that the file's rules forbid."""
    tally: dict[str, int] = field(default_factory=dict)
    voters: dict[str, int] = field(default_factory=dict)
    selected: list[str] = field(default_factory=list)
    spent: Decimal = Decimal(0)
    equal: bool = False
    columns: list[str] = field(default_factory=list)
    """Projects whose own `votes` or `score` column differs from a recount of the file."""
    seconds: dict[str, float] = field(default_factory=dict)
    bytes_used: dict[str, int] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether nothing was lost: cast = acknowledged = counted + set aside."""
        return self.cast == self.acknowledged == self.counted + self.set_aside

    def record(self) -> dict[str, object]:
        """The fields of DESIGN.md 8."""
        reasons = Counter(reason for _, reason in self.refusals)
        return {
            "file": self.file,
            "method": self.method,
            "ballots": {
                "read": self.read,
                "refused": len(self.refusals),
                "cast": self.cast,
                "acknowledged": self.acknowledged,
                "counted": self.counted,
                "set_aside": self.set_aside,
                "blank": self.blank,
            },
            "tally": self.tally,
            "voters": self.voters,
            "selected": self.selected,
            "spent": int(self.spent) if self.spent == int(self.spent) else float(self.spent),
            "equal": self.equal,
            "refused_because": dict(sorted(reasons.items())),
            "columns_that_differ": self.columns,
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
            "bytes": self.bytes_used,
        }


def replay(
    file: PabulibFile, plan: Plan, folder: Path, report: Report = lambda _step, _done, _of: None
) -> Outcome:
    """Cast, carry and count every vote of `file` in `folder`, and compare with the file.

    Raises:
        PabulibError: the file's rules cannot be read; CatalogueError: they contradict themselves.
        KioskError: the chain broke: that is a finding.
    """
    election = Election.of(file)
    now = datetime.now(UTC).replace(microsecond=0)
    store, shares = init_hub(folder / "hub", Mode.TEST)
    codes = [new_code() for _ in file.votes]
    publish(store, election.draft(codes or [new_code()], now))
    outcome = Outcome(Path(file.name).name, "", read=len(file.votes))
    try:
        number = max(plan.kiosks, 2 if plan.doubles else 1)
        tablets: list[Tablet] = []
        with _hub(store, plan) as address:
            tablets += [_tablet(store, folder / f"tablet-{place}", address) for place in range(number)]
            started = time.perf_counter()
            accepted = _cast_all(tablets, election, codes, plan, outcome, report)
            outcome.seconds["cast"] = time.perf_counter() - started
            for tablet in tablets:
                tablet.vault.settle()
            outcome.bytes_used["vault"] = sum(tablet.vault.path.stat().st_size for tablet in tablets)
            started = time.perf_counter()
            _carry_all(tablets, store, address, plan, folder, outcome, report)
            outcome.seconds["carry"] = time.perf_counter() - started
        started = time.perf_counter()
        result = _count(folder, shares, now, report)
        outcome.seconds["count"] = time.perf_counter() - started
        outcome.counted = result[0].tally.ballots
        outcome.set_aside = result[1]
        _compare(election, result[0], accepted, outcome)
    finally:
        for tablet in tablets:
            tablet.close_files()
        store.close()
    return outcome


def _cast_all(
    tablets: list[Tablet],
    election: Election,
    codes: list[Code],
    plan: Plan,
    outcome: Outcome,
    report: Report,
) -> list[PabulibVote]:
    votes, accepted = election.file.votes, []
    again = plan.doubles
    for place, (vote, code) in enumerate(zip(votes, codes, strict=True)):
        try:
            cast_vote(tablets[place % len(tablets)], election, vote, code)
            outcome.cast += 1
            accepted.append(vote)
            if again:
                again -= 1
                cast_vote(tablets[(place + 1) % len(tablets)], election, vote, code)
                outcome.cast += 1
        except BallotError as refusal:
            outcome.refusals.append((vote.voter_id, refusal.reason))
        if place % 50 == 49 or place + 1 == len(votes):
            report("cast", place + 1, len(votes))
    return accepted


def _carry_all(
    tablets: list[Tablet],
    store: HubStore,
    address: str,
    plan: Plan,
    folder: Path,
    outcome: Outcome,
    report: Report,
) -> None:
    outcome.bytes_used["parcels"] = 0
    for tablet in tablets:
        if plan.usb:
            stick = folder / "stick"
            stick.mkdir(exist_ok=True)
            exported = export_parcels(tablet, stick, batch=plan.parcel_deposits)
            newest = store.newest_catalogue()
            taken = take_parcels(stick, Intake(store).take, newest[1] if newest else None)
            imported = import_answers(tablet, stick)
            problems = (*taken.problems, *imported.problems)
            if problems:
                raise WireError(f"The stick was not taken whole: {problems[0].sentence}")
            outcome.acknowledged += imported.acknowledged
            outcome.bytes_used["parcels"] += exported.bytes_written
        else:
            with httpx.Client(base_url=address, timeout=_HTTP_SECONDS) as client:
                progress = Courier(tablet, client, batch=plan.parcel_deposits).carry(
                    lambda so_far: report("carry", so_far.acknowledged + so_far.refused, so_far.total)
                )
            outcome.acknowledged += progress.acknowledged
            outcome.bytes_used["parcels"] += progress.bytes_sent


def _count(
    folder: Path, shares: tuple[Share, ...], now: datetime, report: Report
) -> tuple[ContestResult, int]:
    store = HubStore(folder / "hub", clock=lambda: after_the_vote(now))
    try:
        result = count(store, ACTIVITY, shares[:2], report)
    finally:
        store.close()
    return result.contests[0], len(result.set_aside) + sum(result.invalid.values())


def _compare(
    election: Election, result: ContestResult, accepted: list[PabulibVote], outcome: Outcome
) -> None:
    theirs = election.theirs
    outcome.method = result.rules.method
    outcome.blank = result.tally.blank
    outcome.tally = {theirs[project]: score for project, score in result.tally.score.items()}
    outcome.voters = {theirs[project]: number for project, number in result.tally.voters.items()}
    outcome.selected = [theirs[project] for project in result.selection.selected]
    outcome.spent = result.selection.spent
    again = recount(election.file, accepted)
    outcome.equal = (again.score, again.voters) == (outcome.tally, outcome.voters)
    whole = recount(election.file, [vote for vote in election.file.votes if not vote.problem])
    for project in election.file.projects:
        wrong = (project.votes is not None and project.votes != whole.voters[project.id]) or (
            project.score is not None and project.score != whole.score[project.id]
        )
        if wrong:
            outcome.columns.append(project.id)


def _tablet(store: HubStore, data: Path, address: str) -> Tablet:
    code, _ = new_pairing_code(store)
    data.mkdir(parents=True)
    if address:
        with httpx.Client(timeout=_HTTP_SECONDS) as client:
            tablet = pair_tablet(data, address, code, data.name, client)
    else:
        tablet = pair_in_process(store, data, data.name)
    tablet.change_status("open", "replay")
    return tablet


@contextmanager
def _hub(store: HubStore, plan: Plan) -> Iterator[str]:
    """A hub in a process of its own; nothing when all goes by stick."""
    if plan.usb:
        yield ""
        return
    command = [sys.executable, "-m", "kiosk.cli", "hub", "--folder", str(store.folder.path), "--port", "0"]
    command += ["--database", "", "--processes", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        try:
            line = process.stdout.readline() if process.stdout else ""
            if "http://" not in line:
                raise WireError("The hub did not start.")
            yield line[line.index("http://") :].split()[0]
        finally:
            process.terminate()
