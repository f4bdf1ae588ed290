"""What WeCom needs to be remembered: codes that change a card, its own ids of messages, questions to the smart bot."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "card_code",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_index("ix_card_code_message", "card_code", ["message"])
    op.create_index("ix_card_code_expires_at", "card_code", ["expires_at"])
    op.create_table(
        "sent_message",
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("platform_id", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message"),
    )
    op.create_index("ix_sent_message_sent_at", "sent_message", ["sent_at"])
    op.create_table(
        "bot_question",
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("req_id", sa.String(), nullable=False),
        sa.Column("stream_id", sa.String(), nullable=False),
        sa.Column("response_url", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=True),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("message"),
    )
    op.create_index("ix_bot_question_stream_id", "bot_question", ["stream_id"])
    op.create_index("ix_bot_question_asked_at", "bot_question", ["asked_at"])
    op.add_column("person", sa.Column("prefers", sa.String(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("person", "prefers")
    op.drop_table("bot_question")
    op.drop_table("sent_message")
    op.drop_table("card_code")
