"""D5: the lead pins work, plans made before that give way, and nothing pinned is moved by taking a plan back."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from core.errors import NotAllowed, NotFound
from core.pins import (
    AlreadyPinned,
    NothingToPin,
    NotPinned,
    OrderPinned,
    PinnedSince,
    PinReasonMissing,
    WorkPinned,
    WorkUnpinned,
)
from core.plans import PlanCause, PlanState, PlanSuperseded, Supersession
from handlers.plan_commands import AskForRush, ComputePlan, PinWork, PublishPlan, RollBackPlan, UnpinWork
from storage.audit import trail
from storage.bookings import release
from storage.open_orders import open_orders
from storage.pins import pins_of, standing_pins
from tests.handlers.planning.desk import COORDINATOR, FIRST, LEAD, SECOND, WORKER, ZONE, Desk, slot, to

TOMORROW = slot(SECOND, 24, 26)


def pins(desk: Desk, order_no: str = SECOND) -> list[tuple[str, int, str, str]]:
    with desk.database.read() as session:
        return [(it.item_code, it.seq, it.person, it.reason) for it in pins_of(session, order_no)]


def pin(desk: Desk, told: str = "customer comes to inspect", order_no: str = SECOND) -> None:
    desk.does(PinWork(words=order_no, told=told))


def test_it_is_kept_with_who_why_and_when(desk: Desk) -> None:
    pin(desk)

    assert pins(desk) == [("", 0, LEAD.key, "customer comes to inspect")]
    assert [type(event) for event in desk.events] == [WorkPinned]
    with desk.database.read() as session:
        assert pins_of(session, SECOND)[0].pinned_at == desk.now
        assert [row["action"] for row in trail(session, SECOND)] == ["WorkPinned"]
        assert [line.order_no for line in open_orders(session, ZONE) if line.pins] == [SECOND]
        assert [line.order_no for line in open_orders(session, ZONE, FIRST) if line.pins] == []


@pytest.mark.parametrize("words", ["铣", "MILL", "mill", "CNC"])
def test_one_operation_is_named_by_its_name_its_code_or_its_machine(desk: Desk, words: str) -> None:
    pin(desk, f"{words} first article")

    assert pins(desk) == [("PART", 10, LEAD.key, "first article")]


def test_a_reason_is_needed(desk: Desk) -> None:
    for told in ("", "MILL"):
        with pytest.raises(PinReasonMissing):
            pin(desk, told)
    assert pins(desk) == []


@pytest.mark.parametrize("sender", [WORKER, COORDINATOR])
def test_only_the_lead_pins_and_lets_go(desk: Desk, sender: object) -> None:
    pin(desk, order_no=FIRST)
    for command in (PinWork(words=SECOND, told="why"), UnpinWork(words=FIRST)):
        with pytest.raises(NotAllowed):
            desk.does(command, sender)  # type: ignore[arg-type]
    assert pins(desk) == []
    assert len(pins(desk, FIRST)) == 1


def test_what_is_pinned_is_not_pinned_again(desk: Desk) -> None:
    pin(desk)
    for told in ("once more", "MILL once more"):
        with pytest.raises(AlreadyPinned) as refused:
            pin(desk, told)
        assert refused.value.facts["person"] == LEAD.name


def test_after_an_operation_the_whole_order_can_be_pinned_and_both_let_go(desk: Desk) -> None:
    pin(desk, "MILL first article")
    pin(desk, "all of it")
    assert len(pins(desk)) == 2

    desk.does(UnpinWork(words=SECOND, told="done"))

    assert pins(desk) == []
    assert [type(event) for event in desk.events] == [WorkUnpinned]


def test_what_is_not_pinned_like_that_is_not_let_go(desk: Desk) -> None:
    with pytest.raises(NotPinned):
        desk.does(UnpinWork(words=SECOND))
    pin(desk)
    with pytest.raises(NotPinned):
        desk.does(UnpinWork(words=SECOND, told="MILL"))


def test_an_order_without_planned_work_has_nothing_to_pin(desk: Desk) -> None:
    desk.database.write(lambda session: release(session, SECOND))
    with pytest.raises(NothingToPin):
        pin(desk)
    with pytest.raises(NotFound):
        pin(desk, order_no="ORD-2611-0099")


def test_what_has_begun_is_nothing_to_pin(desk: Desk) -> None:
    desk.now += timedelta(hours=2)
    with pytest.raises(NothingToPin):
        pin(desk, order_no=FIRST)


def test_a_plan_from_before_gives_way_and_is_made_anew_around_it(desk: Desk) -> None:
    plan = desk.proposed(to(TOMORROW, 30))
    before = desk.rows()
    pin(desk)

    desk.does(PublishPlan(plan_version=plan))

    assert desk.rows() == before
    assert desk.plan(plan).state is PlanState.SUPERSEDED
    (told,) = [event for event in desk.events if isinstance(event, PlanSuperseded)]
    assert (told.why, told.orders) == (Supersession.PINNED, [SECOND])
    assert [command for command in desk.owed if isinstance(command, ComputePlan)]


def test_a_plan_that_moves_others_holds(desk: Desk) -> None:
    plan = desk.proposed(to(slot(FIRST, 1, 3), 30))
    pin(desk)

    desk.does(PublishPlan(plan_version=plan))

    assert desk.plan(plan).state is PlanState.PUBLISHED


def test_a_plan_is_not_taken_back_over_what_was_pinned_since(desk: Desk) -> None:
    plan = desk.proposed(to(TOMORROW, 30))
    desk.does(PublishPlan(plan_version=plan))
    desk.now += timedelta(minutes=5)
    pin(desk)
    before = desk.rows()

    with pytest.raises(PinnedSince) as refused:
        desk.does(RollBackPlan(plan_version=plan, reason="why not"))
    assert refused.value.facts["orders"] == [SECOND]
    assert desk.rows() == before

    desk.does(UnpinWork(words=SECOND))
    desk.does(RollBackPlan(plan_version=plan, reason="why not"))
    assert desk.plan(plan).state is PlanState.ROLLED_BACK


def test_a_pinned_order_is_not_put_before_others(desk: Desk) -> None:
    pin(desk)

    with pytest.raises(OrderPinned):
        desk.does(AskForRush(words=SECOND))
    pin(desk, "MILL first article", FIRST)
    desk.does(AskForRush(words=FIRST))
    assert [command.cause for command in desk.owed if isinstance(command, ComputePlan)] == [PlanCause.RUSH]


def test_what_has_left_stands_on_no_list(desk: Desk) -> None:
    pin(desk)

    def standing(session: Session) -> list[str]:
        return [it.order_no for it in standing_pins(session)]

    with desk.database.read() as session:
        assert standing(session) == [SECOND]
    desk.database.write(
        lambda session: session.connection().exec_driver_sql("UPDATE customer_order SET status='SHIPPED'")
    )
    with desk.database.read() as session:
        assert standing(session) == []
