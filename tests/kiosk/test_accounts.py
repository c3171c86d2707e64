"""The PIN gate: a few free tries, then waits that a restart does not shorten."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from kiosk.accounts import FIRST_WAIT, FREE_TRIES, LONGEST_WAIT, PinGate, account_of, hashed_pin
from kiosk.catalogue.model import Account, Role
from kiosk.errors import ClaimError
from kiosk.vault.store import Vault

NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)
FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ACCOUNTS = (
    Account(id="anim", name="Animateur", role=Role.FACILITATOR, pin=FAST.hash("2468")),
    Account(id="agent", name="Agent", role=Role.STAFF, pin=FAST.hash("1357")),
)
EVERYONE = frozenset(Role)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An empty vault."""
    made = Vault(tmp_path / "vault.db")
    yield made
    made.close()


def reason(vault: Vault, pin: str, at: datetime = NOW, roles: frozenset[Role] = EVERYONE) -> str:
    """What the gate says; the account's id when it opens."""
    try:
        return PinGate(vault).enter(pin, ACCOUNTS, roles, at).id
    except ClaimError as refused:
        return refused.reason


def test_a_pin_opens_its_own_account(vault: Vault) -> None:
    assert (reason(vault, "2468"), reason(vault, "1357"), reason(vault, "0000")) == (
        "anim",
        "agent",
        "pin_wrong",
    )


def test_a_pin_of_another_role_does_not_open(vault: Vault) -> None:
    assert reason(vault, "2468", roles=frozenset({Role.STAFF})) == "pin_wrong"


def test_three_wrong_pins_shut_the_gate_even_for_the_right_one(vault: Vault) -> None:
    assert [reason(vault, "0000") for _ in range(FREE_TRIES)] == ["pin_wrong"] * FREE_TRIES
    assert reason(vault, "2468") == "pin_wait"
    assert reason(vault, "2468", NOW + FIRST_WAIT - timedelta(seconds=1)) == "pin_wait"
    assert reason(vault, "2468", NOW + FIRST_WAIT) == "anim"


def test_two_wrong_pins_do_not_shut_it(vault: Vault) -> None:
    assert [reason(vault, "0000") for _ in range(FREE_TRIES - 1)] == ["pin_wrong"] * (FREE_TRIES - 1)
    assert reason(vault, "2468") == "anim"


def test_a_restart_does_not_open_the_gate(tmp_path: Path) -> None:
    first = Vault(tmp_path / "vault.db")
    for _ in range(FREE_TRIES):
        reason(first, "0000")
    first.close()
    again = Vault(tmp_path / "vault.db")
    assert reason(again, "2468") == "pin_wait"
    again.close()


def test_each_further_wrong_pin_doubles_the_wait_up_to_an_hour(vault: Vault) -> None:
    at = NOW
    for _ in range(FREE_TRIES):
        reason(vault, "0000", at)
    wait = FIRST_WAIT
    for _ in range(12):
        assert reason(vault, "0000", at + wait - timedelta(seconds=1)) == "pin_wait"
        at += wait
        assert reason(vault, "0000", at) == "pin_wrong"
        wait = min(wait * 2, LONGEST_WAIT)
    assert wait == LONGEST_WAIT == timedelta(hours=1)
    assert reason(vault, "2468", at + wait) == "pin_locked", "after so many an administrator must come"


def test_the_right_pin_gives_the_free_tries_back(vault: Vault) -> None:
    for _ in range(FREE_TRIES):
        reason(vault, "0000")
    later = NOW + FIRST_WAIT
    assert reason(vault, "2468", later) == "anim"
    assert [reason(vault, "0000", later) for _ in range(FREE_TRIES - 1)] == ["pin_wrong"] * (FREE_TRIES - 1)
    assert reason(vault, "2468", later) == "anim"


def test_wrong_pins_are_logged_without_the_pin(vault: Vault) -> None:
    reason(vault, "9876")
    assert [(name, detail) for _, name, detail in vault.events()] == [("pin_wrong", "")]


def test_outside_of_tests_a_pin_and_a_password_take_64_mib_to_guess() -> None:
    script = "from kiosk.accounts import hashed_pin; print(hashed_pin('2468'))"
    script += "; from sync.hub.staff.accounts import PasswordHasher; print(PasswordHasher().hash('2468'))"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.count("$argon2id$v=19$m=65536,t=3,") == 2


def test_a_hash_is_argon2id_and_never_the_same_twice() -> None:
    one, other = hashed_pin("2468"), hashed_pin("2468")
    assert one.startswith("$argon2id$")
    assert one != other


def test_a_hash_that_cannot_be_read_opens_nothing() -> None:
    broken = Account(id="x", name="X", role=Role.STAFF, pin="2468")
    assert account_of("2468", (broken, *ACCOUNTS), EVERYONE) == ACCOUNTS[0]
    assert account_of("2468", (broken,), EVERYONE) is None
