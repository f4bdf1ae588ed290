"""Every card in the states that look different. What is here is checked in both languages and kept as a golden file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import cards.superseded
from cards.alert_card import AlertCard
from cards.asides import RepromiseView, SlackView
from cards.card import Card
from cards.changes.change_card import ChangeCard
from cards.design.notes import CollectingCard
from cards.engineering.ecn_card import EcnCard
from cards.help_card import CommandView, HelpCard
from cards.kit_card import KitCard
from cards.lists import order_list
from cards.load_card import ScheduleCard, load_list
from cards.order_card import OrderCard
from cards.order_form import DiscardedCard, DuplicateCard, OrderFormCard
from cards.plan_card import PlanCard
from cards.promise_card import PromiseCard, PromisingCard
from cards.repromise_card import RepromiseCard
from cards.revised import RevisedCard
from cards.rush_card import RushCard, RushView
from cards.task_card import TaskCard
from cards.turns import LinkCard
from cards.views import PlanView, SpecView
from cards.wording import Wording
from core.orders import NodeKind, OrderStatus
from core.orders.cause import CauseKind, ForecastCause
from core.orders.draft import FieldProblem, OrderEntry
from core.slacks import Slack, SlackKind
from tests.cards import builders as b
from tests.cards import (
    gallery_design,
    gallery_designs,
    gallery_digest,
    gallery_engineering,
    gallery_notes,
    gallery_order_changes,
    gallery_receipts,
    gallery_reviewing,
    gallery_reviews,
    gallery_turns,
    making,
    new_dates,
    plans,
    pushes,
)
from tests.cards.gallery_factory import a_load, kits, schedules, shortages
from tests.cards.spoken import alert_of, draft_of, order_of, unsold_order_of

HOSTILE = (
    "\"引号\" '单引号' {花括号} {{ card.title }} ${x} {% raw %}\n第二行\r\n\t缩进 \\n 反斜杠 <at id=all></at> "
    "<at user_id=\"all\">所有人</at> [x](http://evil) ![x](img_v3_x) **粗** `代码` <font color='red'>红</font> :DONE: "
    "https://evil.example.com中文 &lt;b&gt; 🏭🇨🇳👩‍🔧 \u202eabc\u0000\u2028"
)
LONG = "长" * 10_000

Case = Callable[[Wording], Card]


def _order(**changes: Any) -> Case:
    return lambda words: OrderCard.of(b.an_order(**changes), words)


def _task(department: str, **changes: Any) -> Case:
    return lambda words: TaskCard.of(b.an_order(**changes), department, words)


def _promise(answer: Any = None, **changes: Any) -> Case:
    return lambda words: PromiseCard.of(b.an_unsold_order(answer, **changes), words)


def _form(**changes: Any) -> Case:
    return lambda words: OrderFormCard.of(b.a_draft(**changes), words)


def _alert(**changes: Any) -> Case:
    return lambda words: AlertCard.of(b.an_alert(**changes), words)


def _help(words: Wording, name: str = "林晓燕") -> Card:
    commands = [
        CommandView("/help", "帮助", "/help"),
        CommandView("/neworder", "新订单", "/neworder 恒远 SW-300 300台 12月20日"),
    ]
    return HelpCard.of(name, ["销售"], commands, words)


def _plan(plan: PlanView) -> Case:
    return lambda words: PlanCard.of(plan, words)


def _repromise(made: RepromiseView, order: Any = None) -> Case:
    return lambda words: RepromiseCard.of(order or b.an_order(), made, new_dates.EARLY, words)


def _rush(rush: RushView) -> Case:
    return lambda words: RushCard.of(rush, words)


def _list(key: str, orders: list[Any], page: int = 1) -> Case:
    return lambda words: order_list(key, orders, page, words)


_MISREAD = OrderEntry(
    customer="C-HY",
    typed={"quantity": "-5台", "requested_date": "2月30日", "spec_voltage": "110V"},
    problems={
        "quantity": FieldProblem(refusal="QuantityNotPositive", facts={"typed": "-5台"}),
        "requested_date": FieldProblem(refusal="NoSuchDay", facts={"typed": "2月30日"}),
        "spec_voltage": FieldProblem(
            refusal="NotAnOption",
            facts={"field": "供电", "english_field": "Supply", "value": "110V", "options": ["220V", "24V"]},
        ),
    },
)
_UNDERSTOOD = OrderEntry(
    customer="C-HY", product="SW-300", quantity=300, requested_date=b.REQUESTED, requirement="白色外壳"
)
_CUSTOM: dict[str, Any] = {
    "is_custom": True,
    "spec": (SpecView("屏幕尺寸", "7", "in"),),
    "custom_spec": (SpecView("屏幕尺寸", "7", "in"),),
    "missing_spec": b.every_spec_field()[:1],
    "answer": b.an_answer(bookings=(b.a_booking(seq=0, operation="设计", work_minutes=1350),)).to_json(),
}
_TWO_LINES = (b.a_line(), b.a_line(line_no=2, product_code="DL-50", product="智能门锁 DL-50", quantity=80, uom="set"))
_OF_SECOND_LINE = (b.a_spec_field("lock_body", "锁体", line_no=2),)
_MADE = (NodeKind.REQUIREMENT, NodeKind.DRAWING, NodeKind.KITTED, NodeKind.START)
_IN_PRODUCTION: dict[str, Any] = {
    "status": OrderStatus.IN_PRODUCTION,
    "acknowledgements": b.answered(),
    "nodes": tuple(
        b.done(kind) if kind in _MADE else b.a_node(kind, percent=30 * (kind is NodeKind.FINISH), reported_by="王胜")
        for kind in NodeKind
    ),
}
_SHIPPED: dict[str, Any] = {
    "status": OrderStatus.SHIPPED,
    "actual_ship_date": b.PROMISED,
    "acknowledgements": b.answered(),
    "nodes": b.nodes(*(kind for kind in NodeKind if kind is not NodeKind.RECEIPT)),
}
_PO_9 = ForecastCause(CauseKind.PURCHASE_ORDER, "PO-9", "芯源电子")
_SLACK = SlackView(
    minutes=7 * 60,
    parts=tuple(
        Slack(
            kind=kind, code="PO-9", operation="SMT", work_centre="SMT-1", minutes=60 * (7 + 20 * number),
            latest_at=b.NOW,
        )
        for number, kind in enumerate(SlackKind)
    ),
)  # fmt: skip
_PROBLEM = b.an_answer_to("purchasing", problem="MCU-32 只能先到 200 片", problem_by="陈彩", problem_at=b.NOW)

CASES: dict[type[Card], dict[str, Case]] = {
    OrderFormCard: {
        "missing": _form(),
        "problems": _form(entry=_MISREAD, asked=_MISREAD.missing, spec_fields=b.every_spec_field()),
        "hostile": lambda words: OrderFormCard.of(draft_of(HOSTILE), words),
    },
    DuplicateCard: {
        "asked": lambda words: DuplicateCard.of(
            b.a_draft(entry=_UNDERSTOOD, twin="ORD-2611-0020", product="智能温控面板 SW-300"), words
        ),
        "hostile": lambda words: DuplicateCard.of(draft_of(HOSTILE), words),
    },
    DiscardedCard: {"discarded": lambda words: DiscardedCard.of(b.a_draft(), words)},
    PromiseCard: {
        "late": _promise(b.an_answer(options=b.every_option(), doubts=b.every_doubt())),
        "on_time": _promise(b.an_answer(is_late=False), requested_date=date(2026, 12, 20)),
        "pushed": _promise(b.an_answer(within_slack=pushes.GENTLE, rush=pushes.a_push())),
        "custom": _promise(is_custom=True),
        "held": _promise(status=OrderStatus.QUOTED, held_until=b.NOW, missing_spec=b.every_spec_field()),
        "unsure": _promise(b.an_answer(p50_date=b.PROMISED, p80_date=date(2026, 12, 14))),
        "unpriced": _promise(b.an_answer(is_late=False, cost=b.INCOMPLETE), requested_date=date(2026, 12, 20)),
        "impossible": _promise(b.IMPOSSIBLE),
        "less": _promise(replace(b.IMPOSSIBLE, makeable=b.every_makeable())),
        "late_or_less": _promise(b.an_answer(options=(), makeable=b.every_makeable())),
        "instead": lambda words: PromiseCard.of(b.an_unsold_order(), words, gallery_designs.INSTEAD),
        "no_answer": _promise(b.IMPOSSIBLE, problem={"refusal": "UnknownProduct", "facts": {"product": "SW-300"}}),
        "hostile": lambda words: PromiseCard.of(unsold_order_of(HOSTILE), words),
    },
    PromisingCard: {
        "computing": lambda words: PromisingCard.of(b.an_unsold_order(is_promising=True), words),
        "unanswered": lambda words: PromisingCard.of(replace(b.an_unsold_order(), answer={}), words),
        "hostile": lambda words: PromisingCard.of(unsold_order_of(HOSTILE), words),
    },
    OrderCard: {
        "drawn": _order(**gallery_design.DRAWN),
        "waiting": _order(requirement="外壳印恒远 logo"),
        "in_production": _order(**_IN_PRODUCTION),
        "at_risk": _order(is_at_risk=True, forecast_date=date(2026, 12, 15), first_promise_date=b.SOONER),
        "unsure": _order(p50_date=b.PROMISED, p80_date=date(2026, 12, 14), late_share=0.37),
        "because": _order(
            is_at_risk=True,
            forecast_date=date(2026, 12, 15),
            lines=(b.a_line(forecast_date=date(2026, 12, 15), cause=_PO_9),),
        ),
        "slack": _order(slack=_SLACK),
        "new_dates": _order(repromises=new_dates.LEDGER),
        "pinned": _order(pins=(b.a_pin(), b.a_pin(step="面板铣削"))),
        "impossible": _order(clash="ORD-2611-0027 包装至少要在包装线（PACK-1）做 2.9 小时；包装线（PACK-1）停机"),
        "overdue": _order(is_overdue=True, days_late=4, acknowledgements=(_PROBLEM,)),
        "shipped": _order(**_SHIPPED),
        "on_hold": _order(is_on_hold=True, on_hold_reason="客户改图纸"),
        "in_question": lambda words: OrderCard.of(b.an_order(), words, change_no="CHG-2611-0007"),
        "two_lines": _order(lines=_TWO_LINES),
        "spec_missing": _order(missing_spec=b.every_spec_field(), acknowledgements=b.answered()),
        "spec_missing_of_second_line": _order(lines=_TWO_LINES, missing_spec=_OF_SECOND_LINE),
        "spec_missing_on_hold": _order(
            missing_spec=b.every_spec_field()[:1], is_spec_open=False, is_on_hold=True, on_hold_reason="客户改图纸"
        ),
        "cancelled": _order(status=OrderStatus.CANCELLED),
        "hostile": lambda words: OrderCard.of(order_of(HOSTILE), words),
    },
    TaskCard: {
        "production": _task("production", answer=b.an_answer().to_json()),
        "production_running": _task("production", **_IN_PRODUCTION),
        "rnd_standard": _task("rnd"),
        "rnd_untold": _task(
            "rnd",
            status=OrderStatus.RELEASED,
            acknowledgements=b.answered(),
            missing_spec=b.every_spec_field()[:1],
            is_spec_open=False,
        ),
        "rnd_custom": _task("rnd", **_CUSTOM),
        "rnd_drawn": _task("rnd", **_CUSTOM, **gallery_design.DRAWN),
        "purchasing": _task("purchasing", answer=b.an_answer().to_json()),
        "purchasing_stocked": _task("purchasing", answer=b.an_answer(materials=()).to_json()),
        "purchasing_problem": _task("purchasing", acknowledgements=(_PROBLEM,)),
        "quality": _task("quality", acknowledgements=b.answered(), nodes=b.nodes(*_MADE, NodeKind.FINISH)),
        "warehouse": _task("warehouse", **_SHIPPED),
        "on_hold": _task("production", is_on_hold=True, on_hold_reason="客户改图纸"),
        "cancelled": _task("rnd", status=OrderStatus.CANCELLED),
        "to_hear_of": _task("rnd", status=OrderStatus.CANCELLED, order_revision=2),
        "hostile": lambda words: TaskCard.of(order_of(HOSTILE), "purchasing", words),
    },
    AlertCard: {
        "overdue": _alert(),
        "at_risk": _alert(
            order=b.an_order(is_at_risk=True, forecast_date=date(2026, 12, 15)),
            kind="AT_RISK",
            status="ACKNOWLEDGED",
            acknowledged_by="王胜",
            acknowledged_at=b.NOW,
        ),
        "delayed": _alert(kind="AT_RISK", order=b.an_order(is_at_risk=True), delayed_by=plans.A_DELAY),
        "resolved": _alert(status="RESOLVED"),
        "hostile": lambda words: AlertCard.of(alert_of(HOSTILE), words),
    },
    ChangeCard: gallery_reviews.changes(HOSTILE),
    EcnCard: gallery_engineering.changes(HOSTILE),
    ScheduleCard: schedules(HOSTILE),
    KitCard: kits(HOSTILE),
    **making.cases(HOSTILE),
    **gallery_designs.designs(HOSTILE),
    RepromiseCard: {case: _repromise(made) for case, made in new_dates.STATES.items()}
    | {"hostile": _repromise(new_dates.new_date_of(HOSTILE), order_of(HOSTILE))},
    RushCard: {case: _rush(rush) for case, rush in pushes.STATES.items()} | {"hostile": _rush(pushes.rush_of(HOSTILE))},
    PlanCard: {case: _plan(plan) for case, plan in plans.STATES.items()} | {"hostile": _plan(plans.plan_of(HOSTILE))},
    **gallery_digest.digests(HOSTILE),
    HelpCard: {"sales": _help, "hostile": lambda words: _help(words, HOSTILE)},
    type(order_list("found", [], 1, b.CHINESE)): {
        "orders": _list("found", [b.an_order(), b.an_order(is_at_risk=True, forecast_date=date(2026, 12, 15))]),
        "second_page": _list("late", [b.an_order(is_overdue=True, days_late=2)] * 25, page=2),
        "empty": _list("myorders", []),
        **making.rule_lists(HOSTILE),
        **gallery_designs.catalogues(HOSTILE),
        "shortages": shortages(),
        "hostile_shortages": shortages(HOSTILE, 25),
        **gallery_reviews.waiting(HOSTILE),
        "load": lambda words: load_list(a_load(work_centres=20), {}, 1, words),
        "hostile": lambda words: order_list("found", [order_of(HOSTILE)] * 11, 1, words, words=HOSTILE),
    },
    **gallery_notes.notes(HOSTILE),
    **gallery_turns.turns(HOSTILE),
    **gallery_order_changes.changes(HOSTILE),
    **gallery_design.designs(HOSTILE),
    **gallery_receipts.cases(HOSTILE),
    **gallery_reviewing.reviews(HOSTILE),
    cards.superseded.SupersededCard: {
        "superseded": lambda words: cards.superseded.SupersededCard.of("ORD-2611-0027", words)
    },
}

NO_WORDS_OF_OTHERS = {CollectingCard, DiscardedCard, LinkCard, RevisedCard, cards.superseded.SupersededCard}
"""They say only what we say."""

EVERY = [(card, case) for card, cases in CASES.items() for case in cases]


def drawn(card: type[Card], case: str, words: Wording) -> Card:
    """One card of the gallery."""
    return CASES[card][case](words)
