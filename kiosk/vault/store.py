"""The vault: the one place that writes on a tablet. Each part of it has a module of its own."""

from __future__ import annotations

from kiosk.vault.carrying import Carrying
from kiosk.vault.casting import Casting
from kiosk.vault.deposit import Deposit
from kiosk.vault.figures import Figures
from kiosk.vault.file import MIGRATIONS
from kiosk.vault.journal import Journal

__all__ = ["MIGRATIONS", "Deposit", "Vault"]


class Vault(Casting, Carrying, Figures, Journal):
    """A tablet's SQLite file. Safe to use from several threads; one of them writes at a time."""
