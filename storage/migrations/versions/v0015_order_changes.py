"""Revisions of orders, and what people can take back."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

REVISED = ("customer_order", "acknowledgement")


def upgrade() -> None:
    """Apply."""
    for table in REVISED:
        op.add_column(table, sa.Column("order_revision", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "undoable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("command", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_undoable_person", "undoable", ["person"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("undoable")
    for table in REVISED:
        op.drop_column(table, "order_revision")
