"""PINs of the staff: argon2id, checked offline, slower with each wrong one."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.catalogue.model import Account, Role
from kiosk.errors import ClaimError
from kiosk.vault.store import Vault

FREE_TRIES = 3
"""Wrong PINs in a row before the first wait."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
LOCKED_AFTER = 10
"""Wrong PINs in a row after which only an administrator's opens."""


def hashed_pin(pin: str) -> str:
    """The argon2id text of a PIN, for the catalogue."""
    return PasswordHasher().hash(pin)


def account_of(pin: str, accounts: tuple[Account, ...], roles: frozenset[Role]) -> Account | None:
    """The account with that PIN and one of those roles."""
    hasher = PasswordHasher()
    for account in accounts:
        if account.role in roles:
            try:
                hasher.verify(account.pin, pin)
            except (VerificationError, InvalidHashError):
                continue
            return account
    return None


def seconds_shut(vault: Vault, now: datetime) -> int:
    """How long no PIN is looked at any more, after wrong ones; 0 when one may be tried."""
    until = vault.fact("pin_shut_until")
    left = datetime.fromisoformat(until) - now if until else timedelta()
    return max(0, ceil(left.total_seconds()))


class PinGate:
    """Counts wrong PINs in the vault, so that a restart does not forget them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def enter(
        self, pin: str, accounts: tuple[Account, ...], roles: frozenset[Role], now: datetime
    ) -> Account:
        """Give the account that `pin` opens.

        Raises:
            ClaimError: ``pin_wrong``; ``pin_wait`` while the gate is shut after several wrong ones;
                ``pin_locked`` for a right one that is no administrator's after `LOCKED_AFTER` wrong ones.
        """
        until = self._vault.fact("pin_shut_until")
        if until and now < datetime.fromisoformat(until):
            raise ClaimError("pin_wait")
        account = account_of(pin, accounts, roles)
        before = int(self._vault.fact("pin_wrong") or 0)
        if account is not None and before >= LOCKED_AFTER and account.role is not Role.ADMINISTRATOR:
            raise ClaimError("pin_locked")
        if account is None:
            wrong = before + 1
            facts = {"pin_wrong": str(wrong)}
            if wrong >= FREE_TRIES:
                wait = min(FIRST_WAIT * 2 ** min(wrong - FREE_TRIES, 10), LONGEST_WAIT)
                facts["pin_shut_until"] = (now + wait).isoformat()
            self._vault.remember(**facts)
            self._vault.log(now, "pin_wrong")
            raise ClaimError("pin_wrong")
        if before:
            self._vault.remember(pin_wrong="0", pin_shut_until="")
        return account
