"""Work that a lead has pinned, and the dates that were agreed anew with customers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = ("ASKED", "AGREED", "REFUSED", "REPLACED")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "pin",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_no", "item_code", "seq"),
    )
    op.create_table(
        "repromise",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="repromisestate"), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("before", sa.Date(), nullable=True),
        sa.Column("promise_date", sa.Date(), nullable=False),
        sa.Column("computed_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_no"], ["customer_order.order_no"]),
        sa.PrimaryKeyConstraint("order_no", "entry"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("repromise")
    op.drop_table("pin")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TYPE repromisestate")
