"""Receipts, dispositions and customers' consents of a change, in a line each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cards.changes.description import Section
from cards.wording import Wording
from core.changes import DispositionChoice, LocationKind, WorkChoice

MOST_LINES = 12
LONGEST_NAME = 24
LONGEST_WORDS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """Somebody who has to acknowledge a change."""

    person: str
    asked_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    """Empty when it was the person."""
    level: int
    """How far up the line it has gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalLine:
    """So many old parts in one place."""

    entry: int
    location: LocationKind
    ref: str
    item: str
    name: str
    words: str
    qty: Decimal
    uom: str
    owner: str
    owner_key: str
    split: Mapping[DispositionChoice, Decimal]
    decided_by: str
    """Empty as long as nobody has decided."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLine:
    """A customer who has to agree."""

    code: str
    customer: str
    """Empty where no order tells whose it is."""
    owner: str
    owner_key: str
    orders: tuple[str, ...]
    asked_at: datetime
    granted_by: str
    granted_on: date | None
    evidence: str
    waived_by: str
    waived_reason: str
    level: int = 0
    """How far up the line it has gone."""

    @property
    def is_settled(self) -> bool:
        """They agree, or a manager answers for it."""
        return bool(self.granted_by or self.waived_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLine:
    """A flagged work order."""

    entry: int
    work_order_no: str
    why: str
    """The key of the text that says why."""
    owner: str
    owner_key: str
    choice: WorkChoice | None
    decided_by: str
    """Empty where a later change has decided about it."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What is to be followed up of a change."""

    receipts: tuple[ReceiptLine, ...] = ()
    disposals: tuple[DisposalLine, ...] = ()
    consents: tuple[ConsentLine, ...] = ()
    works: tuple[WorkLine, ...] = ()


def follow_up_sections(it: FollowUp, words: Wording) -> tuple[Section, ...]:
    """回执, 待定工单, 处置 and 客户同意, each where there is something of it; what is missing comes first."""
    told = (_receipts(it, words), _works(it, words), _disposals(it, words), _consents(it, words))
    return tuple(Section(title, words.lines(list(lines), MOST_LINES)) for title, lines in told if lines)


def _receipts(it: FollowUp, words: Wording) -> tuple[str, list[str]]:
    missing = [line for line in it.receipts if line.acknowledged_at is None]
    title = words.say("receipt.count", given=len(it.receipts) - len(missing), total=len(it.receipts))
    given = [line for line in it.receipts if line.acknowledged_at is not None]
    return title, [*(_missing(line, words) for line in missing), *(_given(line, words) for line in given)]


def _missing(line: ReceiptLine, words: Wording) -> str:
    level = words.say(f"receipt.level_{line.level}") if line.level else None
    return words.say(
        "receipt.missing", person=words.cut(line.person, LONGEST_NAME), since=words.moment(line.asked_at), level=level
    )


def _given(line: ReceiptLine, words: Wording) -> str:
    return words.say(
        "receipt.given", person=words.cut(line.person, LONGEST_NAME), at=words.moment(line.acknowledged_at),
        by=words.cut(line.acknowledged_by, LONGEST_NAME),
    )  # fmt: skip


def _works(it: FollowUp, words: Wording) -> tuple[str, list[str]]:
    ordered = sorted(it.works, key=lambda line: (line.choice is not None, line.entry))
    decided = sum(line.choice is not None for line in it.works)
    return words.say("flagged.count", decided=decided, total=len(it.works)), [_work(line, words) for line in ordered]


def _work(line: WorkLine, words: Wording) -> str:
    if line.choice is None:
        return words.say("flagged.open", work=work_text(line, words), owner=words.cut(line.owner, LONGEST_NAME))
    if not line.decided_by:
        return words.say("flagged.elsewhere", work=line.work_order_no)
    return words.say(
        "flagged.decided", work=line.work_order_no, choice=line.choice, reason=words.cut(line.reason, LONGEST_WORDS),
        person=words.cut(line.decided_by, LONGEST_NAME),
    )  # fmt: skip


def work_text(line: WorkLine, words: Wording) -> str:
    """`WO-2611-0042-1（已开工）`."""
    return words.say("flagged.work", work=line.work_order_no, why=words.say(f"ecn.because_{line.why}"))


def _disposals(it: FollowUp, words: Wording) -> tuple[str, list[str]]:
    ordered = sorted(it.disposals, key=lambda line: (bool(line.decided_by), line.entry))
    decided = sum(bool(line.decided_by) for line in it.disposals)
    title = words.say("disposition.count", decided=decided, total=len(it.disposals))
    return title, [_disposal(line, words) for line in ordered]


def _disposal(line: DisposalLine, words: Wording) -> str:
    place = place_text(line, words)
    if not line.decided_by:
        return words.say("disposition.open", place=place, owner=words.cut(line.owner, LONGEST_NAME))
    return words.say(
        "disposition.decided", place=place, split=split_text(line, words),
        person=words.cut(line.decided_by, LONGEST_NAME), note=words.cut(line.note, LONGEST_WORDS),
    )  # fmt: skip


def place_text(line: DisposalLine, words: Wording) -> str:
    """`库存 外壳（SH-1）120 个`, and the number of the order or purchase where that is what it is in."""
    return words.say(
        "disposition.place", location=line.location, item=words.named(words.cut(line.name, LONGEST_NAME), line.item),
        ref=line.ref if line.ref != line.item else None, qty=line.qty, uom=words.label(line.uom, "material_uom"),
    )  # fmt: skip


def split_text(line: DisposalLine, words: Wording) -> str:
    """`使用 80，报废 40`."""
    return words.show([f"{words.label(choice)} {words.show(qty)}" for choice, qty in line.split.items()])


def _consents(it: FollowUp, words: Wording) -> tuple[str, list[str]]:
    settled = sum(line.is_settled for line in it.consents)
    title = words.say("consent.count", settled=settled, total=len(it.consents))
    ordered = sorted(it.consents, key=lambda line: line.is_settled)
    return title, [consent_text(line, words) for line in ordered]


def consent_text(line: ConsentLine, words: Wording) -> str:
    """Who has agreed, when and how; who waived it and why; or who is to ask since when."""
    customer = customer_text(line, words)
    if line.granted_by:
        return words.say(
            "consent.granted", customer=customer, contact=words.cut(line.granted_by, LONGEST_NAME),
            day=line.granted_on, evidence=words.cut(line.evidence, LONGEST_WORDS),
        )  # fmt: skip
    if line.waived_by:
        return words.say(
            "consent.waived", customer=customer, person=words.cut(line.waived_by, LONGEST_NAME),
            reason=words.cut(line.waived_reason, LONGEST_WORDS),
        )  # fmt: skip
    return words.say(
        "consent.missing", customer=customer, owner=words.cut(line.owner, LONGEST_NAME),
        since=words.moment(line.asked_at), level=words.say(f"receipt.level_{line.level}") if line.level else None,
    )  # fmt: skip


def customer_text(line: ConsentLine, words: Wording) -> str:
    """The customer's name; where no order says whose it is, whoever buys it."""
    return words.cut(line.customer, LONGEST_NAME) if line.code else words.say("consent.every_buyer")


def waiting(it: FollowUp) -> Iterator[str]:
    """Names of those who have not acknowledged."""
    return (line.person for line in it.receipts if line.acknowledged_at is None)
