"""Why an order will be late, on its cards: in one line, and only where it is late."""

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cards.alert_card import AlertCard
from cards.because import because
from cards.card import Fact
from cards.order_card import OrderCard
from cards.views import OrderView
from cards.wording import Wording
from core.orders.cause import CauseKind, ForecastCause
from tests.cards import builders as b

LATE = date(2026, 12, 15)
OTHER = "ORD-2611-0031"
PO_9 = ForecastCause(CauseKind.PURCHASE_ORDER, "PO-9", "芯源电子")


def a_late_order(cause: ForecastCause | None = PO_9, **changes: Any) -> OrderView:
    """Expected some days after its promise."""
    line = b.a_line(forecast_date=LATE, cause=cause)
    return b.an_order(**{"is_at_risk": True, "forecast_date": LATE, "lines": (line,), **changes})


@pytest.fixture
def chinese() -> Wording:
    return Wording("zh-CN", ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(("cause", "said"), [
    (PO_9, "卡在采购单 PO-9（芯源电子）"),
    (replace(PO_9, through=OTHER), f"卡在采购单 PO-9（芯源电子），经由排在前面的 {OTHER}"),
    (ForecastCause(CauseKind.MATERIAL, "MCU-32", "主控芯片"), "卡在主控芯片（MCU-32）：还没下采购单"),
    (ForecastCause(CauseKind.DRAWING, "ORD-2611-0027"), "卡在图纸：还没确认"),
    (ForecastCause(CauseKind.DRAWING, OTHER, through=OTHER), f"卡在 {OTHER} 的图纸：还没确认"),
    (ForecastCause(CauseKind.MACHINE, "SMT-1", "贴片一线"), "贴片一线（SMT-1）停机"),
    (ForecastCause(CauseKind.QUEUE, OTHER), f"设备被 {OTHER} 占着"),
    (ForecastCause(CauseKind.SETUP, "SMT-1", "贴片一线"), "贴片一线（SMT-1）要换型"),
    (ForecastCause(CauseKind.NOT_BEGUN, "ORD-2611-0027"), "到了开工时间还没开工"),
    (ForecastCause(CauseKind.WORK, "ORD-2611-0027"), "加工时间不够，排到最前面也赶不上"),
])  # fmt: skip
def test_every_cause_is_said_with_how_late_it_makes_the_order(
    cause: ForecastCause, said: str, chinese: Wording
) -> None:
    order = a_late_order(cause)

    assert because(order, chinese) == f"{said}，晚 {order.days_at_risk} 天"


def test_both_cards_say_it(chinese: Wording) -> None:
    order = a_late_order()
    why = Fact(label="原因", value=because(order, chinese))

    assert why in OrderCard.of(order, chinese).facts
    assert why in AlertCard.of(b.an_alert(kind="AT_RISK", order=order), chinese).facts


@pytest.mark.parametrize("order", [a_late_order(None), a_late_order(is_at_risk=False), b.an_order()])
def test_where_nothing_is_proved_or_nothing_late_nothing_is_said(order: OrderView, chinese: Wording) -> None:
    assert because(order, chinese) == ""
    assert "原因" not in [fact.label for fact in OrderCard.of(order, chinese).facts]


def test_of_two_lines_the_one_that_is_later_counts() -> None:
    sooner = b.a_line(forecast_date=date(2026, 12, 14), cause=ForecastCause(CauseKind.QUEUE, OTHER))
    later = b.a_line(line_no=2, forecast_date=LATE, cause=PO_9)

    assert a_late_order(lines=(sooner, later)).cause == PO_9
