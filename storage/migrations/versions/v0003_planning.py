"""What the planning core keeps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


_WORDS = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")
_CLASS = sa.Enum("A", "B", "C", name="customerclass").with_variant(
    postgresql.ENUM("A", "B", "C", name="customerclass", create_type=False),
    "postgresql",  # it is there already
)
_COLUMNS = (
    ("booking", "family", sa.String(), ""),
    ("booking", "lot", sa.Integer(), "0"),
    ("item", "lot_size", sa.Numeric(precision=14, scale=4), None),
    ("routing_operation", "yield_percent", sa.Numeric(precision=5, scale=2), "100"),
    ("routing_operation", "skill", sa.String(), ""),
    ("work_centre", "is_subcontracted", sa.Boolean(), sa.false()),
    ("work_centre", "skills", _WORDS, "[]"),
)


def upgrade() -> None:
    """Apply. With defaults, or SQLite would have to copy the tables."""
    for table, name, kind, default in _COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))
    op.create_table(
        "protected_capacity",
        sa.Column("customer_class", _CLASS, nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("release_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("customer_class", "group"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("protected_capacity")
    for table, name, *_ in reversed(_COLUMNS):
        op.drop_column(table, name)
