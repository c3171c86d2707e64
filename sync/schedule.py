"""Carrying by itself while the kiosk runs: at an interval, at closing, with back-off after failures.

`sync.pacing` says when; here it is done. One carrying at a time: what staff start by hand and what comes by
itself take turns.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import httpx
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from kiosk.carrying import note_waiting
from kiosk.errors import HubUnreachable, KioskError
from kiosk.power import OnMains, on_mains
from kiosk.settings import SyncSettings
from kiosk.tablet import Tablet
from sync.courier import Courier, Progress
from sync.pacing import Draw, back_off_seconds, interval_seconds, spread_seconds, system_draw

_JOB = "carry"
_AT_CLOSING_SECONDS = 8.0
"""Tablets that close at the same hour spread over so long: staff wait for it."""
_TURN_SECONDS = 0.2
"""So often who waits for their turn is asked whether they still want it."""
_OVERDUE_SECONDS = 30.0
"""So long after its moment an attempt has not begun: the clock was set back."""


class CarrySchedule:
    """One job in one thread; the next attempt is set when the last one has ended."""

    def __init__(
        self,
        tablet: Tablet,
        settings: SyncSettings,
        retention_days: int,
        *,
        first_seconds: float = 60,
        on_mains: OnMains = on_mains,
        draw: Draw = system_draw,
    ) -> None:
        """Carry for `tablet`; acknowledged deposits older than `retention_days` are erased on the way.

        Args:
            tablet: whose deposits.
            settings: interval, timeout, back-off, and whether to carry on battery too.
            retention_days: 0 to 30.
            first_seconds: tablets that start together spread their first attempt over so long.
            on_mains: on battery nothing is tried by itself, but at closing; None (unknown) goes on.
            draw: the random part of each wait.
        """
        self._tablet, self._settings, self._retention_days = tablet, settings, retention_days
        self._on_mains, self._draw = on_mains, draw
        self._failures = 0
        self._carrying = threading.Lock()
        self._cancelled = threading.Event()
        self._wanted = threading.Event()
        self._overdue = threading.Timer(0, self._try_all_the_same)
        self._scheduler = BackgroundScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._first_seconds = first_seconds
        # Its words would go to standard error, which is the screen.
        logging.getLogger("apscheduler").addHandler(logging.NullHandler())
        logging.getLogger("apscheduler").propagate = False

    def start(self) -> None:
        """Begin; the first attempt comes a little after the start, apart from other tablets'."""
        self._scheduler.start()
        self._next_in(max(1.0, spread_seconds(self._tablet.pairing.tablet, self._first_seconds, self._draw)))

    def stop(self) -> None:
        """End after the parcel that is under way; the rest stays aboard."""
        self._cancelled.set()
        self._overdue.cancel()
        self._scheduler.shutdown(wait=True)

    @property
    def next_attempt(self) -> datetime | None:
        """When it tries next by itself, in local time; None while one is under way, or when it is stopped."""
        job = self._scheduler.get_job(_JOB) if self._scheduler.running else None
        return None if job is None else job.next_run_time

    @property
    def is_carrying(self) -> bool:
        """Whether something is under way now: the tablet must not be switched off or taken out of reach."""
        return self._carrying.locked()

    @property
    def waits_for_power(self) -> bool:
        """Whether the next attempt will do nothing, because the tablet is on battery."""
        return not self._settings.on_battery and self._on_mains() is False

    def soon(self) -> None:
        """Try within seconds, on battery too: after a closing, or when the clock was set."""
        self._wanted.set()
        self._next_in(
            spread_seconds(self._tablet.pairing.tablet, _AT_CLOSING_SECONDS, self._draw), force=True
        )

    def carry_now(
        self,
        report: Callable[[Progress], None] = lambda _progress: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Progress:
        """Carry because somebody asked for it, once what is under way has ended. Called in a thread.

        Who does not want to wait for that is heard: then nothing was sent, and `Progress.stopped` says so.

        Raises:
            KioskError: as `Courier.carry` says. The next attempt by itself comes as usual.
        """
        return self._carry(report, lambda: cancelled() or self._cancelled.is_set())

    def attempt(self, report: Callable[[str], None] = lambda _words: None, *, force: bool = False) -> float:
        """Carry once; gives how many seconds to wait before the next attempt.

        On battery nothing is carried unless it is forced; that is no failure.
        """
        if not force and self.waits_for_power:
            note_waiting(self._tablet)
            return interval_seconds(self._settings.interval_seconds, self._draw)
        try:
            self._carry(cancelled=self._cancelled.is_set)
        except HubUnreachable as error:
            self._failures += 1
            report(str(error))
            return back_off_seconds(
                self._failures,
                first=self._settings.interval_seconds / 4,
                most=float(self._settings.back_off_seconds_max),
                draw=self._draw,
            )
        except KioskError as error:
            # A refusal does not go away by trying again soon; staff read it in the log.
            self._note("sync_refused", str(error))
            report(str(error))
        self._failures = 0
        return interval_seconds(self._settings.interval_seconds, self._draw)

    def _carry(
        self,
        report: Callable[[Progress], None] = lambda _progress: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Progress:
        address, timeout = self._tablet.pairing.hub_address, self._settings.timeout_seconds
        while not self._carrying.acquire(timeout=_TURN_SECONDS):
            if cancelled():
                return Progress(*self._tablet.deliverable_size(), stopped=True)
        try:
            with httpx.Client(base_url=address, timeout=timeout) as client:
                courier = Courier(self._tablet, client, batch=self._settings.parcel_deposits)
                progress = courier.carry(report, cancelled)
            self._tablet.erase_old(self._retention_days)
            self._tablet.vault.settle()
        finally:
            self._carrying.release()
        return progress

    def _run(self, force: bool) -> None:
        wait = float(self._settings.back_off_seconds_max)
        if force:
            self._wanted.clear()
        try:
            wait = self.attempt(force=force)
        except Exception as error:  # noqa: BLE001 - the edge of a thread: the next attempt must come
            self._note("sync_failed", type(error).__name__)
        finally:
            if not self._cancelled.is_set():
                # Somebody may have asked while this one was under way.
                wanted = self._wanted.is_set()
                self._next_in(1.0 if wanted else wait, force=wanted)

    def _note(self, name: str, detail: str) -> None:
        # The disk may be full or gone: the next attempt must come all the same.
        with suppress(KioskError):
            self._tablet.vault.log(self._tablet.clock(), name, detail)

    def _next_in(self, seconds: float, *, force: bool = False) -> None:
        when = datetime.now().astimezone() + timedelta(seconds=seconds)
        self._scheduler.add_job(self._run, DateTrigger(when), args=[force], id=_JOB, replace_existing=True)
        self._overdue.cancel()
        self._overdue = self._watch(seconds + _OVERDUE_SECONDS)

    def _watch(self, seconds: float) -> threading.Timer:
        """The scheduler waits for the hour, which a clock set back moves away; this one counts seconds."""
        timer = threading.Timer(seconds, self._try_all_the_same)
        timer.daemon = True
        timer.start()
        return timer

    def _try_all_the_same(self) -> None:
        if not self.is_carrying and not self._cancelled.is_set():
            self._next_in(0)
