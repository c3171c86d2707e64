"""Exactly one post on a real server, for each fault at each request and for a real death at each step.

``KIOSK_TORTURE=1`` lets a pusher die at every fifth line that it runs, and every fault come at every request.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.clock import system_clock
from kiosk.ids import Mode
from sync.decidim.bridge import Decidim
from sync.decidim.ledger import State, Ways, note, plan, rows
from sync.decidim.outgoing import Outgoing, Way, receipt_in
from sync.decidim.push import PushReport, push
from sync.decidim.targets import Target, Targets
from sync.hub.setup import init_hub
from sync.hub.store import HubStore
from tests.matrix import THOROUGH
from tests.sync.decidim.city import City, Thing
from tests.sync.decidim.faults import Fault
from tests.sync.decidim.handing_over import IDEAS, comment, proposal
from tests.sync.decidim.pushing import Order, Pushers
from tests.sync.decidim.server import Platform, serving

FIRST, SECOND = proposal(1), proposal(2, title="Un banc au soleil <devant> la mairie")
ON_FIRST = comment(3, parent="k-" + FIRST.receipt.replace("-", "").lower(), alignment=1)
ON_PULLED = comment(4)
ITEMS = (FIRST, SECOND, ON_FIRST, ON_PULLED)
REQUESTS = 5
"""A sign-in and four posts."""


@dataclass
class Place:
    """A platform, and a hub that has planned two proposals and two comments for it."""

    platform: Platform
    component: Thing
    pulled: Thing
    template: Path

    def hub(self, folder: Path, *, later: bool = False) -> HubStore:
        """A hub of its own, now or an hour later."""
        if not folder.exists():
            shutil.copytree(self.template, folder)
        shift = timedelta(hours=1 if later else 0)
        return HubStore(folder, clock=lambda: system_clock() + shift)

    def push(self, folder: Path, *, later: bool = False, timeout: float = 5.0) -> PushReport:
        """One run in this process."""
        store = self.hub(folder, later=later)
        try:
            client = self.platform.client(credentials=True, timeout=timeout)
            return push(store, Decidim(client, "0.32"))
        finally:
            store.close()

    def forget(self) -> None:
        """Take everything of ours off the platform."""
        self.component["_proposals"][:] = [self.pulled]
        self.pulled["_comments"].clear()
        self.platform.heal()
        self.platform.requests.clear()

    def times(self, item: Outgoing) -> int:
        """How often a contribution is there."""
        posts = [
            *(p["body"]["translations"][0]["text"] for p in self.component["_proposals"]),
            *(c["body"] for p in self.component["_proposals"] for c in p["_comments"]),
        ]
        return sum(receipt_in(body) == item.receipt for body in posts)

    def check_once(self, folder: Path) -> None:
        """Nothing is there twice now, and an hour later everything is there once, and noted under its id."""
        assert all(self.times(item) <= 1 for item in ITEMS)
        self.push(folder)
        assert all(self.times(item) <= 1 for item in ITEMS)
        for _ in range(2):
            self.push(folder, later=True)
        assert [self.times(item) for item in ITEMS] == [1] * len(ITEMS)
        store = self.hub(folder)
        noted = {row.receipt: (row.state, row.remote) for row in rows(store)}
        store.close()
        there = {
            receipt_in(p["body"]["translations"][0]["text"]): p["id"] for p in self.component["_proposals"]
        }
        for item in (FIRST, SECOND):
            assert noted[item.receipt] == (State.DONE, there[item.receipt])
        first = next(p for p in self.component["_proposals"] if p["id"] == there[FIRST.receipt])
        for item, subject in ((ON_FIRST, first), (ON_PULLED, self.pulled)):
            (said,) = subject["_comments"]
            assert (noted[item.receipt], said["alignment"]) == ((State.DONE, said["id"]), item.alignment)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One platform and one planned hub for all tests of this file."""
    city = City()
    component = city.add(city.process("canal", "Le canal demain"), "Proposals", "Idées")
    pulled = city.proposal(component, "Un banc au soleil", "Devant la mairie, il manque un banc.")
    folder = tmp_path_factory.mktemp("template") / "hub"
    store, _ = init_hub(folder, Mode.TEST)
    target = Target(component=component["id"], posts={"p1": pulled["id"]})
    plan(store, ITEMS, Targets(activities={IDEAS: target}), Ways(Way.API, Way.API), (IDEAS,))
    assert {row.state for row in rows(store)} == {State.PLANNED}
    store.close()
    with serving(city, "0.32") as platform:
        yield Place(platform, component, pulled, folder)


@pytest.fixture(scope="module")
def pushers() -> Iterator[Pushers]:
    """One warm process for all deaths."""
    with Pushers() as warm:
        yield warm


@pytest.fixture(autouse=True)
def _nothing_of_ours(place: Place) -> None:
    place.forget()


def test_without_a_fault_everything_is_there_in_one_run(place: Place, tmp_path: Path) -> None:
    report = place.push(tmp_path / "hub")
    assert report.clean
    assert sorted(report.done) == sorted(item.receipt for item in ITEMS)
    assert len(place.platform.requests) == REQUESTS
    assert place.push(tmp_path / "hub").done == []
    place.check_once(tmp_path / "hub")
    titles = {p["title"]["translations"][0]["text"] for p in place.component["_proposals"]}
    assert SECOND.title in titles


