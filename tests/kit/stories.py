"""What many stories begin with, and what many look up."""

import re
from typing import Any

from sqlmodel import select

from core.orders import Order
from core.planning.plan.policy import PlanPolicy
from core.reviews import AnswerKind, Review
from handlers.importing import ImportRows
from handlers.plan_commands import ComputeRisks
from handlers.sender import TONGPIN
from storage import audit
from storage.reviews import find_review
from tests.kit.room import Room
from tests.kit.shown import Shown

TRACKS = {"production": "wang.sheng", "rnd": "zhao.gong", "purchasing": "chen.cai"}
"""The departments asked at confirmation, with somebody who answers for each."""

WHOLE = "恒远 SW-300 300台 12月20日 白色 220V"
"""An order of which nothing is missing."""


def orders_in(room: Room) -> list[Order]:
    """Every order there is, by number, with its ledger."""
    with room.read() as session:
        found = list(session.exec(select(Order).order_by(Order.order_no)))
        for order in found:
            session.refresh(order, ["promises"])
        return found


def the_order(room: Room, order_no: str = "ORD-2611-0001") -> Order:
    """One order as stored."""
    return next(order for order in orders_in(room) if order.order_no == order_no)


def actions(room: Room, subject: str) -> list[tuple[str, str]]:
    """Who did what to a subject, as the audit trail tells it."""
    with room.read() as session:
        return [(row["actor"], row["action"]) for row in audit.trail(session, subject)]


def stores(room: Room, table: str, *rows: dict[str, Any]) -> None:
    """Rows of master data arrive, as `tongpin import` has read them."""
    room.program.bus.execute(ImportRows(table=table, rows=list(rows)), sender=TONGPIN, now=room.now)
    room.settle()


def an_order(room: Room, words: str = "恒远 SW-300 300台 12月20日 白色", *, by: str = "lin.xiaoyan") -> Shown:
    """Somebody orders in the sales chat; gives the card with the answer."""
    room.says(by, f"/neworder {words}", to="sales")
    return room.last_card("sales")


def a_sold_order(room: Room, words: str = WHOLE, *, by: str = "lin.xiaoyan") -> Shown:
    """An order that its salesperson has confirmed; gives its card in the sales chat."""
    card = an_order(room, words, by=by)
    answered(room, number_on(card))
    room.taps(by, "确认下单", on=card)
    return room.again(card)


def number_on(card: Shown) -> str:
    """The order that a card is about."""
    found = re.search(r"ORD-\d+-\d+", card.text)
    assert found, card.text
    return found[0]


def a_released_order(room: Room, words: str = WHOLE) -> Shown:
    """An order that all three departments have taken on."""
    card = a_sold_order(room, words)
    number = number_on(card)
    for department, person in TRACKS.items():
        room.taps(person, "收到", to=department, on=number)
    understood(room, number)
    return room.again(card)


def review_of(room: Room, order_no: str) -> Review | None:
    """Whether it is understood, and the three answers; None where nobody is asked."""
    with room.read() as session:
        review = find_review(session, order_no)
        if review is not None:
            session.refresh(review, ["answers", "reviewers", "questions"])
        return review


def answered(room: Room, order_no: str) -> None:
    """Whoever owes one of the three answers about an order gives it: it can be made, as it was worked out."""
    review = review_of(room, order_no)
    if review is None or not review.is_gathered:
        return
    for owner in dict.fromkeys(it.owner for it in review.missing):
        card = room.last_card(owner, about="需求评审")
        if any(it.owner == owner and it.kind is AnswerKind.CAN for it in review.missing):
            room.submits(owner, {"can": "YES"}, on=card)
        else:
            room.taps(owner, "按系统测算答复", on=card)


def understood(room: Room, order_no: str) -> None:
    """Everybody who has to understand what is wanted does."""
    review = review_of(room, order_no)
    for reviewer in review.unclear if review is not None else ():
        room.taps(reviewer.person, "理解一致", on=room.last_card(reviewer.person, about="需求评审"))


def risks_scanned(room: Room) -> None:
    """It is looked how sure every date is, as each night."""
    found = room.compute(ComputeRisks(policy=PlanPolicy(risk_samples=20)))
    room.program.bus.execute(found, sender=TONGPIN, now=room.now)
    room.settle()
