"""Orders in a list, a page at a time."""

from collections.abc import Sequence

from cards.card import Button, Tone
from cards.notes import ListCard, Row
from cards.order_facts import LONGEST_NAME
from cards.views import OrderView
from cards.wording import Wording

PAGE_SIZE = 10


def order_line(order: OrderView, words: Wording, state: str = "") -> str:
    """One order in one line, with what matters of it at the end."""
    customer, goods, uom = _named(order, words)
    return words.say(
        "list.line", order_no=order.order_no, customer=customer, goods=goods, quantity=order.quantity, uom=uom,
        state=state or _state(order, words),
    )  # fmt: skip


def order_list(key: str, orders: Sequence[OrderView], page: int, wording: Wording, *, words: str = "") -> ListCard:
    """A page of orders: `key` is `myorders`, `late` or `found` (by these words). Each row opens its order."""
    pages = max(1, -(-len(orders) // PAGE_SIZE))
    page = min(page, pages)
    shown = orders[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return ListCard(
        title=wording.say(f"list.title_{key}"),
        tone=Tone.WARNING if key == "late" and orders else Tone.NEUTRAL,
        intro=wording.say("list.count", count=len(orders), page=page, pages=pages) if orders else "",
        rows=tuple(_row(order, wording) for order in shown),
        empty="" if orders else wording.say(f"list.empty_{key}"),
        buttons=tuple(_turn(key, to, wording, words) for to in (page - 1, page + 1) if 1 <= to <= pages),
    )


def _row(order: OrderView, words: Wording) -> Row:
    open_it = Button(
        text=words.say("list.open"), act="show", ref=order.order_no, rev=order.revision,
        command=f"/order {order.order_no}",
    )  # fmt: skip
    customer, goods, uom = _named(order, words)
    day = words.short_day(order.promise_date or order.requested_date, order.year(words.timezone))
    text = words.say("list.row", goods=goods, quantity=order.quantity, uom=uom, state=_state(order, words), day=day)
    return Row(title=f"{order.order_no} · {customer}", text=text, button=open_it)


def _named(order: OrderView, words: Wording) -> tuple[str, str, str]:
    """Customer, product and unit, short enough for a row."""
    goods = order.product_code or order.product
    return words.cut(order.customer, LONGEST_NAME), words.cut(goods, LONGEST_NAME), words.label(order.uom, "uom")


def _turn(key: str, page: int, wording: Wording, words: str) -> Button:
    extra = {"words": words} if words else {}
    return Button(text=wording.say("list.page", page=page), act=f"page_{key}", ref=str(page), rev=0, extra=extra)


def _state(order: OrderView, words: Wording) -> str:
    if order.is_overdue:
        return words.say("order.overdue", days=order.days_late)
    if order.is_at_risk:
        return words.say("order.days_at_risk", days=order.days_at_risk)
    return words.label(order.status)
