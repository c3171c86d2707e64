"""One post for each contribution, whatever becomes of the calls."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.errors import HandoverError
from sync.decidim.errors import Outcome, PlatformError, Refused, TooManyRequests
from sync.decidim.ledger import State, rows
from sync.decidim.platform import OutgoingProposal
from sync.decidim.push import SETTLE_SECONDS, push
from sync.decidim.pusher import only_pusher
from sync.hub.store import HubStore
from tests.matrix import THOROUGH
from tests.sync.decidim.handing_over import Shelf, comment, lost, planned, proposal
from tests.world import SetClock


def states(hub: HubStore) -> list[str]:
    """Every row's state."""
    return [row.state.value for row in rows(hub)]


def test_what_is_planned_is_sent_once_and_noted(hub: HubStore) -> None:
    shelf = Shelf()
    items = [proposal(name) for name in range(5)]
    planned(hub, *items)
    report = push(hub, shelf)
    assert sorted(report.done) == sorted(item.receipt for item in items)
    assert report.clean
    assert {row.remote for row in rows(hub)} == set(shelf.posts)
    again = push(hub, shelf)
    assert again.done == []
    assert len(shelf.posts) == 5


@pytest.mark.parametrize("kept", [True, False])
def test_after_a_lost_answer_it_is_read_before_anything_is_sent_again(
    hub: HubStore, clock: SetClock, kept: bool
) -> None:
    item = proposal(1)
    shelf = Shelf(faults=[lost(kept=kept)])
    planned(hub, item)
    assert push(hub, shelf).unknown == [item.receipt]
    assert states(hub) == ["unknown"]
    report = push(hub, shelf)
    if kept:
        assert report.found == [item.receipt]
    else:
        # A slow server may still be at work: that it is not there yet says nothing.
        assert (report.unknown, shelf.times(item)) == ([item.receipt], 0)
        clock.pass_by(seconds=SETTLE_SECONDS - 1)
        assert push(hub, shelf).unknown == [item.receipt]
        clock.pass_by(seconds=1)
        assert push(hub, shelf).done == [item.receipt]
    assert shelf.times(item) == 1
    (row,) = rows(hub)
    assert (row.state, row.remote) == (State.DONE, "1000")


def test_a_post_that_appears_while_we_wait_is_found_and_not_sent_again(
    hub: HubStore, clock: SetClock
) -> None:
    item, shelf = proposal(1), Shelf(faults=[lost(kept=False)])
    planned(hub, item)
    push(hub, shelf)
    push(hub, shelf)
    text = rows(hub)[0].text
    shelf.posts["2000"] = OutgoingProposal("12", text.title, text.body, "fr", item.receipt)
    clock.pass_by(days=1)
    assert push(hub, shelf).found == [item.receipt]
    assert shelf.times(item) == 1


def test_what_cannot_be_read_again_is_not_sent_again(hub: HubStore, clock: SetClock) -> None:
    item, shelf = proposal(1), Shelf(faults=[lost(kept=True)])
    planned(hub, item, proposal(2))
    push(hub, shelf, most=1)
    clock.pass_by(days=1)
    shelf.blind = PlatformError("The platform failed.")
    report = push(hub, shelf)
    assert (len(report.unknown), report.left, report.stopped) == (1, 1, "The platform failed.")
    shelf.blind = None
    assert push(hub, shelf).clean
    assert sorted(map(shelf.times, (item, proposal(2)))) == [1, 1]


def test_a_refusal_is_kept_with_its_reason_until_staff_edit_it(hub: HubStore) -> None:
    shelf = Shelf(faults=[lambda: (Refused("The body is a template."), False)])
    planned(hub, proposal(1))
    assert push(hub, shelf).refused == [proposal(1).receipt]
    planned(hub, proposal(1))
    assert push(hub, shelf).clean
    assert (states(hub), rows(hub)[0].reason, shelf.posts) == (["refused"], "The body is a template.", {})
    planned(hub, proposal(1, body="Il fait chaud l’été, et rien ne rafraîchit la berge."))
    assert push(hub, shelf).done == [proposal(1).receipt]


def test_a_throttle_stops_the_run_and_nothing_is_in_doubt(hub: HubStore) -> None:
    shelf = Shelf(faults=[None, lambda: (TooManyRequests("Too many.", retry_after_seconds=900), False)])
    items = [proposal(name) for name in range(4)]
    planned(hub, *items)
    report = push(hub, shelf)
    assert (len(report.done), report.left, report.stopped) == (1, 3, "Too many.")
    assert sorted(states(hub)) == ["done", "planned", "planned", "planned"]
    assert push(hub, shelf).clean
    assert [shelf.times(item) for item in items] == [1] * 4


