"""Every button of every card is one that the bot understands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.grammar.actions import UnknownAction, read_action
from bot.grammar.commands import Reading
from bot.inbound.listener import TURNS
from cards.card import Card
from cards.order_card import OrderCard
from cards.promise_card import PromiseCard
from cards.render import render
from cards.task_card import TaskCard
from cards.wording import Wording
from core.orders import NodeKind, OrderStatus
from handlers import commands as c
from tests.bot.grammar.factory import LEXICON
from tests.cards import builders as b
from tests.cards.gallery import EVERY, drawn

READING = Reading(LEXICON, datetime(2026, 11, 23, 1, tzinfo=UTC))


def buttons(part: Any) -> Iterator[dict[str, Any]]:
    """Buttons in the order in which they stand."""
    if isinstance(part, list):
        for each in part:
            yield from buttons(each)
    elif isinstance(part, dict):
        if part.get("tag") == "button":
            yield part
        yield from buttons([*part.get("elements", ()), *part.get("columns", ())])


def value_of(card: Card, act: str) -> dict[str, Any]:
    sent = [button["behaviors"][0]["value"] for button in buttons(render(card, "feishu")["body"])]
    return next(dict(value) for value in sent if value["act"] == act)


@pytest.mark.parametrize(("card", "case"), EVERY, ids=lambda it: it if isinstance(it, str) else it.__name__)
def test_what_a_button_sends_is_understood(card: type[Card], case: str) -> None:
    form = {
        "problem": "缺料", "spec_voltage": "220V", "from": "MCU-1/ORD-2611-0009", "qty": "80", "reason": "急",
        "engineer": "qian.qi", "day": "2026-12-08", "until": "2026-12-08", "answer": "按图纸",
    }  # fmt: skip
    form |= {"rule": "DFM-WALL-ABS/wall_thickness", "until": "2026-12-20"}
    form |= {"disposal": "SCRAP"}
    form |= {"answer": "reject"}
    form |= {"use": "80", "contact": "张工", "evidence": "邮件", "choice": "SWITCH"}

    for button in buttons(render(drawn(card, case, b.CHINESE), "feishu")["body"]):
        done = button["behaviors"][0]
        if done["type"] == "open_url":
            continue
        assert done["value"].keys() >= {"act", "ref", "rev"}
        if done["value"]["act"] not in TURNS:
            read_action(done["value"], form, READING)


def test_the_spec_form_fills_in_the_spec() -> None:
    card = PromiseCard.of(b.an_unsold_order(missing_spec=b.every_spec_field()), b.CHINESE)

    command = read_action(value_of(card, "spec"), {"spec_voltage": "220V", "spec_engraving": ""}, READING)

    assert command == c.CompleteSpec(order_no="ORD-2611-0027", revision=5, spec={"voltage": "220V"})


def test_the_spec_form_of_a_sold_order_asks_for_one_line_after_the_other() -> None:
    missing = tuple(replace(field, line_no=2) for field in b.every_spec_field())
    card = OrderCard.of(b.an_order(lines=(b.a_line(), b.a_line(line_no=2)), missing_spec=missing), b.CHINESE)

    command = read_action(value_of(card, "spec"), {"spec_voltage": "220V"}, READING)

    assert command == c.CompleteSpec(order_no="ORD-2611-0027", revision=5, line_no=2, spec={"voltage": "220V"})


@pytest.mark.parametrize("line", [None, "two", [2], {}])
def test_a_forged_line_is_not_understood(line: object) -> None:
    value = {"act": "spec", "ref": "ORD-2611-0027", "rev": 5, "line": line}

    with pytest.raises(UnknownAction):
        read_action(value, {"spec_voltage": "220V"}, READING)


def test_the_problem_form_says_which_department_has_it() -> None:
    card = TaskCard.of(b.an_order(), "rnd", b.CHINESE)

    command = read_action(value_of(card, "problem"), {"problem": " 缺图 "}, READING)

    assert command == c.ReportProblem(order_no="ORD-2611-0027", department="rnd", problem="缺图")


def test_an_order_on_hold_can_be_looked_at_and_not_acted_on() -> None:
    rendered = render(TaskCard.of(b.an_order(is_on_hold=True, on_hold_reason="客户改图"), "rnd", b.CHINESE), "feishu")

    assert list(buttons(rendered["body"])) == []


@pytest.mark.parametrize(("words", "orders", "costs"), [
    (b.CHINESE, "马上下单", ("多花 ¥", "不加钱", "省 ¥")),
    (b.ENGLISH, "place the order now", ("more", "no extra cost", "less")),
])  # fmt: skip
def test_choosing_an_option_says_that_it_orders_and_what_it_costs(
    words: Wording, orders: str, costs: tuple[str, ...]
) -> None:
    card = PromiseCard.of(b.an_unsold_order(b.an_answer(options=b.every_option())), words)

    assert card.options
    for option in card.options:
        assert orders in option.button.confirm
        assert any(cost in option.button.confirm for cost in costs)


@pytest.mark.parametrize(("reached", "stands_out"), [
    ((NodeKind.DRAWING, NodeKind.KITTED), True),
    ((NodeKind.DRAWING,), False),
    ((), False),
])  # fmt: skip
def test_a_milestone_stands_out_once_what_comes_before_it_is_reached(
    reached: tuple[NodeKind, ...], stands_out: bool
) -> None:
    order = b.an_order(status=OrderStatus.RELEASED, acknowledgements=b.answered(), nodes=b.nodes(*reached))

    card = render(TaskCard.of(order, "production", b.CHINESE), "feishu")

    start = next(it for it in buttons(card["body"]) if it["behaviors"][0]["value"]["act"] == "node")
    assert start["type"].startswith("primary") is stands_out
