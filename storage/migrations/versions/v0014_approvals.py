"""Who decides about changes, by which rules, and who for whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = ("ORDER", "ENGINEERING")
REASONS = (
    "CUSTOMER_REQUEST", "QUALITY", "COST", "MANUFACTURABILITY", "DESIGN", "USE_UP_STOCK", "SUPPLY", "COMPLIANCE",
)  # fmt: skip
MODES = ("ANY", "ALL", "SERIAL")
NEEDS = ("REQUIRED", "OPTIONAL", "COMMENT")
DECISIONS = ("APPROVED", "REJECTED", "LAPSED")
_WORDS = sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql")
_COLUMNS = (
    ("round", sa.Integer(), "0"), ("step", sa.Integer(), "0"), ("stage", sa.Integer(), "0"), ("remarks", _WORDS, "[]"),
)  # fmt: skip


def _enum(name: str, *values: str, is_there: bool = False) -> sa.Enum:
    """On PostgreSQL a type that is there already is not made again."""
    if not is_there:
        return sa.Enum(*values, name=name)
    return sa.Enum(*values, name=name).with_variant(
        postgresql.ENUM(*values, name=name, create_type=False), "postgresql"
    )


def upgrade() -> None:
    """Apply. With defaults, or SQLite would have to copy the table."""
    for name, kind, default in _COLUMNS:
        op.add_column("change_request", sa.Column(name, kind, nullable=False, server_default=default))
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_no", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("mode", _enum("approvalmode", *MODES), nullable=False),
        sa.Column("need", _enum("need", *NEEDS), nullable=False),
        sa.Column("asked_of", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalation_level", sa.Integer(), nullable=False),
        sa.Column("stand_in", sa.String(), nullable=False),
        sa.Column("decision", _enum("decision", *DECISIONS), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("handed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["change_no"], ["change_request.change_no"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("change_no", "asked"):
        op.create_index(f"ix_approval_{column}", "approval", [column])
    op.create_table(
        "approval_rule",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", _enum("changekind", *KINDS, is_there=True), nullable=False),
        sa.Column("reason", _enum("changereason", *REASONS, is_there=True), nullable=True),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("min_value", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("min_newly_late", sa.Integer(), nullable=False),
        sa.Column("is_customer_visible", sa.Boolean(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("mode", _enum("approvalmode", *MODES, is_there=True), nullable=False),
        sa.Column("need", _enum("need", *NEEDS, is_there=True), nullable=False),
        sa.Column("who", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_index("ix_approval_rule_kind", "approval_rule", ["kind"])
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("delegate", sa.String(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_delegation_person", "delegation", ["person"])


def downgrade() -> None:
    """Take back."""
    for table in ("delegation", "approval_rule", "approval"):
        op.drop_table(table)
    for name, *_ in reversed(_COLUMNS):
        op.drop_column("change_request", name)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("decision", "need", "approvalmode"):
            op.execute(f"DROP TYPE {name}")
