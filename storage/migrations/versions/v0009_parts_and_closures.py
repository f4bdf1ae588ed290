"""Which customers take their goods in parts, and plans made because machines are closed at other times."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = (
    ("ship_complete", sa.Boolean(), sa.false()),
    ("allow_split", sa.Boolean(), sa.true()),
    ("min_ship_qty", sa.Integer(), "1"),
)


def upgrade() -> None:
    """Apply. Who is there already takes parts of any size."""
    for name, kind, usual in COLUMNS:
        op.add_column("customer", sa.Column(name, kind, nullable=False, server_default=usual))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TYPE plancause ADD VALUE IF NOT EXISTS 'CALENDAR'")


def downgrade() -> None:
    """Take back. A plan for other working times becomes one that somebody asked for, as the older program knows it."""
    op.execute("UPDATE plan SET cause = 'ASKED' WHERE cause = 'CALENDAR'")
    for name, _, _ in reversed(COLUMNS):
        op.drop_column("customer", name)
