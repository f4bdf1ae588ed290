"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "alert",
        sa.Column("alert_no", sa.String(), nullable=False),
        sa.Column("kind", sa.Enum("OVERDUE", "AT_RISK", name="alertkind"), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("status", sa.Enum("OPEN", "ACKNOWLEDGED", "RESOLVED", name="alertstatus"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("alert_no"),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_order_no"), ["order_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_status"), ["status"], unique=False)

    op.create_table(
        "allocation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("qty", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("po_no", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_item_code"), ["item_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocation_order_no"), ["order_no"], unique=False)

    op.create_table(
        "audit_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_subject"), ["subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("work_centre", sa.String(), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("qty", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("work_minutes", sa.Integer(), nullable=False),
        sa.Column("setup_minutes", sa.Integer(), nullable=False),
        sa.Column("overtime_minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_order_no"), ["order_no"], unique=False)
        batch_op.create_index("ix_booking_unit", ["work_centre", "unit", "start_at"], unique=False)

    op.create_table(
        "chat_state",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unreachable_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chat"),
    )
    op.create_table(
        "counter",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "customer",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("english_name", sa.String(), nullable=False),
        sa.Column("customer_class", sa.Enum("A", "B", "C", name="customerclass"), nullable=False),
        sa.Column("aliases", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "customer_order",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "INQUIRY",
                "QUOTED",
                "CONFIRMED",
                "RELEASED",
                "IN_PRODUCTION",
                "SHIPPED",
                "CLOSED",
                "CANCELLED",
                name="orderstatus",
            ),
            nullable=False,
        ),
        sa.Column("customer_code", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("coordinator", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_on_hold", sa.Boolean(), nullable=False),
        sa.Column("on_hold_reason", sa.String(), nullable=False),
        sa.Column("chosen_option", sa.String(), nullable=False),
        sa.Column("is_promising", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("order_no"),
    )
    with op.batch_alter_table("customer_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_order_customer_code"), ["customer_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_order_placed_at"), ["placed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_order_status"), ["status"], unique=False)

    op.create_table(
        "data_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "plan_change",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_table(
        "department",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("english_name", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("chats", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "inbox_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Enum("PENDING", "DONE", "FAILED", name="inboxstate"), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("delivery"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("inbox_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_event_received_at"), ["received_at"], unique=False)
        batch_op.create_index("ix_inbox_pending", ["state", "seq"], unique=False)

    op.create_table(
        "lane",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.create_index("ix_lane_due", ["due_at"], unique=False)

    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "living_card",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("living_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_living_card_message"), ["message"], unique=False)
        batch_op.create_index(batch_op.f("ix_living_card_subject"), ["subject"], unique=False)
        batch_op.create_index("uq_living_card", ["subject", "kind", "chat"], unique=True)

    op.create_table(
        "order_draft",
        sa.Column("draft_no", sa.String(), nullable=False),
        sa.Column("purpose", sa.Enum("ORDER", "QUOTE", name="draftpurpose"), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum("OPEN", "SUSPECTED", "USED", "DISCARDED", name="draftstate"), nullable=False),
        sa.Column("entry", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False),
        sa.Column("asked", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False),
        sa.Column("twin", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("draft_no"),
    )
    op.create_table(
        "outbox_message",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("card", sa.Integer(), nullable=True),
        sa.Column("notice", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=True),
        sa.Column("reply_to", sa.String(), nullable=False),
        sa.Column("replaces", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.Enum("PENDING", "SENT", "DEAD", name="messagestate"), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_lane", ["lane", "state", "urgency", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_message_message"), ["message"], unique=False)
        batch_op.create_index(
            "uq_outbox_card",
            ["card"],
            unique=True,
            sqlite_where=sa.text("state = 'PENDING' AND card IS NOT NULL"),
            postgresql_where=sa.text("state = 'PENDING' AND card IS NOT NULL"),
        )

    op.create_table(
        "product_family",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("english_name", sa.String(), nullable=False),
        sa.Column("design_minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "rate_budget",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("arrival_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "routing_operation",
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("english_name", sa.String(), nullable=False),
        sa.Column("setup_minutes", sa.Integer(), nullable=False),
        sa.Column("minutes_per_unit", sa.Numeric(precision=9, scale=4), nullable=False),
        sa.Column("batch_size", sa.Integer(), nullable=True),
        sa.Column("batch_minutes", sa.Integer(), nullable=False),
        sa.Column("alternatives", sa.JSON(), nullable=False),
        sa.Column("setup_family", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("item", "seq"),
    )
    op.create_table(
        "setup_matrix",
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("from_family", sa.String(), nullable=False),
        sa.Column("to_family", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("group", "from_family", "to_family"),
    )
    op.create_table(
        "source_state",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source"),
    )
    op.create_table(
        "supplier",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("english_name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "timer",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("command", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.create_index("ix_timer_due", ["due_at"], unique=False)

    op.create_table(
        "work_centre_calendar",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("english_name", sa.String(), nullable=False),
        sa.Column("monday", sa.String(), nullable=False),
        sa.Column("tuesday", sa.String(), nullable=False),
        sa.Column("wednesday", sa.String(), nullable=False),
        sa.Column("thursday", sa.String(), nullable=False),
        sa.Column("friday", sa.String(), nullable=False),
        sa.Column("saturday", sa.String(), nullable=False),
        sa.Column("sunday", sa.String(), nullable=False),
        sa.Column("is_closed_on_holidays", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("problem_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem_by", sa.String(), nullable=False),
        sa.Column("escalation_level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_no"],
            ["customer_order.order_no"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_no", "department"),
    )
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acknowledgement_order_no"), ["order_no"], unique=False)

    op.create_table(
        "calendar_exception",
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Enum("CLOSED", "WORKING", "OVERTIME", name="exceptionkind"), nullable=False),
        sa.Column("windows", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar"],
            ["work_centre_calendar.key"],
        ),
        sa.PrimaryKeyConstraint("calendar", "on_date"),
    )
    op.create_table(
        "item",
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("english_name", sa.String(), nullable=False),
        sa.Column("kind", sa.Enum("BOUGHT", "MADE", name="itemkind"), nullable=False),
        sa.Column("uom", sa.String(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("qty_step", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("purchase_lead_time_days", sa.Integer(), nullable=True),
        sa.Column("expedite_days", sa.Integer(), nullable=False),
        sa.Column("expedite_cost", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("supplier", sa.String(), nullable=True),
        sa.Column("buyer", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supplier"],
            ["supplier.code"],
        ),
        sa.PrimaryKeyConstraint("item_code"),
    )
    op.create_table(
        "order_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("product_code", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("uom", sa.String(), nullable=False),
        sa.Column("spec", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False),
        sa.Column("requirement", sa.String(), nullable=False),
        sa.Column("is_custom", sa.Boolean(), nullable=False),
        sa.Column("requested_date", sa.Date(), nullable=True),
        sa.Column("first_promise_date", sa.Date(), nullable=True),
        sa.Column("promise_date", sa.Date(), nullable=True),
        sa.Column("forecast_date", sa.Date(), nullable=True),
        sa.Column("actual_ship_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_no"],
            ["customer_order.order_no"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_no", "line_no"),
    )
    with op.batch_alter_table("order_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_line_order_no"), ["order_no"], unique=False)

    op.create_table(
        "order_node",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "REQUIREMENT",
                "DRAWING",
                "KITTED",
                "START",
                "FINISH",
                "INSPECTION",
                "SHIPMENT",
                "RECEIPT",
                name="nodekind",
            ),
            nullable=False,
        ),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("planned_date", sa.Date(), nullable=True),
        sa.Column("forecast_date", sa.Date(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("actual_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_no"],
            ["customer_order.order_no"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_no", "kind"),
    )
    with op.batch_alter_table("order_node", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_node_order_no"), ["order_no"], unique=False)

    op.create_table(
        "person",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("english_name", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department"],
            ["department.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_department"), ["department"], unique=False)

    op.create_table(
        "product",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("english_name", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("aliases", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False),
        sa.Column("uom", sa.String(), nullable=False),
        sa.Column("default_spec", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False),
        sa.Column("list_price", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["family"],
            ["product_family.key"],
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_family"), ["family"], unique=False)

    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("promise_date", sa.Date(), nullable=True),
        sa.Column("answer", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False),
        sa.Column("problem", sa.JSON().with_variant(sa.JSON(none_as_null=True), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_no"],
            ["customer_order.order_no"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_no", "entry"),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_order_no"), ["order_no"], unique=False)

    op.create_table(
        "spec_field",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("english_label", sa.String(), nullable=False),
        sa.Column("kind", sa.Enum("CHOICE", "NUMBER", "TEXT", name="speckind"), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("minimum", sa.Numeric(), nullable=True),
        sa.Column("maximum", sa.Numeric(), nullable=True),
        sa.Column("is_mandatory", sa.Boolean(), nullable=False),
        sa.Column("allow_custom", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["family"],
            ["product_family.key"],
        ),
        sa.PrimaryKeyConstraint("family", "key"),
    )
    op.create_table(
        "work_centre",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("english_name", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("cost_per_hour", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("overtime_rate", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("overtime_calendar", sa.String(), nullable=True),
        sa.Column("is_unattended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar"],
            ["work_centre_calendar.key"],
        ),
        sa.ForeignKeyConstraint(
            ["overtime_calendar"],
            ["work_centre_calendar.key"],
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    with op.batch_alter_table("work_centre", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_centre_group"), ["group"], unique=False)

    op.create_table(
        "bom_line",
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("qty_per", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("scrap_rate", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("at_seq", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["component"],
            ["item.item_code"],
        ),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["item.item_code"],
        ),
        sa.PrimaryKeyConstraint("parent", "component", "revision"),
    )
    with op.batch_alter_table("bom_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bom_line_component"), ["component"], unique=False)

    op.create_table(
        "maintenance_window",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("work_centre", sa.String(), nullable=False),
        sa.Column("kind", sa.Enum("PLANNED", "BREAKDOWN", name="maintenancekind"), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("repeat_weeks", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_centre"],
            ["work_centre.code"],
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    with op.batch_alter_table("maintenance_window", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_maintenance_window_work_centre"), ["work_centre"], unique=False)

    op.create_table(
        "person_identity",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("platform_user_id", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_key"],
            ["person.key"],
        ),
        sa.PrimaryKeyConstraint("platform", "platform_user_id"),
    )
    with op.batch_alter_table("person_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_identity_person_key"), ["person_key"], unique=False)

    op.create_table(
        "purchase_order",
        sa.Column("po_no", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("supplier", sa.String(), nullable=True),
        sa.Column("qty", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("received_qty", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("eta", sa.Date(), nullable=False),
        sa.Column(
            "status", sa.Enum("OPEN", "CONFIRMED", "RECEIVED", "CANCELLED", name="purchasestatus"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["item"],
            ["item.item_code"],
        ),
        sa.ForeignKeyConstraint(
            ["supplier"],
            ["supplier.code"],
        ),
        sa.PrimaryKeyConstraint("po_no"),
    )
    with op.batch_alter_table("purchase_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_order_item"), ["item"], unique=False)

    op.create_table(
        "stock",
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("on_hand_qty", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item"],
            ["item.item_code"],
        ),
        sa.PrimaryKeyConstraint("item"),
    )
    op.create_table(
        "substitute",
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("substitute", sa.String(), nullable=False),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item"],
            ["item.item_code"],
        ),
        sa.ForeignKeyConstraint(
            ["substitute"],
            ["item.item_code"],
        ),
        sa.PrimaryKeyConstraint("item", "substitute"),
    )
    op.execute("INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '')")
    op.execute("INSERT INTO data_version (id, value) VALUES (1, 0)")
    _protect_audit()


def _protect_audit() -> None:
    """Rows of the audit trail are only ever added: the database itself refuses anything else."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{deed.lower()} BEFORE {deed} ON audit_event "
                "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
            )
        # REPLACE deletes without a trigger hearing of it.
        op.execute(
            "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit_event "
            "WHEN EXISTS (SELECT 1 FROM audit_event WHERE seq = NEW.seq) "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("substitute")
    op.drop_table("stock")
    with op.batch_alter_table("purchase_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purchase_order_item"))

    op.drop_table("purchase_order")
    with op.batch_alter_table("person_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_identity_person_key"))

    op.drop_table("person_identity")
    with op.batch_alter_table("maintenance_window", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_maintenance_window_work_centre"))

    op.drop_table("maintenance_window")
    with op.batch_alter_table("bom_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bom_line_component"))

    op.drop_table("bom_line")
    with op.batch_alter_table("work_centre", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_centre_group"))

    op.drop_table("work_centre")
    op.drop_table("spec_field")
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promise_order_no"))

    op.drop_table("promise")
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_family"))

    op.drop_table("product")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_department"))

    op.drop_table("person")
    with op.batch_alter_table("order_node", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_node_order_no"))

    op.drop_table("order_node")
    with op.batch_alter_table("order_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_line_order_no"))

    op.drop_table("order_line")
    op.drop_table("item")
    op.drop_table("calendar_exception")
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acknowledgement_order_no"))

    op.drop_table("acknowledgement")
    op.drop_table("work_centre_calendar")
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.drop_index("ix_timer_due")

    op.drop_table("timer")
    op.drop_table("supplier")
    op.drop_table("source_state")
    op.drop_table("setup_matrix")
    op.drop_table("routing_operation")
    op.drop_table("rate_budget")
    op.drop_table("product_family")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_outbox_card",
            sqlite_where=sa.text("state = 'PENDING' AND card IS NOT NULL"),
            postgresql_where=sa.text("state = 'PENDING' AND card IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_message_message"))
        batch_op.drop_index("ix_outbox_lane")

    op.drop_table("outbox_message")
    op.drop_table("order_draft")
    with op.batch_alter_table("living_card", schema=None) as batch_op:
        batch_op.drop_index("uq_living_card")
        batch_op.drop_index(batch_op.f("ix_living_card_subject"))
        batch_op.drop_index(batch_op.f("ix_living_card_message"))

    op.drop_table("living_card")
    op.drop_table("lease")
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.drop_index("ix_lane_due")

    op.drop_table("lane")
    with op.batch_alter_table("inbox_event", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_pending")
        batch_op.drop_index(batch_op.f("ix_inbox_event_received_at"))

    op.drop_table("inbox_event")
    op.drop_table("department")
    op.drop_table("plan_change")
    op.drop_table("data_version")
    with op.batch_alter_table("customer_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_order_status"))
        batch_op.drop_index(batch_op.f("ix_customer_order_placed_at"))
        batch_op.drop_index(batch_op.f("ix_customer_order_customer_code"))

    op.drop_table("customer_order")
    op.drop_table("customer")
    op.drop_table("counter")
    op.drop_table("chat_state")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index("ix_booking_unit")
        batch_op.drop_index(batch_op.f("ix_booking_order_no"))

    op.drop_table("booking")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_event_at"))

    op.drop_table("audit_event")
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allocation_order_no"))
        batch_op.drop_index(batch_op.f("ix_allocation_item_code"))

    op.drop_table("allocation")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alert_status"))
        batch_op.drop_index(batch_op.f("ix_alert_order_no"))

    op.drop_table("alert")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_append_only()")
        for name in (
            "alertkind",
            "alertstatus",
            "customerclass",
            "draftpurpose",
            "draftstate",
            "exceptionkind",
            "inboxstate",
            "itemkind",
            "maintenancekind",
            "messagestate",
            "nodekind",
            "orderstatus",
            "purchasestatus",
            "speckind",
        ):
            op.execute(f"DROP TYPE {name}")
