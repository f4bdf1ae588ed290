"""Makes valid views; a test names only what it is about. `TEXT` stands wherever somebody's own words would."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cards.asides import PinView
from cards.views import (
    AcknowledgementView,
    AlertView,
    DraftView,
    LineView,
    NodeView,
    OrderView,
    SpecFieldView,
    SpecView,
)
from cards.wording import Wording
from core.catalogue import SpecKind
from core.orders import DraftPurpose, NodeKind, OrderStatus
from core.orders.draft import DraftState, OrderEntry
from core.planning.factory.records import Booking, Source
from core.planning.promise.answer import (
    Confidence,
    Constraint,
    ConstraintKind,
    Doubt,
    DoubtKind,
    Hurried,
    Lever,
    LongLead,
    MaterialUse,
    OptionKind,
    Outcome,
    PromiseAnswer,
    PromiseOption,
    ShipPart,
)
from core.planning.promise.cost import Cost, Unpriced
from core.planning.promise.makeable import Makeable

FACTORY = ZoneInfo("Asia/Shanghai")
CHINESE, ENGLISH = Wording("zh-CN", FACTORY), Wording("en", FACTORY)
BOTH = [CHINESE, ENGLISH]

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
REQUESTED, PROMISED, SOONER = date(2026, 12, 5), date(2026, 12, 11), date(2026, 12, 7)
TEXT = "甲"


def a_node(kind: NodeKind, **changes: Any) -> NodeView:
    told: dict[str, Any] = {
        "kind": kind, "owner": "王胜", "planned_date": date(2026, 12, 3), "percent": 0, "actual_at": None,
        "reported_by": "",
    }  # fmt: skip
    return NodeView(**(told | changes))


def done(kind: NodeKind, by: str = "王胜") -> NodeView:
    return a_node(kind, percent=100, actual_at=NOW, reported_by=by)


def nodes(*reached: NodeKind, **changes: Any) -> tuple[NodeView, ...]:
    """All milestones, these of them reached."""
    return tuple(done(kind) if kind in reached else a_node(kind, **changes) for kind in NodeKind)


def an_answer_to(department: str, **changes: Any) -> AcknowledgementView:
    """What a department was asked and said; nothing so far."""
    names = {"production": "生产部", "rnd": "研发部", "purchasing": "采购部"}
    told: dict[str, Any] = {
        "department": department, "department_name": names[department], "owner": "陈彩", "asked_at": NOW,
        "acknowledged_at": None, "acknowledged_by": "", "problem": "", "problem_by": "", "problem_at": None,
        "escalation_level": 0,
    }  # fmt: skip
    return AcknowledgementView(**(told | changes))


def asked(**changes: Any) -> tuple[AcknowledgementView, ...]:
    return tuple(an_answer_to(department, **changes) for department in ("production", "rnd", "purchasing"))


def answered() -> tuple[AcknowledgementView, ...]:
    return asked(acknowledged_at=NOW, acknowledged_by="陈彩")


def an_order(**changes: Any) -> OrderView:
    """300 SW-300 for 恒远地产, confirmed a moment ago."""
    told: dict[str, Any] = {
        "order_no": "ORD-2611-0027", "revision": 5, "status": OrderStatus.CONFIRMED, "customer": "恒远地产",
        "product_code": "SW-300", "product": "智能温控面板 SW-300", "quantity": 300, "uom": "pcs",
        "spec": (SpecView("通信", "Wi-Fi"), SpecView("屏幕尺寸", "4", "in")), "missing_spec": (),
        "is_spec_open": True, "requirement": "",
        "is_custom": False, "requested_date": REQUESTED, "first_promise_date": PROMISED, "promise_date": PROMISED,
        "forecast_date": PROMISED, "actual_ship_date": None, "owner": "林晓燕", "owner_key": "lin.xiaoyan",
        "coordinator": "沈协", "placed_at": NOW, "held_until": None, "is_promising": False, "is_on_hold": False,
        "on_hold_reason": "", "is_overdue": False, "is_at_risk": False, "days_late": 0,
        "lines": (a_line(),), "nodes": nodes(), "acknowledgements": asked(),
    }  # fmt: skip
    return OrderView(**(told | changes))


def a_pin(**changes: Any) -> PinView:
    """All of an order's work stays where it is."""
    told: dict[str, Any] = {
        "order_no": "ORD-2611-0027", "step": "", "person": "王胜", "reason": "客户驻厂验货", "pinned_at": NOW,
    }  # fmt: skip
    return PinView(**(told | changes))


