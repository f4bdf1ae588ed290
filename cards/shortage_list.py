"""What has to be bought, by the day on which it has to be ordered."""

from collections.abc import Mapping, Sequence
from datetime import date

from cards.card import Button, Tone
from cards.notes import ListCard, Row
from cards.order_facts import LONGEST_NAME
from cards.wording import Wording
from core.planning.materials.shortages import Shortage

PAGE_SIZE = 10
MOST_ORDERS = 4


def shortage_list(
    found: Sequence[Shortage], codes: Mapping[str, str], buyers: Mapping[str, str], today: date, page: int,
    words: Wording,
) -> ListCard:  # fmt: skip
    """A page of shortages, the most urgent first."""
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(page, pages)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    is_late = any(each.is_past(today) or each.late_qty for each in found)
    return ListCard(
        title=words.say("shortage.title"),
        tone=Tone.BAD if is_late else Tone.WARNING if found else Tone.GOOD,
        intro=words.say("shortage.count", count=len(found), page=page, pages=pages) if found else "",
        rows=tuple(_row(each, codes, buyers, today, words) for each in shown),
        empty="" if found else words.say("shortage.empty"),
        buttons=tuple(
            Button(text=words.say("list.page", page=to), act="page_shortage", ref=str(to), rev=0)
            for to in (page - 1, page + 1)
            if 1 <= to <= pages
        ),
    )


def _row(short: Shortage, codes: Mapping[str, str], buyers: Mapping[str, str], today: date, words: Wording) -> Row:
    code = short.item.item_code
    what = words.named(words.cut(codes.get(code, short.item.name), LONGEST_NAME), code)
    text = words.say(
        "shortage.row", need=_day(words.day_of(short.need_at) if short.need_at else None, today, words),
        order_by=_order_by(short, today, words), late=_late(short, words), lead=short.lead_days,
        orders=words.lines(short.orders, MOST_ORDERS), buyer=buyers.get(code) or None,
    )  # fmt: skip
    title = words.say(
        "shortage.title_of", what=what, short=short.short_qty or None, uom=words.label(short.item.uom, "material_uom")
    )
    kit = Button(text=words.say("shortage.kit"), act="kit", ref=short.orders[0], rev=0)
    return Row(title=title, text=text, button=kit)


def _order_by(short: Shortage, today: date, words: Wording) -> str | None:
    if not short.short_qty:
        return None
    if short.lead_days is None:
        return words.say("shortage.nowhere")
    if short.is_past(today):
        return words.say("shortage.too_late", day=_day(short.order_by, today, words))
    return words.say("shortage.order_by", day=_day(short.order_by, today, words))


def _late(short: Shortage, words: Wording) -> str | None:
    if not short.late_qty:
        return None
    uom = words.label(short.item.uom, "material_uom")
    return words.say("shortage.late", qty=short.late_qty, uom=uom, pos=short.late_pos)


def _day(day: date | None, today: date, words: Wording) -> str | None:
    return words.short_day(day, today.year) if day else None
