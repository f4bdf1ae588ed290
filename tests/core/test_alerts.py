"""An alert is one concern about one order, from the first fear to the end."""

from datetime import UTC, datetime, timedelta

from core.alerts import Alert, AlertKind, AlertStatus, AlertTurned

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=8)


def an_alert() -> Alert:
    alert, _ = Alert.raise_for("AL-2611-0001", AlertKind.AT_RISK, "ORD-2611-0001", owner="wang", now=NOW)
    return alert


def test_a_risk_that_becomes_a_fact_is_the_same_alert_and_asks_again() -> None:
    alert = an_alert()
    alert.acknowledge("wang", now=NOW)

    [turned] = alert.turn(AlertKind.OVERDUE, now=LATER)

    assert turned == AlertTurned(at=LATER, subject="AL-2611-0001", kind=AlertKind.OVERDUE, order_no="ORD-2611-0001")
    assert (alert.kind, alert.status, alert.acknowledged_by) == (AlertKind.OVERDUE, AlertStatus.OPEN, "")
    assert alert.raised_at == NOW


def test_the_same_kind_is_not_news() -> None:
    alert = an_alert()
    alert.acknowledge("wang", now=NOW)

    assert alert.turn(AlertKind.AT_RISK, now=LATER) == []
    assert alert.status is AlertStatus.ACKNOWLEDGED


def test_it_is_over_once_its_cause_is_gone() -> None:
    alert = an_alert()
    assert not alert.is_over

    alert.resolve(now=LATER)

    assert alert.is_over
