"""Reviews: who has to understand an order, the three answers before it is sold, and who is asked for them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "raci_rule",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("stage", sa.Enum("REVIEW", name="racistage"), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("role", sa.Enum("R", "A", "C", "I", name="racirole"), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("family", "stage", "department", "role"),
    )
    op.create_table(
        "review",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("is_pre", sa.Boolean(), nullable=False),
        sa.Column("is_gathered", sa.Boolean(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("brief", sa.String(), nullable=False),
        sa.Column("brief_no", sa.Integer(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("waived_by", sa.String(), nullable=False),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waived_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_no"], ["customer_order.order_no"]),
        sa.PrimaryKeyConstraint("order_no"),
    )
    _create_reviewers()
    _create_questions()
    _create_answers()
    op.add_column("customer_order", sa.Column("is_unclear", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("product_family", sa.Column("needs_review", sa.Boolean(), nullable=False, server_default=sa.false()))
    _learn_purpose()


def _learn_purpose() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TYPE draftpurpose ADD VALUE IF NOT EXISTS 'PRECHECK'")
        return
    with op.batch_alter_table("order_draft") as table:
        table.alter_column("purpose", type_=sa.Enum("ORDER", "QUOTE", "PRECHECK", name="draftpurpose"))


def _create_reviewers() -> None:
    op.create_table(
        "reviewer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("understood_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["order_no"], ["review.order_no"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_no", "department", "person"),
    )
    op.create_index("ix_reviewer_order_no", "reviewer", ["order_no"])


def _create_questions() -> None:
    op.create_table(
        "review_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("brief_no", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["order_no"], ["review.order_no"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_no", "entry"),
    )
    op.create_index("ix_review_question_order_no", "review_question", ["order_no"])


def _create_answers() -> None:
    op.create_table(
        "review_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("kind", sa.Enum("CAN", "WHEN", "COST", name="answerkind"), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("feasibility", sa.Enum("YES", "CONDITIONAL", "NO", name="feasibility"), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("amount", sa.Numeric(14, 4), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("proposed_day", sa.Date(), nullable=True),
        sa.Column("proposed_amount", sa.Numeric(14, 4), nullable=True),
        sa.Column("parts", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_no"], ["review.order_no"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_no", "kind"),
    )
    op.create_index("ix_review_answer_order_no", "review_answer", ["order_no"])


def downgrade() -> None:
    """Take back. A form that was to ask those whom the matrix names becomes one that only asks the planner."""
    op.execute("UPDATE order_draft SET purpose = 'QUOTE' WHERE purpose = 'PRECHECK'")
    op.drop_column("product_family", "needs_review")
    op.drop_column("customer_order", "is_unclear")
    for table in ("review_answer", "review_question", "reviewer", "review", "raci_rule"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("feasibility", "answerkind", "racirole", "racistage"):
            op.execute(f"DROP TYPE {name}")
