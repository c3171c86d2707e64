"""Proving the right to take part in a vote: the same for a resident at the glass and for a paper keyed in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kiosk.catalogue.lookup import CatalogueIndex, Found
from kiosk.claims.claim import ClaimRule, ProvenClaim
from kiosk.claims.codes import digest_of, parse_code
from kiosk.claims.declared import declare
from kiosk.errors import ClaimError

if TYPE_CHECKING:
    from kiosk.vault.store import Vault

Mark = tuple[str, bytes]
"""An activity, and the keyed digest of who took part in it here."""


def proven_by_code(found: Found, index: CatalogueIndex, vault: Vault, typed: str) -> ProvenClaim:
    """What a voting code proves, typed or scanned.

    Raises:
        ClaimError: ``code_incomplete``, ``code_mistyped``, ``code_unknown``, ``wrong_quartier``,
            ``code_spent_here``.
    """
    digest = digest_of(parse_code(typed), found.consultation_id, found.activity_id)
    quartier = index.codes.get(found.activity.id, {}).get(digest)
    if quartier is None:
        raise ClaimError("code_unknown")
    if found.activity.by_quartier and quartier not in found.contests:
        raise ClaimError("wrong_quartier")
    if vault.is_spent(found.activity_id, digest):
        raise ClaimError("code_spent_here")
    return ProvenClaim(rule=ClaimRule.CODE, code=digest.hex(), quartier=quartier)


def proven_by_declaring(
    found: Found, opening_key: bytes, typed: tuple[str, str, str], today: date
) -> tuple[ProvenClaim, Mark]:
    """What first name, last name and birth date prove, and the mark that tells a double on this tablet.

    Raises:
        ClaimError: what is missing or unreadable.
    """
    identity = declare(*typed, today)
    claim = ProvenClaim(
        rule=ClaimRule.DECLARED,
        first_name=identity.first_name,
        last_name=identity.last_name,
        birth_date=identity.birth_date.isoformat(),
    )
    return claim, (found.activity.id, identity.keyed_digest(opening_key))


def quartiers_of(found: Found, index: CatalogueIndex) -> tuple[str, ...]:
    """Quartiers that may vote in an activity."""
    if found.activity.by_quartier:
        return found.contests
    return found.consultation.quartiers or tuple(q.id for q in index.catalogue.quartiers)


def asks_quartier(found: Found, index: CatalogueIndex) -> bool:
    """Whether somebody says where they live, besides what proves their right."""
    match found.activity.claim:
        case ClaimRule.CODE:
            return False
        case ClaimRule.DECLARED:
            return bool(quartiers_of(found, index))
        case _:
            return found.activity.by_quartier
