"""The gallery's cards of orders that change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from cards.card import Card
from cards.changes.order_view import LineChangeView, LineNowView, OrderChangeView, SpecChangeView
from cards.order_change_card import OrderChangeCard, OrderChangeForm
from cards.revised import RevisedCard
from cards.views import SpecView
from cards.wording import Wording
from core.changes import ChangeStatus
from core.orders import OrderAction
from core.planning.promise.effect import Bought, Effect, MachineEffect, MaterialEffect, Reported, Spent
from tests.cards import builders as b
from tests.cards.spoken import order_of

Case = Callable[[Wording], Card]
LATER = date(2026, 12, 28)


def an_effect(**changes: Any) -> Effect:
    """A hundred more, three days later, for some money."""
    told: dict[str, Any] = {
        "machines": (
            MachineEffect(work_centre="SMT-1", name="贴片线 1", before=360, after=480),
            MachineEffect(work_centre="ASM-1", name="组装线 1", before=300, after=240),
        ),
        "materials": (
            MaterialEffect(item_code="MCU-32", name="主控芯片", uom="pcs", before=Decimal(300), after=Decimal(400)),
        ),
        "cost_delta": Decimal("15206.00"), "promise_before": b.PROMISED, "promise_after": LATER,
        "ready_date": b.PROMISED, "reported": Reported(is_issued=False, percent=0),
    }  # fmt: skip
    return Effect(**(told | changes))


def a_change(**changes: Any) -> OrderChangeView:
    """Written down and worked out, for its asker to look at."""
    line = LineChangeView(
        goods="智能温控面板 SW-300", uom="pcs", quantity_before=300, quantity=400, requested_before=b.REQUESTED,
        requested_date=LATER, spec=(SpecChangeView("面板颜色", "白色", "黑色"),),
    )  # fmt: skip
    told: dict[str, Any] = {
        "change_no": "CHG-2611-0001", "revision": 3, "status": ChangeStatus.SUBMITTED, "action": OrderAction.CHANGE,
        "order": b.an_order(), "requester": "林晓燕", "opened_at": b.NOW, "reason": "客户加量", "lines": (line,),
        "effect": an_effect(), "spec_fields": b.every_spec_field(),
        "now": LineNowView(
            quantity=300, uom="pcs", requested_date=b.REQUESTED, spec=(SpecView("通信", "Wi-Fi"),)
        ),
    }  # fmt: skip
    return OrderChangeView(**(told | changes))


_SPENT = Spent(
    material=Decimal("37981.80"), labour=Decimal("2449.05"), total=Decimal("40430.85"),
    bought=(
        Bought(
            po_no="PO-2611-0007", item_code="LCD-4", name="4 寸屏", uom="pcs", qty=Decimal(120),
            value=Decimal("5160.00"), is_alone=True,
        ),
        Bought(
            po_no="PO-2611-0009", item_code="MCU-32", name="主控芯片", uom="pcs", qty=Decimal(80),
            value=Decimal("720.00"), is_alone=False,
        ),
    ),
)  # fmt: skip
_STOPPED = an_effect(
    machines=(MachineEffect(work_centre="SMT-1", name="贴片线 1", before=360, after=0),), cost_delta=Decimal(0),
    promise_after=None, ready_date=None,
)  # fmt: skip
_REFUSED = {"refusal": "UnknownProduct", "facts": {"product": "SW-300"}}
_PROBLEMS = {"quantity": {"refusal": "QuantityVague", "facts": {"typed": "很多"}}}

STATES: Mapping[str, OrderChangeView] = {
    "computing": a_change(effect=None),
    "look": a_change(),
    "late": a_change(effect=an_effect(misses=True)),
    "computing_again": a_change(effect=None, decision="批准期间别的单占了它要用的时段或物料，没有生效，已重新算。"),
    "impossible": a_change(effect=an_effect(promise_after=None, ready_date=None)),
    "refused": a_change(effect=None, problem=_REFUSED),
    "hold": a_change(action=OrderAction.HOLD, lines=(), effect=_STOPPED),
    "resume": a_change(action=OrderAction.RESUME, lines=(), reason="", effect=an_effect(promise_after=b.PROMISED)),
    "cancel": a_change(action=OrderAction.CANCEL, lines=(), effect=replace(_STOPPED, spent=_SPENT)),
    "cancel_unbegun": a_change(action=OrderAction.CANCEL, lines=(), effect=_STOPPED),
    "in_review": a_change(status=ChangeStatus.IN_REVIEW),
    "applied": a_change(status=ChangeStatus.APPLIED),
    "rejected": a_change(status=ChangeStatus.REJECTED, decided_by="王胜", decision="这周排满了"),
    "withdrawn": a_change(status=ChangeStatus.WITHDRAWN, decided_by="林晓燕"),
}


def change_of(text: str) -> OrderChangeView:
    """Full of somebody's words."""
    line = LineChangeView(
        goods=text, uom="pcs", quantity_before=1, quantity=2, requested_before=None, requested_date=LATER,
        spec=(SpecChangeView(text, text, text),),
    )  # fmt: skip
    machines = tuple(MachineEffect(work_centre=f"M-{it}", name=text, before=0, after=60) for it in range(9))
    materials = tuple(
        MaterialEffect(item_code=f"I-{it}", name=text, uom="pcs", before=Decimal(3), after=Decimal(1))
        for it in range(9)
    )  # fmt: skip
    bought = tuple(replace(_SPENT.bought[0], name=text) for _ in range(9))
    return a_change(
        order=order_of(text), requester=text, reason=text, decided_by=text, decision=text, lines=(line,) * 3,
        action=OrderAction.CANCEL,
        effect=an_effect(machines=machines, materials=materials, spent=replace(_SPENT, bought=bought)),
        spec_fields=(b.a_spec_field("a", text), *b.every_spec_field()), typed={"quantity": text, "spec_a": text},
        problems={"quantity": {"refusal": "QuantityVague", "facts": {"typed": text}}},
        now=LineNowView(quantity=1, uom="pcs", requested_date=None, spec=(SpecView(text, text),)),
    )  # fmt: skip


def _card(change: OrderChangeView) -> Case:
    return lambda words: OrderChangeCard.of(change, words)


def _form(change: OrderChangeView) -> Case:
    return lambda words: OrderChangeForm.of(change, words)


def changes(hostile: str) -> dict[type[Card], dict[str, Case]]:
    """Every state of them."""
    draft = a_change(status=ChangeStatus.DRAFT, lines=(), effect=None, reason="")
    return {
        OrderChangeCard: {case: _card(change) for case, change in STATES.items()}
        | {"hostile": _card(change_of(hostile))},
        OrderChangeForm: {
            "empty": _form(draft),
            "misread": _form(replace(draft, typed={"quantity": "很多"}, problems=_PROBLEMS)),
            "sent_back": _form(replace(draft, decision="ORD-2611-0027 已开工，规格不能改。")),
            "hostile": _form(change_of(hostile)),
        },
        RevisedCard: {"revised": lambda words: RevisedCard.of("ORD-2611-0027", 2, words)},
    }
