"""Alembic's entry for the box: runs on the connection it is handed, inside the caller's transaction."""

from __future__ import annotations

from alembic import context

from sync.hub.tables import box_metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=box_metadata, transactional_ddl=True
)
context.run_migrations()
