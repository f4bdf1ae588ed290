"""The living card of a design task: for those who draw it, and for those who wait for it."""

from collections.abc import Iterator, Sequence

from cards.asides import DesignView, FileView
from cards.card import Button, Card, Choice, Field, Figure, Form, Style, Tag, Tone
from cards.drawn import prep_text, question_text
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS, spec_text, subtitle
from cards.plan_card import LONGEST_REASON, Section
from cards.reasons import hours
from cards.views import OrderView
from cards.wording import Wording
from core.design import StartWaiverState, TaskStatus
from core.orders import NodeKind
from core.orders.status import COMMITTED

MOST_FILES = 8
MOST_QUESTIONS = 3
MOST_ENGINEERS = 20
_S = TaskStatus
_TONES = {
    _S.REQUESTED: Tone.WARNING, _S.ACCEPTED: Tone.BUSY, _S.SUBMITTED: Tone.BUSY, _S.CHECKED: Tone.BUSY,
    _S.RELEASED: Tone.GOOD, _S.REWORK: Tone.WARNING,
}  # fmt: skip
_NEXT: dict[TaskStatus, tuple[str, ...]] = {
    _S.REQUESTED: ("accept_design", "collect_files"),
    _S.ACCEPTED: ("submit_design", "collect_files"),
    _S.REWORK: ("submit_design", "collect_files"),
    _S.SUBMITTED: ("check_design",),
    _S.CHECKED: ("release_design",),
    _S.RELEASED: (),
}
_ASKS_BACK = frozenset({"release_design"})
Engineers = Sequence[tuple[str, str]]
"""Key and name of those who can be given it."""


class DesignCard(Card):
    """One task in its present state."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...] = ()
    moves: Panel | None = None
    notes: tuple[str, ...]
    buttons: tuple[Button, ...]
    form: Form | None

    @classmethod
    def of(cls, design: DesignView, order: OrderView, engineers: Engineers, words: Wording) -> "DesignCard":
        """For those who draw."""
        acts = () if design.is_cancelled else _NEXT[design.status]
        buttons = (*(_button(act, design, words) for act in acts), *_opening(design, words))
        form = None if design.is_cancelled else _engineers_form(design, engineers, words)
        return cls._of(design, order, words, buttons, form)

    @classmethod
    def for_floor(cls, design: DesignView, order: OrderView, words: Wording) -> "DesignCard":
        """For those who wait: they can ask for leave not to."""
        return cls._of(design, order, words, tuple(_opening(design, words)), _waiver_form(design, order, words))

    @classmethod
    def _of(
        cls, design: DesignView, order: OrderView, words: Wording, buttons: tuple[Button, ...], form: Form | None
    ) -> "DesignCard":
        tone = Tone.DONE if design.is_cancelled else Tone.BAD if design.is_late else _TONES[design.status]
        return cls(
            title=words.say("design.title", task_no=design.task_no, order_no=order.order_no),
            subtitle=subtitle(order, words), tone=tone, tags=tuple(_tags(design, tone, words)),
            text=_text(design, order, words), figures=tuple(_figures(design, order, words)),
            sections=tuple(_sections(design, order, words)), notes=tuple(_notes(design, order, words)),
            buttons=buttons, form=form,
        )  # fmt: skip


def _tags(design: DesignView, tone: Tone, words: Wording) -> Iterator[Tag]:
    if design.is_cancelled:
        yield Tag(text=words.say("design.cancelled"), tone=Tone.DONE)
        return
    yield Tag(text=words.label(design.status), tone=_TONES[design.status])
    if design.is_late:
        yield Tag(text=words.say("design.late"), tone=Tone.BAD)


def _text(design: DesignView, order: OrderView, words: Wording) -> str:
    if design.is_cancelled:
        return words.say("design.text_cancelled", order_no=order.order_no)
    key = "superseded" if design.is_superseded else design.status.value
    return words.say(
        f"design.is_{key}", person=words.cut(design.owner, LONGEST_NAME), revision=design.drawing_revision,
        released=design.released_revision, by=_by(design, words),
        reason=words.cut(design.rework_reason, LONGEST_WORDS),
    )  # fmt: skip


def _by(design: DesignView, words: Wording) -> str:
    by = {_S.SUBMITTED: design.submitted_by, _S.CHECKED: design.checked_by, _S.RELEASED: design.released_by}
    return words.cut(by.get(design.status, ""), LONGEST_NAME)


def _figures(design: DesignView, order: OrderView, words: Wording) -> Iterator[Figure]:
    year = order.year(words.timezone)
    revision = words.say("design.revision_value", revision=design.drawing_revision)
    tone = Tone.BAD if design.is_late else Tone.NEUTRAL
    yield Figure(label=words.say("design.due"), value=words.moment_in(design.due_at, year), tone=tone, is_lead=True)
    if design.expected_date is not None and not design.is_released:
        yield Figure(label=words.say("design.expected"), value=words.short_day(design.expected_date, year))
    yield Figure(label=words.say("design.revision"), value=revision)
    if order.promise_date is not None:
        yield Figure(label=words.say("date.promise"), value=words.short_day(order.promise_date, year))


def _sections(design: DesignView, order: OrderView, words: Wording) -> Iterator[Section]:
    if order.custom_spec:
        yield Section(title=words.say("design.custom"), rows=(spec_text(order.custom_spec, words),))
    if order.requirement:
        yield Section(title=words.label("requirement", "field"), rows=(words.cut(order.requirement, LONGEST_WORDS),))
    current = [file for file in design.files if file.revision == design.drawing_revision]
    rows = words.lines([_file(file, words) for file in current], MOST_FILES)
    key = "files" if current else "files_exempt" if design.exempt_reason else "files_none"
    reason = words.cut(design.exempt_reason, LONGEST_WORDS)
    yield Section(title=words.say(f"design.{key}", revision=design.drawing_revision, reason=reason), rows=rows)
    if design.preps:
        yield Section(title=words.say("design.prep_label"), rows=(prep_text(order, words),))
    if order.questions:
        asked = tuple(question_text(it, words) for it in order.questions[:MOST_QUESTIONS])
        yield Section(title=words.say("design.question_label"), rows=asked)


def _file(file: FileView, words: Wording) -> str:
    return words.say(
        "design.file", name=words.cut(file.name, LONGEST_NAME), size=size_text(file.size),
        person=words.cut(file.person, LONGEST_NAME), at=file.at,
    )  # fmt: skip


def size_text(size: int) -> str:
    """`2.1 MB`, `14 KB`."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"


