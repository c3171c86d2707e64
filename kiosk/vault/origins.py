"""Whose a deposit is: recorded here, or restored from another tablet's backup."""

from __future__ import annotations

from kiosk.vault.tables import deposits, restored, standings

WITH_STANDING = deposits.outerjoin(standings, standings.c.id == deposits.c.id)
WITH_ORIGIN = WITH_STANDING.outerjoin(restored, restored.c.id == deposits.c.id)
IS_OURS = restored.c.id.is_(None)
