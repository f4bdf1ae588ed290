"""Notices of changes with their receipts, dispositions, customers' consents; things handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LOCATIONS = ("STOCK", "WIP", "IN_TRANSIT", "SHIPPED")
STATES = ("OFFERED", "ACCEPTED", "DECLINED", "WITHDRAWN", "LAPSED")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "change_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_no", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("affected", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("escalation_level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_no"], ["change_request.change_no"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("change_no", "person"),
    )
    op.create_index("ix_change_notice_change_no", "change_notice", ["change_no"])
    op.create_index("ix_change_notice_person", "change_notice", ["person"])
    op.create_table(
        "disposition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_no", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("location", sa.Enum(*LOCATIONS, name="locationkind"), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        *(_quantity(name) for name in ("qty", "use_qty", "rework_qty", "scrap_qty", "return_qty")),
        sa.Column("uom", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["change_no"], ["change_request.change_no"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("change_no", "entry"),
    )
    op.create_index("ix_disposition_change_no", "disposition", ["change_no"])
    op.create_index("ix_disposition_owner", "disposition", ["owner"])
    op.create_table(
        "customer_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_no", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("orders", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.String(length=80), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waived_by", sa.String(), nullable=False),
        sa.Column("waived_reason", sa.String(length=500), nullable=False),
        sa.Column("escalation_level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_no"], ["change_request.change_no"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("change_no", "customer", "asked_at"),
    )
    op.create_index("ix_customer_consent_change_no", "customer_consent", ["change_no"])
    op.create_table(
        "handover",
        sa.Column("handover_no", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("giver", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("offered_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="handoverstate"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("handover_no"),
    )
    op.create_index("ix_handover_ref", "handover", ["ref"])
    op.create_index("ix_handover_state", "handover", ["state"])


def downgrade() -> None:
    """Take back."""
    for table in ("handover", "customer_consent", "disposition", "change_notice"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("handoverstate", "locationkind"):
            op.execute(f"DROP TYPE {name}")


def _quantity(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Numeric(precision=14, scale=4), nullable=False)
