"""Changes of orders and designs."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = ("ORDER", "ENGINEERING")
STATES = ("DRAFT", "SUBMITTED", "IN_REVIEW", "APPROVED", "APPLIED", "CLOSED", "REJECTED", "WITHDRAWN", "EXPIRED")
REASONS = (
    "CUSTOMER_REQUEST", "QUALITY", "COST", "MANUFACTURABILITY", "DESIGN", "USE_UP_STOCK", "SUPPLY", "COMPLIANCE",
)  # fmt: skip


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "change_request",
        sa.Column("change_no", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="changekind"), nullable=False),
        sa.Column("status", sa.Enum(*STATES, name="changestatus"), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("reason_code", sa.Enum(*REASONS, name="changereason"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("is_temporary", sa.Boolean(), nullable=False),
        sa.Column("requester", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("impact", sa.JSON(), nullable=False),
        sa.Column("stakes", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("change_no"),
    )
    for column in ("status", "target", "requester"):
        op.create_index(f"ix_change_request_{column}", "change_request", [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table("change_request")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("changereason", "changestatus", "changekind"):
            op.execute(f"DROP TYPE {name}")
