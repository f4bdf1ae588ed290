"""Orders in a list, a page at a time."""

from collections.abc import Sequence

from cards.card import Button, Tone
from cards.notes import ListCard, Row, open_button
from cards.order_facts import LONGEST_NAME
from cards.views import OrderView
from cards.wording import Wording

PAGE_SIZE = 9
"""What one selection on WeCom can hold besides 请选择 (platform reference §6.5)."""


def order_line(order: OrderView, words: Wording, state: str = "") -> str:
    """One order in one line, with what matters of it at the end."""
    return words.say(
        "list.line", order_no=order.order_no, customer=_customer(order, words), goods=_goods(order, words),
        state=state or _state(order, words),
    )  # fmt: skip


def order_list(
    key: str, orders: Sequence[OrderView], page: int, wording: Wording, *, words: str = "", title: str = "",
    empty: str = "",
) -> ListCard:  # fmt: skip
    """A page of orders: `key` is `myorders`, `late` or `found` (by these words). Each row opens its order.

    `title` and `empty` are keys of other texts than those of the list.
    """
    pages = max(1, -(-len(orders) // PAGE_SIZE))
    page = min(page, pages)
    shown = orders[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return ListCard(
        title=wording.say(f"list.title_{title or key}"),
        tone=Tone.WARNING if key == "late" and orders else Tone.NEUTRAL,
        intro=wording.say("list.count", count=len(orders), page=page, pages=pages) if orders else "",
        rows=tuple(_row(order, wording) for order in shown),
        empty="" if orders else wording.say(f"list.empty_{empty or key}"),
        buttons=tuple(_turn(key, to, wording, words) for to in (page - 1, page + 1) if 1 <= to <= pages),
    )


def _row(order: OrderView, words: Wording) -> Row:
    text = words.say("list.row", goods=_goods(order, words), state=_state(order, words), day=_day(order, words))
    return Row(title=f"{order.order_no} · {_customer(order, words)}", text=text, button=open_button(order, words))


def _customer(order: OrderView, words: Wording) -> str:
    return words.cut(order.customer, LONGEST_NAME)


def _goods(order: OrderView, words: Wording) -> str:
    """Product and quantity of the first line, short enough for a row, and how many lines there are if several."""
    goods, uom = words.cut(order.product_code or order.product, LONGEST_NAME), words.label(order.uom, "uom")
    count = len(order.lines) if len(order.lines) > 1 else None
    return words.say("list.goods", goods=goods, quantity=order.quantity, uom=uom, count=count)


def _day(order: OrderView, words: Wording) -> str:
    """The day that its card leads with, by the same name; the customer's wish only where there is no answer."""
    named = (
        ("date.promise", order.promise_date),
        ("promise.can_ship", order.answered_date),
        ("date.requested", order.requested_date),
    )
    key, day = next(((key, day) for key, day in named if day is not None), ("", None))
    return (
        words.say("list.day", label=words.say(key), day=words.short_day(day, order.year(words.timezone))) if day else ""
    )


def _turn(key: str, page: int, wording: Wording, words: str) -> Button:
    extra = {"words": words} if words else {}
    return Button(text=wording.say("list.page", page=page), act=f"page_{key}", ref=str(page), rev=0, extra=extra)


def _state(order: OrderView, words: Wording) -> str:
    if order.is_overdue:
        return words.say("order.overdue", days=order.days_late)
    if order.is_at_risk:
        return words.say("order.days_at_risk", days=order.days_at_risk)
    return words.label(order.status)
