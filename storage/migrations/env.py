"""Alembic's entry: runs the revisions on the connection that `storage.schema` hands over."""

from alembic import context

from storage.models import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=METADATA, render_as_batch=True, compare_type=True, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
