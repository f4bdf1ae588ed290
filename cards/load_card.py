"""The plan of the next days in the chat: hours planned over hours available, where it is tight, what it takes."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from cards.asides import PinView
from cards.card import Button, Card, Figure, Part, Tone
from cards.notes import ListCard, Row
from cards.pins import pin_row
from cards.wording import Wording
from core.planning.plan.load import SCARCE_SHARE, CentreLoad, DayLoad, Load, MaterialNeed

MOST_CENTRES = 20
MOST_LINES = 300
"""Days of all work centres on one page: more would be refused by the platform for its size."""
ROWS_PER_PAGE = 15
MOST_ORDERS = 6
MOST_NEEDS = 8
MOST_PINS = 5

Codes = Mapping[str, str]
"""What codes are called in the reader's language, where the load itself does not say so."""


class Panel(Part):
    """A work centre: closed it says how full it is, opened it lists its days."""

    title: str
    text: str


class ScheduleCard(Card):
    """Per work centre and day, a page of work centres at a time."""

    template = "schedule"

    figures: tuple[Figure, ...]
    bottleneck: tuple[str, ...]
    panels: tuple[Panel, ...]
    needs_title: str
    needs: tuple[str, ...]
    pins_title: str
    pins: tuple[str, ...]
    empty: str
    overrides: str
    note: str
    buttons: tuple[Button, ...]

    @classmethod
    def of(
        cls, load: Load, codes: Codes, page: int, words: Wording, *, pins: Sequence[PinView] = (), overrides: int = 0
    ) -> "ScheduleCard":
        """The days of the load, by work centre. `overrides`: what was moved of the frozen days this month."""
        size = max(1, min(MOST_CENTRES, MOST_LINES // _days(load)))
        pages = max(1, -(-len(load.centres) // size))
        page = min(page, pages)
        shown = load.centres[(page - 1) * size : page * size]
        return cls(
            title=_title("schedule.title", load, words),
            tone=Tone.WARNING if _is_scarce(load) else Tone.NEUTRAL,
            figures=tuple(_figures(load, words)),
            bottleneck=tuple(_bottleneck(load, codes, words)),
            panels=tuple(_panel(centre, load, codes, words) for centre in shown),
            needs_title=words.say("schedule.needs") if load.needs else "",
            needs=words.lines([_need(need, codes, words) for need in load.needs], MOST_NEEDS),
            pins_title=words.say("pin.standing") if pins else "",
            pins=words.lines([pin_row(pin, words) for pin in pins], MOST_PINS),
            empty="" if load.centres else words.say("schedule.empty"),
            overrides=words.say("pin.overrides", count=overrides) if overrides else "",
            note=words.say("schedule.note", page=page, pages=pages, count=len(load.centres)) if load.centres else "",
            buttons=_turns("schedule", load, page, pages, words),
        )  # fmt: skip


def load_list(load: Load, codes: Codes, page: int, words: Wording) -> ListCard:
    """Every work centre in a row, the fullest first."""
    pages = max(1, -(-len(load.centres) // ROWS_PER_PAGE))
    page = min(page, pages)
    shown = load.by_share[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
    return ListCard(
        title=_title("load.title", load, words),
        tone=Tone.WARNING if _is_scarce(load) else Tone.NEUTRAL,
        intro=words.say("load.intro", page=page, pages=pages) if load.centres else "",
        rows=tuple(_row(centre, load, codes, words) for centre in shown),
        empty="" if load.centres else words.say("schedule.empty"),
        buttons=_turns("load", load, page, pages, words),
    )


def _title(key: str, load: Load, words: Wording) -> str:
    year = load.first.year
    return words.say(key, first=words.short_day(load.first, year), last=words.short_day(load.last, year))


def _is_scarce(load: Load) -> bool:
    return load.bottleneck is not None and load.bottleneck.share >= SCARCE_SHARE


def _figures(load: Load, words: Wording) -> Iterator[Figure]:
    planned, available = sum(each.planned for each in load.centres), sum(each.available for each in load.centres)
    share = Decimal(planned) / available if available else Decimal(0)
    yield Figure(label=words.say("schedule.whole"), value=_percent(share), is_lead=True)
    if load.bottleneck is not None:
        tone = Tone.WARNING if _is_scarce(load) else Tone.NEUTRAL
        yield Figure(
            label=words.say("schedule.bottleneck"),
            value=f"{load.bottleneck.work_centre} {_percent(load.bottleneck.share)}",
            tone=tone,
        )


def _bottleneck(load: Load, codes: Codes, words: Wording) -> Iterator[str]:
    centre = load.bottleneck
    if centre is None:
        yield words.say("schedule.idle") if load.centres else ""
        return
    orders = [
        words.say("schedule.order", order_no=order_no, hours=_hours(minutes)) for order_no, minutes in centre.orders
    ]
    yield words.say("schedule.fullest", what=_what(centre, codes, words), hours=_over(centre.planned, centre.available))
    yield words.say("schedule.orders", orders=words.lines(orders, MOST_ORDERS))


def _panel(centre: CentreLoad, load: Load, codes: Codes, words: Wording) -> Panel:
    days = "\n".join(_day(day, load, words) for day in centre.days)
    title = words.say(
        "schedule.centre", what=_what(centre, codes, words), share=_percent(centre.share),
        hours=_over(centre.planned, centre.available),
    )  # fmt: skip
    return Panel(title=title, text=days)


def _day(day: DayLoad, load: Load, words: Wording) -> str:
    named = words.short_day(day.day, load.first.year)
    if not day.available and not day.planned:
        return words.say("schedule.closed", day=named)
    return words.say("schedule.day", day=named, hours=_over(day.planned, day.available))


def _row(centre: CentreLoad, load: Load, codes: Codes, words: Wording) -> Row:
    fullest = max(centre.days, key=lambda day: (day.planned / day.available if day.available else 0, day.planned))
    share = Decimal(fullest.planned) / fullest.available if fullest.available else Decimal(0)
    text = words.say(
        "load.row", share=_percent(centre.share), hours=_over(centre.planned, centre.available),
        day=words.short_day(fullest.day, load.first.year) if share else None, most=_percent(share),
    )  # fmt: skip
    return Row(title=_what(centre, codes, words), text=text)


def _need(need: MaterialNeed, codes: Codes, words: Wording) -> str:
    what = words.named(codes.get(need.item_code, need.name), need.item_code)
    uom = words.label(need.uom, "material_uom")
    return words.say("schedule.need", what=what, qty=need.qty, uom=uom, short=need.short or None)


def _what(centre: CentreLoad, codes: Codes, words: Wording) -> str:
    return words.named(codes.get(centre.work_centre, centre.name), centre.work_centre)


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _over(planned: int, available: int) -> str:
    return f"{_hours(planned):f}/{_hours(available):f} h"


def _percent(share: Decimal) -> str:
    return f"{share * 100:.0f}%"


def _turns(key: str, load: Load, page: int, pages: int, words: Wording) -> tuple[Button, ...]:
    return tuple(
        Button(text=words.say("list.page", page=to), act=f"page_{key}", ref=str(to), rev=0, extra={"days": _days(load)})
        for to in (page - 1, page + 1)
        if 1 <= to <= pages
    )


def _days(load: Load) -> int:
    return (load.last - load.first).days + 1
