"""Orders that go before others, and the consent of those who pay for it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    words = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")
    op.add_column("customer_order", sa.Column("is_rush", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("plan", sa.Column("consents", words, nullable=False, server_default="[]"))
    op.add_column("plan", sa.Column("waived_by", sa.String(), nullable=False, server_default=""))
    op.add_column("plan", sa.Column("waived_reason", sa.String(), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TYPE plancause ADD VALUE IF NOT EXISTS 'RUSH'")


def downgrade() -> None:
    """Take back. A rush becomes a plan that somebody asked for: the older program knows no other word for it."""
    op.execute("UPDATE plan SET cause = 'ASKED' WHERE cause = 'RUSH'")
    for name in ("waived_reason", "waived_by", "consents"):
        op.drop_column("plan", name)
    op.drop_column("customer_order", "is_rush")
