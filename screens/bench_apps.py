"""The kiosk as the bench drives it: at a long ballot, through a whole city, or through many visits.

``python -m screens.bench_apps tap PROJECTS`` · ``python -m screens.bench_apps changes`` ·
``python -m screens.bench_apps visits``
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.catalogue.questions import LongText, ShortText, SingleChoice
from kiosk.claims.codes import new_code
from kiosk.ids import DepositKind, ProjectId
from screens.app import KioskApp, Manner
from screens.bench_content import tablet_in_a_city

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

    from kiosk.tablet import Tablet
    from kiosk.visit import Visit

TAPS = 120
CHANGES = 120
VISITS = 2000
_ACTIVITY = "bench"
_STILL_SECONDS = 0.25
"""A screen is left alone for so long before the next touch, so that its last byte has come."""
_WALK = ("Entry", "Entry", "Entry", "#back", "#back", "#back", "#find-words", "#back")
"""Home, consultation, 2,000 proposals, one of them, back to home, the search, home."""


def tablet_with(folder: Path, projects: int) -> Tablet:
    """A paired tablet with one approval vote that asks for nothing."""
    from decimal import Decimal

    from kiosk.ids import Mode
    from kiosk.pabulib.model import PabulibFile, PabulibProject
    from sync.hub.fleet import pair_in_process
    from sync.hub.publishing import publish
    from sync.hub.setup import init_hub
    from sync.replay.election import Election

    store, _ = init_hub(folder / "hub", Mode.TEST)
    rows = tuple(
        PabulibProject(str(number), cost=Decimal(number * 1000), name=f"Project number {number}")
        for number in range(1, projects + 1)
    )
    file = PabulibFile("bench", {"vote_type": "approval", "budget": "100000"}, rows, ())
    draft = json.loads(Election.of(file).draft([new_code()], datetime.now(UTC)))
    draft.pop("codes")
    activity = draft["consultations"][0]["activities"][0]
    activity |= {"claim": "none", "order": "fixed"}
    publish(store, json.dumps(draft).encode())
    tablet = pair_in_process(store, folder / "tablet", "bench")
    tablet.change_status("open", "bench")
    store.close()
    return tablet


class TapApp(KioskApp):
    """Goes straight to the ballot."""

    def begin_visit(self) -> None:
        """Open the ballot; say so in the title of the terminal's output."""
        super().begin_visit()
        self.to_ballot()

    def to_ballot(self) -> None:
        """From wherever the visit begins to the list of options."""
        visit = self.visit
        if visit is None:
            return
        visit.choose_language("fr")
        visit.choose_activity(next(iter(self.tablet.index.ballots)) if self.tablet.index else _ACTIVITY)
        visit.take_part()
        self.show_visit()

    async def _load(self) -> None:
        self._wanted = True
        await super()._load()
        self.call_after_refresh(self._say_ready)

    def _say_ready(self) -> None:
        from screens.resident.ballots import BallotScreen

        if isinstance(self.screen, BallotScreen):
            self.screen.ask("ready to tap")
        else:
            self.set_timer(0.1, self._say_ready)


class ChangesApp(KioskApp):
    """Walks through a city; after each screen it tells the terminal where the next touch goes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._touches = cycle(_WALK)
        self._wanted_next = next(self._touches)

    async def _load(self) -> None:
        self._wanted = True
        await super()._load()
        self._wait_for_screen(None)

    def begin_visit(self) -> None:
        """Straight to what is on offer."""
        super().begin_visit()
        if self.visit is not None and self.visit.state.value == "language":
            self.visit.choose_language("fr")
            self.show_visit()

    def _wait_for_screen(self, before: Screen[Any] | None) -> None:
        """Once another screen is there and still, name its next target in the terminal's title."""
        there = self.visit is not None and self.screen is not before
        target = _shown(self.screen, self._wanted_next) if there else None
        if target is None:
            self.set_timer(_STILL_SECONDS, lambda: self._wait_for_screen(before))
            return
        self._wanted_next = next(self._touches)
        x, y = (int(part) + 1 for part in target.region.center)
        here = self.screen
        if self._driver is not None:
            self._driver.write(f"\x1b]2;touch {x} {y}\x07")
            self._driver.flush()
        self.set_timer(_STILL_SECONDS, lambda: self._wait_for_screen(here))


def _shown(screen: Screen[Any], selector: str) -> Widget | None:
    return next((w for w in screen.query(selector) if w.region.area and w.visible), None)


async def visits(app: KioskApp) -> tuple[float, float]:
    """Run `VISITS` whole visits, in turn a vote, a proposal, a survey and a walk that leaves nothing.

    Gives the MiB resident after a quarter of them and at the end.
    """
    early = 0.0
    async with app.run_test(size=(98, 26)) as pilot:
        while app.visit is None:
            await pilot.pause(0.05)
        for number in range(1, VISITS + 1):
            if app.visit is None:
                app.begin_visit()
            visit = app.visit
            if visit is None:
                raise RuntimeError("the visit of the bench did not begin")
            if visit.state.value == "language":
                visit.choose_language("fr")
            for _ in _KINDS[number % len(_KINDS)](visit):
                app.show_visit()
                await pilot.pause()
            app.end_visit()
            await pilot.pause()
            if number == VISITS // 4:
                early = _resident_mib()
    return early, _resident_mib()


_TEXT = "Des bancs à l’ombre tous les cent mètres, pour se reposer."


def _votes(visit: Visit) -> Iterator[None]:
    visit.choose_activity("bench")
    yield
    visit.take_part()
    yield
    if visit.draft is None:
        raise RuntimeError("the visit of the bench did not reach its ballot")
    visit.draft = visit.draft.tap(ProjectId(visit.options[0].id))
    visit.review()
    yield
    visit.cast()
    yield


def _writes(activity: str, kind: DepositKind) -> Callable[[Visit], Iterator[None]]:
    def steps(visit: Visit) -> Iterator[None]:
        visit.choose_activity(activity)
        yield
        visit.begin(kind)
        yield
        while visit.state.value == "form":
            match visit.form.step.question:
                case SingleChoice(options=options):
                    visit.form.tap(options[0].id)
                case ShortText() | LongText():
                    visit.form.answer(_TEXT)
            visit.next_question()
            yield
        visit.send()
        yield

    return steps


def _reads(visit: Visit) -> Iterator[None]:
    visit.choose_consultation("c0")
    yield
    visit.choose_activity("ideas")
    yield
    visit.choose_proposal("ideas", "p7")
    yield
    visit.back()
    yield


_KINDS: list[Callable[[Visit], Iterator[None]]] = [
    _votes,
    _writes("ideas", DepositKind.PROPOSAL),
    _writes("survey", DepositKind.SURVEY_RESPONSE),
    _reads,
]


def _resident_mib() -> float:
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * 4096 / 2**20


def main(arguments: list[str]) -> None:
    """Run one of the three."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as temporary:
        folder = Path(temporary)
        manner = Manner(error_log=folder / "errors.log", place="Banc d’essai", idle_seconds=100_000)
        match arguments:
            case ["tap", projects]:
                TapApp(lambda: tablet_with(folder, int(projects)), manner).run_to_exit_code()
            case ["changes"]:
                ChangesApp(lambda: tablet_in_a_city(folder), manner).run_to_exit_code()
            case _:
                app = ChangesApp(lambda: tablet_in_a_city(folder), manner)
                print(json.dumps(asyncio.run(visits(app))))  # noqa: T201 - read by the bench


if __name__ == "__main__":
    main(sys.argv[1:])
