"""Is the material of an order there: the verdict, what is missing and who owes it by when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from cards.card import Button, Card, Choice, Field, Figure, Form, Style, Tag, Tone
from cards.drawn import prep_text
from cards.load_card import Panel
from cards.notes import open_button
from cards.order_facts import LONGEST_NAME, subtitle
from cards.views import OrderView
from cards.wording import Wording
from core.planning.factory.records import Source
from core.planning.materials.kits import Kit, KitLine, Readiness, Supplied

MOST_MISSING = 12
MOST_CHOICES = 20
LONGEST_REASON = 200

_TONES = {Readiness.READY: Tone.GOOD, Readiness.AT_RISK: Tone.WARNING, Readiness.BLOCKED: Tone.BAD}

NOTHING_INSTEAD: Mapping[str, str] = {}

Holders = Mapping[str, Sequence[tuple[str, Decimal]]]
"""Who else has pieces of a missing item on the shelf, by item."""


class KitCard(Card):
    """The material of one order."""

    template = "kit"

    figures: tuple[Figure, ...]
    verdict: str
    missing: tuple[str, ...]
    there: Panel | None
    form: Form | None
    buttons: tuple[Button, ...]

    @classmethod
    def of(
        cls, order: OrderView, kit: Kit, holders: Holders, buyers: Mapping[str, str], words: Wording,
        instead: Mapping[str, str] = NOTHING_INSTEAD,
    ) -> "KitCard":  # fmt: skip
        """As it is now. `buyers` by item: who owes it; `instead` by item: what it stands in for, and by whose leave."""
        tone = _TONES[kit.readiness] if kit.lines else Tone.NEUTRAL
        missing = [_missing(line, order, buyers, words) + instead.get(line.item.item_code, "") for line in kit.missing]
        verdict = words.label(kit.readiness)
        return cls(
            title=words.say("kit.title", order_no=order.order_no),
            subtitle=subtitle(order, words),
            tone=tone,
            tags=(Tag(text=verdict, tone=tone),) if kit.lines else (),
            figures=tuple(_figures(order, kit, words)),
            verdict=words.say(f"kit.{kit.readiness.value}" if kit.lines else "kit.nothing", count=len(kit.missing)),
            missing=(*words.lines(missing, MOST_MISSING), *_unprepared(order, words)),
            there=_there(order, kit, instead, words),
            form=_form(order, kit, holders, words),
            buttons=(open_button(order, words),),
        )


def _figures(order: OrderView, kit: Kit, words: Wording) -> Iterator[Figure]:
    if kit.rate is not None:
        there = sum(line.is_there for line in kit.lines)
        rate = words.say("kit.rate_value", percent=round(kit.rate * 100), there=there, lines=len(kit.lines))
        yield Figure(label=words.say("kit.rate"), value=rate, tone=_TONES[kit.readiness], is_lead=True)
    for key, at in (("kit.kit_at", kit.kit_at), ("kit.start_at", kit.start_at)):
        if at is not None and kit.lines:
            yield Figure(label=words.say(key), value=_day(at, order, words))


def _missing(line: KitLine, order: OrderView, buyers: Mapping[str, str], words: Wording) -> str:
    ways = [_way(part, order, words) for part in line.parts if part.source is not Source.STOCK]
    return words.say(
        "kit.missing_late" if line.is_late else "kit.missing", what=_what(line, order, words),
        qty=line.qty - line.on_shelf, uom=words.label(line.item.uom, "material_uom"), ways=ways,
        need=_day(line.need_at, order, words) if line.need_at else None, buyer=buyers.get(line.item.item_code) or None,
    )  # fmt: skip


def _way(part: Supplied, order: OrderView, words: Wording) -> str:
    key = "po" if part.po_no else "buy" if part.available_at else "nowhere"
    day = _day(part.available_at, order, words) if part.available_at else None
    return words.say(f"kit.by_{key}", po_no=part.po_no, qty=part.qty, day=day)


def _unprepared(order: OrderView, words: Wording) -> Iterator[str]:
    """What production prepares, as long as something of it is not done."""
    if any(not prep.is_done for design in order.designs for prep in design.preps):
        yield words.say("kit.unprepared", preps=prep_text(order, words))


def _there(order: OrderView, kit: Kit, instead: Mapping[str, str], words: Wording) -> Panel | None:
    lines = [line for line in kit.lines if line.is_there]
    if not lines:
        return None
    rows = [
        words.say(
            "kit.there", what=_what(line, order, words), qty=line.qty, uom=words.label(line.item.uom, "material_uom")
        )
        + instead.get(line.item.item_code, "")
        for line in lines
    ]
    return Panel(title=words.say("kit.there_title", count=len(lines)), text="\n".join(rows))


def _form(order: OrderView, kit: Kit, holders: Holders, words: Wording) -> Form | None:
    choices = tuple(_choices(order, kit, holders, words))[:MOST_CHOICES]
    if not choices:
        return None
    submit = Button(
        text=words.say("kit.hand_over"), act="hand_over", ref=order.order_no, rev=order.revision, style=Style.PLAIN,
        confirm=words.say("kit.really_hand_over"),
    )  # fmt: skip
    return Form(
        intro=words.say("kit.form"), name=f"hand_over_{order.order_no.replace('-', '_')}", submit=submit,
        fields=(
            Field(name="from", label=words.say("kit.from"), kind="choice", choices=choices,
                  placeholder=words.say("form.hint_choice")),
            Field(name="qty", label=words.say("kit.qty"), kind="text", longest=14),
            Field(name="reason", label=words.say("kit.reason"), kind="text", longest=LONGEST_REASON),
        ),
    )  # fmt: skip


def _choices(order: OrderView, kit: Kit, holders: Holders, words: Wording) -> Iterator[Choice]:
    for line in kit.missing:
        code = line.item.item_code
        for order_no, qty in holders.get(code, ()):
            text = words.say("kit.holder", item=words.cut(code, LONGEST_NAME), order_no=order_no, qty=qty)
            yield Choice(text=text, value=f"{code}/{order_no}")


def _what(line: KitLine, order: OrderView, words: Wording) -> str:
    name = order.names.get(line.item.item_code, line.item.name)
    return words.named(words.cut(name, LONGEST_NAME), line.item.item_code)


def _day(at: datetime, order: OrderView, words: Wording) -> str:
    return words.short_day(words.day_of(at), order.year(words.timezone))
