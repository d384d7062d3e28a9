"""How Alembic runs our migrations: on the connection that it is handed, in one transaction."""

from __future__ import annotations

from alembic import context

from tongyuan.workspace.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
