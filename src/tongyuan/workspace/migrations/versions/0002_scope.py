"""Levels of statistics and datasets, and the regions and levels of runs."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import allow_changes, refuse_changes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = (
    ("statistic", "sensitivity"),
    ("dataset", "sensitivity"),
    ("run", "sensitivity"),
)

#: What a pack brought lies before the row that ends the founding; restricted series came in after it.
FOUNDED = "(SELECT min(at) FROM audit WHERE service = 'workspace.init')"
PUBLIC_STATISTICS = f"believed_at <= {FOUNDED}"
PUBLIC_DATASETS = f"name LIKE 'jurisdiction.%' OR (source_name IS NULL AND imported_at <= {FOUNDED})"
#: A run is public that was finished before anything internal came in: all that it stands on is public.
PUBLIC_RUNS = (
    "NOT EXISTS (SELECT 1 FROM statistic WHERE sensitivity = 'internal' AND believed_at <= run.finished_at) "
    "AND NOT EXISTS "
    "(SELECT 1 FROM dataset WHERE sensitivity = 'internal' AND imported_at <= run.finished_at)"
)


def upgrade() -> None:
    """Add the columns, and fill them from what is known of each row."""
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default="internal"))
    op.add_column("run", sa.Column("region", sa.String(), nullable=True))
    tables = ("statistic", "dataset", "run")
    for table in tables:
        allow_changes(table)
    # S608: every part is a constant of this file.
    for table, public in zip(tables, (PUBLIC_STATISTICS, PUBLIC_DATASETS, PUBLIC_RUNS), strict=True):
        op.execute(f"UPDATE {table} SET sensitivity = 'public' WHERE {public}")  # noqa: S608
    _place_runs()
    for table in tables:
        refuse_changes(table)


def _place_runs() -> None:
    """Give each run the region that its parameters name, else that of the workspace."""
    connection = op.get_bind()
    run = sa.table("run", sa.column("id"), sa.column("params"), sa.column("region"))
    own = connection.execute(sa.text("SELECT region FROM workspace_meta")).scalar()
    for key, params in connection.execute(sa.select(run.c.id, run.c.params)).all():
        held = json.loads(params) if isinstance(params, str) else params
        region = held.get("region", own)
        connection.execute(sa.update(run).where(run.c.id == key).values(region=region))
