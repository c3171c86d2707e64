"""Alembic's entry: runs on the connection it is handed, inside the caller's transaction."""

from __future__ import annotations

from alembic import context

import sync.hub.count.tables
import sync.hub.drafts.tables
import sync.hub.staff.tables  # noqa: F401 - its tables join the metadata
from sync.hub.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
context.run_migrations()
