"""What one person has to acknowledge of a change, and to decide about; and who has acknowledged, for everybody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Choice, Field, Figure, Form, Style, Tag, Tone
from cards.changes.description import Section as Told
from cards.changes.receipts import DisposalLine, FollowUp, WorkLine, follow_up_sections, place_text, waiting, work_text
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS
from cards.plan_card import Section
from cards.wording import Wording
from core.changes import Affected, AffectedKind, ChangeKind, ChangeStatus, DispositionChoice, WorkChoice

MOST_AFFECTED = 10
LONGEST_NOTE = 200
LONGEST_QTY = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """A change as far as one person is concerned."""

    change_no: str
    revision: int
    kind: ChangeKind
    status: ChangeStatus
    summary: str
    content: tuple[Told, ...]
    person: str
    person_key: str
    affected: tuple[Affected, ...]
    names: tuple[str, ...]
    """What each of them is called besides its number or code; empty where nothing is known."""
    is_given: bool
    level: int
    follow_up: FollowUp

    @property
    def to_decide(self) -> list[DisposalLine]:
        """Places of theirs that nobody has decided about."""
        return [it for it in self.follow_up.disposals if it.owner_key == self.person_key and not it.decided_by]

    @property
    def to_choose(self) -> list[WorkLine]:
        """Work orders of which they have not said to which revision they are made."""
        return [it for it in self.follow_up.works if it.owner_key == self.person_key and it.choice is None]

    @property
    def is_done(self) -> bool:
        """Nothing is awaited of them."""
        return self.is_given and not self.to_decide and not self.to_choose


class ReceiptCard(Card):
    """One person's card of a change. Whoever answers for them may act on it, too."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...]
    moves: Panel | None = None
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...]
    form: Form | None

    @classmethod
    def of(cls, it: ReceiptView, words: Wording) -> "ReceiptCard":
        """As it is now."""
        tone = _tone(it)
        return cls(
            title=words.say("receipt.title", change_no=it.change_no, person=words.cut(it.person, LONGEST_NAME)),
            subtitle=words.cut(it.summary, LONGEST_WORDS),
            tone=tone,
            tags=(Tag(text=_state(it, words), tone=tone),),
            text=_text(it, words),
            sections=(_affected(it, words), *_told((*it.content, *follow_up_sections(it.follow_up, words)))),
            buttons=tuple(_buttons(it, words)),
            form=_form(it, words),
        )


