"""What a reduction was recomputed from stands with its registration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was registered before has none."""
    op.add_column("reduction", sa.Column("parameters", sa.String(), nullable=True))
