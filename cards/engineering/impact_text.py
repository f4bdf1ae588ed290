"""What an engineering change would do, in sections: orders with both dates, work, stock, purchases, cost."""

from collections.abc import Iterator

from cards.changes.description import Section
from cards.wording import Wording
from core.planning.redesign.impact import ChangeImpact, WorkImpact
from core.revisions import WorkDecision

MOST_ORDERS = 20
MOST_ENTRIES = 6


def impact_sections(impact: ChangeImpact, words: Wording, year: int) -> Iterator[Section]:
    """The orders that would be late first."""
    title = words.say("ecn.orders", count=len(impact.orders), late=len(impact.newly_late) or None)
    yield Section(title, _orders(impact, words, year))
    wip = [
        words.say("ecn.wip_row", order_no=it.order_no, item=it.item_code, qty=it.qty, value=words.money(it.value))
        for it in impact.wip
    ]
    stock = [
        words.say("ecn.stock_row", item=it.item_code, qty=it.qty, value=words.money(it.value)) for it in impact.stock
    ]
    purchases = [
        words.say("ecn.purchase_row", po_no=it.po_no, item=it.item_code, qty=it.qty, value=words.money(it.value))
        for it in impact.purchases
    ]
    for key, rows in (("wip", wip), ("stock", stock), ("purchases", purchases)):
        yield Section(words.say(f"ecn.{key}", count=len(rows)), words.lines(rows, MOST_ENTRIES))
    delta = impact.unit_cost_delta
    way = "dearer" if delta > 0 else "cheaper" if delta < 0 else "same"
    told = words.say(f"ecn.cost_{way}", unit=words.money(abs(delta)), total=words.money(abs(impact.cost_delta)))
    yield Section(words.say("ecn.cost"), (told,))


def _orders(impact: ChangeImpact, words: Wording, year: int) -> tuple[str, ...]:
    return words.lines([_row(work, words, year) for work in sorted(impact.works, key=_worst_first)], MOST_ORDERS)


def _worst_first(work: WorkImpact) -> tuple[object, ...]:
    return (
        not work.is_newly_late,
        work.decision is not WorkDecision.FLAGGED,
        -work.days_later,
        work.order_no,
        work.line_no,
    )


def _row(work: WorkImpact, words: Wording, year: int) -> str:
    before, after = words.short_day(work.before, year), words.short_day(work.after, year)
    key = "late" if work.is_newly_late else "moved" if work.days_later else "same_day"
    told = words.say(f"ecn.order_{key}", order_no=work.order_no, before=before, after=after)
    if work.decision is WorkDecision.REBASED:
        return told
    why = words.say(f"ecn.because_{work.reason}") if work.reason else ""
    return words.say("ecn.order_decided", told=told, decision=words.label(work.decision), why=why)
