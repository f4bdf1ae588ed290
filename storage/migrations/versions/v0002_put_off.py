"""How often a platform has put a message off, apart from how often it was tried."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. With a default, or SQLite would have to copy the table."""
    op.add_column("outbox_message", sa.Column("put_off", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take back."""
    op.drop_column("outbox_message", "put_off")
