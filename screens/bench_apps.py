"""The kiosk as the bench drives it: at a long ballot in a terminal, or through many visits without one.

``python -m screens.bench_apps tap PROJECTS`` · ``python -m screens.bench_apps visits``
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.claims.codes import new_code
from screens.app import KioskApp, Manner

if TYPE_CHECKING:
    from kiosk.tablet import Tablet

TAPS = 120
VISITS = 2000
_ACTIVITY = "bench"


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


async def visits(app: TapApp) -> tuple[float, float]:
    """Run `VISITS` whole visits, each with a cast; MiB resident after a quarter of them and at the end."""
    early = 0.0
    async with app.run_test(size=(98, 26)) as pilot:
        while app.visit is None:
            await pilot.pause(0.05)
        for number in range(1, VISITS + 1):
            if app.visit is None:
                app.begin_visit()
            visit = app.visit
            if visit is None or visit.draft is None:
                raise RuntimeError("the visit of the bench did not reach its ballot")
            await pilot.pause()
            from kiosk.ids import ProjectId

            visit.draft = visit.draft.tap(ProjectId(visit.options[number % len(visit.options)].id))
            visit.review()
            app.show_visit()
            await pilot.pause()
            await asyncio.to_thread(visit.cast)
            app.show_visit()
            await pilot.pause()
            app.end_visit()
            await pilot.pause()
            if number == VISITS // 4:
                early = _resident_mib()
    return early, _resident_mib()


def _resident_mib() -> float:
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * 4096 / 2**20


def main(arguments: list[str]) -> None:
    """Run one of the two."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as temporary:
        folder = Path(temporary)
        projects = int(arguments[1]) if arguments[0] == "tap" else 12
        manner = Manner(error_log=folder / "errors.log", place="Bench", idle_seconds=100_000)
        app = TapApp(lambda: tablet_with(folder, projects), manner)
        if arguments[0] == "tap":
            app.run_to_exit_code()
        else:
            print(json.dumps(asyncio.run(visits(app))))  # noqa: T201 - read by the bench


if __name__ == "__main__":
    main(sys.argv[1:])
