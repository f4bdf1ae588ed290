"""`tongpin plan` and `quote`: questions from the shell."""

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from bot.cli.context import Failed, program
from bot.planner.computing import SnapshotCache
from cards.reasons import Reasons, constraint_text
from cards.wording import Wording
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import DispatchEngine
from core.planning.promise.question import DemandLine, PromiseQuestion
from storage import bookings, catalogue
from storage.unreported import unreported

if TYPE_CHECKING:
    from bot.app import Program


def print_plan(*, as_json: bool) -> None:
    """Every booked operation, by its start."""
    with program() as running, running.database.read() as session:
        booked = bookings.all_bookings(session)
        zone = running.settings.zone
    if as_json:
        print(json.dumps([_booking(each) for each in booked], ensure_ascii=False))
        return
    for each in booked:
        span = f"{each.start_at.astimezone(zone):%Y-%m-%d %H:%M} – {each.end_at.astimezone(zone):%m-%d %H:%M}"
        print(f"{span}  {each.work_centre:8} {each.order_no}  {each.item_code} {each.operation} × {each.qty:f}")
    if not booked:
        print("Nothing is booked yet.")


def print_quote(product: str, quantity: int, customer: str, requested: str, *, as_json: bool) -> None:
    """By when, why not earlier, at what cost."""
    with program() as running:
        answer = _answer(running, product, quantity, customer, _day(requested))
        if as_json:
            print(json.dumps(answer.to_json(), ensure_ascii=False))
        else:
            _print(answer, running.bus.wording)
    if answer.promise_date is None:
        raise Failed("quote: no date can be found with this data.")


def _answer(running: "Program", product: str, quantity: int, customer: str, requested: date | None) -> PromiseAnswer:
    if quantity < 1:
        raise Failed("quote: the quantity must be at least 1.")
    with running.database.read() as session:
        code, rank = _meant(session, product, customer)
        now = running.clock()
        shop = SnapshotCache(running.settings.zone).shop(session, now)
        shop = shop.with_unreported(unreported(session, shop, now))
    line = DemandLine(line_no=1, product=code, qty=Decimal(quantity), requested_date=requested)
    return DispatchEngine().answer(
        shop, PromiseQuestion(order_no="QUOTE", lines=(line,), customer_class=rank, starts_when_kitted=True)
    )


def _meant(session: Session, product: str, customer: str) -> tuple[str, str]:
    """The code of the product and the rank of the customer, found by what people call them, as in chat."""
    from bot.app import lexicon_of
    from bot.grammar.order_entry.keyed import name_reader

    words = lexicon_of(session)
    code = name_reader("product", words.product_index)(product)
    if not customer:
        return code, "C"
    buyer = name_reader("customer", words.customer_index)(customer)
    return code, catalogue.get_customer(session, buyer).customer_class.value


def _print(answer: PromiseAnswer, words: Wording) -> None:
    print(f"{words.say('promise.can_ship')}: {words.day(answer.promise_date)}")
    print(constraint_text(answer.binding_constraint, words))
    print(Reasons(words, 0, {}).cost(answer.cost))
    for option in answer.options:
        print(f"- {words.label(option.kind)}: {words.day(option.promise_date)}  {words.money(option.cost_delta)}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Failed(f"quote: '{text}' is no day; write it like 2026-12-20.") from None


def _booking(each: Any) -> dict[str, Any]:
    return {
        "order_no": each.order_no, "work_centre": each.work_centre, "unit": each.unit, "item": each.item_code,
        "operation": each.operation, "start_at": each.start_at.isoformat(), "end_at": each.end_at.isoformat(),
        "work_minutes": each.work_minutes,
    }  # fmt: skip
