"""What runs beside the app of a real tablet: the schedule that carries, the backup, the hub by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.only_one import only_one
from screens.staff.carrying import sticks_under
from screens.staff.side import Finding, Surroundings

if TYPE_CHECKING:
    from kiosk.backup.keeper import Keeper
    from kiosk.printing.printer import Printer
    from kiosk.settings import Settings
    from kiosk.tablet import Tablet
    from sync.courier import Progress
    from sync.schedule import CarrySchedule


class Running:
    """The tablet of this machine and its helpers, from the loading to the end.

    A pairing loads a tablet where there was none, so that nothing here exists before `load`.
    """

    def __init__(self, settings: Settings, open_tablet: Callable[[Settings], Tablet]) -> None:
        self._settings, self._open_tablet = settings, open_tablet
        self._held = ExitStack()
        self._alone = False
        self._tablet: Tablet | None = None
        self._schedule: CarrySchedule | None = None
        self._keeper: Keeper | None = None

    def load(self) -> Tablet:
        """Open the tablet, alone on this machine, and begin to carry and to keep its backup."""
        from sync.schedule import CarrySchedule

        settings = self._settings
        if not self._alone:  # a second time after a pairing
            self._held.enter_context(only_one(settings.data_folder))
            self._alone = True
        tablet = self._open_tablet(settings)
        self._held.callback(tablet.close_files)
        schedule = CarrySchedule(tablet, settings.sync, settings.retention.days)
        schedule.start()
        self._held.callback(schedule.stop)
        self._tablet, self._schedule = tablet, schedule
        if settings.backup.folder:
            self._keep(tablet)
        return tablet

    def _keep(self, tablet: Tablet) -> None:
        from kiosk.backup.keeper import keeper_of

        self._keeper = keeper_of(tablet, self._settings)
        if self._keeper is not None:
            self._keeper.start()
            self._held.callback(self._keeper.stop)

    @property
    def tablet(self) -> Tablet:
        """The tablet, once it is loaded."""
        if self._tablet is None:
            raise RuntimeError("the tablet is not loaded yet")
        return self._tablet

    @property
    def _carrying(self) -> CarrySchedule:
        if self._schedule is None:
            raise RuntimeError("the tablet is not loaded yet")
        return self._schedule

    def pair(self, address: str, code: str, name: str) -> None:
        """Pair this machine. Raises what `sync.pair.pair_tablet` raises."""
        import httpx

        from sync.pair import pair_tablet

        settings = self._settings
        with httpx.Client(timeout=settings.sync.timeout_seconds) as client:
            pair_tablet(settings.data_folder, address, code, name, client).close_files()

    def surroundings(self, printer: Printer | None) -> Surroundings:
        """What the staff side reaches."""
        return Surroundings(
            carrier=self._carry,
            next_attempt=self._next_attempt,
            waits_for_power=lambda: self._carrying.waits_for_power,
            sync_soon=self._sync_soon,
            sticks=self._sticks,
            findings=self._findings,
            printer=printer.print if printer else None,
            keeper=lambda: self._keeper,
            last_word=self._last_word,
        )

    def _carry(self, report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Progress:
        return self._carrying.carry_now(report, cancelled)

    def _next_attempt(self) -> datetime | None:
        return self._carrying.next_attempt

    def _sticks(self) -> Sequence[Path]:
        """What is plugged in to carry with; the backup's card is none."""
        card = self._settings.backup_folder
        return [stick for stick in sticks_under(self._settings.sticks_folder) if stick != card]

    def _sync_soon(self) -> None:
        self._carrying.soon()

    def _findings(self) -> Sequence[Finding]:
        from screens.staff.device import device_findings

        return device_findings(self._settings, lambda: self._open_tablet(self._settings))

    def _last_word(self) -> None:
        import httpx

        from sync.last_word import tell_of_reset

        address, seconds = self.tablet.pairing.hub_address, self._settings.sync.timeout_seconds
        with httpx.Client(base_url=address, timeout=seconds) as client:
            tell_of_reset(self.tablet, client)

    def close(self) -> None:
        """Stop what runs, newest first, and close the files."""
        self._held.close()
