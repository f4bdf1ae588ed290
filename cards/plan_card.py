"""A plan: what it is for, what it is worth, whom it delays and what it moves; for a lead to publish or not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from cards.card import Button, Card, Field, Figure, Form, Part, Style, Tag, Tone
from cards.clash import Clashes
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS
from cards.views import PlanView, step_key
from cards.wording import Wording
from core.planning.plan.changes import Finish, Move
from core.plans import PlanCause, PlanState, Supersession

MOST_ORDERS = 8
"""Orders of one kind shown one by one."""
MOST_MOVES = 10
LONGEST_REASON = 200


class Section(Part):
    """A heading and what belongs below it."""

    title: str
    tone: Tone = Tone.NEUTRAL
    rows: tuple[str, ...] = ()

    @property
    def lines(self) -> Iterator[str]:
        """The same as plain text."""
        yield from (self.title, *(f"  {row}" for row in self.rows))


class PlanCard(Card):
    """A plan in its present state. Only a proposal and the plan in force can be decided about."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    moves: Panel | None
    notes: tuple[str, ...]
    buttons: tuple[Button, ...]
    form: Form | None

    @property
    def lines(self) -> Iterator[str]:
        """What it says, without what can be decided."""
        yield self.text
        yield from (f"{figure.label}  {figure.value}" for figure in self.figures)
        for section in self.sections:
            yield from section.lines
        if self.moves:
            yield from (self.moves.title, *(f"  {row}" for row in self.moves.text.splitlines()))

    @classmethod
    def of(cls, plan: PlanView, words: Wording) -> "PlanCard":
        """As it is now."""
        return cls(
            title=words.say("plan.title", plan=plan.plan_version),
            subtitle=_subtitle(plan, words),
            tone=_tone(plan),
            tags=(Tag(text=words.label(plan.state), tone=_tone(plan)),),
            text=_text(plan, words),
            figures=tuple(_figures(plan, words)),
            sections=tuple(_sections(plan, words)),
            moves=_moves(plan, words),
            notes=tuple(_notes(plan, words)),
            buttons=tuple(_buttons(plan, words)),
            form=_form(plan, words),
        )


def _tone(plan: PlanView) -> Tone:
    if plan.state is PlanState.PUBLISHED:
        return Tone.GOOD
    if plan.state is not PlanState.PROPOSED:
        return Tone.DONE
    return Tone.WARNING if plan.was_invalid or plan.diff.newly_late else Tone.BUSY


def _subtitle(plan: PlanView, words: Wording) -> str:
    code = plan.work_centre
    machine = words.named(words.cut(plan.names.get(code, ""), LONGEST_NAME), code)
    return words.say("plan.cause", cause=plan.cause, machine=machine)


# --- how it stands -------------------------------------------------------------------------------


def _text(plan: PlanView, words: Wording) -> str:
    if plan.state is PlanState.PROPOSED and plan.cause is PlanCause.RUSH and not plan.was_invalid:
        return words.say("plan.rush", order_no=plan.work_centre)
    if plan.state is PlanState.PROPOSED:
        hits = sum(move.is_hit for move in plan.diff.moves)
        return words.say("plan.invalid" if plan.was_invalid else "plan.better", count=hits or None)
    why = plan.reason
    if plan.state is PlanState.SUPERSEDED:
        why = words.label(Supersession(why))
    key = f"plan.{plan.state.value}_after" if _was_in_force(plan) else f"plan.{plan.state.value}"
    person = words.cut(plan.decided_by, LONGEST_NAME)
    return words.say(key, person=person, at=plan.decided_at, reason=words.cut(why, LONGEST_WORDS))


def _was_in_force(plan: PlanView) -> bool:
    return plan.state is PlanState.SUPERSEDED and bool(plan.decided_by)


