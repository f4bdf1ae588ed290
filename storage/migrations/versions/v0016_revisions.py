"""Revisions of bills of materials, and the work orders made to them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

EFFECTIVITIES = ("NOW", "DATE", "ORDER", "LOT", "USE_UP")
ENDS = ("IN_FORCE", "USED_UP", "OVER", "REPLACED")
DECISIONS = ("BOOKED", "REBASED", "KEPT", "FLAGGED")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "item_revision",
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("change_no", sa.String(), nullable=False),
        sa.Column("effectivity", sa.Enum(*EFFECTIVITIES, name="effectivity"), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("from_number", sa.String(), nullable=False),
        sa.Column("use_up", sa.String(), nullable=False),
        sa.Column("is_deviation", sa.Boolean(), nullable=False),
        sa.Column("most_orders", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end", sa.Enum(*ENDS, name="revisionend"), nullable=True),
        sa.Column("replaced_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("item", "revision"),
    )
    op.create_index("ix_item_revision_change_no", "item_revision", ["change_no"])
    op.create_table(
        "work_order",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("line_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("qty", sa.Numeric(14, 4), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Enum(*DECISIONS, name="workdecision"), nullable=False),
        sa.Column("change_no", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("order_no", "line_no", "item_code"),
    )
    op.create_index("ix_work_order_change_no", "work_order", ["change_no"])
    op.create_index("ix_work_order_item_code", "work_order", ["item_code"])
    op.create_table(
        "change_replanned",
        sa.Column("change_no", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("bookings", sa.JSON(), nullable=False),
        sa.Column("allocations", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("change_no", "order_no"),
    )


def downgrade() -> None:
    """Take back."""
    for table in ("change_replanned", "work_order", "item_revision"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("workdecision", "revisionend", "effectivity"):
            op.execute(f"DROP TYPE {name}")