def test_three_lost_answers_in_a_row_end_a_run(hub: HubStore, clock: SetClock) -> None:
    shelf = Shelf(faults=[lost(kept=True), lost(kept=False), lost(kept=True)])
    items = [proposal(name) for name in range(6)]
    planned(hub, *items)
    report = push(hub, shelf)
    assert (len(report.unknown), report.left) == (3, 3)
    clock.pass_by(days=1)
    assert push(hub, shelf).clean
    assert [shelf.times(item) for item in items] == [1] * 6


def test_comments_follow_the_proposals_they_belong_to(hub: HubStore) -> None:
    shelf = Shelf(faults=[lambda: (Refused("No."), False)])
    ours = proposal(1)
    on_ours, on_pulled = comment(2, parent="k-" + ours.receipt.replace("-", "").lower()), comment(3, "p1")
    planned(hub, ours, on_ours, on_pulled)
    report = push(hub, shelf)
    assert (report.done, report.waiting) == ([on_pulled.receipt], [on_ours.receipt])
    ours = proposal(1, title="Une fontaine, vraiment")
    planned(hub, ours, on_ours, on_pulled)
    assert push(hub, shelf).done == [ours.receipt, on_ours.receipt]
    remote = next(id_ for id_, post in shelf.posts.items() if post.reference == ours.receipt)
    answered = {post.reference: getattr(post, "subject", "") for post in shelf.posts.values()}
    assert (answered[on_ours.receipt], answered[on_pulled.receipt]) == (remote, "345")


def test_what_was_hidden_while_its_answer_was_lost_is_not_sent_again(hub: HubStore, clock: SetClock) -> None:
    shelf = Shelf(faults=[lost(kept=False)])
    planned(hub, proposal(1))
    push(hub, shelf)
    planned(hub)
    clock.pass_by(days=1)
    push(hub, shelf)
    planned(hub)
    push(hub, shelf)
    assert shelf.posts == {}
    assert states(hub) == ["withdrawn"]


def test_what_is_hidden_after_it_went_out_is_shown_to_staff(hub: HubStore) -> None:
    planned(hub, proposal(1))
    push(hub, Shelf())
    planned(hub)
    (row,) = rows(hub)
    assert (row.state, row.changed_here) == (State.DONE, True)


def test_two_never_push_at_once(hub: HubStore) -> None:
    planned(hub, proposal(1))
    shelf = Shelf()
    with only_pusher(hub), pytest.raises(HandoverError, match="Another process"):
        push(hub, shelf)
    assert shelf.posts == {}
    assert push(hub, shelf).clean


class Dies(BaseException):
    """A process that ends here."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=500 if THOROUGH else 8)
@given(seed=st.integers(0, 2**32))
def test_any_sequence_of_failures_and_deaths_gives_one_post_each(
    hub: HubStore, clock: SetClock, seed: int
) -> None:
    """The clock passes far enough between runs; every call may fail, every step may be the last."""
    draw = random.Random(seed)
    items = [proposal(f"{seed} {number}") for number in range(draw.randint(1, 6))]
    items += [comment(f"{seed} c", parent=items[0].receipt), comment(f"{seed} d")]
    shelf = Shelf()
    planned(hub, *items)

    def fault() -> tuple[PlatformError, bool]:
        kind = draw.randrange(4)
        if kind == 0:
            return TooManyRequests("Too many."), False
        if kind == 1:
            return PlatformError("Done, and no id.", outcome=Outcome.DONE), True
        return PlatformError("Lost."), kind == 2

    def dies(_step: str, _row: object) -> None:
        if draw.random() < 0.15:
            raise Dies

    for _ in range(12):
        shelf.faults = [fault if draw.random() < 0.4 else None for _ in range(8)]
        shelf.blind = PlatformError("Blind.") if draw.random() < 0.2 else None
        with contextlib.suppress(Dies):
            push(hub, shelf, watch=dies)
        assert all(shelf.times(item) <= 1 for item in items)
        clock.pass_by(seconds=draw.choice((1, SETTLE_SECONDS, 10 * SETTLE_SECONDS)))
    shelf.faults, shelf.blind = [], None
    clock.pass_by(days=1)
    assert push(hub, shelf).clean
    assert push(hub, shelf).clean
    assert [shelf.times(item) for item in items] == [1] * len(items)
    ids = {row.receipt: row.remote for row in rows(hub)}
    assert all(ids[post.reference] == id_ for id_, post in shelf.posts.items())
