"""Every table of the hub, wherever it is declared: import this where none may be missing.

A module that declares tables of its own is imported here, in one line.
"""

from __future__ import annotations

import sync.decidim.ledger_tables
import sync.hub.channels.tables
import sync.hub.count.tables
import sync.hub.drafts.tables
import sync.hub.exports.tables
import sync.hub.moderation.table
import sync.hub.receipt_index
import sync.hub.results.table
import sync.hub.staff.tables  # noqa: F401 - their tables join the metadata
from sync.hub.tables import box_metadata, metadata, register_metadata

__all__ = ["box_metadata", "metadata", "register_metadata"]
