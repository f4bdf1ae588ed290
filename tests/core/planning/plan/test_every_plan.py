"""Whatever happens to a little factory, its plan can be kept to: the independent checker says so, 500 times a run."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.changes import Proposal
from core.planning.plan.checker import Violation, check
from core.planning.plan.neutral import document, write_schedule
from core.planning.plan.planner import propose
from core.planning.plan.policy import PlanPolicy, Wish
from tests.core.planning.factories import BOUGHT, WORK_CENTRES, empty_factories, questions
from tests.core.planning.plan.books import QUOTE, booked, broken, later

POLICY = PlanPolicy(frozen_days=0, evaluations=100, seconds=60)
WISHES = (Wish(), Wish(is_hit_only=True))


@st.composite
def little_factories(draw: st.DrawFn) -> Shop:
    """Two or three orders for what is not on the shelf, in half of them wanted a week before they can be had."""
    shop = draw(empty_factories(size=2))
    shop = shop.changed(stock={code: Decimal(draw(st.sampled_from((20, 200)))) for code in BOUGHT})
    numbers = draw(st.sampled_from(((1, 2), (1, 2, 3), (1, 2, 9))))
    shop = booked(shop, [draw(questions(f"{QUOTE[:-1]}{number}", 1)) for number in numbers])
    early = timedelta(days=draw(st.sampled_from((0, 7))))
    return shop.knowing_all(
        replace(line, promise_date=line.promise_date and line.promise_date - early) for line in shop.orders
    )


@st.composite
def troubled(draw: st.DrawFn, shop: Shop) -> Shop:
    """The factory some hours later, with a machine that stands still, if possible one that has something to do."""
    used = sorted({booking.work_centre for booking in shop.bookings} & set(WORK_CENTRES))
    code, start = draw(st.sampled_from(used or WORK_CENTRES)), timedelta(hours=draw(st.integers(0, 3)))
    hours = timedelta(hours=draw(st.integers(1, 60)))
    return broken(later(shop, hours=draw(st.sampled_from((0, 1, 25)))), code, start, start + hours)


def published(shop: Shop, proposal: Proposal) -> Shop:
    """The shop once the proposal is in force."""
    bookings = list(shop.bookings)
    for change in proposal.changes:
        bookings[bookings.index(change.before)] = change.after
    return shop.changed(bookings=tuple(bookings))


def broken_rules(book: Book) -> list[Violation]:
    """What the checker has to say of the plan as it stands; nothing has to leave its place."""
    assert not book.hit
    if not book.works:
        return []
    report = check(document(book.problem), write_schedule(book.problem, book.standing))
    assert report.operations == len(book.works)
    return list(report.violations)


@settings(max_examples=500)
@given(st.data(), st.sampled_from(WISHES))
def test_every_plan_can_be_kept_to(data: st.DataObject, wish: Wish) -> None:
    shop = data.draw(little_factories())
    now = data.draw(troubled(shop))

    after = Book.of(published(now, propose(now, POLICY, wish, 1)), POLICY)

    assert broken_rules(Book.of(shop, POLICY)) == []
    begun = {op for op in after.pinned if after.places[op].start <= after.floor.now}  # broken off by the breakdown
    assert [each for each in broken_rules(after) if each.op not in begun] == []