def _notes(design: DesignView, order: OrderView, words: Wording) -> Iterator[str]:
    if design.expected_reason and not design.is_released:
        yield words.say("design.expected_reason", reason=words.cut(design.expected_reason, LONGEST_WORDS))
    if design.rework_work_minutes and not design.is_released:
        yield words.say("design.rework_told", hours=hours(design.rework_work_minutes))
    for waiver in order.waivers[:1]:
        key = "OVER" if waiver.is_over else waiver.state.value
        until = words.short_day(waiver.until, order.year(words.timezone))
        yield words.say(
            f"design.waiver_{key}", person=words.cut(waiver.decided_by, LONGEST_NAME),
            asker=words.cut(waiver.asked_by, LONGEST_NAME), until=until, reason=words.cut(waiver.reason, LONGEST_WORDS),
            refusal=words.cut(waiver.refusal, LONGEST_WORDS),
        )  # fmt: skip


def _button(act: str, design: DesignView, words: Wording) -> Button:
    style = Style.PLAIN if act == "collect_files" else Style.PRIMARY
    return Button(
        text=words.say(f"design.{act}"), act=act, ref=design.task_no, rev=design.revision, style=style,
        confirm=words.say("design.really_release", revision=design.drawing_revision) if act in _ASKS_BACK else "",
    )  # fmt: skip


def _opening(design: DesignView, words: Wording) -> Iterator[Button]:
    if any(file.revision == design.drawing_revision for file in design.files):
        yield Button(text=words.say("design.open_files"), act="open_files", ref=design.task_no, rev=design.revision)


def _engineers_form(design: DesignView, engineers: Engineers, words: Wording) -> Form | None:
    if design.status is _S.REQUESTED:
        choices = tuple(Choice(text=words.cut(name, LONGEST_NAME), value=key) for key, name in engineers)
        who = Field(
            name="engineer", label=words.say("design.engineer"), kind="choice", choices=choices[:MOST_ENGINEERS],
            placeholder=words.say("form.hint_choice"),
        )  # fmt: skip
        return _form("assign_design", (who,), design, words) if choices else None
    if design.is_released or design.status in (_S.SUBMITTED, _S.CHECKED):
        reason = Field(name="reason", label=words.say("design.why_rework"), kind="text", longest=LONGEST_REASON)
        return _form("rework_design", (reason,), design, words)
    day = Field(name="day", label=words.say("design.which_day"), kind="day")
    reason = Field(name="reason", label=words.say("design.why_then"), kind="text", longest=LONGEST_REASON)
    return _form("expect_design", (day, reason), design, words)


def _waiver_form(design: DesignView, order: OrderView, words: Wording) -> Form | None:
    is_settled = design.is_released or design.is_cancelled or order.status not in COMMITTED
    is_asked = any(
        it.state in (StartWaiverState.ASKED, StartWaiverState.GRANTED) and not it.is_over for it in order.waivers
    )
    if is_settled or is_asked or order.node(NodeKind.START).actual_at is not None:
        return None
    reason = Field(name="reason", label=words.say("design.why_waiver"), kind="text", longest=LONGEST_REASON)
    until = Field(name="until", label=words.say("design.waiver_until"), kind="day")
    submit = Button(
        text=words.say("design.ask_start_waiver"), act="ask_start_waiver", ref=order.order_no, rev=design.revision,
        style=Style.DANGER, confirm=words.say("design.really_ask_waiver"),
    )  # fmt: skip
    return Form(
        name=f"ask_waiver_{design.task_no.replace('-', '_')}", fields=(reason, until), submit=submit,
        intro=words.say("design.waiver_intro"),
    )  # fmt: skip


def _form(act: str, fields: tuple[Field, ...], design: DesignView, words: Wording) -> Form:
    submit = Button(text=words.say(f"design.{act}"), act=act, ref=design.task_no, rev=design.revision)
    return Form(name=f"{act}_{design.task_no.replace('-', '_')}", fields=fields, submit=submit)
