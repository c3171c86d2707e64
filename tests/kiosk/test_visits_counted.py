"""Visits are counted from their first step, once, without a time, and never at anyone's expense."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from kiosk.database import BUSY_MILLISECONDS
from kiosk.errors import VaultError
from kiosk.status import ABANDONED, VISITS
from kiosk.tablet import Tablet
from kiosk.visit import Visit
from kiosk.visit_map import State
from tests.kiosk.residents import at_about, declared, reviewing
from tests.world import World


@pytest.fixture
def tablet(world: World) -> Tablet:
    """An open tablet."""
    return world.tablet()


def counted(tablet: Tablet) -> tuple[int, int]:
    return tablet.vault.counter(VISITS), tablet.vault.counter(ABANDONED)


def test_touching_a_language_and_walking_on_is_no_visit(tablet: Tablet) -> None:
    Visit(tablet, "fr").end()
    passer_by = Visit(tablet, "fr")
    passer_by.choose_language("es")
    passer_by.back()
    passer_by.choose_language("fr")
    passer_by.finish()
    assert passer_by.state is State.ENDED
    assert counted(tablet) == (0, 0)


def test_a_visit_counts_once_from_its_first_step(tablet: Tablet) -> None:
    visit = at_about(tablet, "quartier")
    assert counted(tablet) == (1, 0)
    visit.back()
    visit.choose_activity("budget")
    assert counted(tablet) == (1, 0)
    visit.end()
    visit.end()
    assert counted(tablet) == (1, 1)


def test_a_visit_that_leaves_something_is_not_abandoned(tablet: Tablet) -> None:
    visit = declared(tablet)
    reviewing(visit, "c1").cast()
    visit.more()
    visit.choose_activity("budget")
    visit.end()
    assert counted(tablet) == (1, 0)


def test_a_disk_that_refuses_stops_no_visit_and_loses_no_count(tablet: Tablet) -> None:
    tablet.vault.driver.execute("PRAGMA query_only = ON")
    with pytest.raises(VaultError):
        tablet.vault.count_up(VISITS)
    at_about(tablet, "quartier").end()
    visit = at_about(tablet, "quartier")
    assert (visit.state, counted(tablet)) == (State.ABOUT, (0, 0))
    tablet.vault.driver.execute("PRAGMA query_only = OFF")
    visit.end()
    assert counted(tablet) == (2, 2)


def test_a_visit_does_not_wait_for_another_program(tablet: Tablet) -> None:
    other = sqlite3.connect(tablet.vault.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    visit = at_about(tablet, "quartier")
    assert visit.state is State.ABOUT
    other.execute("ROLLBACK")
    other.close()
    assert counted(tablet) == (0, 0)
    visit.end()
    assert counted(tablet) == (1, 1)
    waits = tablet.vault.driver.execute("PRAGMA busy_timeout").fetchone()
    assert waits == (BUSY_MILLISECONDS,), "casting is as patient as before"


def test_a_visit_does_not_wait_for_a_sync_that_writes(tablet: Tablet) -> None:
    holding, done = threading.Event(), threading.Event()

    def sync() -> None:
        with tablet.vault.transaction():
            holding.set()
            done.wait(30)

    writer = threading.Thread(target=sync)
    writer.start()
    assert holding.wait(30)
    tablet.count(VISITS)
    done.set()
    writer.join()
    assert counted(tablet) == (0, 0)
    tablet.count(VISITS)
    assert counted(tablet) == (2, 0)
