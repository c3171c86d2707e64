"""Promise 3: nothing counts twice and nothing is dropped in silence, whatever happens on the way.

A machine draws its own days: people vote on two tablets, answers are lost, sticks travel, parcels come
again, are cut or altered, processes restart, a tablet is revoked. The equations hold after every step, and
the minutes at the end account for every ballot.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.errors import ClaimError, HubUnreachable, KioskError
from kiosk.tablet import Tablet
from sync.courier import Courier
from sync.hub.count.minutes import minutes
from sync.usb import export_parcels, import_answers, take_parcels
from tests.sync.acts import aside, cast, cast_by_code, direct, holds, lost, parcel_of, stored
from tests.world import World

TORTURE = os.environ.get("KIOSK_TORTURE") == "1"
TABLETS = ("one", "two")
tablets = st.sampled_from(TABLETS)
damage = st.tuples(st.sampled_from(["cut", "flip"]), st.integers(0, 10**6))


class Chain(RuleBasedStateMachine):
    """Two tablets, a hub, a stick, and a road on which everything goes wrong."""

    @initialize()
    def begin(self) -> None:
        """A city in a folder of its own."""
        self.folder = Path(tempfile.mkdtemp(prefix="kiosk-chain-"))
        self.world = World(self.folder, codes={"budget": 5})
        self.tablets: dict[str, Tablet] = {name: self.world.tablet(name) for name in TABLETS}
        self.stick = self.folder / "stick"
        self.stick.mkdir()
        self.parcels: list[bytes] = []
        self.cast: Counter[tuple[str, str]] = Counter()
        self.codes_used: set[tuple[str, int]] = set()
        self.revoked: set[str] = set()

    @rule(name=tablets)
    def somebody_votes(self, name: str) -> None:
        """Where nothing is asked for."""
        cast(self.tablets[name])
        self.cast[name, "nom"] += 1

    @rule(name=tablets, code=st.integers(0, 4))
    def a_code_is_used(self, name: str, code: int) -> None:
        """A code is good once on a tablet; another tablet cannot know."""
        if (name, code) in self.codes_used:
            with pytest.raises(ClaimError, match="code_spent_here"):
                cast_by_code(self.tablets[name], self.world.drawn["budget"][code])
            return
        cast_by_code(self.tablets[name], self.world.drawn["budget"][code])
        self.cast[name, "budget"] += 1
        self.codes_used.add((name, code))

    @rule(name=tablets, batch=st.integers(1, 4))
    def it_is_carried(self, name: str, batch: int) -> None:
        """All goes well."""
        with direct(self.world.hub) as wire:
            Courier(self.tablets[name], wire, batch=batch).carry()
        assert self.tablets[name].vault.undelivered_ids() == []

    @rule(name=tablets, batch=st.integers(1, 4))
    def the_answer_is_lost(self, name: str, batch: int) -> None:
        """The hub has stored it and the tablet does not know."""
        before = self.tablets[name].vault.undelivered_ids()
        try:
            with direct(self.world.hub, lost) as wire:
                Courier(self.tablets[name], wire, batch=batch).carry()
        except HubUnreachable:
            assert self.tablets[name].vault.undelivered_ids() == before

    @rule(name=tablets, batch=st.integers(1, 4))
    def staff_stop_the_carrying(self, name: str, batch: int) -> None:
        """After the first parcel."""
        asked = iter([False] + 99 * [True])
        with direct(self.world.hub) as wire:
            Courier(self.tablets[name], wire, batch=batch).carry(cancelled=lambda: next(asked))

    @rule(name=tablets, batch=st.integers(1, 4))
    def it_is_exported(self, name: str, batch: int) -> None:
        """To the one stick."""
        export_parcels(self.tablets[name], self.stick, batch=batch)

    @rule()
    def the_hub_takes_the_stick(self) -> None:
        """Every parcel on it, old or new."""
        taken = take_parcels(
            self.stick, lambda signed: self.world.intake.take(signed, by_network=False), None
        )
        assert taken.problems == ()

    @rule(name=tablets)
    def the_stick_comes_back(self, name: str) -> None:
        """With answers for some."""
        assert import_answers(self.tablets[name], self.stick).problems == ()

    @rule(name=tablets)
    def somebody_keeps_a_parcel(self, name: str) -> None:
        """To send it again one day."""
        waiting = self.tablets[name].vault.deliverable(3)
        self.parcels.append(parcel_of(self.tablets[name], waiting))

    @precondition(lambda self: self.parcels)
    @rule(data=st.data())
    def an_old_parcel_comes_again(self, data: Any) -> None:
        """Any number of times."""
        self.world.intake.take(data.draw(st.sampled_from(self.parcels)))

    @precondition(lambda self: self.parcels)
    @rule(data=st.data(), how=damage)
    def a_damaged_parcel_comes(self, data: Any, how: tuple[str, int]) -> None:
        """It is refused whole and changes nothing."""
        signed = data.draw(st.sampled_from(self.parcels))
        before = stored(self.world.hub), aside(self.world.hub)
        # The bits that base64 leaves over at the end of the signature are not of the signature.
        spare = signed.index(b"==\n") - 1
        place = how[1] % len(signed)
        place = 0 if place == spare else place
        cut = how[0] == "cut"
        damaged = (
            signed[:place]
            if cut
            else signed[:place] + bytes([signed[place] ^ (1 << how[1] % 8)]) + signed[place + 1 :]
        )
        try:
            self.world.intake.take(damaged)
        except KioskError:
            assert (stored(self.world.hub), aside(self.world.hub)) == before
        else:
            raise AssertionError("a damaged parcel was taken")

    @rule(name=tablets)
    def it_is_erased(self, name: str) -> None:
        """What was acknowledged, at once."""
        self.tablets[name].erase_old(0)

    @rule(name=tablets)
    def the_tablet_restarts(self, name: str) -> None:
        """Without a goodbye: nothing is closed before it is opened again."""
        abandoned = self.tablets[name]
        self.tablets[name] = Tablet(abandoned.folder, self.world.clock)
        abandoned.close_files()

    @rule()
    def the_catalogue_is_renewed(self) -> None:
        """Tablets that have not heard of it go on with the older one."""
        self.world.publish()

    @precondition(lambda self: not self.revoked)
    @rule(name=tablets)
    def a_tablet_is_revoked(self, name: str) -> None:
        """It does not know and goes on."""
        self.world.hub.revoke(self.tablets[name].pairing.tablet)
        self.revoked.add(name)

    @invariant()
    def the_tablets_equation_holds(self) -> None:
        """Cast = aboard + carried + acknowledged + refused, on each tablet."""
        for name, tablet in self.tablets.items():
            assert holds(tablet)
            for line in tablet.vault.account():
                assert line.cast == self.cast[name, line.activity]

    @invariant()
    def the_hub_holds_nothing_twice(self) -> None:
        """No id is both taken and put aside, and nobody's deposits are more than were cast."""
        taken, put_aside = (
            {row[0] for row in stored(self.world.hub)},
            [row[0] for row in aside(self.world.hub)],
        )
        assert not taken & set(put_aside)
        assert len(put_aside) == len(set(put_aside))
        for activity in ("nom", "budget"):
            received = self.world.hub.received_from(activity)
            for name, tablet in self.tablets.items():
                assert received.get(tablet.pairing.tablet, 0) <= self.cast[name, activity]

    def teardown(self) -> None:
        """Everything comes home and is counted."""
        if not hasattr(self, "world"):
            return
        try:
            self.come_home()
        finally:
            for tablet in self.tablets.values():
                tablet.close_files()
            self.world.close()
            shutil.rmtree(self.folder)

    def come_home(self) -> None:
        """Carry all, open the boxes, read the minutes."""
        for tablet in self.tablets.values():
            with direct(self.world.hub) as wire:
                Courier(tablet, wire).carry()
            assert tablet.vault.undelivered_ids() == []
        for activity in ("nom", "budget"):
            result = self.world.count(activity)
            content: Any = minutes(self.world.hub, result, "en")
            cast_in_all = sum(self.cast[name, activity] for name in TABLETS)
            assert content["equation"] == {
                "cast": cast_in_all,
                "counted": result.ballots,
                "set_aside": cast_in_all - result.ballots,
                "missing": 0,
                "surplus": 0,
                "holds": True,
            }
            if not self.revoked:
                expected = cast_in_all if activity == "nom" else len({code for _, code in self.codes_used})
                assert result.ballots == expected


TestChain = Chain.TestCase
TestChain.settings = settings(
    max_examples=400 if TORTURE else 15, stateful_step_count=60 if TORTURE else 25, deadline=None
)
