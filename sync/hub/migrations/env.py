"""Alembic's entry: runs on the connection it is handed, inside the caller's transaction."""

from __future__ import annotations

from alembic import context

from sync.hub.channels import tables as _channels  # noqa: F401 - tables of the same metadata
from sync.hub.exports import tables as _exports  # noqa: F401
from sync.hub.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
context.run_migrations()
