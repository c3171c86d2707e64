"""The way between pages: each page names itself, and an account sees those that it may open."""

from __future__ import annotations

from dataclasses import dataclass

from sync.hub.staff.accounts import Account
from sync.hub.staff.rights import Right


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    path: str
    """Below /staff: ``/fleet``. Pages below it belong to it."""
    title: str
    """Marked with ``N_``, domain ``hub``."""
    says: str
    """One sentence for the first page: what is done there. Marked with ``N_``."""
    right: Right


def places_for(account: Account, places: tuple[Place, ...]) -> tuple[Place, ...]:
    """What this account may open, in the order of the list."""
    return tuple(place for place in places if account.may(place.right))
