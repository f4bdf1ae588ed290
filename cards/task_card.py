"""What an order asks of one department, in its own chat."""

from collections.abc import Iterator

from cards.asking import SAID, Ask, ask_of
from cards.card import Button, Card, Fact, Field, Figure, Form, Style, Tag, Tone
from cards.order_facts import LONGEST_NAME, NOTHING, order_facts, order_tags, subtitle
from cards.progress import acknowledgement_text, node_text, problem_text
from cards.review_card import understood_button
from cards.review_lines import reviewer_line
from cards.views import AcknowledgementView, NodeView, OrderView
from cards.wording import Wording
from core.orders import NodeKind, OrderStatus
from core.orders.node import AFTER, nodes_of
from core.orders.status import COMMITTED

PROGRESS_STEPS = (30, 60, 100)
LONGEST_PROBLEM = 300
"""What production can tap between start and finish."""


class TaskCard(Card):
    """One department's side of an order: take it on, say what is wrong, report milestones."""

    template = "task"

    ask: Ask
    figures: tuple[Figure, ...]
    problem: str
    state: tuple[str, ...]
    buttons: tuple[Button, ...]
    facts: tuple[Fact, ...]
    form: Form | None
    """What stands in the way, to be told."""

    @classmethod
    def of(cls, order: OrderView, department: str, words: Wording) -> "TaskCard":
        """The present state, for this department."""
        is_off = order.status is OrderStatus.CANCELLED
        asked = next((a for a in order.acknowledgements if a.department == department), None)
        given = None if is_off else asked
        can_act = order.status in COMMITTED and not order.is_on_hold
        stops = (is_off or order.is_on_hold) and order.order_revision > 1 and asked is not None
        return cls(
            title=_title(order, department, given, words),
            subtitle=subtitle(order, words),
            tone=_tone(order, given),
            tags=(*_tags(order, given, words), *order_tags(order, words)),
            ask=ask_of(order, department, words),
            figures=() if is_off else tuple(_figures(order, department, words)),
            problem=problem_text(given, words) if given in order.troubled else "",
            state=() if is_off else tuple(_state(order, department, given, words)),
            buttons=tuple(_buttons(order, department, given, words))
            if can_act
            else _heard(order, asked, words)
            if stops and asked is not None
            else (),
            facts=order_facts(order, words, said=SAID.get(department, NOTHING)),
            form=_problem_form(order, department, words) if can_act and given else None,
        )


def _title(order: OrderView, department: str, given: AcknowledgementView | None, words: Wording) -> str:
    is_new = given is not None and given.acknowledged_at is None
    named = words.cut(given.department_name, LONGEST_NAME) if given else department
    return words.say("task.title" if is_new else "task.title_running", department=named, order_no=order.order_no)


def _tone(order: OrderView, given: AcknowledgementView | None) -> Tone:
    """The longer nobody answers, the warmer."""
    if order.status is OrderStatus.CANCELLED:
        return Tone.BAD
    if order.status not in COMMITTED:
        return Tone.DONE
    if given in order.troubled:
        return Tone.BAD
    if given is None or given.acknowledged_at is not None:
        return Tone.GOOD
    return Tone.WARNING if given.escalation_level else Tone.BUSY


def _tags(order: OrderView, given: AcknowledgementView | None, words: Wording) -> Iterator[Tag]:
    if given is None:
        return
    if given in order.troubled:
        yield Tag(text=words.say("task.tag_problem"), tone=Tone.BAD)
    elif given.acknowledged_at is not None:
        yield Tag(text=words.say("task.tag_done"), tone=Tone.GOOD)
    else:
        yield Tag(text=words.say("task.tag_waiting"), tone=Tone.WARNING if given.escalation_level else Tone.BUSY)


