"""Manufacturability: attributes, rules, checks, waivers, and what work centres take."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KINDS = ("MEASURE", "TEXT")
OPERATORS = ("AT_LEAST", "AT_MOST", "EQUAL", "BETWEEN", "ONE_OF", "NONE_OF")
SEVERITIES = ("BLOCK", "WARN")
STATES = ("ASKED", "GRANTED", "REFUSED", "EXPIRED")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "dfm_attribute",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("english_label", sa.String(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="attributekind"), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "dfm_rule",
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("operator", sa.Enum(*OPERATORS, name="operator"), nullable=False),
        sa.Column("limit", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("severity", sa.Enum(*SEVERITIES, name="dfmseverity"), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("english_hint", sa.String(), nullable=False),
        sa.Column("rework_work_minutes", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("previous", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("rule_id"),
    )
    op.create_table(
        "dfm_check",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "line_no"),
    )
    op.create_table(
        "dfm_waiver",
        sa.Column("waiver_no", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("actual", sa.String(), nullable=False),
        sa.Column("limit", sa.String(), nullable=False),
        sa.Column("excess", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="dfmwaiverstate"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("waiver_no"),
    )
    op.create_index("ix_dfm_waiver_subject", "dfm_waiver", ["subject"])
    op.create_table(
        "work_centre_capability",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("work_centre", sa.String(), nullable=False),
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("minimum", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("maximum", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["work_centre"], ["work_centre.code"]),
        sa.PrimaryKeyConstraint("process", "work_centre", "attribute"),
    )


def downgrade() -> None:
    """Take back."""
    for table in ("work_centre_capability", "dfm_waiver", "dfm_check", "dfm_rule", "dfm_attribute"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("dfmwaiverstate", "dfmseverity", "operator", "attributekind"):
            op.execute(f"DROP TYPE {name}")
