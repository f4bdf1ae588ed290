"""Work orders that a change leaves to somebody."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

CHOICES = ("SWITCH", "KEEP")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "flagged_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_no", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("choice", sa.Enum(*CHOICES, name="workchoice"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["change_no"], ["change_request.change_no"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("change_no", "entry"),
    )
    op.create_index("ix_flagged_work_change_no", "flagged_work", ["change_no"])
    op.create_index("ix_flagged_work_owner", "flagged_work", ["owner"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("flagged_work")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TYPE workchoice")
