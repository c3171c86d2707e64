"""Alembic's entry for the register: runs on the connection it is handed, inside the caller's transaction."""

from __future__ import annotations

from alembic import context

from sync.hub.tables import register_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=register_metadata,
    transactional_ddl=True,
)
context.run_migrations()
