"""A change that waits for customers: for who asks them, and for the managers who may do without."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cards.card import Button, Card, Field, Figure, Form, Style, Tag, Tone
from cards.changes.description import Section as Told
from cards.changes.receipts import ConsentLine, FollowUp, customer_text, follow_up_sections
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS
from cards.plan_card import LONGEST_REASON, Section
from cards.wording import Wording
from core.changes import ChangeStatus

LONGEST_CONTACT = 40
LONGEST_EVIDENCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """A change whose customers are asked, as one reader sees it."""

    change_no: str
    revision: int
    status: ChangeStatus
    summary: str
    content: tuple[Told, ...]
    consents: tuple[ConsentLine, ...]
    to_record: tuple[ConsentLine, ...]
    """Of those missing, what the reader can record."""
    may_waive: bool
    today: date

    @property
    def awaited(self) -> tuple[ConsentLine, ...]:
        """Those missing."""
        return tuple(it for it in self.consents if not it.is_settled)


class CustomerConsentCard(Card):
    """客户同意待取得, until it is there or waived."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...]
    moves: Panel | None = None
    notes: tuple[str, ...]
    buttons: tuple[Button, ...] = ()
    form: Form | None

    @classmethod
    def of(cls, it: ConsentView, words: Wording) -> "CustomerConsentCard":
        """As it is now."""
        is_open = it.status is ChangeStatus.APPROVED and bool(it.awaited)
        tone = Tone.WARNING if is_open else Tone.DONE
        told = (*it.content, *follow_up_sections(FollowUp(consents=it.consents), words))
        return cls(
            title=words.say("consent.title", change_no=it.change_no),
            subtitle=words.cut(it.summary, LONGEST_WORDS),
            tone=tone,
            tags=(Tag(text=words.say("consent.awaited") if is_open else words.label(it.status), tone=tone),),
            text=_text(it, words, is_open=is_open),
            sections=tuple(Section(title=each.title, rows=each.lines) for each in told),
            notes=tuple(_notes(it, words)),
            form=_form(it, words) if is_open else None,
        )


def _text(it: ConsentView, words: Wording, *, is_open: bool) -> str:
    if not is_open:
        return words.say("consent.settled" if it.consents and not it.awaited else "consent.over")
    customers = [customer_text(each, words) for each in it.awaited]
    return words.say("consent.ask" if it.to_record else "consent.waits", customers=customers)


def _notes(it: ConsentView, words: Wording) -> Iterator[str]:
    for each in it.awaited:
        if each.orders:
            yield words.say("consent.orders", customer=customer_text(each, words), orders=list(each.orders))


def _form(it: ConsentView, words: Wording) -> Form | None:
    if it.to_record:
        return _record(it, words)
    if it.may_waive:
        return _waive(it, words)
    return None


def _record(it: ConsentView, words: Wording) -> Form:
    """One customer after the other."""
    first = it.to_record[0]
    fields = (
        Field(name="contact", label=words.say("consent.contact"), kind="text", longest=LONGEST_CONTACT),
        Field(name="day", label=words.say("consent.day"), kind="day", is_required=False),
        Field(
            name="evidence", label=words.say("consent.evidence"), kind="text", longest=LONGEST_EVIDENCE,
            placeholder=words.say("consent.evidence_hint"),
        ),
    )  # fmt: skip
    submit = Button(
        text=words.say("consent.record"), act="record_consent", ref=it.change_no, rev=it.revision,
        style=Style.PRIMARY, extra={"customer": first.code},
    )  # fmt: skip
    intro = words.say("consent.intro", customer=words.cut(customer_text(first, words), LONGEST_NAME))
    name = f"consent_{it.change_no}_{it.consents.index(first)}".replace("-", "_")
    return Form(name=name, fields=fields, submit=submit, intro=intro)


def _waive(it: ConsentView, words: Wording) -> Form:
    reason = Field(name="reason", label=words.say("consent.why_waive"), kind="text", longest=LONGEST_REASON)
    submit = Button(
        text=words.say("consent.waive"), act="waive_customers", ref=it.change_no, rev=it.revision,
        style=Style.DANGER, confirm=words.say("consent.really_waive"),
    )  # fmt: skip
    return Form(name=f"waive_{it.change_no}".replace("-", "_"), fields=(reason,), submit=submit)