def _figures(plan: PlanView, words: Wording) -> Iterator[Figure]:
    before, after = plan.before, plan.after
    late = _hours(before.tardiness), _hours(after.tardiness)
    yield _figure("plan.tardiness", *late, words, is_lead=True)
    yield _figure("plan.late_orders", Decimal(before.late_orders), Decimal(after.late_orders), words)
    moved = words.say("plan.count", count=len(plan.diff.moves) + plan.diff.nudged)
    yield Figure(label=words.say("plan.moved"), value=moved)


def _figure(key: str, before: Decimal, after: Decimal, words: Wording, *, is_lead: bool = False) -> Figure:
    tone = Tone.NEUTRAL if before == after else Tone.BAD if after > before else Tone.GOOD
    value = words.say("plan.from_to", before=before, after=after) if before != after else words.show(after)
    return Figure(label=words.say(key), value=value, tone=tone, is_lead=is_lead)


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)


# --- orders that leave on another day ------------------------------------------------------------


def _sections(plan: PlanView, words: Wording) -> Iterator[Section]:
    """The most affected first."""
    told: set[str] = set()
    for key, tone, is_meant in _KINDS:
        found = _worst(finish for finish in plan.diff.finishes if is_meant(finish) and finish.order_no not in told)
        told |= {finish.order_no for finish in found}
        if found:
            rows = _first([_row(finish, plan, words) for finish in found], MOST_ORDERS, "orders", words)
            yield Section(title=words.say(f"plan.{key}", count=len(found)), tone=tone, rows=rows)
    rest = {finish.order_no for finish in plan.diff.finishes} - told
    if rest:
        yield Section(title=words.say("plan.other_days", count=len(rest)))
    if pinned := plan.diff.pinned:
        rows = _first([_move(move, plan, words) for move in pinned], MOST_ORDERS, "moves", words)
        yield Section(title=words.say("plan.pinned", count=len(pinned)), tone=Tone.BAD, rows=rows)
    if plan.left_out:
        yield left_out_section(plan, words)


def left_out_section(plan: PlanView, words: Wording) -> Section:
    """Orders that no plan can have made, each with its reason."""
    clashes = Clashes(words, words.day_of(plan.made_at).year, plan.names)
    told = [
        words.say("plan.left_out_order", order_no=out.order_no, why=clashes.why_left_out(out)) for out in plan.left_out
    ]
    title = words.say("plan.left_out", count=len(plan.left_out))
    return Section(title=title, tone=Tone.BAD, rows=_first(told, MOST_ORDERS, "orders", words))


def _is_later_still(finish: Finish) -> bool:
    return finish.wanted_by is not None and finish.wanted_by < finish.before < finish.after


_KINDS: tuple[tuple[str, Tone, Callable[[Finish], bool]], ...] = (
    ("newly_late", Tone.BAD, lambda finish: finish.is_newly_late),
    ("later_still", Tone.BAD, _is_later_still),
    ("rescued", Tone.GOOD, lambda finish: finish.is_rescued),
)


def _worst(finishes: Iterable[Finish]) -> list[Finish]:
    """Of every order the line that is moved most, and of these the most moved first."""
    by_order: dict[str, Finish] = {}
    for finish in finishes:
        known = by_order.setdefault(finish.order_no, finish)
        if _moved(finish) > _moved(known):
            by_order[finish.order_no] = finish
    return sorted(by_order.values(), key=lambda finish: (-_moved(finish), finish.order_no))


def _moved(finish: Finish) -> int:
    return abs((finish.after - finish.before).days)


def _row(finish: Finish, plan: PlanView, words: Wording) -> str:
    year = words.day_of(plan.made_at).year
    late = (finish.after - finish.wanted_by).days if finish.wanted_by else 0
    return words.say(
        "plan.order", order_no=finish.order_no, customer=words.cut(plan.customers.get(finish.order_no, ""), 20),
        quote=words.say("plan.is_quote") if finish.is_quote else None,
        before=words.short_day(finish.before, year), after=words.short_day(finish.after, year),
        wanted=words.short_day(finish.wanted_by, year), days=late if late > 0 else None,
    )  # fmt: skip


