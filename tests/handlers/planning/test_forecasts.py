"""Forecasts as the bus records them, and C4: the ledger of five dates that nobody overwrites."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from core.orders import Order
from core.orders.cause import CauseKind, ForecastCause
from core.orders.events import ForecastExplained, ForecastMoved
from core.orders.status import OrderStatus
from handlers.commands import CheckFeasibility
from handlers.importing import ImportRows
from handlers.plan_commands import ComputeForecasts, MachineDown, PublishPlan, RecordForecasts
from handlers.sender import TONGPIN
from storage.audit import trail
from storage.counters import data_version
from storage.tables import Timer
from tests.handlers.planning.desk import FIRST, SECOND, Desk, at, slot, to

PROMISED, LATER, SOONER = date(2026, 11, 25), date(2026, 11, 27), date(2026, 11, 24)
PO_9 = ForecastCause(CauseKind.PURCHASE_ORDER, "PO-9", "芯源")
PO_8 = ForecastCause(CauseKind.PURCHASE_ORDER, "PO-8")


def found(desk: Desk, day: date, cause: ForecastCause | None = None, order_no: str = FIRST, **told: Any) -> None:
    """The planner hands this in."""
    line = {"order_no": order_no, "line_no": 1, "day": day.isoformat(), "cause": cause.to_json() if cause else {}}
    with desk.database.read() as session:
        version = data_version(session)
    told = {"asked": ComputeForecasts(), "version": version, "forecasts": [line]} | told
    desk.does(RecordForecasts.model_validate(told), TONGPIN)


def dates(desk: Desk) -> tuple[date | None, ...]:
    """Requested, first promised, promised, expected, shipped."""
    (line,) = desk.order(FIRST).lines
    return (
        line.requested_date, line.first_promise_date, line.promise_date, line.forecast_date, line.actual_ship_date,
    )  # fmt: skip


def owed_later(desk: Desk) -> list[str]:
    """The timers that are set."""
    with desk.database.read() as session:
        return [timer.key for timer in session.exec(select(Timer))]


def changes(desk: Desk, **values: Any) -> None:
    """An order is something else now."""

    def work(session: Session) -> None:
        order = session.get(Order, FIRST)
        assert order is not None
        for name, value in values.items():
            setattr(order, name, value)
        session.add(order)

    desk.database.write(work)


class TestLedger:
    def test_only_the_forecast_moves(self, desk: Desk) -> None:
        found(desk, LATER, PO_9)

        assert dates(desk) == (PROMISED, PROMISED, PROMISED, LATER, None)

    def test_who_moved_it_from_what_to_what_and_why_is_kept(self, desk: Desk) -> None:
        found(desk, LATER, PO_9)

        (moved,) = [event for event in desk.events if isinstance(event, ForecastMoved)]
        assert (moved.line_no, moved.before, moved.after, moved.reason) == (1, PROMISED, LATER, PO_9.to_json())
        with desk.database.read() as session:
            assert [(row["actor"], row["action"]) for row in trail(session, FIRST)] == [(TONGPIN.key, "ForecastMoved")]

    def test_a_plan_moves_neither_the_first_promise_nor_the_one_in_force(self, desk: Desk) -> None:
        plan = desk.proposed(to(slot(FIRST, 1, 3), 50))

        desk.does(PublishPlan(plan_version=plan))

        assert dates(desk)[:3] == (PROMISED, PROMISED, PROMISED)

    def test_another_promise_leaves_the_first_on_record(self, desk: Desk) -> None:
        line = desk.order(FIRST).lines[0]

        line.promise(LATER)

        assert (line.first_promise_date, line.promise_date, line.forecast_date) == (PROMISED, LATER, LATER)

    def test_what_has_left_is_expected_no_more(self, desk: Desk) -> None:
        changes(desk, status=OrderStatus.SHIPPED)

        found(desk, LATER, PO_9)

        assert dates(desk)[3] == PROMISED


class TestRecording:
    def test_the_same_again_is_nothing(self, desk: Desk) -> None:
        found(desk, LATER, PO_9)

        found(desk, LATER, PO_9)

        assert (desk.events, desk.owed) == ([], [])

    def test_earlier_than_promised_is_in_time_and_no_news(self, desk: Desk) -> None:
        found(desk, SOONER)

        assert (desk.events, desk.owed, dates(desk)[3]) == ([], [], PROMISED)

    def test_whoever_is_late_is_looked_at_at_once(self, desk: Desk) -> None:
        found(desk, LATER, PO_9)

        assert desk.owed == [CheckFeasibility()]

    def test_in_time_again_it_has_no_cause_any_more(self, desk: Desk) -> None:
        found(desk, LATER, PO_9)

        found(desk, SOONER)

        assert dates(desk)[3] == PROMISED
        assert desk.order(FIRST).lines[0].forecast_cause == {}

    def test_another_cause_for_the_same_day_is_told_but_moves_nothing(self, desk: Desk) -> None:
        found(desk, LATER, PO_9)

        found(desk, LATER, PO_8)

        assert [type(event) for event in desk.events] == [ForecastExplained]

    def test_nothing_is_expected_in_the_past(self, desk: Desk) -> None:
        desk.now = at(24 * 10)

        found(desk, LATER, PO_9)

        assert dates(desk)[3] == desk.now.date()

    def test_what_was_booked_meanwhile_is_left_to_the_next_look(self, desk: Desk) -> None:
        with desk.database.read() as session:
            version = data_version(session)
        desk.books(slot(FIRST, 5, 7))

        found(desk, LATER, PO_9, version=version)

        assert (desk.events, dates(desk)[3]) == ([], PROMISED)

    def test_a_check_looks_at_promises_even_where_nothing_could_be_worked_out(self, desk: Desk) -> None:
        problem = {"field": "", "refusal": "PlannerFailed", "facts": {"reference": "ab"}}

        found(desk, LATER, asked=ComputeForecasts(is_check=True), forecasts=[], problem=problem)

        assert desk.owed == [CheckFeasibility()]


class TestOccasions:
    def test_a_machine_that_stops(self, desk: Desk) -> None:
        desk.does(MachineDown(work_centre="CNC", until=at(8)))

        assert owed_later(desk) == ["forecasts"]

    def test_rows_that_change_what_promises_rest_on(self, desk: Desk) -> None:
        row = {"item_code": "A", "name": "a", "kind": "BOUGHT", "purchase_lead_time_days": 3}
        desk.does(ImportRows(table="item", rows=[row]), TONGPIN)
        assert owed_later(desk) == ["forecasts"]

    @pytest.mark.parametrize("table", ["customer"])
    def test_other_rows_do_not(self, desk: Desk, table: str) -> None:
        desk.does(ImportRows(table=table, rows=[{"code": "NEW", "name": "新"}]), TONGPIN)

        assert owed_later(desk) == []

    def test_a_plan_that_is_published(self, desk: Desk) -> None:
        plan = desk.proposed(to(slot(SECOND, 24, 26), 30))

        desk.does(PublishPlan(plan_version=plan))

        assert "forecasts" in owed_later(desk)
