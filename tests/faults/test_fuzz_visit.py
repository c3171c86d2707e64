"""Whatever a hand does: no crash, no way out, nothing recorded unasked, no word of one person to the next.

``KIOSK_TORTURE=1`` goes on for much longer; ``KIOSK_FUZZ_SEED=N`` repeats one run.
"""

from __future__ import annotations

import gc
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kiosk.ids import DepositKind
from kiosk.tablet import Tablet
from kiosk.visit import Visit
from screens.resident.attract import AttractScreen
from screens.step import KioskScreen
from screens.widgets.action import Action
from sync.hub.contributions import Refused, contributions, feedback
from sync.hub.opt_ins import opt_ins
from tests.faults.hand import GRIDS, Hand, holders_of
from tests.journeys.contributing import no_network
from tests.journeys.kiosk_app import person_at, world_at
from tests.world import World

LONGER = os.environ.get("KIOSK_TORTURE") == "1"
STEPS = 7000 if LONGER else 200
SEEDS = [int(os.environ["KIOSK_FUZZ_SEED"])] if "KIOSK_FUZZ_SEED" in os.environ else [1, 2, 3]
_SEARCH_EVERY = 6
"""Visits between two searches of the whole memory."""
_LAST = 60
"""Steps that a failure prints."""


class Watch:
    """Counts what was confirmed on the glass, apart from all that a screen does about it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.confirmed = Counter[str]()
        touched = Action.touched

        def watched(action: Action) -> None:
            screen = type(action.screen).__name__
            if action.id == "main" and screen in ("CheckScreen", "ReviewScreen") and action.screen.is_current:
                self.confirmed["send"] += 1
            if action.has_class("satisfaction") and screen == "FarewellScreen":
                self.confirmed["satisfaction"] += 1
            touched(action)

        monkeypatch.setattr(Action, "touched", watched)
        ended = Visit._end_farewell_form

        def form_ended(visit: Visit) -> None:
            self.confirmed["farewell form"] += 1
            ended(visit)

        monkeypatch.setattr(Visit, "_end_farewell_form", form_ended)


class Ledger:
    """What the vault holds against what was confirmed."""

    def __init__(self, tablet: Tablet, watch: Watch) -> None:
        self._tablet, self._watch = tablet, watch
        self._used = Counter[str]()
        self._held: Counter[str] = Counter()

    def look(self) -> None:
        """Everything that appeared since the last look was asked for by a touch of its own."""
        held = self.counted()
        new = held - self._held
        assert not self._held - held, "a deposit vanished"
        for kind, number in new.items():
            match DepositKind(kind):
                case DepositKind.OPT_IN:
                    reason = "farewell form"
                case DepositKind.FEEDBACK:
                    assert self._watch.confirmed["satisfaction"] + self._watch.confirmed["farewell form"]
                    reason = "feedback"
                case _:
                    reason = "send"
            self._used[reason] += number
        self._held = held
        for reason in ("send", "farewell form"):
            assert self._used[reason] <= self._watch.confirmed[reason], f"recorded without a {reason}: {new}"

    def counted(self) -> Counter[str]:
        """Deposits in the vault by kind."""
        with self._tablet.vault.reading() as connection:
            rows = connection.exec_driver_sql("SELECT kind, count(*) FROM deposit GROUP BY kind").all()
        return Counter({row[0]: row[1] for row in rows})


class Judge:
    """What must hold after each step."""

    def __init__(self, hand: Hand, ledger: Ledger, world: World) -> None:
        self.hand, self.ledger, self.world = hand, ledger, world
        self.visit: Visit | None = None
        self.earlier: list[str] = []
        """Tokens of visits that are over, reversed."""
        self.visits = 0
        self.screens = Counter[str]()

    def look(self) -> None:
        """Look at everything."""
        app = self.hand.app
        assert app.is_running, "the app has ended"
        assert app.return_code is None, "the app was left"
        assert app._exception is None, f"it crashed: {app._exception!r}"
        assert isinstance(app.screen_stack[0], AttractScreen)
        assert all(isinstance(screen, KioskScreen) for screen in app.screen_stack)
        assert len(app.screen_stack) <= 4
        self.screens[type(app.screen).__name__] += 1
        self.ledger.look()
        if app.visit is not self.visit:
            self._changed(app.visit)
        self._look_at_the_glass()

    def _changed(self, visit: Visit | None) -> None:
        if self.visit is not None:
            self.earlier += self.hand.typed
            self.hand.typed.clear()
            self.visits += 1
        self.visit = visit
        app = self.hand.app
        if visit is None:
            assert len(app.screen_stack) == 1
            assert (app.theme, app.sparse, app.tr.language) == ("day", False, "fr")
            assert app.patience_seconds == 90

    def _look_at_the_glass(self) -> None:
        strips = self.hand.app.screen._compositor.render_strips()
        shown = "".join(strip.text for strip in strips).casefold().replace(" ", "")
        for token in self.earlier:
            assert token[::-1] not in shown, "the next one reads a word of the one before"


async def search_the_memory(judge: Judge) -> None:
    """No object of this process holds a word of a visit that is over."""
    await judge.hand.pilot.pause()
    gc.collect()
    found = holders_of(judge.earlier, gc.get_objects())
    assert found == [], "\n".join(found[:20])


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_a_hand_does(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(seed)
    world = world_at(tmp_path, codes=60)
    tablet = world.tablet()
    watch = Watch(monkeypatch)
    grid = GRIDS[seed % len(GRIDS)]
    async with person_at(tablet, grid, languages=("fr", "en"), ending_seconds=20) as person:
        hand = Hand(person.app, person.pilot, person.ticks, draw, world.drawn["budget"])
        judge = Judge(hand, Ledger(tablet, watch), world)
        searched = 0
        try:
            with no_network():
                for _ in range(STEPS):
                    await hand.act()
                    judge.look()
                    if judge.visit is None and judge.visits >= searched + _SEARCH_EVERY:
                        searched = judge.visits
                        await search_the_memory(judge)
        except BaseException as error:
            steps = "\n".join(hand.did[-_LAST:])
            cause = person.app._exception
            raise AssertionError(
                f"seed {seed}, grid {grid}, step {len(hand.did)}: {error} {cause!r}\n"
                f"Screen: {type(person.app.screen).__name__}\nLast steps:\n{steps}"
            ) from error
        assert judge.visits, "the hand got nowhere"
        assert judge.ledger.counted() or not LONGER, "nothing was ever sent"
    read_all(world, tablet)
    world.close()


def read_all(world: World, tablet: Tablet) -> None:
    """Whatever was recorded is carried, opens, and breaks no rule."""
    held = len(tablet.vault.undelivered_ids())
    progress = world.carry(tablet)
    assert (progress.acknowledged, progress.refused) == (held, 0)
    found: list[Any] = [*feedback(world.hub), *opt_ins(world.hub, "a test")]
    for activity in ("canal-idees", "nuit-debat", "calme", "signaler"):
        found += contributions(world.hub, activity)
    assert [one for one in found if isinstance(one, Refused)] == []
    assert all(line.holds for line in tablet.vault.account())
