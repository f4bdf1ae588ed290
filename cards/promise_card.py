"""The answer to "by when": the date, its reason, what would help, what it costs, what is still to be told."""

from collections.abc import Iterator, Sequence
from datetime import date

from cards.card import Button, Card, Fact, Figure, Form, Part, Style, Tone
from cards.displaced import displaced_text
from cards.order_facts import held_note, order_facts, order_tags, subtitle
from cards.reasons import Reasons
from cards.review_lines import on_order
from cards.solutions import MatchView, solution_row
from cards.spec_fields import spec_form
from cards.views import OrderView
from cards.wording import Wording
from core.orders import OrderStatus
from core.planning.plan.displaced import Push
from core.planning.promise.answer import ConstraintKind, OptionKind, Outcome, PromiseAnswer, PromiseOption

MOST_OPTIONS = 5
MOST_SOLUTIONS = 2
"""Of these options; all of them are a button away."""
MOST_DISPLACED = 4


class OptionPart(Part):
    """One way to deliver, with its own button."""

    title: str
    text: str
    button: Button


class PromiseCard(Card):
    """An order that is not sold yet."""

    template = "promise"

    figures: tuple[Figure, ...]
    verdict: str
    reasons: tuple[str, ...]
    buttons: tuple[Button, ...]
    other_ways: str
    options: tuple[OptionPart, ...]
    pushes: tuple[str, ...]
    """What going before others would win, and who would pay for it."""
    cost: str
    warnings: tuple[str, ...]
    facts: tuple[Fact, ...]
    form: Form | None
    more_buttons: tuple[Button, ...]
    note: str

    @classmethod
    def of(cls, order: OrderView, words: Wording, instead: Sequence[MatchView] = ()) -> "PromiseCard":
        """The last answer on record. `instead`: what could be had without a drawing, where it is late."""
        answer = PromiseAnswer.from_json(order.answer)
        reasons = Reasons(words, order.year(words.timezone), order.names)
        options = tuple(_options(order, answer, reasons, instead, words))
        return cls(
            title=words.say("promise.title", order_no=order.order_no),
            subtitle=subtitle(order, words),
            tone=_tone(answer),
            tags=order_tags(order, words),
            figures=tuple(_figures(order, answer, words)),
            verdict=_verdict(order, answer, words),
            reasons=(
                *_because(order, words),
                *_sureness(order, answer, words),
                *reasons.binding(answer),
                *_makeable(order, answer, words),
                *on_order(order, words),
            ),
            buttons=tuple(_buttons(order, answer, words)),
            other_ways=words.say("promise.other_ways") if options else "",
            options=options,
            pushes=tuple(_pushes(order, answer, reasons, words)),
            cost=reasons.cost(answer.cost) if answer.promise_date else "",
            warnings=reasons.warnings(answer),
            facts=order_facts(order, words, said=frozenset({"missing_spec"})),
            form=spec_form(order, "promise.spec_form", words),
            more_buttons=(*_match(order, words), *ask_or_cancel(order, words)),
            note=_note(order, words),
        )


class PromisingCard(Card):
    """An order whose answer is being worked out, that was never asked for one, or that is on hold."""

    template = "note"

    text: str
    facts: tuple[Fact, ...]
    buttons: tuple[Button, ...]

    @property
    def is_passing(self) -> bool:
        """As long as the answer is being worked out."""
        return not self.buttons

    @classmethod
    def of(cls, order: OrderView, words: Wording) -> "PromisingCard":
        """Say that it is coming, or how to get it."""
        return cls(
            title=words.say("promise.title", order_no=order.order_no),
            subtitle=subtitle(order, words),
            tone=Tone.BUSY,
            tags=order_tags(order, words),
            text=_still(order, words),
            facts=order_facts(order, words),
            buttons=_in_the_meantime(order, words),
        )


def _still(order: OrderView, words: Wording) -> str:
    if order.is_on_hold:
        return held_note(order, words)
    return words.say("promise.computing" if order.is_promising else "promise.unanswered")


def _in_the_meantime(order: OrderView, words: Wording) -> tuple[Button, ...]:
    """What is on hold is neither answered nor sold."""
    ways = ask_or_cancel(order, words)
    return ways[1:] if order.is_on_hold else () if order.is_promising else ways


