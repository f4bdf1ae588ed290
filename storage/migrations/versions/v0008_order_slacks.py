"""How much later each line, and what it depends on, may be."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    kind = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")
    op.create_table(
        "order_slack",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("parts", kind, nullable=False),
        sa.PrimaryKeyConstraint("order_no", "line_no"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("order_slack")
