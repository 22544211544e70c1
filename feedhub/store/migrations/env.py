"""Alembic's entry: runs the migrations on the connection that migrate.py hands over."""

from alembic import context

from feedhub.store.tables import metadata

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(1717921125)")
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the transaction is migrate.py's
)
context.run_migrations()