def ask_or_cancel(order: OrderView, words: Wording) -> tuple[Button, ...]:
    """What can always be done with an order that is not sold."""
    return (
        ask_again_button(order, words),
        _button("cancel", order, words, Style.DANGER, words.say("promise.really_cancel")),
    )


def _match(order: OrderView, words: Wording) -> Iterator[Button]:
    """看标准方案, where something has to be drawn and nothing is left to be said about it."""
    if order.is_custom and not order.missing_spec:
        yield _button("match", order, words)


def ask_again_button(order: OrderView, words: Wording) -> Button:
    """重新答复."""
    return _button("ask_again", order, words)


def _tone(answer: PromiseAnswer) -> Tone:
    if answer.outcome is Outcome.IMPOSSIBLE:
        return Tone.BAD
    return Tone.WARNING if answer.is_late or answer.is_at_risk else Tone.GOOD


def _figures(order: OrderView, answer: PromiseAnswer, words: Wording) -> Iterator[Figure]:
    for key, day in (("promise.can_ship", answer.promise_date), ("date.requested", order.requested_date)):
        if day is not None:
            is_lead = key == "promise.can_ship"
            tone = _tone(answer) if is_lead else Tone.NEUTRAL
            yield Figure(
                label=words.say(key), value=words.short_day(day, order.year(words.timezone)), tone=tone, is_lead=is_lead
            )


def _verdict(order: OrderView, answer: PromiseAnswer, words: Wording) -> str:
    if order.problem:
        return words.refusal_by_name([order.problem["refusal"]], order.problem["facts"])
    if answer.promise_date is None:
        return words.say("promise.impossible")
    verdict = _against_wish(order, answer, answer.promise_date, words)
    if not answer.is_at_risk:
        return verdict
    return words.say("promise.stale" if answer.is_stale else "promise.incomplete", verdict=verdict)


def _against_wish(order: OrderView, answer: PromiseAnswer, promised: date, words: Wording) -> str:
    if order.requested_date is None:
        return words.say("promise.open", confidence=answer.confidence)
    days = (promised - order.requested_date).days
    key = "late" if days > 0 else "on_time" if days < 0 else "exact"
    return words.say(f"promise.{key}", days=abs(days), confidence=answer.confidence)


def _makeable(order: OrderView, answer: PromiseAnswer, words: Wording) -> Iterator[str]:
    """How much could be made of what cannot be made in full, or not in time; or that less of it is no help."""
    is_known = answer.binding_constraint.kind is not ConstraintKind.NONE and not order.problem
    if not (answer.makeable or answer.outcome is Outcome.IMPOSSIBLE) or not is_known:
        return
    for each in answer.makeable:
        day = words.short_day(each.promise_date, order.year(words.timezone))
        late = "promise.makeable_earlier" if answer.promise_date else "promise.makeable_late"
        key = "promise.makeable" if order.requested_date and not each.is_late else late
        yield words.say(
            key, quantity=each.qty, day=day, uom=words.label(order.uom, "uom"),
            line_no=each.line_no if len(order.lines) > 1 else None,
        )  # fmt: skip
    parts = {each.is_part for each in answer.makeable}
    yield words.say("promise.ask_for_part" if True in parts else "promise.ask_for_less" if parts else "promise.no_less")


def _because(order: OrderView, words: Wording) -> Iterator[str]:
    """Why the date before does not hold any more, where it was not asked for by anybody."""
    if words.has(f"promise.because_{order.answer_cause}"):
        yield words.say(f"promise.because_{order.answer_cause}")


def _sureness(order: OrderView, answer: PromiseAnswer, words: Wording) -> Iterator[str]:
    """By which day it leaves in four of five futures."""
    if answer.p50_date is None or answer.p80_date is None:
        return
    half, most = (words.short_day(day, order.year(words.timezone)) for day in (answer.p50_date, answer.p80_date))
    yield words.say("promise.sure", text=words.say("sure.text", half=half if half != most else None, most=most))


def _buttons(order: OrderView, answer: PromiseAnswer, words: Wording) -> Iterator[Button]:
    if answer.promise_date is None:
        yield from _less(order, answer, words)
        return
    promised = max(answer.promise_date, (order.review and order.review.day) or answer.promise_date)
    day = words.short_day(promised, order.year(words.timezone))
    yield _button("confirm", order, words, Style.PRIMARY, words.say("promise.really", day=day))
    if order.status is OrderStatus.INQUIRY:
        yield _button("hold_quote", order, words)
    yield from _less(order, answer, words)


