"""The double-entry ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tongyuan.workspace.migrations.append_only import refuse_changes
from tongyuan.workspace.types import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "ledger_account",
    "ledger_transfer",
    "ledger_posting",
    "ledger_reservation",
    "ledger_reservation_end",
)


def upgrade() -> None:
    """Make the tables."""
    _create_account()
    _create_transfer()
    _create_posting()
    _create_reservation()
    _create_reservation_end()
    for table in TABLES:
        refuse_changes(table)


def _create_account() -> None:
    op.create_table(
        "ledger_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder_kind", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("commodity", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("enterprise", sa.String(), nullable=True),
        sa.Column("sensitivity", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "holder_kind IN ('region', 'enterprise', 'authority', 'external')",
            name=op.f("ck_ledger_account_holder"),
        ),
        sa.CheckConstraint(
            "purpose IN ('holding', 'issuance', 'retirement')", name=op.f("ck_ledger_account_purpose")
        ),
        sa.CheckConstraint(
            "purpose = 'holding' OR holder_kind = 'authority'", name=op.f("ck_ledger_account_authority")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint(
            "holder_kind",
            "holder",
            "purpose",
            "commodity",
            name=op.f("uq_ledger_account_holder_kind_holder_purpose_commodity"),
        ),
    )


def _create_transfer() -> None:
    op.create_table(
        "ledger_transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("reverses", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('issue', 'transfer', 'settle', 'retire', 'reverse')",
            name=op.f("ck_ledger_transfer_kind"),
        ),
        sa.CheckConstraint(
            "(kind = 'reverse') = (reverses IS NOT NULL)", name=op.f("ck_ledger_transfer_reverses")
        ),
        sa.ForeignKeyConstraint(
            ["reverses"], ["ledger_transfer.id"], name=op.f("fk_ledger_transfer_reverses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transfer")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_transfer_key")),
        sa.UniqueConstraint("reverses", name=op.f("uq_ledger_transfer_reverses")),
    )


def _create_posting() -> None:
    op.create_table(
        "ledger_posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("vintage", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_posting_amount")),
        sa.ForeignKeyConstraint(["account"], ["ledger_account.id"], name=op.f("fk_ledger_posting_account")),
        sa.ForeignKeyConstraint(
            ["transfer"], ["ledger_transfer.id"], name=op.f("fk_ledger_posting_transfer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_posting")),
    )
    op.create_index(
        op.f("ix_ledger_posting_account_vintage"), "ledger_posting", ["account", "vintage"], unique=False
    )
    op.create_index(op.f("ix_ledger_posting_transfer"), "ledger_posting", ["transfer"], unique=False)


def _create_reservation() -> None:
    op.create_table(
        "ledger_reservation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("vintage", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_reservation_amount")),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_account.id"], name=op.f("fk_ledger_reservation_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_reservation")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_reservation_key")),
    )
    op.create_index(
        op.f("ix_ledger_reservation_account_vintage"),
        "ledger_reservation",
        ["account", "vintage"],
        unique=False,
    )


def _create_reservation_end() -> None:
    op.create_table(
        "ledger_reservation_end",
        sa.Column("reservation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("transfer", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('settled', 'released', 'expired')", name=op.f("ck_ledger_reservation_end_outcome")
        ),
        sa.CheckConstraint(
            "(outcome = 'settled') = (transfer IS NOT NULL)", name=op.f("ck_ledger_reservation_end_transfer")
        ),
        sa.ForeignKeyConstraint(
            ["reservation"], ["ledger_reservation.id"], name=op.f("fk_ledger_reservation_end_reservation")
        ),
        sa.ForeignKeyConstraint(
            ["transfer"], ["ledger_transfer.id"], name=op.f("fk_ledger_reservation_end_transfer")
        ),
        sa.PrimaryKeyConstraint("reservation", name=op.f("pk_ledger_reservation_end")),
        sa.UniqueConstraint("transfer", name=op.f("uq_ledger_reservation_end_transfer")),
    )
