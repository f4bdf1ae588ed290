"""The mirrors of reviews in the platforms' own approvals."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STAGES = ("OWED", "FILED", "LEFT_OPEN", "ENDED", "TROUBLE")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "native_form",
        sa.Column("change_no", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("stage", sa.Enum(*STAGES, name="formstage"), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["change_no"], ["change_request.change_no"]),
        sa.PrimaryKeyConstraint("change_no", "round", "platform"),
    )
    op.create_index("ix_native_form_number", "native_form", ["number"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("native_form")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TYPE formstage")
