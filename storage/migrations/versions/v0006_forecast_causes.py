"""Why a line is expected later than it was promised for."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. With a default, or SQLite would have to copy the table."""
    kind = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")
    op.add_column("order_line", sa.Column("forecast_cause", kind, nullable=False, server_default=sa.text("'{}'")))


def downgrade() -> None:
    """Take back."""
    op.drop_column("order_line", "forecast_cause")
