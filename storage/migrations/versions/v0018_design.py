"""Design tasks, their files, production preparation, waivers of the release gate, questions of the floor."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATES = ("REQUESTED", "ACCEPTED", "SUBMITTED", "CHECKED", "RELEASED", "REWORK")


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "design_task",
        sa.Column("task_no", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("status", sa.Enum(*STATES, name="taskstatus"), nullable=False),
        *_text("owner"),
        _moment("opened_at", nullable=False),
        _moment("due_at", nullable=False),
        sa.Column("is_due_settled", sa.Boolean(), nullable=False),
        sa.Column("expected_date", sa.Date(), nullable=True),
        *_text("expected_reason"),
        sa.Column("rework_work_minutes", sa.Integer(), nullable=False),
        sa.Column("planned_before", sa.Date(), nullable=True),
        sa.Column("drawing_revision", sa.Integer(), nullable=False),
        sa.Column("released_revision", sa.Integer(), nullable=False),
        *_text("exempt_reason", "submitted_by"),
        _moment("submitted_at"),
        *_text("checked_by"),
        _moment("checked_at"),
        *_text("released_by"),
        _moment("released_at"),
        *_text("rework_reason"),
        sa.Column("is_prepared", sa.Boolean(), nullable=False),
        *_text("collector"),
        _moment("collecting_at"),
        sa.Column("escalation_level", sa.Integer(), nullable=False),
        _moment("cancelled_at"),
        sa.PrimaryKeyConstraint("task_no"),
        sa.UniqueConstraint("order_no", "line_no"),
    )
    op.create_table(
        "drawing_file",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("task_no"),
        sa.Column("drawing_revision", sa.Integer(), nullable=False),
        *_text("name", "media_type"),
        sa.Column("size", sa.Integer(), nullable=False),
        *_text("sha256", "uploaded_by"),
        _moment("uploaded_at", nullable=False),
        *_text("source"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("task_no", "drawing_revision", "sha256"),
    )
    op.create_table(
        "prep_task",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("task_no", "order_no"),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("TOOLING", "TRIAL", "TRAINING", name="prepkind"), nullable=False),
        *_text("owner"),
        _moment("opened_at", nullable=False),
        _moment("done_at"),
        *_text("done_by"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("task_no", "kind"),
    )
    op.create_table(
        "start_waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("order_no"),
        sa.Column("state", sa.Enum("ASKED", "GRANTED", "REFUSED", name="startwaiverstate"), nullable=False),
        *_text("reason"),
        sa.Column("until", sa.Date(), nullable=False),
        *_text("asked_by"),
        _moment("asked_at", nullable=False),
        *_text("decided_by"),
        _moment("decided_at"),
        *_text("refusal"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "shop_question",
        sa.Column("question_no", sa.String(), nullable=False),
        *_text("order_no", "task_no"),
        sa.Column("drawing_revision", sa.Integer(), nullable=False),
        *_text("question", "asked_by"),
        _moment("asked_at", nullable=False),
        *_text("engineer"),
        _moment("due_at", nullable=False),
        sa.Column("escalation_level", sa.Integer(), nullable=False),
        *_text("answer", "answered_by"),
        _moment("answered_at"),
        sa.PrimaryKeyConstraint("question_no"),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


INDEXED = {
    "design_task": ("order_no", "status", "owner"),
    "drawing_file": ("task_no", "sha256"),
    "prep_task": ("task_no", "order_no"),
    "start_waiver": ("order_no",),
    "shop_question": ("order_no",),
}


def downgrade() -> None:
    """Take back."""
    for table in INDEXED:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("startwaiverstate", "prepkind", "taskstatus"):
            op.execute(f"DROP TYPE {name}")
