"""Why an order will be late, in one line: `采购单 PO-9（芯源），晚 2 天`."""

from cards.order_facts import LONGEST_NAME
from cards.views import OrderView
from cards.wording import Wording


def because(order: OrderView, words: Wording) -> str:
    """The one thing that keeps it, and by how many days; empty where it is in time, or nothing is proved."""
    cause = order.cause
    if cause is None or not order.is_at_risk or order.actual_ship_date is not None:
        return ""
    name = words.cut(order.names.get(cause.code) or cause.name, LONGEST_NAME)
    text = words.say(
        f"because.{cause.kind}", code=cause.code, name=name, other=cause.code if cause.code != order.order_no else "",
        what=words.named(name, cause.code) if name else cause.code,
    )  # fmt: skip
    through = cause.through if cause.through != cause.code else ""
    return words.say("because.line", cause=text, through=through, days=order.days_at_risk)