TELLING = (
    *(Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.CUT, Fault.THROTTLED, Fault.FAILED_AFTER, Fault.SLOW),
    *(Fault.WRONG_TYPE, Fault.PARTIAL, Fault.EXPIRED_CODE, Fault.MAINTENANCE),
)
"""Faults that differ for us, at the first post; a comment's answer is lost as well."""
FAULTS = (
    [(fault, number) for fault in Fault for number in range(1, REQUESTS + 1)]
    if THOROUGH
    else [*((fault, 2) for fault in TELLING), (Fault.DROP_AFTER, 4)]
)


@pytest.mark.parametrize(("fault", "number"), FAULTS, ids=str)
def test_a_fault_at_a_request_gives_one_post_each(
    place: Place, tmp_path: Path, fault: Fault, number: int
) -> None:
    place.platform.fail(number, fault)
    slow = fault is Fault.SLOW
    report = place.push(tmp_path / "hub", timeout=0.2 if slow else 5.0)
    assert report.clean or report.stopped or report.unknown
    if slow:
        time.sleep(place.platform.slow_seconds)
    place.check_once(tmp_path / "hub")


@pytest.mark.parametrize("fault", [Fault.FAILED_BEFORE, Fault.PARTIAL])
def test_a_fault_while_own_posts_are_read_sends_nothing(place: Place, tmp_path: Path, fault: Fault) -> None:
    folder = tmp_path / "hub"
    place.platform.fail(2, Fault.DROP_AFTER)
    place.push(folder)
    before = len(place.platform.requests)
    for number in range(1, 40):
        place.platform.fail(number, fault)
    report = place.push(folder, later=True)
    asked = place.platform.operations[before:]
    assert asked
    assert not {"KioskCreateProposal", "KioskAddComment"} & set(asked)
    assert report.stopped
    place.platform.heal()
    place.check_once(folder)


def test_a_place_where_nobody_may_write_keeps_its_own_waiting_and_no_other(
    place: Place, tmp_path: Path
) -> None:
    place.component["creation_enabled"] = False
    report = place.push(tmp_path / "hub")
    (sentence,) = report.closed.values()
    assert "does not allow" in sentence
    assert (report.done, report.waiting) == ([ON_PULLED.receipt], [ON_FIRST.receipt])
    assert (report.refused, report.unknown, report.left, report.stopped) == ([], [], 2, "")
    assert not report.clean
    place.component["creation_enabled"] = True
    place.check_once(tmp_path / "hub")


def test_a_comment_whose_proposal_has_vanished_stays_in_doubt_and_holds_up_nothing(
    place: Place, tmp_path: Path
) -> None:
    folder = tmp_path / "hub"
    place.platform.fail(4, Fault.DROP_AFTER, times=2)
    place.push(folder)
    place.component["_proposals"].remove(place.pulled)
    place.platform.heal()
    report = place.push(folder, later=True)
    assert (report.unknown, report.stopped) == ([ON_PULLED.receipt], "")
    assert [place.times(item) for item in (FIRST, SECOND, ON_FIRST)] == [1, 1, 1]
    place.component["_proposals"].insert(0, place.pulled)
    place.check_once(folder)


DEATHS = [
    (at, time_)
    for at in ("to be written down", "written down", "before call", "after call", "answered", "done")
    for time_ in ((1, 2, 3, 4) if THOROUGH else (1, 3) if at == "after call" else (1,))
]


@pytest.mark.parametrize(("at", "time_"), DEATHS)
def test_a_pusher_that_dies_at_a_step_leaves_one_post_each(
    place: Place, pushers: Pushers, tmp_path: Path, at: str, time_: int
) -> None:
    folder = tmp_path / "hub"
    place.hub(folder).close()
    assert pushers.run(Order(str(folder), place.platform.address, at, time_))[0] == "killed"
    sent = sum(place.times(item) for item in ITEMS)
    assert sent == time_ if at in ("after call", "answered", "done") else sent == time_ - 1
    place.check_once(folder)


@pytest.mark.parametrize("at", ["read again", "surely not there", "after call"])
def test_a_pusher_that_dies_while_it_finds_out_leaves_one_post_each(
    place: Place, pushers: Pushers, tmp_path: Path, at: str
) -> None:
    folder = tmp_path / "hub"
    place.hub(folder).close()
    assert pushers.run(Order(str(folder), place.platform.address, "before call"))[0] == "killed"
    assert pushers.run(Order(str(folder), place.platform.address, "after call"))[0] == "killed"
    _let_an_hour_pass(place, folder)
    assert pushers.run(Order(str(folder), place.platform.address, at))[0] == "killed"
    place.check_once(folder)


def _let_an_hour_pass(place: Place, folder: Path) -> None:
    """What was sent was sent an hour ago: the pushers' clock is the machine's."""
    store = place.hub(folder)
    with store.transaction() as connection:
        for row in rows(store):
            if row.sent_at is not None:
                note(connection, row.deposit, store.clock(), sent_at=row.sent_at - timedelta(hours=1))
    store.close()


def test_a_pusher_that_dies_at_a_line_leaves_one_post_each(
    place: Place, pushers: Pushers, tmp_path: Path
) -> None:
    place.hub(tmp_path / "whole").close()
    how, lines = pushers.run(Order(str(tmp_path / "whole"), place.platform.address))
    assert how == "done"
    assert lines > 200
    chosen = range(1, lines + 1, 5) if THOROUGH else range(lines // 10, lines, lines // 4)
    states = set()
    for line in chosen:
        place.forget()
        folder = tmp_path / f"line-{line}"
        place.hub(folder).close()
        assert pushers.run(Order(str(folder), place.platform.address, line=line))[0] == "killed"
        store = place.hub(folder)
        states |= {row.state for row in rows(store)}
        store.close()
        place.check_once(folder)
        shutil.rmtree(folder)
    assert State.SENDING in states or not THOROUGH