def _figures(order: OrderView, department: str, words: Wording) -> Iterator[Figure]:
    """The days of this department's own milestones, then the promise they serve."""
    nodes = [order.node(kind) for kind in nodes_of(department)]
    days = [(words.say("task.due", node=node.kind), node.planned_date) for node in nodes]
    days.append((words.say("date.promise"), order.promise_date))
    known = [(label, day) for label, day in days if day is not None]
    for place, (label, day) in enumerate(known):
        yield Figure(label=label, value=words.short_day(day, order.year(words.timezone)), is_lead=place == 0)


def _state(order: OrderView, department: str, given: AcknowledgementView | None, words: Wording) -> Iterator[str]:
    """Who has taken it on, and which milestones have moved; the planned days stand above."""
    if given is not None:
        yield acknowledgement_text(given, words)
    if order.review is not None and order.status is OrderStatus.CONFIRMED:
        yield from (reviewer_line(it, words) for it in order.review.reviewers if it.department == department)
    for kind in nodes_of(department):
        node = order.node(kind)
        if node.percent or node.planned_date is None:
            yield node_text(node, order, words)


def _buttons(order: OrderView, department: str, given: AcknowledgementView | None, words: Wording) -> Iterator[Button]:
    is_troubled = given in order.troubled
    yield from _understanding(order, department, words)
    if is_troubled:
        yield _speak("solved", order, department, words, Style.PRIMARY)
    if given is not None and given.acknowledged_at is None:
        yield acknowledge_button(order, department, words, Style.PLAIN if is_troubled else Style.PRIMARY)
        return
    nodes = (order.node(kind) for kind in nodes_of(department))
    waiting = next((node for node in nodes if node.actual_at is None), None)
    if waiting is not None and not (waiting.kind is NodeKind.DRAWING and order.is_being_drawn):
        yield from _reports(waiting, order, words)


def _heard(order: OrderView, asked: AcknowledgementView, words: Wording) -> tuple[Button, ...]:
    """All that is wanted of an order that has been stopped: word that the department knows."""
    return () if asked.acknowledged_at else (acknowledge_button(order, asked.department, words),)


def _understanding(order: OrderView, department: str, words: Wording) -> Iterator[Button]:
    """理解一致 beside 收到: to have read something is not to understand it."""
    review = order.review
    waiting = [it for it in review.unclear if it.department == department and not it.has_asked] if review else []
    if review is not None and waiting and order.status is OrderStatus.CONFIRMED:
        yield understood_button(order, review, words)


def _reports(node: NodeView, order: OrderView, words: Wording) -> Iterator[Button]:
    """What can be reported of the next milestone; it stands out once what comes before it is reached."""
    is_due = all(order.node(kind).actual_at for kind in AFTER[node.kind])
    for percent in PROGRESS_STEPS if node.kind is NodeKind.FINISH else (100,):
        if percent > node.percent:
            key = f"node.report_{node.kind.value}" if percent == 100 else "node.report_percent"
            yield Button(
                text=words.say(key, percent=percent), act="node", ref=order.order_no, rev=order.revision,
                style=Style.PRIMARY if percent == 100 and is_due else Style.PLAIN,
                extra={"node": node.kind.value, "percent": percent},
            )  # fmt: skip


def acknowledge_button(order: OrderView, department: str, words: Wording, style: Style = Style.PRIMARY) -> Button:
    """收到: this department has the order."""
    return _speak("ack", order, department, words, style)


def _problem_form(order: OrderView, department: str, words: Wording) -> Form:
    label, hint = words.say("task.problem_label"), words.say("task.problem_hint")
    return Form(
        name=f"problem_{department}",
        fields=(Field(name="problem", label=label, placeholder=hint, kind="text", longest=LONGEST_PROBLEM),),
        submit=_speak("problem", order, department, words, Style.DANGER),
    )


def _speak(act: str, order: OrderView, department: str, words: Wording, style: Style) -> Button:
    """What somebody says for their department."""
    return Button(
        text=words.say(f"task.{act}"), act=act, ref=order.order_no, rev=order.revision, style=style,
        extra={"department": department} | ({"order_rev": order.order_revision} if act == "ack" else {}),
    )  # fmt: skip