def _first(rows: Sequence[str], most: int, what: str, words: Wording) -> tuple[str, ...]:
    """So many rows, and how many of what there are besides."""
    rest = len(rows) - most
    return (*rows[:most], words.say(f"plan.more_{what}", count=rest)) if rest > 0 else tuple(rows)


# --- operations that move ------------------------------------------------------------------------


def _moves(plan: PlanView, words: Wording) -> Panel | None:
    diff = plan.diff
    if not diff.moves:
        return None
    ordered = sorted(diff.moves, key=lambda move: (not move.changes_machine, move.from_start, move.order_no))
    lines = list(_first([_move(move, plan, words) for move in ordered], MOST_MOVES, "moves", words))
    if diff.nudged:
        lines.append(words.say("plan.nudged", count=diff.nudged))
    elsewhere = sum(move.changes_machine for move in diff.moves)
    title = words.say("plan.moves", count=len(diff.moves), elsewhere=elsewhere or None)
    return Panel(title=title, text="\n".join(lines))


def _move(move: Move, plan: PlanView, words: Wording) -> str:
    step = plan.names.get(step_key(move.item_code, move.seq), move.operation)
    return words.say(
        "plan.move", order_no=move.order_no, step=words.cut(step, 20), was=move.from_start, to=move.to_start,
        machine=_machine(move.from_centre, move.from_unit, move, plan, words),
        other=_machine(move.to_centre, move.to_unit, move, plan, words) if move.changes_machine else None,
        frozen=words.say("plan.frozen") if move.is_frozen and not move.is_hit else None,
    )  # fmt: skip


def _machine(code: str, unit: int, move: Move, plan: PlanView, words: Wording) -> str:
    name = words.named(words.cut(plan.names.get(code, ""), 20), code)
    is_of_same_centre = move.changes_machine and move.from_centre == move.to_centre
    return words.say("plan.unit", name=name, unit=unit + 1) if is_of_same_centre else name


# --- deciding ------------------------------------------------------------------------------------


def _notes(plan: PlanView, words: Wording) -> Iterator[str]:
    overrides = plan.diff.overrides
    if overrides:
        yield words.say(
            "plan.overrides", count=overrides, person=words.cut(plan.overridden_by, LONGEST_NAME),
            reason=words.cut(plan.override_reason, LONGEST_WORDS),
        )  # fmt: skip
    if plan.state is PlanState.PROPOSED:
        yield words.say("plan.decides", lead=words.cut(plan.lead, LONGEST_NAME))
    yield words.say("plan.made", at=plan.made_at, person=words.cut(plan.made_by, LONGEST_NAME))


def _buttons(plan: PlanView, words: Wording) -> Iterator[Button]:
    if plan.state is PlanState.PROPOSED:
        moved, late = len(plan.diff.moves) + plan.diff.nudged, len(plan.diff.newly_late)
        yield Button(
            text=words.say("plan.publish"), act="publish_plan", ref=plan.plan_version, rev=plan.revision,
            style=Style.PRIMARY, confirm=words.say("plan.really_publish", count=moved, late=late or None),
        )  # fmt: skip


def _form(plan: PlanView, words: Wording) -> Form | None:
    key = {PlanState.PROPOSED: "reject_plan", PlanState.PUBLISHED: "roll_back_plan"}.get(plan.state)
    if key is None:
        return None
    number = plan.plan_version.replace("-", "_")
    style = Style.PLAIN if plan.state is PlanState.PROPOSED else Style.DANGER
    submit = Button(
        text=words.say(f"plan.{key}"), act=key, ref=plan.plan_version, rev=plan.revision, style=style,
        confirm=words.say(f"plan.really_{key}"),
    )  # fmt: skip
    reason = Field(name="reason", label=words.say(f"plan.why_{key}"), kind="text", longest=LONGEST_REASON)
    return Form(name=f"{key}_{number}", fields=(reason,), submit=submit)