def a_line(**changes: Any) -> LineView:
    told: dict[str, Any] = {
        "line_no": 1, "product_code": "SW-300", "product": "智能温控面板 SW-300", "quantity": 300, "uom": "pcs",
        "promise_date": PROMISED, "forecast_date": PROMISED,
    }  # fmt: skip
    return LineView(**(told | changes))


def an_unsold_order(answer: PromiseAnswer | None = None, **changes: Any) -> OrderView:
    """The same, before anybody has confirmed it."""
    told: dict[str, Any] = {
        "status": OrderStatus.INQUIRY, "first_promise_date": None, "promise_date": None, "acknowledgements": (),
        "answer": (answer or an_answer()).to_json(),
    }  # fmt: skip
    return an_order(**(told | changes))


def waits_for_chips(**changes: Any) -> Constraint:
    told: dict[str, Any] = {
        "kind": ConstraintKind.MATERIAL, "code": "MCU-32", "name": "主控芯片", "date_without": SOONER, "gain_days": 4,
        "available_at": datetime(2026, 12, 3, 1, 0, tzinfo=UTC), "short_qty": Decimal(302), "uom": "pcs",
        "source": Source.PURCHASE_ORDER, "po_no": "PO-1001",
    }  # fmt: skip
    return Constraint(**(told | changes))


INCOMPLETE = Cost(
    labour=Decimal("9980.83"), total=Decimal("9980.83"), unpriced=(Unpriced(item_code="PSU-5", name="电源"),)
)
"""Nobody has told what these cost."""


def an_answer(**changes: Any) -> PromiseAnswer:
    """Late by six days, for want of chips."""
    told: dict[str, Any] = {
        "outcome": Outcome.FOUND, "order_no": "ORD-2611-0027", "shop_version": 1, "as_of": NOW,
        "binding_constraint": waits_for_chips(), "promise_date": PROMISED, "is_late": True,
        "cost": Cost(material=Decimal("35597.29"), labour=Decimal("9980.83"), total=Decimal("45578.12")),
        "confidence": Confidence.HIGH,
        "long_lead": (
            LongLead(item_code="LCD-4", name="4 寸屏", lead_days=15, window_days=12, is_in_stock=False),
            LongLead(item_code="WIFI-M", name="Wi-Fi 模组", lead_days=7, window_days=12, is_in_stock=True),
        ),
        "materials": (
            a_material("MCU-32", "主控芯片", source=Source.PURCHASE_ORDER, po_no="PO-1001"),
            a_material("PSU-5", "电源", source=Source.PURCHASE), a_material("SEN-T", "温度传感器"),
        ),
        "bookings": (
            a_booking(operation="贴片", work_centre="SMT-1"), a_booking(operation="组装", work_centre="ASM-2", seq=20),
        ),
    }  # fmt: skip
    return PromiseAnswer(**(told | changes))


def an_option(kind: OptionKind, **changes: Any) -> PromiseOption:
    told: dict[str, Any] = {
        "kind": kind, "promise_date": SOONER, "is_on_time": False, "cost_delta": Decimal("1614.33"), "levers": (),
    }  # fmt: skip
    return PromiseOption(**(told | changes))


def every_option(name: str = "主控芯片") -> tuple[PromiseOption, ...]:
    """One of each kind."""
    lever = Lever(code="MCU-32", name=name, replaced_by="MCU-32G", start_at=NOW, minutes=240, days=8)
    hurried = replace(lever, deliveries=(Hurried(po_no="PO-1001", needed_at=NOW, usual_at=NOW + timedelta(days=8)),))
    parts = tuple(
        ShipPart(line_no=1, qty=Decimal(quantity), ready_at=NOW, promise_date=day)
        for quantity, day in ((100, SOONER), (200, PROMISED))
    )
    return (
        an_option(OptionKind.LATER, promise_date=PROMISED, cost_delta=Decimal(0)),
        an_option(OptionKind.SPLIT, parts=parts, cost_delta=Decimal(0)),
        an_option(OptionKind.OVERTIME, levers=(lever, replace(lever, start_at=NOW + timedelta(days=1)))),
        an_option(OptionKind.ALTERNATIVE, levers=(lever,)),
        an_option(OptionKind.SUBSTITUTE, levers=(lever,), cost_delta=Decimal("-20.50")),
        an_option(OptionKind.EXPEDITE_MATERIAL, levers=(hurried,)),
    )


