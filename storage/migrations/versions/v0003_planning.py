"""What the planning core keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. With defaults, or SQLite would have to copy the tables."""
    op.add_column("booking", sa.Column("family", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take back."""
    op.drop_column("booking", "family")
