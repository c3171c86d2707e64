"""Deposits to put into a vault."""

from __future__ import annotations

import hashlib

from kiosk.ids import ActivityId, ConsultationId, DepositId, DepositKind
from kiosk.vault.account import Line
from kiosk.vault.store import Deposit, Vault

BUDGET, VOTE = ConsultationId("budget-participatif"), ActivityId("budget")


def deposit(
    number: int, consultation: ConsultationId = BUDGET, activity: ActivityId = VOTE, size: int = 2400
) -> Deposit:
    """A deposit whose id and content follow from its number and from nothing else."""
    seed = hashlib.sha256(str(number).encode()).digest()
    content = (seed * (size // 32 + 1))[:size]
    return Deposit(DepositId(seed[:16]), DepositKind.BALLOT, consultation, activity, 1, content)


def spent(number: int) -> bytes:
    """The digest of a code."""
    return hashlib.sha256(f"code {number}".encode()).digest()[:16]


def line(vault: Vault, activity: ActivityId = VOTE) -> Line:
    """The account of one activity."""
    return next(found for found in vault.account() if found.activity == activity)
