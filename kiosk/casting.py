"""Casting: check, encode, pad, seal twice, commit; only then is there a receipt."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.ballots.ballot import Ballot, encode
from kiosk.ballots.rules import BallotRules, ballot_bytes
from kiosk.catalogue.lookup import CatalogueIndex, Found
from kiosk.claims.claim import BoundClaim, ProvenClaim
from kiosk.envelope import Envelope
from kiosk.errors import BallotError
from kiosk.ids import DEPOSIT_ID_BYTES, DepositId, DepositKind
from kiosk.receipts import Receipt, receipt_of
from kiosk.sealing import context, seal
from kiosk.vault.store import Deposit, Vault


@dataclass(frozen=True)
class Caster:
    """What casting needs from outside the visit."""

    vault: Vault
    index: CatalogueIndex
    random_bytes: Callable[[int], bytes] = secrets.token_bytes

    def cast(self, found: Found, rules: BallotRules, ballot: Ballot, claim: ProvenClaim) -> Receipt:
        """Record a ballot. When this returns, it is sealed and on disk; when it raises, nothing is.

        Args:
            found: the activity.
            rules: its rules in the contest of `claim` (`kiosk.ballots.rules.rules_for`).
            ballot: what was chosen.
            claim: what was proven.

        Raises:
            BallotError: it breaks a rule of the activity, or its quartier does not vote here.
            ClaimError: ``code_spent_here``.
            VaultError: the disk refused.
        """
        deposit = sealed_deposit(self.index, found, rules, ballot, claim, self.random_bytes)
        spends = bytes.fromhex(claim.code) if claim.code else None
        self.vault.cast(deposit, spends)
        return receipt_of(deposit.id)


def sealed_deposit(
    index: CatalogueIndex,
    found: Found,
    rules: BallotRules,
    ballot: Ballot,
    claim: ProvenClaim,
    random_bytes: Callable[[int], bytes],
) -> Deposit:
    """Check `ballot` by the activity's rules and put it into its double envelope."""
    contest = claim.quartier if found.activity.by_quartier else ""
    if contest not in found.contests:
        raise BallotError("wrong_quartier")
    rules.check(ballot)
    mode, names = index.catalogue.mode, (found.consultation_id, found.activity_id)
    inner = seal(encode(ballot, ballot_bytes(found)), index.box_key, context("ballot", mode, *names, contest))
    deposit_id = DepositId(random_bytes(DEPOSIT_ID_BYTES))
    bound = BoundClaim.bind(claim, deposit_id, inner)
    outer = seal(bound.encoded(), index.register_key, context("claim", mode, *names))
    content = Envelope(outer, inner).to_bytes()
    return Deposit(deposit_id, DepositKind.BALLOT, *names, index.catalogue.version, content)
