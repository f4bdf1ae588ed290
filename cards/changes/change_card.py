"""A change: what is wanted, what it would do, who has decided and whom it waits for. One card for all who see it."""

from collections.abc import Iterator

from cards.card import Button, Card, Choice, Fact, Field, Form, Part, Style, Tag, Tone
from cards.changes.description import Section
from cards.changes.trail import LONGEST_WHO, remark_lines, trail_lines, who
from cards.changes.view import ChangeView
from cards.order_facts import LONGEST_NAME
from cards.wording import Wording
from core.changes import ChangeStatus

MOST_LINES = 6
"""Of one section; the last one says how many more there are."""
MOST_SECTIONS = 5
"""Of what is wanted, and of what it would do: orders, work, stock, purchases, cost."""
MOST_READ = 14
"""Of the first section: whoever decides reads what changes line by line, and the orders it hits worst."""
MOST_ASKED = 12
LONGEST_LINE = 80
LONGEST_TOLD = 160
LONGEST_TYPED = 300

_TONES = {
    ChangeStatus.DRAFT: Tone.NEUTRAL,
    ChangeStatus.SUBMITTED: Tone.BUSY,
    ChangeStatus.IN_REVIEW: Tone.WARNING,
    ChangeStatus.APPROVED: Tone.GOOD,
    ChangeStatus.APPLIED: Tone.GOOD,
    ChangeStatus.REJECTED: Tone.BAD,
}


class Block(Part):
    """A heading and the lines below it."""

    title: str
    lines: tuple[str, ...]


class ChangeCard(Card):
    """A change in its present state; with buttons and a form for a reader who is asked."""

    template = "change"

    text: str
    facts: tuple[Fact, ...]
    blocks: tuple[Block, ...]
    buttons: tuple[Button, ...]
    form: Form | None

    @classmethod
    def of(cls, change: ChangeView, words: Wording) -> "ChangeCard":
        """As it is now."""
        tone = _TONES.get(change.status, Tone.DONE)
        tags = [Tag(text=words.label(change.status), tone=tone)]
        if change.is_temporary:
            tags.append(Tag(text=words.say("change.temporary"), tone=Tone.WARNING))
        return cls(
            title=words.say("change.title", change_no=change.change_no, kind=change.kind),
            subtitle=words.cut(change.description.summary, LONGEST_TOLD),
            tone=tone, tags=tuple(tags), text=_text(change, words), facts=tuple(_facts(change, words)),
            blocks=tuple(_blocks(change, words)), buttons=tuple(_buttons(change, words)), form=_form(change, words),
        )  # fmt: skip


def _text(change: ChangeView, words: Wording) -> str:
    if change.status is not ChangeStatus.IN_REVIEW:
        return words.say(
            f"change.{change.status.value}", person=words.cut(change.decided_by, LONGEST_NAME),
            reason=words.cut(change.decision, LONGEST_TOLD),
        )  # fmt: skip
    if change.may_decide:
        return words.say(
            "change.asked", person=words.cut(change.requester, LONGEST_NAME), others=_others(change, words)
        )
    due = min((it.due_at for it in change.awaited if it.due_at is not None), default=None)
    return words.say("change.waits", people=[who(it, words) for it in change.awaited], due=due)


def _facts(change: ChangeView, words: Wording) -> Iterator[Fact]:
    told = {
        "reason": words.say("change.because", code=change.reason_code, reason=words.cut(change.reason, LONGEST_TOLD)),
        "target": words.say("change.about", target=change.target, base=change.base),
        "requester": words.say(
            "change.by", person=words.cut(change.requester, LONGEST_NAME), at=change.opened_at,
            round=change.round if change.round > 1 else None,
        ),
    }  # fmt: skip
    yield from (Fact(label=words.say(f"change.fact_{key}"), value=value) for key, value in told.items())


def _blocks(change: ChangeView, words: Wording) -> Iterator[Block]:
    yield from _cut(change.description.content, words, first=MOST_READ)
    yield from _cut(change.description.impact, words, first=MOST_READ)
    if change.trail:
        yield Block(title=words.say("change.trail"), lines=words.lines(list(trail_lines(change, words)), MOST_ASKED))
    if change.remarks:
        yield Block(title=words.say("change.remarks"), lines=words.lines(list(remark_lines(change, words)), MOST_LINES))
    yield from _cut(change.afterwards, words)


def _cut(sections: tuple[Section, ...], words: Wording, *, first: int = MOST_LINES) -> Iterator[Block]:
    for number, it in enumerate(sections[:MOST_SECTIONS]):
        lines = words.lines([words.cut(line, LONGEST_LINE) for line in it.lines], MOST_LINES if number else first)
        yield Block(title=words.cut(it.title, LONGEST_TOLD), lines=lines)
    if more := sections[MOST_SECTIONS:]:
        yield Block(title=words.say("format.more", count=len(more)), lines=())


def _buttons(change: ChangeView, words: Wording) -> Iterator[Button]:
    if change.may_decide:
        yield Button(
            text=words.say("change.approve"), act="approve_change", ref=change.change_no, rev=change.stage,
            style=Style.PRIMARY, command=f"/approve {change.change_no}",
            confirm=words.say("change.really_approve", change_no=change.change_no, others=_others(change, words)),
        )  # fmt: skip
    elif change.status is ChangeStatus.IN_REVIEW and not change.may_remark:
        yield Button(
            text=words.say("change.withdraw"), act="withdraw_change", ref=change.change_no, rev=change.revision,
            confirm=words.say("change.really_withdraw", change_no=change.change_no),
        )  # fmt: skip


def _others(change: ChangeView, words: Wording) -> list[str]:
    return [words.cut(name, LONGEST_WHO) for name in change.for_others]


def _form(change: ChangeView, words: Wording) -> Form | None:
    if not change.may_remark:
        return None
    fields = (_answer(words), _person(words), _reason(words)) if change.may_decide else (_reason(words),)
    act = "answer_change" if change.may_decide else "remark_change"
    submit = Button(text=words.say("change.send"), act=act, ref=change.change_no, rev=change.stage)
    name = f"{act}_{change.change_no.replace('-', '_')}"
    return Form(name=name, fields=fields, submit=submit, intro=words.say(f"change.{act}"))


def _answer(words: Wording) -> Field:
    kinds = ("reject", "send_back", "remark", "add_signer", "hand_over")
    choices = tuple(Choice(text=words.say(f"change.answer_{kind}"), value=kind) for kind in kinds)
    return Field(name="answer", label=words.say("change.answer"), kind="choice", choices=choices)


def _person(words: Wording) -> Field:
    return Field(
        name="person", label=words.say("change.person"), kind="text", longest=60, is_required=False,
        placeholder=words.say("change.person_when"),
    )  # fmt: skip


def _reason(words: Wording) -> Field:
    return Field(name="reason", label=words.say("change.reason"), kind="text", longest=LONGEST_TYPED)
