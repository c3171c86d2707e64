"""What staff may do at the hub, and which role may do what."""

from __future__ import annotations

from enum import StrEnum

from kiosk.i18n import N_


class Right(StrEnum):
    """One kind of work. A page asks for exactly one."""

    FLEET = "fleet"
    """See tablets, pair and revoke them."""
    CODES = "codes"
    """Draw, print, void and replace voting codes."""
    CATALOGUES = "catalogues"
    """Write consultations and publish catalogues."""
    MODERATE = "moderate"
    """Read and moderate contributions."""
    COUNT = "count"
    """Open the ballot box with the key holders, publish the minutes."""
    RESULTS = "results"
    """See figures of participation and evaluation."""
    EXPORTS = "exports"
    """Take files out: tables, archives, lists."""
    ACCOUNTS = "accounts"
    """Make and remove accounts, read the log."""


class Role(StrEnum):
    """What somebody is at the hub. An account has one."""

    ADMINISTRATOR = "administrator"
    PARTICIPATION = "participation"
    """The service that runs consultations."""
    PROJECT_TEAM = "project_team"
    """Sees the consultations that the account names, and no others."""
    FLEET = "fleet"
    """Looks after tablets."""
    TELLERS = "tellers"
    """Opens ballot boxes."""


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.PARTICIPATION: frozenset(Right) - {Right.ACCOUNTS},
    Role.PROJECT_TEAM: frozenset({Right.MODERATE, Right.RESULTS}),
    Role.FLEET: frozenset({Right.FLEET}),
    Role.TELLERS: frozenset({Right.COUNT, Right.RESULTS}),
}
"""The whole rule of who may do what."""

ROLE_NAMES: dict[Role, str] = {
    Role.ADMINISTRATOR: N_("Administration"),
    Role.PARTICIPATION: N_("Participation service"),
    Role.PROJECT_TEAM: N_("Project team"),
    Role.FLEET: N_("Tablets"),
    Role.TELLERS: N_("Count"),
}
