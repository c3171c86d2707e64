"""Carrying by itself while the kiosk runs: at an interval, with back-off after failures."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from kiosk.errors import HubUnreachable, KioskError
from kiosk.settings import SyncSettings
from kiosk.tablet import Tablet
from sync.courier import Courier, back_off_seconds

_JOB = "carry"


class CarrySchedule:
    """One job in one thread; the next attempt is set when the last one has ended."""

    def __init__(
        self, tablet: Tablet, settings: SyncSettings, retention_days: int, *, first_seconds: float = 15
    ) -> None:
        """Carry for `tablet`; acknowledged deposits older than `retention_days` are erased on the way."""
        self._tablet, self._settings, self._retention_days = tablet, settings, retention_days
        self._failures = 0
        self._scheduler = BackgroundScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}
        )
        self._first_seconds = first_seconds
        # Its words would go to standard error, which is the screen.
        logging.getLogger("apscheduler").addHandler(logging.NullHandler())
        logging.getLogger("apscheduler").propagate = False

    def start(self) -> None:
        """Begin; the first attempt comes a little after the start, apart from other tablets'."""
        self._scheduler.start()
        self._next_in(back_off_seconds(1, first=self._first_seconds))

    def stop(self) -> None:
        """End after the attempt that is under way."""
        self._scheduler.shutdown(wait=True)

    @property
    def next_attempt(self) -> datetime | None:
        """When it tries next by itself, in local time; None while one is under way, or when it is stopped."""
        job = self._scheduler.get_job(_JOB)
        when: datetime | None = None if job is None else job.next_run_time
        return when

    def attempt(self, report: Callable[[str], None] = lambda _words: None) -> float:
        """Carry once; gives how many seconds to wait before the next attempt."""
        address, timeout = self._tablet.pairing.hub_address, self._settings.timeout_seconds
        try:
            with httpx.Client(base_url=address, timeout=timeout) as client:
                Courier(self._tablet, client, batch=self._settings.parcel_deposits).carry()
            self._tablet.erase_old(self._retention_days)
            self._tablet.vault.settle()
        except HubUnreachable as error:
            self._failures += 1
            report(str(error))
            most = float(self._settings.back_off_seconds_max)
            return back_off_seconds(self._failures, first=self._settings.interval_seconds / 4, most=most)
        except KioskError as error:
            # A refusal does not go away by trying again soon; staff read it in the log.
            self._tablet.vault.log(self._tablet.clock(), "sync_refused", str(error))
            report(str(error))
        self._failures = 0
        return float(self._settings.interval_seconds)

    def _run(self) -> None:
        wait = float(self._settings.back_off_seconds_max)
        try:
            wait = self.attempt()
        except Exception as error:  # noqa: BLE001 - the edge of a thread: the next attempt must come
            self._tablet.vault.log(self._tablet.clock(), "sync_failed", type(error).__name__)
        finally:
            self._next_in(wait)

    def _next_in(self, seconds: float) -> None:
        when = datetime.now().astimezone() + timedelta(seconds=seconds)
        self._scheduler.add_job(self._run, DateTrigger(when), id=_JOB, replace_existing=True)
