"""What happens to a change around its effect: customers asked, owners told, old parts decided about."""

from decimal import Decimal

from core.changes.flagged import WorkChoice
from core.events import Event


class CustomerAsked(Event):
    """A customer could see the difference, and has to agree before it takes effect; `owner` asks them."""

    customer: str
    owner: str


class CustomerConsented(Event):
    """A customer agrees."""

    customer: str
    granted_by: str
    evidence: str
    person: str


class CustomersWaived(Event):
    """A manager answers for customers who have not agreed."""

    customers: list[str]
    person: str
    reason: str


class ConsentChased(Event):
    """Nobody has noted what a customer says: others are asked."""

    customer: str
    level: int
    chased: list[str]


class NoticeOwed(Event):
    """Something that a person answers for is touched; they have to acknowledge it."""

    person: str


class NoticeAcknowledged(Event):
    """`person` knows; `by` is whoever said so."""

    person: str
    by: str


class NoticeChased(Event):
    """A person has not acknowledged, or not decided about what is left of the old: others are asked."""

    person: str
    level: int
    chased: list[str]


class DispositionOwed(Event):
    """There is something of the old kind that somebody has to decide about."""

    entry: int
    item: str
    qty: Decimal
    owner: str


class DispositionDecided(Event):
    """It is decided what becomes of it."""

    entry: int
    split: dict[str, Decimal]
    person: str
    note: str


class WorkOwed(Event):
    """Somebody has to decide to which revision a work order of `order_no` is made."""

    entry: int
    order_no: str
    owner: str


class WorkDecided(Event):
    """It is decided; without a `person` by a later change."""

    entry: int
    order_no: str
    choice: WorkChoice
    person: str
    reason: str
