"""Who gives way for an order, in a few words."""

from cards.wording import Wording
from core.planning.plan.displaced import Displaced


def displaced_text(it: Displaced, words: Wording) -> str:
    """`ORD-2611-0007 晚 2 天（仍赶得上）`."""
    key = "late" if it.days_late else "kept" if it.wanted_by else "open"
    return words.say(f"rush.displaced_{key}", order_no=it.order_no, days=it.days_lost, late=it.days_late)