def every_makeable() -> tuple[Makeable, ...]:
    """So much in time, so much at all; the customer takes parts."""
    return tuple(
        Makeable(line_no=1, qty=Decimal(qty), promise_date=day, is_late=is_late, is_part=True)
        for qty, day, is_late in ((120, SOONER, False), (240, PROMISED, True))
    )


def every_doubt() -> tuple[Doubt, ...]:
    return (
        Doubt(kind=DoubtKind.STALE_SOURCE, name="stock", age_minutes=3000),
        Doubt(kind=DoubtKind.STALE_SOURCE, name="purchase_orders"),
        Doubt(kind=DoubtKind.UNREPORTED_START, name="ORD-2611-0007", age_minutes=30 * 60),
        Doubt(kind=DoubtKind.UNREPORTED_FINISH, name="ORD-2611-0008", age_minutes=80 * 60),
        Doubt(kind=DoubtKind.TO_BE_BOUGHT, share=Decimal("0.64")),
        Doubt(kind=DoubtKind.OVERDUE_PURCHASE, name="PO-1001"),
        Doubt(kind=DoubtKind.HOLIDAYS_ESTIMATED, name="2027"),
    )


def a_material(code: str, name: str, **changes: Any) -> MaterialUse:
    told: dict[str, Any] = {
        "line_no": 1, "item_code": code, "name": name, "qty": Decimal(302), "uom": "pcs", "source": Source.STOCK,
        "available_at": datetime(2026, 12, 3, 1, 0, tzinfo=UTC),
    }  # fmt: skip
    return MaterialUse(**(told | changes))


def a_booking(**changes: Any) -> Booking:
    told: dict[str, Any] = {
        "order_no": "ORD-2611-0027", "work_centre": "SMT-1", "start_at": NOW, "end_at": NOW + timedelta(hours=3),
        "item_code": "SW-300", "seq": 10, "operation": "贴片", "work_minutes": 180,
    }  # fmt: skip
    return Booking(**(told | changes))


def a_spec_field(key: str, label: str, **changes: Any) -> SpecFieldView:
    told: dict[str, Any] = {"name": f"spec_{key}", "label": label, "kind": SpecKind.TEXT}
    return SpecFieldView(**(told | changes))


def every_spec_field() -> tuple[SpecFieldView, ...]:
    """One of each way of being answered."""
    colours = (("白色", "白色"), ("灰色", "灰色"))
    return (
        a_spec_field("voltage", "供电", kind=SpecKind.CHOICE, options=(("220V", "220V"), ("24V", "24V"))),
        a_spec_field("panel_colour", "面板颜色", kind=SpecKind.CHOICE, options=colours, allow_custom=True),
        a_spec_field(
            "track_length_m", "轨道长度", kind=SpecKind.NUMBER, unit="m", minimum=Decimal(1), maximum=Decimal(6)
        ),
        a_spec_field("engraving", "刻字"),
    )


def a_draft(**changes: Any) -> DraftView:
    """A form that asks for everything but the customer."""
    entry = OrderEntry(customer="C-HY")
    told: dict[str, Any] = {
        "draft_no": "DRF-2611-0001", "revision": 1, "purpose": DraftPurpose.ORDER, "state": DraftState.OPEN,
        "entry": entry, "asked": entry.missing, "twin": "", "order_no": "", "asker": "林晓燕", "customer": "恒远地产",
        "product": "", "customers": (("C-HY", "恒远地产"), ("C-YQ", "云栖酒店集团")),
        "products": (("SW-300", "智能温控面板 SW-300"), ("KP-3", "智能开关 KP-3")),
    }  # fmt: skip
    return DraftView(**(told | changes))


def an_alert(order: OrderView | None = None, **changes: Any) -> AlertView:
    told: dict[str, Any] = {
        "alert_no": "AL-2611-0003", "revision": 1, "kind": "OVERDUE", "status": "OPEN", "owner": "王胜",
        "raised_at": NOW, "acknowledged_by": "", "acknowledged_at": None,
        "orders": (order or an_order(is_overdue=True, days_late=4, acknowledgements=answered()),),
    }  # fmt: skip
    return AlertView(**(told | changes))


IMPOSSIBLE = an_answer(
    outcome=Outcome.IMPOSSIBLE, promise_date=None, confidence=Confidence.LOW, materials=(), bookings=(), long_lead=(),
    binding_constraint=Constraint(kind=ConstraintKind.WORK_CENTRE, code="SMT-1", name="贴片线 1"),
)  # fmt: skip
