"""Run by Alembic for each command, on the connection that ``schema.upgrade`` hands over."""

from __future__ import annotations

from alembic import context

from station.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
