"""A design that has been checked: the verdict, each finding with its limit and what to do, and who may allow it."""

from collections.abc import Iterator

from cards.card import Button, Card, Choice, Field, Figure, Form, Tag, Tone
from cards.manufacturability.findings import attribute_of, limit_of, sections_of
from cards.manufacturability.views import CheckView, FormView
from cards.notes import open_button
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS, subtitle
from cards.plan_card import LONGEST_REASON, Section
from cards.reasons import hours
from cards.wording import Wording
from core.manufacturability import AttributeKind, DfmAttribute, DfmVerdict, rework_minutes, verdict_of

MOST_FIELDS = 14
MOST_CHOICES = 20
LONGEST_VALUE = 40

_TONES = {DfmVerdict.PASSED: Tone.GOOD, DfmVerdict.AT_RISK: Tone.WARNING, DfmVerdict.BLOCKED: Tone.BAD}


class DfmCard(Card):
    """The findings of one design as they are by the rules of now."""

    template = "dfm"

    text: str
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    form: Form | None = None

    @classmethod
    def of(cls, check: CheckView, words: Wording) -> "DfmCard":
        """As it is now."""
        verdict, order = verdict_of(check.findings), check.order
        tone = _TONES[verdict]
        return cls(
            title=words.say("dfm.title", order_no=order.order_no if order else None),
            subtitle=subtitle(order, words) if order else "",
            tone=tone,
            tags=(Tag(text=words.label(verdict), tone=tone),),
            text=words.say(f"dfm.{verdict.value}", count=sum(it.is_blocking for it in check.findings)),
            figures=tuple(_figures(check, verdict, words)),
            sections=tuple(sections_of(check, words)),
            notes=tuple(_notes(check, words)),
            buttons=tuple(_buttons(check, words)),
            form=_waiver_form(check, words),
        )


def _figures(check: CheckView, verdict: DfmVerdict, words: Wording) -> Iterator[Figure]:
    yield Figure(label=words.say("dfm.verdict"), value=words.label(verdict), tone=_TONES[verdict], is_lead=True)
    minutes = rework_minutes(check.findings)
    if minutes:
        yield Figure(label=words.say("dfm.rework"), value=words.say("dfm.hours", hours=hours(minutes)))


def _notes(check: CheckView, words: Wording) -> Iterator[str]:
    told = [f"{words.cut(label, LONGEST_NAME)} {words.cut(value, LONGEST_NAME)}" for label, value in check.told]
    yield words.say("dfm.told", told=told, line=check.line_no if check.order and len(check.order.lines) > 1 else None)
    if check.checked_at is not None:
        yield words.say(
            "dfm.checked", person=words.cut(check.checked_by, LONGEST_NAME), at=check.checked_at,
            source=words.cut(check.source, LONGEST_NAME),
        )  # fmt: skip


def _buttons(check: CheckView, words: Wording) -> Iterator[Button]:
    if check.order is not None:
        yield Button(
            text=words.say("dfm.again"), act="dfm_form", ref=check.order.order_no, rev=check.revision,
            extra={"line": check.line_no}, command=f"/dfm {check.order.order_no}",
        )  # fmt: skip
        yield open_button(check.order, words)


def _waiver_form(check: CheckView, words: Wording) -> Form | None:
    waivable = check.waivable[:MOST_CHOICES]
    if check.order is None or not waivable:
        return None
    choices = tuple(
        Choice(
            text=words.say(
                "dfm.choice", rule=it.rule_id, attribute=attribute_of(it.attribute, check.labels, words),
                limit=limit_of(it, words),
            ),
            value=f"{it.rule_id}/{it.attribute}",
        )
        for it in waivable
    )  # fmt: skip
    number = check.order.order_no
    submit = Button(
        text=words.say("dfm.ask_waiver"), act="ask_dfm_waiver", ref=number, rev=check.revision,
        extra={"line": check.line_no},
    )  # fmt: skip
    return Form(
        intro=words.say("dfm.waiver_intro"), name=f"waive_{number}_{check.line_no}".replace("-", "_"), submit=submit,
        fields=(
            Field(name="rule", label=words.say("dfm.which_rule"), kind="choice", choices=choices,
                  placeholder=words.say("form.hint_choice"), typed=choices[0].value if len(choices) == 1 else ""),
            Field(name="reason", label=words.say("dfm.why_waive"), kind="text", longest=LONGEST_REASON),
            Field(name="until", label=words.say("dfm.waive_until"), kind="day"),
        ),
    )  # fmt: skip


class DfmFormCard(Card):
    """What a design can tell of itself, to be filled in."""

    template = "dfm"

    text: str
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    form: Form

    @classmethod
    def of(cls, view: FormView, words: Wording) -> "DfmFormCard":
        """With what is known of it by now."""
        number = view.order.order_no
        submit = Button(
            text=words.say("dfm.check"), act="dfm_check", ref=number, rev=0, extra={"line": view.line_no},
        )  # fmt: skip
        fields = tuple(_field(it, view.told.get(it.key, ""), words) for it in view.attributes[:MOST_FIELDS])
        name = f"dfm_{number}_{view.line_no}".replace("-", "_")
        return cls(
            title=words.say("dfm.form_title", order_no=number), subtitle=subtitle(view.order, words),
            text=words.say("dfm.form_text"), form=Form(name=name, fields=fields, submit=submit),
        )  # fmt: skip


def _field(attribute: DfmAttribute, told: str, words: Wording) -> Field:
    name = attribute.label if words.is_chinese else attribute.english_label or attribute.key
    label = words.say("dfm.field", name=words.cut(name, LONGEST_NAME), unit=attribute.unit)
    choices = tuple(Choice(text=words.cut(it, LONGEST_NAME), value=it) for it in attribute.options[:MOST_CHOICES])
    is_choice = attribute.kind is AttributeKind.TEXT and bool(choices)
    return Field(
        name=f"dfm_{attribute.key}", label=label, kind="choice" if is_choice else "text", longest=LONGEST_VALUE,
        typed=words.cut(told, LONGEST_WORDS), choices=choices if is_choice else (), is_required=False,
        placeholder=words.say("form.hint_choice") if is_choice else "",
    )  # fmt: skip
