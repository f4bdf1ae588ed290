"""The living card of a sold order: its dates, what it waits for, who has taken it on, the milestones."""

from collections.abc import Iterator

from cards.agreed import agreed_text
from cards.because import because
from cards.card import Button, Card, Fact, Figure, Form, Style, Tone
from cards.drawn import drawn_facts
from cards.order_facts import NOTHING, held_note, order_facts, order_tags, order_tone, percent, subtitle
from cards.pins import pin_text
from cards.progress import acknowledgement_text, next_text, node_text, problem_text
from cards.review_lines import on_order
from cards.slack import slack_text
from cards.sold_way import SoldWay
from cards.spec_fields import spec_form
from cards.views import OrderView
from cards.wording import Wording
from core.orders import NodeKind, OrderStatus
from core.orders.status import COMMITTED
from core.risks import SELDOM_LATE

MOST_PINS = 6
_OVER = (OrderStatus.CLOSED, OrderStatus.CANCELLED)


class OrderCard(Card):
    """One order, the same for every reader."""

    template = "order"

    figures: tuple[Figure, ...]
    note: str
    problems: tuple[str, ...]
    form: Form | None
    departments: tuple[str, ...]
    nodes: tuple[str, ...]
    facts: tuple[Fact, ...]
    buttons: tuple[Button, ...]

    @classmethod
    def of(cls, order: OrderView, words: Wording, *, change_no: str = "") -> "OrderCard":
        """The present state. `change_no`: the change of it that others decide about."""
        is_shown = order.status is not OrderStatus.CANCELLED
        form = spec_form(order, "order.spec_form", words)
        said = frozenset({"missing_spec"}) if form else NOTHING
        return cls(
            title=words.say("order.title", order_no=order.order_no),
            subtitle=subtitle(order, words),
            tone=order_tone(order),
            tags=order_tags(order, words),
            figures=tuple(_figures(order, words)),
            note=_note(order, words),
            problems=tuple(problem_text(given, words) for given in order.troubled),
            form=form,
            departments=tuple(acknowledgement_text(given, words) for given in order.acknowledgements if is_shown),
            nodes=tuple(node_text(node, order, words) for node in order.nodes if is_shown),
            facts=(
                *_clash(order, words),
                *_change(order, change_no, words),
                *_review(order, words),
                *_agreed(order, words),
                *_because(order, words),
                *_sold_way(order, words),
                *_sureness(order, words),
                *_slack(order, words),
                *_pins(order, words),
                *drawn_facts(order, words),
                *order_facts(order, words, said=said),
            ),
            buttons=tuple(_buttons(order, words)),
        )


def _figures(order: OrderView, words: Wording) -> Iterator[Figure]:
    """The day that counts first; days that are the same as another, or not known, are not repeated."""
    moved = order.first_promise_date if order.first_promise_date != order.promise_date else None
    forecast = None if order.actual_ship_date or order.clash else order.forecast_date
    days = {
        "actual": order.actual_ship_date, "promise": order.promise_date, "forecast": forecast,
        "requested": order.requested_date, "first_promise": moved,
    }  # fmt: skip
    tones = {"forecast": Tone.WARNING if order.is_at_risk else Tone.NEUTRAL}
    known = [(key, day) for key, day in days.items() if day is not None]
    for place, (key, day) in enumerate(known):
        yield Figure(
            label=words.say(f"date.{key}"), value=words.short_day(day, order.year(words.timezone)),
            tone=tones.get(key, Tone.NEUTRAL), is_lead=place == 0,
        )  # fmt: skip


def _note(order: OrderView, words: Wording) -> str:
    if order.is_on_hold:
        return held_note(order, words)
    return "" if order.status in _OVER else next_text(order, words)


def _clash(order: OrderView, words: Wording) -> Iterator[Fact]:
    if order.clash and order.actual_ship_date is None and order.status not in _OVER:
        yield Fact(label=words.say("clash.label"), value=order.clash)


def _change(order: OrderView, change_no: str, words: Wording) -> Iterator[Fact]:
    """What is below may soon be something else."""
    if change_no and order.status not in _OVER:
        text = words.say("orderchange.under_way", change_no=change_no)
        yield Fact(label=words.say("orderchange.under_way_label"), value=text)


def _review(order: OrderView, words: Wording) -> Iterator[Fact]:
    """Whom it waits for to understand it."""
    for text in on_order(order, words):
        yield Fact(label=words.say("review.label"), value=text)


def _agreed(order: OrderView, words: Wording) -> Iterator[Fact]:
    if text := agreed_text(order, words):
        yield Fact(label=words.say("repromise.label"), value=text)


def _because(order: OrderView, words: Wording) -> Iterator[Fact]:
    if why := because(order, words):
        yield Fact(label=words.say("because.title"), value=why)


def _sold_way(order: OrderView, words: Wording) -> Iterator[Fact]:
    if in_short := SoldWay(order, words).in_short:
        yield Fact(label=words.say("sold.title"), value=in_short)


def _sureness(order: OrderView, words: Wording) -> Iterator[Fact]:
    """By which day it leaves in four of five futures, as long as that is still to come."""
    if order.p80_date is None or order.actual_ship_date is not None or order.status in _OVER:
        return
    half, most = (words.short_day(day, order.year(words.timezone)) for day in (order.p50_date, order.p80_date) if day)
    late = words.say("sure.late", share=percent(order.late_share)) if order.late_share > SELDOM_LATE else ""
    text = words.say("sure.text", half=half if half != most else None, most=most)
    yield Fact(label=words.say("sure.label"), value=text + late)


def _pins(order: OrderView, words: Wording) -> Iterator[Fact]:
    """What stays where it is, as long as something is planned."""
    if order.pins and order.status in COMMITTED:
        said = words.say("format.semicolon").join(pin_text(pin, words) for pin in order.pins[:MOST_PINS])
        yield Fact(label=words.say("pin.label"), value=said)


def _slack(order: OrderView, words: Wording) -> Iterator[Fact]:
    """As long as something is still to be made or to come. Of what is late already the reason is told instead."""
    if order.actual_ship_date is None and order.status not in _OVER and (text := slack_text(order, words)):
        yield Fact(label=words.say("slack.label"), value=text)


def _buttons(order: OrderView, words: Wording) -> Iterator[Button]:
    if order.status is OrderStatus.SHIPPED and not order.node(NodeKind.RECEIPT).percent:
        yield Button(
            text=words.say("node.report_RECEIPT"), act="node", ref=order.order_no, rev=order.revision,
            style=Style.PRIMARY, extra={"node": NodeKind.RECEIPT.value, "percent": 100},
        )  # fmt: skip
