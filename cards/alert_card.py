"""An alert: what is wrong, with which order, what it waits for, and who has it."""

from collections.abc import Iterator

from cards.because import because
from cards.card import Button, Card, Fact, Figure, Style, Tag, Tone
from cards.order_facts import LONGEST_NAME
from cards.progress import awaited
from cards.views import AlertView, DelayView, OrderView
from cards.wording import Wording
from core.alerts import AlertStatus


class AlertCard(Card):
    """One cause for concern, kept up to date until it is gone."""

    template = "alert"

    text: str
    figures: tuple[Figure, ...]
    facts: tuple[Fact, ...]
    buttons: tuple[Button, ...]

    @classmethod
    def of(cls, alert: AlertView, words: Wording) -> "AlertCard":
        """The present state."""
        order = alert.orders[0]
        return cls(
            title=words.say("alert.title", alert_no=alert.alert_no, kind=words.label(alert.kind, "AlertKind")),
            subtitle=f"{order.order_no} · {words.cut(order.customer, LONGEST_NAME)} · {order.product_code}",
            tone=_tone(alert),
            tags=(Tag(text=words.label(AlertStatus(alert.status)), tone=_tone(alert)),),
            text=_text(alert, order, words),
            figures=tuple(_figures(alert, order, words)),
            facts=tuple(_facts(alert, order, words)),
            buttons=tuple(_buttons(alert, words)),
        )


def _tone(alert: AlertView) -> Tone:
    if alert.status == AlertStatus.RESOLVED:
        return Tone.DONE
    if alert.status == AlertStatus.ACKNOWLEDGED:
        return Tone.BUSY
    return Tone.BAD if alert.kind == "OVERDUE" else Tone.WARNING


def _text(alert: AlertView, order: OrderView, words: Wording) -> str:
    if alert.status == AlertStatus.RESOLVED:
        return words.say("alert.resolved")
    return words.say(f"alert.{alert.kind}", days=order.days_late or order.days_at_risk)


def _figures(alert: AlertView, order: OrderView, words: Wording) -> Iterator[Figure]:
    tone = Tone.NEUTRAL if alert.status == AlertStatus.RESOLVED else _tone(alert)
    if order.forecast_date is not None:
        day = words.short_day(order.forecast_date, order.year(words.timezone))
        yield Figure(label=words.say("date.forecast"), value=day, tone=tone, is_lead=True)
    if order.promise_date is not None:
        yield Figure(
            label=words.say("date.promise"), value=words.short_day(order.promise_date, order.year(words.timezone))
        )


def _facts(alert: AlertView, order: OrderView, words: Wording) -> Iterator[Fact]:
    if alert.status != AlertStatus.RESOLVED and (why := because(order, words)):
        yield Fact(label=words.say("because.title"), value=why)
    if alert.status != AlertStatus.RESOLVED and (waiting := _waiting_for(order, words)):
        yield Fact(label=words.say("alert.waiting_for"), value=waiting)
    if alert.delayed_by is not None:
        yield Fact(label=words.say("alert.cause"), value=_cause(alert.delayed_by, words))
    yield Fact(label=words.say("alert.owner"), value=words.cut(alert.owner, LONGEST_NAME))
    yield Fact(label=words.say("alert.raised_at"), value=words.moment(alert.raised_at))
    if alert.acknowledged_by:
        taken = words.say("alert.taken", by=words.cut(alert.acknowledged_by, LONGEST_NAME), at=alert.acknowledged_at)
        yield Fact(label=words.say("alert.state"), value=taken)


def _cause(delay: DelayView, words: Wording) -> str:
    machine = words.named(words.cut(delay.machine, LONGEST_NAME), delay.work_centre)
    return words.say("alert.replanned", cause=delay.cause, machine=machine, plan=delay.plan_version)


def _waiting_for(order: OrderView, words: Wording) -> str:
    if awaits := awaited(order, words):
        return awaits
    node = order.next_node
    if node is None:
        return ""
    planned, owner = words.short_day(node.planned_date, order.year(words.timezone)), words.cut(node.owner, LONGEST_NAME)
    return words.say("alert.waiting_node", node=node.kind, owner=owner, planned=planned)


def _buttons(alert: AlertView, words: Wording) -> Iterator[Button]:
    order = alert.orders[0]
    if alert.status == AlertStatus.OPEN:
        yield Button(
            text=words.say("alert.take"), act="ack_alert", ref=alert.alert_no, rev=alert.revision, style=Style.PRIMARY
        )
    yield Button(text=words.say("list.open"), act="show", ref=order.order_no, rev=order.revision)
