"""Every card keeps every rule of feishu.md §5.2, also when there is a lot to show."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cards.alert_card import AlertCard
from cards.card import Card, Fact
from cards.digest import DigestCard, DigestView
from cards.help_card import CommandView, HelpCard
from cards.lists import order_list
from cards.notes import NoteCard
from cards.order_card import OrderCard
from cards.order_form import OrderFormCard
from cards.promise_card import PromiseCard
from cards.render import render
from cards.task_card import TaskCard
from cards.views import OrderView, SpecFieldView, SpecView
from cards.wording import Wording
from core.catalogue import SpecKind
from core.orders import OrderStatus
from core.planning.factory.records import Source
from core.planning.promise.answer import Doubt, DoubtKind, Lever, LongLead, OptionKind
from tests.cards import builders as b
from tests.cards.gallery import EVERY, LONG, drawn
from tests.cards.rules import check, texts
from tests.cards.spoken import alert_of, draft_of, order_of, unsold_order_of

NAME = "超" * 80
"""The longest that master data may hold."""
MANY = 100


@pytest.mark.parametrize("words", b.BOTH, ids=lambda words: words.language)
@pytest.mark.parametrize(("card", "case"), EVERY, ids=lambda it: it if isinstance(it, str) else it.__name__)
def test_the_platform_takes_every_card(card: type[Card], case: str, words: Wording) -> None:
    check(render(drawn(card, case, words), "feishu"))


@pytest.mark.parametrize(("card", "case"), EVERY, ids=lambda it: it if isinstance(it, str) else it.__name__)
def test_a_card_has_the_same_parts_in_both_languages(card: type[Card], case: str) -> None:
    chinese, english = (render(drawn(card, case, words), "feishu") for words in b.BOTH)

    assert _without_words(chinese) == _without_words(english)


@pytest.mark.parametrize(("card", "case"), [it for it in EVERY if it[1] != "hostile"])
def test_what_is_not_known_is_left_out_and_nothing_is_called_twice(card: type[Card], case: str) -> None:
    for text in texts(render(drawn(card, case, b.CHINESE), "feishu")):
        assert "—" not in text
        assert text.count("SW-300") < 2, text


def _without_words(part: Any) -> Any:
    """The card with every word taken out; which labels there are may depend on the language, not how many."""
    if isinstance(part, dict):
        return {key: "" if key in ("content", "default_value") else _without_words(it) for key, it in part.items()}
    return list(map(_without_words, part)) if isinstance(part, list) else part


def a_big_form(words: Wording) -> Card:
    products = tuple((f"SW-{number}", NAME) for number in range(MANY))
    customers = tuple((f"C-{number}", NAME) for number in range(MANY))
    return OrderFormCard.of(b.a_draft(products=products, customers=customers, asked=("customer", "product")), words)


def a_form_with_many_problems(words: Wording) -> Card:
    return OrderFormCard.of(draft_of(LONG, products=tuple((f"P-{n}", NAME) for n in range(MANY))), words)


def many_fields() -> tuple[SpecFieldView, ...]:
    options = tuple((f"值{n}", f"值{n}") for n in range(30))
    return tuple(b.a_spec_field(f"f{n}", NAME, kind=SpecKind.CHOICE, options=options) for n in range(20))


def a_big_answer(words: Wording) -> Card:
    levers = tuple(Lever(code=f"M-{n}", name=NAME, replaced_by=f"N-{n}", minutes=60, days=1) for n in range(MANY))
    answer = b.an_answer(
        options=tuple(replace(option, levers=levers) for option in (*b.every_option(), *b.every_option())),
        doubts=tuple(Doubt(kind=DoubtKind.OVERDUE_PURCHASE, name=NAME) for _ in range(15)),
        long_lead=tuple(
            LongLead(item_code=f"M-{n}", name=NAME, lead_days=9, window_days=9, is_in_stock=False) for n in range(MANY)
        ),
        binding_constraint=b.waits_for_chips(
            name=NAME, together_with=tuple(b.waits_for_chips(name=NAME, code=f"M-{n}") for n in range(MANY))
        ),
    )
    spec = tuple(SpecView(NAME, "值" * 200) for _ in range(20))
    many = {"missing_spec": many_fields(), "spec": spec, "custom_spec": spec, "lines": (b.a_line(product=NAME),) * 40}
    return PromiseCard.of(unsold_order_of(LONG, answer=answer.to_json(), **many), words)


def a_big_order(words: Wording) -> Card:
    return OrderCard.of(order_of(LONG, lines=(b.a_line(product=NAME),) * 500, missing_spec=many_fields()), words)


def a_big_task(department: str) -> Callable[[Wording], Card]:
    materials = tuple(b.a_material(f"M-{n}", NAME, source=Source.PURCHASE, qty=Decimal(10**9)) for n in range(300))
    bookings = tuple(b.a_booking(operation=NAME) for _ in range(60))
    answer = b.an_answer(materials=materials, bookings=bookings).to_json()
    return lambda words: TaskCard.of(order_of(LONG, answer=answer), department, words)


def a_full_page(words: Wording) -> Card:
    return order_list("late", [order_of(LONG)] * 500, 2, words, words=LONG[:300])


def a_bad_morning(words: Wording) -> Card:
    orders = (order_of(LONG, is_overdue=True, days_late=1_000),) * 300
    view = DigestView(
        day=date(2026, 11, 24), open_count=10**6, overdue=orders, at_risk=orders, due_today=orders,
        unreleased=orders,
    )  # fmt: skip
    return DigestCard.of(view, words)


def twenty_commands(words: Wording) -> Card:
    commands = [CommandView("/neworder", "新订单", "/neworder " + "长" * 80)] * 20
    return HelpCard.of(LONG, ["销售"] * 9, commands, words)


def a_long_note(words: Wording) -> Card:
    facts = tuple(Fact(label=NAME[:30], value=words.show([NAME] * 300)) for _ in range(10))
    return NoteCard(title="T", text=LONG, facts=facts)


def a_long_alert(words: Wording) -> Card:
    return AlertCard.of(alert_of(LONG), words)


@pytest.mark.parametrize("words", b.BOTH, ids=lambda words: words.language)
@pytest.mark.parametrize(
    "worst",
    [
        a_big_form, a_form_with_many_problems, a_big_answer, a_big_order, a_full_page, a_bad_morning, twenty_commands,
        a_long_note, a_long_alert, a_big_task("purchasing"), a_big_task("production"), a_big_task("rnd"),
    ],
)  # fmt: skip
def test_much_to_show_is_cut_and_never_too_large(worst: Callable[[Wording], Card], words: Wording) -> None:
    check(render(worst(words), "feishu"))


def test_a_list_of_a_hundred_products_is_a_list_and_the_customers_then_are_typed() -> None:
    fields = {part["name"]: part for part in _fields(render(a_big_form(b.CHINESE), "feishu"))}

    assert len(fields["product"]["options"]) == MANY
    assert fields["customer"]["tag"] == "input"


def test_what_is_cut_says_how_much_there_is_more() -> None:
    shown = "\n".join(texts(render(a_big_task("purchasing")(b.CHINESE), "feishu")))

    assert "…另有 282 项" in shown  # 4 at once and 14 of the 15 unfolded lines are of the 300
    assert "…另有 9,612 字" in shown


def test_a_value_too_long_for_its_field_is_cut_to_what_may_be_typed() -> None:
    fields = {part["name"]: part for part in _fields(render(OrderFormCard.of(draft_of(LONG), b.CHINESE), "feishu"))}

    assert len(fields["quantity"]["default_value"]) == fields["quantity"]["max_length"]


def test_no_more_than_three_tags_stand_beside_a_title() -> None:
    order: OrderView = b.an_order(is_on_hold=True, is_overdue=True, days_late=3, status=OrderStatus.CONFIRMED)

    tags = render(TaskCard.of(order, "rnd", b.CHINESE), "feishu")["header"]["text_tag_list"]

    assert [tag["text"]["content"] for tag in tags] == ["待确认", "已下单", "暂停"]


def test_every_option_kind_has_a_button_of_its_own() -> None:
    card = PromiseCard.of(b.an_unsold_order(b.an_answer(options=b.every_option())), b.CHINESE)

    chosen = [option.button.value["option"] for option in card.options]

    assert chosen == [kind.value.lower() for kind in OptionKind if kind is not OptionKind.LATER]


def _fields(rendered: dict[str, Any]) -> list[dict[str, Any]]:
    form = next(part for part in rendered["body"]["elements"] if part["tag"] == "form")
    return [part for part in form["elements"] if "name" in part]


def test_a_rendered_card_is_json() -> None:
    rendered = render(a_big_order(b.CHINESE), "feishu")

    assert json.loads(json.dumps(rendered)) == rendered