def _less(order: OrderView, answer: PromiseAnswer, words: Wording) -> Iterator[Button]:
    """One for every smaller quantity that could be made; nothing is counted in parts of a piece."""
    asked = {line.line_no: line.quantity for line in order.lines}
    for each in answer.makeable:
        if each.qty % 1 or each.line_no not in asked:
            continue
        told = {"quantity": int(each.qty), "uom": words.label(order.uom, "uom")}
        line_no = each.line_no if len(order.lines) > 1 else None
        rest = asked[each.line_no] - int(each.qty) if each.is_part else None
        yield Button(
            text=words.say("promise.take_less", line_no=line_no, **told), act="take_less", ref=order.order_no,
            rev=order.revision, extra={"line": each.line_no, "quantity": int(each.qty)},
            confirm=words.say("promise.really_take_less", line_no=line_no, rest=rest, **told),
        )  # fmt: skip


def _button(act: str, order: OrderView, words: Wording, style: Style = Style.PLAIN, confirm: str = "") -> Button:
    return Button(
        text=words.say(f"promise.{act}"), act=act, ref=order.order_no, rev=order.revision, style=style, confirm=confirm
    )


def _options(
    order: OrderView, answer: PromiseAnswer, reasons: Reasons, instead: Sequence[MatchView], words: Wording
) -> Iterator[OptionPart]:
    """What is on time first, then as ranked; what needs no drawing after what is made as asked."""
    others = [option for option in answer.options if option.kind is not OptionKind.LATER]
    nearest = instead[:MOST_SOLUTIONS]
    told = [(it.is_on_time, _option(it, order, answer, reasons, words)) for it in others[: MOST_OPTIONS - len(nearest)]]
    told += [(it.is_on_time(order.requested_date), _solution(it, order, words)) for it in nearest]
    yield from (part for _, part in sorted(told, key=lambda it: not it[0]))


def _solution(match: MatchView, order: OrderView, words: Wording) -> OptionPart:
    row = solution_row(0, match, order, words)
    assert row.button is not None
    return OptionPart(title=row.title, text=row.text, button=row.button)


def _option(
    option: PromiseOption, order: OrderView, answer: PromiseAnswer, reasons: Reasons, words: Wording
) -> OptionPart:
    kind, day = reasons.kind(option), words.short_day(option.promise_date, order.year(words.timezone))
    if order.review is not None and order.review.day is not None:
        day = words.short_day(max(option.promise_date, order.review.day), order.year(words.timezone))
    really = words.say("promise.really_option", kind=kind, day=day, extra=reasons.extra(option.cost_delta))
    return OptionPart(
        title=words.say("option.title", kind=kind, day=day),
        text=reasons.option(option, answer, words.label(order.uom, "uom")),
        button=Button(
            text=words.say("option.choose", kind=kind), act="confirm", ref=order.order_no, rev=order.revision,
            extra={"option": option.kind.value.lower()}, confirm=really,
        ),
    )  # fmt: skip


def _pushes(order: OrderView, answer: PromiseAnswer, reasons: Reasons, words: Wording) -> Iterator[str]:
    """Both, unless the better one hurts nobody."""
    if answer.within_slack is not None:
        yield _push("promise.within_slack", answer.within_slack, order, reasons, words)
    if answer.rush is not None and answer.rush != answer.within_slack:
        yield _push("promise.rush", answer.rush, order, reasons, words)
    if answer.rush is not None:
        yield words.say("promise.how_to_rush", order_no=order.order_no)


def _push(key: str, push: Push, order: OrderView, reasons: Reasons, words: Wording) -> str:
    who = [displaced_text(it, words) for it in push.displaced if it.days_lost > 0]
    said = list(words.lines(who, MOST_DISPLACED)) or [words.say("promise.nobody_pays")]
    day = words.short_day(push.promise_date, order.year(words.timezone))
    return words.say(key, day=day, extra=reasons.extra(push.cost_delta), who=said)


def _note(order: OrderView, words: Wording) -> str:
    if order.held_until is not None:
        return words.say("promise.held", until=order.held_until)
    return words.say("promise.not_held")
