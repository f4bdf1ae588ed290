"""D5: somebody wants a better plan; within the frozen days only on the lead's word, which is told and counted."""

import pytest

from bot.planner.computing import SnapshotCache
from core.planning.codec import to_json
from core.planning.plan.book import Book
from core.planning.plan.changes import Change, Proposal
from core.planning.plan.diff import diff
from core.planning.plan.planner import figures
from core.planning.plan.policy import PlanPolicy, Wish
from core.plans import PlanCause
from handlers.plan_commands import ComputePlan, RecordPlan
from handlers.sender import TONGPIN
from storage.plans import count_overrides
from tests.kit import Room
from tests.kit.planning import LEAD, WORKER, proposal
from tests.kit.stories import actions

pytestmark = pytest.mark.every_database


def lead_moves_frozen_work(room: Room) -> None:
    """A plan was found that moves work of today by half an hour, on the lead's word."""
    with room.read() as session:
        shop = SnapshotCache(room.zone).shop(session, room.now)
    book = Book.of(shop, PlanPolicy(), Wish(opened_by=LEAD))
    moved = next(n for n, work in enumerate(book.works) if work.booking.work_centre == "COAT-1")
    places = list(book.places)
    places[moved] = places[moved]._replace(start=places[moved].start + 30, end=places[moved].end + 30)
    after = book.scheduled(places)
    proposal = Proposal(
        shop_version=shop.version, seed=1, evaluations=1, solver="by hand", before=figures(book, book.booked),
        after=figures(book, after), was_invalid=False, diff=diff(book, book.booked, after),
        changes=(Change(book.works[moved].booking, book.bookings(after)[moved]),),
    )  # fmt: skip
    asked = ComputePlan(cause=PlanCause.ASKED, policy=PlanPolicy(), asked_by=LEAD, override_reason="客户停线")
    found = RecordPlan(asked=asked, proposal=to_json(proposal))
    room.program.bus.execute(found, sender=TONGPIN, now=room.now)
    room.settle()


class TestAsking:
    def test_who_asks_is_answered_and_told_when_there_is_nothing_better(self, busy: Room) -> None:
        busy.says(WORKER, "/replan")

        titles = [card.title for card in busy.cards(WORKER)]
        assert titles[-2:] == ["正在重排", "没有新方案"]

    def test_only_the_lead_may_have_the_frozen_days_moved(self, busy: Room) -> None:
        busy.says(WORKER, "重排 客户停线")
        assert "没有权限" in busy.last_card(WORKER)
        assert "王胜" in busy.last_card(WORKER)

        busy.says(LEAD, "重排 客户停线")

        assert any("冻结期也一起排，理由：客户停线" in card.text for card in busy.cards(LEAD))
        assert (LEAD, "PlanAsked") in actions(busy, "plan")

    def test_what_moves_within_the_frozen_days_is_shown_with_who_wanted_it_and_counted(self, busy: Room) -> None:
        since = busy.now
        lead_moves_frozen_work(busy)
        assert "冻结期内移动 1 道，由王胜批准：客户停线" in proposal(busy)
        assert any("（冻结期内）" in line for line in proposal(busy).lines)

        busy.taps(LEAD, "发布", on=proposal(busy))

        with busy.read() as session:
            assert count_overrides(session, since) == 1
        assert any("由王胜批准：客户停线" in card.text for card in busy.cards("production"))
