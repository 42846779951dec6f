"""Alembic runs this file; it hands over the connection whose transaction the migration is part of."""

from alembic import context

from pictrace.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
