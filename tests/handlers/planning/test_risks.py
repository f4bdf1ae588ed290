"""The look at how sure every date is: kept as a whole, and shown where it says something else."""

from datetime import UTC, date, timedelta
from functools import partial

from sqlmodel import Session, select

from core.planning.codec import to_json
from core.planning.plan.policy import PlanPolicy
from core.planning.plan.uncertainty import LineRisk
from core.planning.promise.engine import DispatchEngine
from core.risks import RiskClass
from handlers.computing import COMPUTATIONS
from handlers.plan_commands import ComputeRisks, PublishPlan, RecordRisks, ScanRisks
from handlers.sender import TONGPIN
from storage import risks
from storage.ages import RISK_SCAN, confirmed_at
from storage.orders import get_order, last_shipped
from storage.tables import LivingCard
from tests.core.planning.plan.books import broken, two_apart
from tests.handlers.planning.desk import FIRST, NOW, SECOND, Desk, slot, to


def a_risk(order_no: str = FIRST, day: int = 26, late_share: float = 0.1) -> LineRisk:
    return LineRisk(
        order_no=order_no, line_no=1, p50_date=date(2026, 11, 24), p80_date=date(2026, 11, day), late_share=late_share
    )


def found(*lines: LineRisk) -> RecordRisks:
    return RecordRisks(risks=[to_json(each) for each in lines], data_version=3)


def wanted(desk: Desk, order_no: str) -> int:
    """How often the card of an order has had to be drawn."""
    with desk.database.read() as session:
        return session.exec(select(LivingCard).where(LivingCard.subject == order_no)).one().wanted


def test_what_was_found_takes_the_place_of_all_that_was_found_before(desk: Desk) -> None:
    desk.does(found(a_risk(), a_risk(SECOND)), TONGPIN)
    desk.does(found(a_risk(SECOND, late_share=0.6)), TONGPIN)

    with desk.database.read() as session:
        kept = risks.all_risks(session)
        assert risks.risks_of(session, FIRST) == []
        assert confirmed_at(session, RISK_SCAN) == NOW.astimezone(UTC)
    assert [(each.order_no, each.risk_class, each.data_version) for each in kept] == [(SECOND, RiskClass.HIGH, 3)]


def test_a_scan_that_finds_the_same_touches_no_card(desk: Desk) -> None:
    cards = [LivingCard(subject=order_no, kind="order", chat="feishu:1") for order_no in (FIRST, SECOND)]
    desk.database.write(partial(Session.add_all, instances=cards))
    desk.does(found(a_risk(), a_risk(SECOND)), TONGPIN)
    before = wanted(desk, FIRST), wanted(desk, SECOND)

    desk.does(found(a_risk(late_share=0.15), a_risk(SECOND, day=27)), TONGPIN)

    assert (wanted(desk, FIRST), wanted(desk, SECOND)) == (before[0], before[1] + 1)


def test_the_standing_plan_is_read_run_through_and_kept(desk: Desk) -> None:
    desk.does(ScanRisks(), TONGPIN)
    asked = next(command for command in desk.owed if isinstance(command, ComputeRisks))

    desk.does(desk.worked_out(asked), TONGPIN)

    with desk.database.read() as session:
        kept = {each.order_no: each for each in risks.all_risks(session)}
    assert kept.keys() == {FIRST, SECOND}
    assert all(each.p50_date <= each.p80_date for each in kept.values())
    assert kept[FIRST].p80_date <= kept[SECOND].p80_date


def test_a_published_plan_has_the_risks_looked_at_anew(desk: Desk) -> None:
    version = desk.proposed(to(slot(SECOND, 24, 26), 30))

    desk.does(PublishPlan(plan_version=version))

    assert ScanRisks() in desk.owed
    assert COMPUTATIONS[ComputeRisks].work.value == "plans"


def test_what_left_last_tells_how_promises_were_kept(desk: Desk) -> None:
    def ship(session: Session) -> None:
        for day, order_no in enumerate((FIRST, SECOND), 25):
            get_order(session, order_no).lines[0].actual_ship_date = date(2026, 11, day)

    desk.database.write(ship)

    with desk.database.read() as session:
        promised = date(2026, 11, 25)
        assert last_shipped(session, 9) == [(promised, date(2026, 11, 26)), (promised, date(2026, 11, 25))]
        assert last_shipped(session, 1) == [(promised, date(2026, 11, 26))]


def test_of_an_order_that_can_never_be_made_nothing_is_told_and_of_the_others_all() -> None:
    stuck = broken(two_apart(), "M1", timedelta(hours=-20), timedelta(days=3000))

    told = COMPUTATIONS[ComputeRisks].solve(ComputeRisks(policy=PlanPolicy(risk_samples=20)), stuck, DispatchEngine())

    assert isinstance(told, RecordRisks)
    assert [each["order_no"] for each in told.risks] == ["ORD-2611-0002"]
