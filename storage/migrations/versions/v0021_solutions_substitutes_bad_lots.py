"""Standard solutions, substitutes within a scope, blocked goods."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SCOPES = ("ORDER", "CUSTOMER", "PERIOD")
STATES = ("ASKED", "APPROVED", "REFUSED", "REVOKED")
DISPOSALS = ("USE_AS_IS", "REWORK", "RETURN", "SCRAP")


def upgrade() -> None:
    """Apply."""
    op.add_column("order_line", sa.Column("solution_code", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "standard_solution",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("english_name", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("valid_spec", sa.JSON(), nullable=False),
        sa.Column("lead_time_days", sa.Integer(), nullable=False),
        sa.Column("is_released", sa.Boolean(), nullable=False),
        sa.Column("flagged_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["product.code"]),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_index("ix_standard_solution_product", "standard_solution", ["product"])
    op.create_table(
        "solution_use",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("solution", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("picked_by", sa.String(), nullable=False),
        sa.Column("picked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["order_no"], ["customer_order.order_no"]),
        sa.PrimaryKeyConstraint("order_no", "line_no"),
    )
    op.create_index("ix_solution_use_solution", "solution_use", ["solution"])
    _substitutes()
    _bad_lots()


def _substitutes() -> None:
    op.create_table(
        "substitute_approval",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("substitute", sa.String(), nullable=False),
        sa.Column("scope", sa.Enum(*SCOPES, name="substitutescope"), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="substitutestate"), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["item.item_code"]),
        sa.ForeignKeyConstraint(["substitute"], ["item.item_code"]),
        sa.PrimaryKeyConstraint("number"),
    )
    for column in ("item", "order_no"):
        op.create_index(f"ix_substitute_approval_{column}", "substitute_approval", [column])


def _bad_lots() -> None:
    op.create_table(
        "bad_lot",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("qty", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("po_no", sa.String(), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.Column("disposal", sa.Enum(*DISPOSALS, name="disposal"), nullable=True),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalation_level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["item.item_code"]),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_bad_lot_item", "bad_lot", ["item"])


def downgrade() -> None:
    """Take back."""
    for table in ("bad_lot", "substitute_approval", "solution_use", "standard_solution"):
        op.drop_table(table)
    op.drop_column("order_line", "solution_code")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("disposal", "substitutestate", "substitutescope"):
            op.execute(f"DROP TYPE {name}")