class ReceiptsCard(Card):
    """Who has acknowledged a change and who has not, and what is undecided: for everybody."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...]
    moves: Panel | None = None
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    form: Form | None = None

    @classmethod
    def of(cls, change_no: str, status: ChangeStatus, summary: str, it: FollowUp, words: Wording) -> "ReceiptsCard":
        """One change."""
        missing = list(waiting(it))
        is_open = bool(missing) or any(not line.decided_by for line in it.disposals)
        is_open = is_open or any(line.choice is None for line in it.works)
        tone = Tone.WARNING if is_open else Tone.GOOD
        return cls(
            title=words.say("receipt.title_all", change_no=change_no), subtitle=words.cut(summary, LONGEST_WORDS),
            tone=tone, tags=(Tag(text=words.label(status), tone=tone),),
            text=words.say("receipt.waits" if missing else "receipt.all_given" if it.receipts else "receipt.nobody",
                           people=missing),
            sections=_told(follow_up_sections(it, words)),
        )  # fmt: skip

    @classmethod
    def of_many(cls, found: Sequence[tuple[str, str, FollowUp]], count: int, words: Wording) -> "ReceiptsCard":
        """Those that are not settled: number, summary and what is to be followed up of each."""
        told = []
        for change_no, summary, it in found:
            rows = [row for section in follow_up_sections(it, words) for row in (section.title, *section.lines)]
            title = words.say("receipt.of", change_no=change_no, summary=words.cut(summary, LONGEST_WORDS))
            told.append(Section(title=title, tone=Tone.WARNING, rows=words.lines(rows, MOST_AFFECTED)))
        return cls(
            title=words.say("receipt.title_open"), tone=Tone.WARNING if found else Tone.GOOD,
            text=words.say("receipt.open_count", count=count) if found else words.say("receipt.none"),
            sections=tuple(told),
        )  # fmt: skip


def _told(sections: Sequence[Told]) -> tuple[Section, ...]:
    return tuple(Section(title=it.title, rows=it.lines) for it in sections)


def _tone(it: ReceiptView) -> Tone:
    if it.is_done:
        return Tone.DONE
    return Tone.BAD if it.level > 1 else Tone.WARNING


def _state(it: ReceiptView, words: Wording) -> str:
    if not it.is_given:
        return words.say("receipt.unacknowledged")
    if it.to_choose:
        return words.say("flagged.state")
    return words.say("receipt.undecided" if it.to_decide else "receipt.done")


def _text(it: ReceiptView, words: Wording) -> str:
    person = words.cut(it.person, LONGEST_NAME)
    if not it.is_given:
        level = words.say(f"receipt.level_{it.level}") if it.level else None
        return words.say("receipt.ask", sort=words.label(it.kind), person=person, level=level)
    if it.to_choose:
        return words.say("flagged.decide", person=person, count=len(it.to_choose))
    if it.to_decide:
        return words.say("receipt.decide", person=person, count=len(it.to_decide))
    return words.say("receipt.thanks" if it.status is ChangeStatus.APPLIED else "receipt.closed", person=person)


def _affected(it: ReceiptView, words: Wording) -> Section:
    rows = [_row(each, name, words) for each, name in zip(it.affected, it.names, strict=True)]
    title = words.say("receipt.affected", person=words.cut(it.person, LONGEST_NAME), count=len(rows))
    return Section(title=title, rows=words.lines(rows, MOST_AFFECTED))


def _row(it: Affected, name: str, words: Wording) -> str:
    sort = "material_uom" if it.kind in (AffectedKind.STOCK, AffectedKind.PURCHASE) else "uom"
    return words.say(
        "receipt.row", sort=words.label(it.kind), ref=words.named(words.cut(name, LONGEST_NAME), it.ref), qty=it.qty,
        uom=words.label(it.uom, sort) if it.qty is not None and it.uom else None,
        words=words.cut(it.words, LONGEST_WORDS), value=words.money(it.value) if it.value else None,
    )  # fmt: skip


def _buttons(it: ReceiptView, words: Wording) -> Iterator[Button]:
    if not it.is_given:
        yield acknowledge_button(it.change_no, it.person_key, it.revision, words)


def acknowledge_button(change_no: str, person: str, revision: int, words: Wording) -> Button:
    """收到, for the person whose card it is."""
    return Button(
        text=words.say("receipt.acknowledge"), act="ack_change", ref=change_no, rev=revision, style=Style.PRIMARY,
        extra={"person": person},
    )  # fmt: skip


def _form(it: ReceiptView, words: Wording) -> Form | None:
    """One place after the other: what is decided about makes room for the next."""
    if it.to_choose:
        return _work_form(it, words)
    if not it.to_decide:
        return None
    first, count = it.to_decide[0], len(it.to_decide)
    submit = Button(
        text=words.say("disposition.submit"), act="dispose", ref=it.change_no, rev=it.revision, style=Style.PRIMARY,
        extra={"entry": first.entry},
    )  # fmt: skip
    fields = [
        Field(
            name=choice.value.lower(), label=words.say("disposition.field", choice=choice), kind="text",
            longest=LONGEST_QTY, is_required=False,
            placeholder=words.show(first.qty) if choice is DispositionChoice.USE else "0",
        )
        for choice in DispositionChoice
    ]  # fmt: skip
    note = Field(name="note", label=words.say("disposition.note"), kind="text", longest=LONGEST_NOTE, is_required=False)
    intro = words.say(
        "disposition.intro", place=place_text(first, words), words=words.cut(first.words, LONGEST_WORDS),
        qty=first.qty, rest=count - 1 or None,
    )  # fmt: skip
    name = f"dispose_{it.change_no}_{first.entry}".replace("-", "_")
    return Form(name=name, fields=(*fields, note), submit=submit, intro=intro)


def _work_form(it: ReceiptView, words: Wording) -> Form:
    """One work order after the other, or all at once; before what is left over: that depends on it."""
    first, count = it.to_choose[0], len(it.to_choose)
    submit = Button(
        text=words.say("flagged.submit"), act="decide_work", ref=it.change_no, rev=it.revision, style=Style.PRIMARY,
        extra={"entry": first.entry},
    )  # fmt: skip
    choices = tuple(Choice(text=words.label(choice), value=choice.value) for choice in WorkChoice)
    fields = [Field(name="choice", label=words.say("flagged.choice"), kind="choice", choices=choices)]
    if count > 1:
        scopes = tuple(
            Choice(text=words.say(f"flagged.scope_{scope}", work=first.work_order_no, count=count), value=scope)
            for scope in ("this", "all")
        )
        fields.append(
            Field(name="scope", label=words.say("flagged.scope"), kind="choice", typed="this", choices=scopes)
        )
    fields.append(Field(name="reason", label=words.say("flagged.reason"), kind="text", longest=LONGEST_NOTE))
    intro = words.say("flagged.intro", work=work_text(first, words), rest=count - 1 or None)
    name = f"work_{it.change_no}_{first.entry}".replace("-", "_")
    return Form(name=name, fields=tuple(fields), submit=submit, intro=intro)
