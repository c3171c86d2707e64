"""Casting is one transaction, and the account always adds up."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kiosk.errors import ClaimError, VaultError
from kiosk.ids import ActivityId, ConsultationId, DepositId
from kiosk.vault.store import Vault

from .deposits import BUDGET, VOTE, deposit, line, spent

TODAY = date(2027, 3, 10)


def contents(vault: Vault) -> list[object]:
    """Every row of every table."""
    with vault.reading() as connection:
        return [
            (table, tuple(row))
            for table in ("deposit", "standing", "counter", "spent_code", "state", "event")
            for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))  # noqa: S608
        ]


def test_a_cast_deposit_is_there_counted_and_its_code_spent(vault: Vault) -> None:
    vault.cast(deposit(1), spent(1))
    assert vault.deliverable(10) == [deposit(1)]
    assert (line(vault).cast, line(vault).aboard) == (1, 1)
    assert vault.is_spent(VOTE, spent(1))
    assert not vault.is_spent(ActivityId("other"), spent(1))
    assert not vault.is_spent(VOTE, spent(2))


def test_what_was_cast_is_there_after_opening_the_file_again(tmp_path: Path) -> None:
    first = Vault(tmp_path / "vault.db")
    first.cast(deposit(1), spent(1))
    first.close()
    again = Vault(tmp_path / "vault.db")
    assert again.deliverable(10) == [deposit(1)]
    assert again.is_spent(VOTE, spent(1))
    again.close()


def test_a_cast_that_fails_half_way_leaves_nothing(vault: Vault) -> None:
    vault.cast(deposit(1), spent(1))
    before = contents(vault)
    with pytest.raises(VaultError, match="Nothing was changed"):
        vault.cast(deposit(1), spent(2))
    assert contents(vault) == before
    assert not vault.is_spent(VOTE, spent(2))
    vault.cast(deposit(2), spent(2))
    assert line(vault).cast == 2


def test_a_cast_that_fails_at_its_last_statement_leaves_nothing(vault: Vault) -> None:
    with vault.transaction() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER no_count BEFORE INSERT ON counter"
                " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )
        )
    before = contents(vault)
    with pytest.raises(VaultError, match="the disk is full"):
        vault.cast(deposit(1), spent(1))
    assert contents(vault) == before


def test_a_spent_code_is_refused_and_leaves_nothing(vault: Vault) -> None:
    vault.cast(deposit(1), spent(1))
    before = contents(vault)
    with pytest.raises(ClaimError) as refused:
        vault.cast(deposit(2), spent(1))
    assert refused.value.reason == "code_spent_here"
    assert contents(vault) == before


def test_a_code_spent_in_one_activity_is_not_spent_in_another(vault: Vault) -> None:
    vault.cast(deposit(1), spent(1))
    vault.cast(deposit(2, activity=ActivityId("other")), spent(1))
    assert sum(found.cast for found in vault.account()) == 2


def test_one_code_used_by_many_at_once_is_spent_once(vault: Vault) -> None:
    refused: list[str] = []

    def cast(number: int) -> None:
        try:
            vault.cast(deposit(number), spent(1))
        except ClaimError as error:
            refused.append(error.reason)

    threads = [threading.Thread(target=cast, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["code_spent_here"] * 7
    assert line(vault).cast == len(vault.deliverable(10)) == 1


def test_a_block_that_raises_leaves_nothing(vault: Vault) -> None:
    def remember_and_fail() -> None:
        with vault.transaction() as connection:
            connection.execute(text("INSERT INTO state (name, value) VALUES ('name', 'value')"))
            raise LookupError

    with pytest.raises(LookupError):
        remember_and_fail()
    assert vault.fact("name") is None


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("cast"), st.integers(0, 9)),
        st.tuples(st.just("carry"), st.integers(0, 9)),
        st.tuples(st.just("accept"), st.integers(0, 11)),
        st.tuples(st.just("refuse"), st.integers(0, 11)),
        st.tuples(st.just("erase"), st.integers(0, 2)),
        st.tuples(st.just("settle"), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=max(10, settings().max_examples // 4))
@given(STEPS)
def test_nothing_appears_and_nothing_vanishes_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    vault = Vault(tmp_path_factory.mktemp("vault") / "vault.db")
    cast: set[int] = set()
    for step, number in steps:
        match step:
            case "cast" if number not in cast:
                vault.cast(deposit(number, size=40))
                cast.add(number)
            case "carry":
                vault.mark_carried([deposit(number).id] if number in cast else [])
            case "accept":
                vault.answer([deposit(number).id], {}, TODAY)
            case "refuse":
                vault.answer([], {deposit(number).id: "duplicate"}, TODAY)
            case "erase":
                vault.erase(date(2027, 3, 9 + number))
            case "settle":
                vault.settle()
        assert all(found.holds for found in vault.account())
        assert sum(found.cast for found in vault.account()) == len(cast)
    assert vault.integrity() == "ok"
    vault.close()


def test_an_answer_given_twice_is_counted_once_and_never_changed(vault: Vault) -> None:
    vault.cast(deposit(1))
    vault.cast(deposit(2))
    vault.mark_carried([deposit(1).id, deposit(2).id])
    assert vault.answer([deposit(1).id], {deposit(2).id: "unknown_activity"}, TODAY) == (1, 1)
    before = contents(vault)
    assert vault.answer([deposit(1).id, deposit(2).id], {}, date(2027, 4, 1)) == (0, 0)
    assert vault.answer([], {deposit(1).id: "late", deposit(2).id: "late"}, TODAY) == (0, 0)
    assert contents(vault) == before


def test_an_answer_about_something_unknown_changes_nothing(vault: Vault) -> None:
    vault.cast(deposit(1))
    before = contents(vault)
    assert vault.answer([DepositId(bytes(16))], {}, TODAY) == (0, 0)
    assert contents(vault) == before


def test_what_was_acknowledged_before_it_was_marked_carried_stays_acknowledged(vault: Vault) -> None:
    vault.cast(deposit(1))
    vault.answer([deposit(1).id], {}, TODAY)
    vault.mark_carried([deposit(1).id])
    assert (line(vault).acknowledged, line(vault).carried) == (1, 0)


def test_acknowledged_deposits_are_erased_from_their_day_on_and_stay_counted(vault: Vault) -> None:
    for number in range(3):
        vault.cast(deposit(number))
    vault.answer([deposit(0).id], {deposit(1).id: "late"}, TODAY)
    assert vault.erase(date(2027, 3, 9)) == 0
    assert vault.erase(TODAY) == 1
    assert vault.erase(TODAY) == 0
    account = line(vault)
    assert (account.cast, account.acknowledged, account.erased, account.held_acknowledged) == (3, 1, 1, 0)
    assert account.holds


def test_what_was_refused_is_kept_with_its_reason(vault: Vault) -> None:
    vault.cast(deposit(1))
    vault.answer([], {deposit(1).id: "catalogue_unknown"}, TODAY)
    vault.erase(date(2099, 1, 1))
    assert vault.refused() == [(deposit(1).id, "catalogue_unknown")]
    assert (line(vault).refused, line(vault).held_refused) == (1, 1)
    assert vault.deliverable(10) == []


def test_a_difference_between_counters_and_deposits_is_seen(vault: Vault) -> None:
    vault.cast(deposit(1))
    vault.cast(deposit(2))
    assert line(vault).holds
    with vault.transaction() as connection:
        connection.execute(text("DELETE FROM deposit WHERE id = :id"), {"id": deposit(1).id})
    assert not line(vault).holds


def test_deposits_leave_by_id_in_batches_that_cover_everything_once(vault: Vault) -> None:
    for number in range(7):
        vault.cast(deposit(number))
    every = sorted(deposit(number).id for number in range(7))
    walked: list[DepositId] = []
    while batch := vault.deliverable(3, walked[-1] if walked else None):
        walked += [found.id for found in batch]
    assert walked == every == vault.undelivered_ids()


def test_what_is_held_back_stays_unless_it_was_handed_over_before(vault: Vault) -> None:
    other = ConsultationId("other")
    vault.cast(deposit(1))
    vault.cast(deposit(2))
    vault.cast(deposit(3, other))
    vault.mark_carried([deposit(1).id])
    leaving = {found.id for found in vault.deliverable(10, held_back=[BUDGET])}
    assert leaving == {deposit(1).id, deposit(3).id}
    assert vault.waiting() == {BUDGET: 1, other: 1}


def test_a_number_is_given_once_whoever_asks(vault: Vault) -> None:
    assert [vault.next_number("sequence") for _ in range(3)] == [1, 2, 3]
    assert vault.next_number("other") == 1


def test_facts_are_set_together_and_counters_count(vault: Vault) -> None:
    assert vault.fact("status") is None
    vault.remember(status="open", floor="1")
    vault.remember(status="closed")
    assert (vault.fact("status"), vault.fact("floor")) == ("closed", "1")
    assert vault.counter("visits") == 0
    vault.count_up("visits")
    vault.count_up("visits")
    assert vault.counter("visits") == 2
    assert vault.account() == []
