"""Promise 1 for paper: what was keyed is there, and a batch is accepted whole or not at all."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

from kiosk.vault.papers import ACCEPTED, OPEN, stored, void_of
from kiosk.vault.store import Vault
from tests.faults.nursery import Nursery, Order, moments
from tests.faults.test_kill import LONGER, journal_of, query
from tests.world import World

KEYING = 18 * LONGER


def test_a_batch_of_paper_is_there_whole_or_pending_when_a_tablet_dies(tmp_path: Path) -> None:
    world = World(tmp_path / "city", codes={"budget": 2000})
    template = world.tablet("template").folder
    world.close()
    (template / "codes.txt").write_text("\n".join(world.drawn["budget"]), encoding="utf-8")
    seen: Counter[str] = Counter()
    folder = tmp_path / "none"
    with Nursery() as nursery:
        for number, moment in enumerate(moments(5, KEYING, longest_seconds=0.15, lines=6000)):
            if number % 5 == 0:
                folder = tmp_path / f"tablet-{number}"
                shutil.copytree(template, folder)
            journal = folder.with_suffix(".journal")
            order = Order("paper", str(folder), str(journal), number, **moment)
            assert nursery.kill_one(order) == "killed"
            told = [line.split() for line in journal_of(journal)]
            seen += check(folder, told)
    assert seen["accepted"] > 0
    assert seen["pending"] > 0, "no child died with a batch half keyed: the moments are too tame"


def check(folder: Path, told: list[list[str]]) -> Counter[str]:
    """Compare a vault with what a child was promised; gives what states of batches were found."""
    vault = Vault(folder / "vault.db")
    try:
        assert vault.integrity() == "ok"
        assert all(line.holds for line in vault.account())
        batches = {batch.number: batch for batch in stored(vault)}
        accepted = [batch for batch in batches.values() if batch.state == ACCEPTED]
        assert vault.undelivered() == sum(batch.sealed for batch in accepted)
        assert all(batch.sealed + batch.void == batch.counted == 4 for batch in accepted)
        assert {int(batch) for word, batch, _ in told if word == "accepted"} <= {b.number for b in accepted}
        for word, batch, paper in told:
            if word == "keyed" and batches[int(batch)].state == OPEN:
                assert int(paper) in void_of(vault, int(batch)), "a keyed paper is lost"
        events = Counter(name for _, name, _ in vault.events(10_000))
        assert events["paper_accepted"] == len(accepted), "an acceptance and its event are one"
    finally:
        vault.close()
    spent = query(folder / "vault.db", "SELECT count(*) FROM spent_code")
    assert spent == [(sum(batch.sealed for batch in accepted),)]
    waiting = query(folder / "vault.db", "SELECT DISTINCT batch FROM paper")
    open_ones = {batch.number for batch in batches.values() if batch.state == OPEN}
    assert {number for (number,) in waiting} <= open_ones
    return Counter(accepted=len(accepted), pending=len(waiting))
