"""How sure the dates of open orders are."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "order_risk",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("p50_date", sa.Date(), nullable=False),
        sa.Column("p80_date", sa.Date(), nullable=False),
        sa.Column("late_share", sa.Float(), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_no", "line_no"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("order_risk")
