"""A rush: what it wins, who pays for it by how much, and who has agreed; for those who have to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.card import Button, Card, Field, Figure, Form, Style, Tag, Tone
from cards.displaced import displaced_text
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS
from cards.plan_card import LONGEST_REASON, Section
from cards.wording import Wording
from core.planning.plan.displaced import Displaced, Push
from core.plans import PlanState, Supersession

MOST_ORDERS = 8
"""Orders of one kind shown one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """Somebody whose orders become late."""

    person: str
    orders: tuple[str, ...]
    has_agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RushView:
    """A rush as one reader sees it."""

    plan_version: str
    revision: int
    state: PlanState
    order_no: str
    customer: str
    asked_by: str
    made_at: datetime
    lead: str
    """Who publishes it."""
    push: Push
    consents: tuple[ConsentView, ...]
    waived_by: str
    waived_reason: str
    decided_by: str
    reason: str
    customers: Mapping[str, str]
    """By displaced order."""
    may_agree: bool
    """The reader is asked, and has not answered."""
    may_waive: bool
    """The reader may decide for those who have not answered."""
    waivers: int = 0
    """How often managers have done so this month."""


class RushCard(Card):
    """The plan itself has a card of its own, for those who make it."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    moves: Panel | None = None
    notes: tuple[str, ...]
    buttons: tuple[Button, ...]
    form: Form | None

    @classmethod
    def of(cls, rush: RushView, words: Wording) -> "RushCard":
        """As it is now."""
        tone = _tone(rush)
        return cls(
            title=words.say("rush.title", order_no=rush.order_no),
            subtitle=words.cut(rush.customer, LONGEST_NAME),
            tone=tone,
            tags=(Tag(text=words.label(rush.state), tone=tone),),
            text=_text(rush, words),
            figures=tuple(_figures(rush, words)),
            sections=tuple(_sections(rush, words)),
            notes=tuple(_notes(rush, words)),
            buttons=tuple(_buttons(rush, words)),
            form=_form(rush, words),
        )


def _awaited(rush: RushView) -> list[str]:
    return [] if rush.waived_by else [it.person for it in rush.consents if not it.has_agreed]


def _tone(rush: RushView) -> Tone:
    if rush.state is PlanState.PUBLISHED:
        return Tone.GOOD
    if rush.state is not PlanState.PROPOSED:
        return Tone.DONE
    return Tone.WARNING if rush.push.hurt else Tone.BUSY


def _text(rush: RushView, words: Wording) -> str:
    if rush.state is not PlanState.PROPOSED:
        why = words.label(Supersession(rush.reason)) if rush.state is PlanState.SUPERSEDED else rush.reason
        return words.say(
            f"rush.{rush.state.value}", person=words.cut(rush.decided_by, LONGEST_NAME),
            reason=words.cut(why, LONGEST_WORDS),
        )  # fmt: skip
    if rush.may_agree:
        return words.say("rush.asked", person=rush.asked_by, order_no=rush.order_no)
    awaited = _awaited(rush)
    return words.say("rush.waits" if awaited else "rush.ready", people=awaited, lead=rush.lead)


def _figures(rush: RushView, words: Wording) -> Iterator[Figure]:
    year, push = words.day_of(rush.made_at).year, rush.push
    day = words.short_day(push.promise_date, year)
    yield Figure(label=words.say("rush.can_ship"), value=day, tone=Tone.GOOD, is_lead=True)
    yield Figure(label=words.say("rush.won"), value=words.say("rush.days", days=push.days_won))
    yield Figure(label=words.say("rush.cost"), value=cost_text(push, words))


def cost_text(push: Push, words: Wording) -> str:
    """What it costs more or less."""
    key = "dearer" if push.cost_delta > 0 else "cheaper" if push.cost_delta < 0 else "same_cost"
    return words.say(f"option.{key}", cost=words.money(abs(push.cost_delta)))


def _sections(rush: RushView, words: Wording) -> Iterator[Section]:
    hurt = [it for it in rush.push.displaced if it.is_hurt]
    later = [it for it in rush.push.displaced if it.days_lost > 0 and not it.is_hurt]
    for key, tone, found in (("hurt", Tone.BAD, hurt), ("in_time", Tone.NEUTRAL, later)):
        if found:
            rows = words.lines([_row(it, rush, words) for it in found], MOST_ORDERS)
            yield Section(title=words.say(f"rush.{key}", count=len(found)), tone=tone, rows=rows)
    rest = len(rush.push.displaced) - len(hurt) - len(later)
    if not rush.push.displaced:
        yield Section(title=words.say("rush.nobody"), tone=Tone.GOOD)
    elif rest:
        yield Section(title=words.say("rush.same_day", count=rest))


def _row(it: Displaced, rush: RushView, words: Wording) -> str:
    customer = words.cut(rush.customers.get(it.order_no, ""), LONGEST_NAME)
    year = words.day_of(rush.made_at).year
    return words.say(
        "rush.row", displaced=displaced_text(it, words), customer=customer, before=words.short_day(it.before, year),
        after=words.short_day(it.after, year),
    )  # fmt: skip


def _notes(rush: RushView, words: Wording) -> Iterator[str]:
    for it in rush.consents:
        key = "agreed" if it.has_agreed else "unanswered"
        yield words.say(f"rush.{key}", person=words.cut(it.person, LONGEST_NAME), orders=_first(it.orders))
    if rush.waived_by:
        reason = words.cut(rush.waived_reason, LONGEST_WORDS)
        yield words.say("rush.waived", person=words.cut(rush.waived_by, LONGEST_NAME), reason=reason)
    if rush.waived_by or rush.may_waive:
        yield words.say("rush.waivers", count=rush.waivers)
    yield words.say("rush.made", person=words.cut(rush.asked_by, LONGEST_NAME), at=rush.made_at)


def _first(orders: Sequence[str]) -> list[str]:
    return list(orders[:MOST_ORDERS])


def _buttons(rush: RushView, words: Wording) -> Iterator[Button]:
    if rush.may_agree:
        yield Button(
            text=words.say("rush.agree"), act="agree_rush", ref=rush.plan_version, rev=rush.revision,
            style=Style.PRIMARY, confirm=words.say("rush.really_agree"),
        )  # fmt: skip


def _form(rush: RushView, words: Wording) -> Form | None:
    key = "refuse_rush" if rush.may_agree else "waive_consents" if rush.may_waive else ""
    if not key:
        return None
    submit = Button(
        text=words.say(f"rush.{key}"), act=key, ref=rush.plan_version, rev=rush.revision,
        style=Style.PLAIN if rush.may_agree else Style.DANGER, confirm=words.say(f"rush.really_{key}"),
    )  # fmt: skip
    reason = Field(name="reason", label=words.say(f"rush.why_{key}"), kind="text", longest=LONGEST_REASON)
    return Form(name=f"{key}_{rush.plan_version.replace('-', '_')}", fields=(reason,), submit=submit)
