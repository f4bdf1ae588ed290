"""How much later an order may be, in one line: `整单 2 天；下一道 贴片（SMT-1）1.5 天，最迟 11月25日 08:00 开工`."""

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from cards.order_facts import LONGEST_NAME
from cards.views import OrderView, step_key
from cards.wording import Wording
from core.slacks import Slack

DAY = 24 * 60


def slack_text(order: OrderView, words: Wording) -> str:
    """Of the order, its next operation, its purchase order and its drawing; empty where nothing is known."""
    return words.say("format.semicolon").join(_said(order, words))


def _said(order: OrderView, words: Wording) -> Iterator[str]:
    if order.slack is None:
        return
    yield words.say("slack.order", room=_room(order.slack.minutes, words))
    for part in order.slack.parts:
        yield _part(part, order, words)


def _part(part: Slack, order: OrderView, words: Wording) -> str:
    step = order.names.get(step_key(part.item_code, part.seq)) or part.operation
    return words.say(
        f"slack.{part.kind.value}", room=_room(part.minutes, words), step=words.cut(step, LONGEST_NAME),
        machine=part.work_centre, what=words.named(words.cut(order.names.get(part.code, ""), LONGEST_NAME), part.code),
        latest=words.moment_in(part.latest_at, order.year(words.timezone)),
    )  # fmt: skip


def _room(minutes: int, words: Wording) -> str:
    """Never more than there is: hours below a day, days to the half."""
    if minutes < 60:
        return words.say("slack.none")
    if minutes < DAY:
        return words.say("slack.hours", hours=minutes // 60)
    halves = (Decimal(2 * minutes) / DAY).to_integral_value(ROUND_FLOOR)
    return words.say("slack.days", days=halves / 2)
