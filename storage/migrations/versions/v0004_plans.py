"""Plans: what was proposed, what was published, and what it replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATES = ("PROPOSED", "PUBLISHED", "SUPERSEDED", "REJECTED", "ROLLED_BACK")
CAUSES = ("ASKED", "NIGHTLY", "MACHINE_DOWN", "MACHINE_UP")


def _json(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "plan",
        sa.Column("plan_version", sa.String(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="planstate"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Enum(*CAUSES, name="plancause"), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("evaluations", sa.Integer(), nullable=False),
        sa.Column("solver", sa.String(), nullable=False),
        sa.Column("was_invalid", sa.Boolean(), nullable=False),
        _json("figures"),
        _json("diff"),
        _json("changes"),
        _json("forecasts"),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("overrides", sa.Integer(), nullable=False),
        sa.Column("overridden_by", sa.String(), nullable=False),
        sa.Column("override_reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("plan_version"),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_state"), ["state"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("plan")
    if op.get_bind().dialect.name == "postgresql":
        for kind in ("planstate", "plancause"):
            op.execute(f"DROP TYPE {kind}")
