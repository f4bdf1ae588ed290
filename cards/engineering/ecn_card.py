"""An engineering change for whoever writes it: the form while it is a draft, then what it says and would do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from cards.card import Button, Card, Choice, Field, Figure, Form, Style, Tag, Tone
from cards.changes.description import Description
from cards.load_card import Panel
from cards.plan_card import Section
from cards.wording import Wording
from core.changes import ChangeReason, ChangeStatus
from core.changes.engineering import LONGEST_LINES, EngineeringContent, Started
from core.revisions import Effectivity

_TONES = {
    ChangeStatus.DRAFT: Tone.NEUTRAL, ChangeStatus.SUBMITTED: Tone.BUSY, ChangeStatus.IN_REVIEW: Tone.WARNING,
    ChangeStatus.APPROVED: Tone.BUSY, ChangeStatus.APPLIED: Tone.GOOD, ChangeStatus.CLOSED: Tone.GOOD,
}  # fmt: skip
LONGEST_REASON = 200
LONGEST_SHORT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class EcnView:
    """An engineering change with names for codes."""

    change_no: str
    revision: int
    status: ChangeStatus
    item: str
    base: str
    requester: str
    decision: str
    """Why it was sent back, or which change it waits for."""
    content: EngineeringContent
    description: Description


class EcnCard(Card):
    """Only what is not decided yet has buttons."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    moves: Panel | None = None
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    form: Form | None = None

    @classmethod
    def of(cls, ecn: EcnView, words: Wording) -> "EcnCard":
        """As it is now."""
        tone, is_draft = _TONES.get(ecn.status, Tone.DONE), ecn.status is ChangeStatus.DRAFT
        return cls(
            title=words.say("ecn.title", change_no=ecn.change_no),
            subtitle=words.say("ecn.subtitle", item=ecn.item, base=ecn.base),
            tone=tone,
            tags=(Tag(text=words.label(ecn.status), tone=tone),),
            text=_text(ecn, words),
            sections=() if is_draft else tuple(_sections(ecn.description)),
            notes=(words.say("ecn.asked_by", person=ecn.requester),),
            buttons=tuple(_buttons(ecn, words)),
            form=_form(ecn, words) if is_draft else None,
        )


def _text(ecn: EcnView, words: Wording) -> str:
    if ecn.status is ChangeStatus.DRAFT:
        return words.say("ecn.returned" if ecn.decision else "ecn.fill_in", reason=ecn.decision)
    if ecn.status is ChangeStatus.SUBMITTED and ecn.decision:
        return words.say("ecn.waits_for", by=ecn.decision)
    return ecn.description.summary


def _sections(description: Description) -> Iterator[Section]:
    for part in (*description.content, *description.impact):
        yield Section(title=part.title, rows=part.lines)


def _buttons(ecn: EcnView, words: Wording) -> Iterator[Button]:
    if ecn.status in (ChangeStatus.DRAFT, ChangeStatus.SUBMITTED, ChangeStatus.IN_REVIEW):
        yield Button(
            text=words.say("ecn.discard"), act="discard_ecn", ref=ecn.change_no, rev=ecn.revision, style=Style.PLAIN,
            confirm=words.say("ecn.really_discard"),
        )  # fmt: skip


def _form(ecn: EcnView, words: Wording) -> Form:
    return Form(
        name=f"ecn_{ecn.change_no.replace('-', '_')}",
        intro=words.say("ecn.intro"),
        fields=tuple(_fields(ecn.content, words)),
        submit=Button(
            text=words.say("ecn.submit"), act="submit_ecn", ref=ecn.change_no, rev=ecn.revision, style=Style.PRIMARY
        ),
    )


def _fields(content: EngineeringContent, words: Wording) -> Iterator[Field]:
    def typed(name: str, value: str, longest: int, kind: str = "text", *, is_required: bool = False) -> Field:
        return Field(
            name=name, label=words.say(f"ecn.field_{name}"), kind=kind, typed=value, longest=longest,
            placeholder=words.say(f"ecn.hint_{name}"), is_required=is_required,
        )  # fmt: skip

    def chosen(name: str, choices: Iterable[Choice], value: str) -> Field:
        return Field(
            name=name, label=words.say(f"ecn.field_{name}"), kind="choice", typed=value, choices=tuple(choices)
        )

    temporary, visible = "YES" if content.is_temporary else "NO", "YES" if content.is_customer_visible else "NO"
    yield typed("lines", content.lines_typed, LONGEST_LINES, "long_text", is_required=True)
    yield chosen("reason_code", _members(ChangeReason, words), content.reason_code.value if content.reason_code else "")
    yield typed("reason", content.reason, LONGEST_REASON, is_required=True)
    yield chosen("effectivity", _members(Effectivity, words), content.effectivity.value)
    yield typed("since", content.since_typed, LONGEST_SHORT)
    yield chosen("temporary", _yes_no("temporary", words), temporary)
    yield typed("limit", content.limit_typed, LONGEST_SHORT)
    yield chosen("visible", _yes_no("visible", words), visible)
    yield chosen("started", _members(Started, words), content.started.value)


def _members(kind: type[Enum], words: Wording) -> Iterator[Choice]:
    return (Choice(text=words.label(member), value=str(member.value)) for member in kind)


def _yes_no(name: str, words: Wording) -> tuple[Choice, Choice]:
    return tuple(Choice(text=words.say(f"ecn.{name}_{answer}"), value=answer) for answer in ("NO", "YES"))  # type: ignore[return-value]
