"""Who answers for what: the departments of tracks, and whose order it is."""

from collections.abc import Iterable

from sqlmodel import Session

from core.errors import NotAllowed
from core.orders import Order
from core.people import Role
from handlers.context import Context
from handlers.queries.names import Names
from storage import chats, people, roster

TRACK_DEPARTMENTS = ("production", "rnd", "purchasing")
"""Asked at confirmation, side by side."""
ALERTED = "production"
"""Its lead answers for alerts."""


def answerable(session: Session) -> dict[str, str]:
    """Per department, the one who answers for it: its lead, or else the first of its people by key."""
    leads = roster.leads(session)
    people = {key: roster.people_of(session, key) for key in roster.departments(session) if key not in leads}
    return leads | {key: members[0].key for key, members in people.items() if members}


def places_of(department: str, session: Session) -> list[str]:
    """Where a department reads what concerns it: its chats; in place of one that is lost, who answers for it."""
    found = roster.chats_of(session, department)
    lost = chats.lost_among(session, found)
    return list(dict.fromkeys(stand_in(department, chat, session) if chat in lost else chat for chat in found))


def stand_in(department: str, chat: str, session: Session) -> str:
    """The private chat that stands in for a department's lost one: of who answers for it, else of the coordinator.

    The lost chat itself when neither has an account on its platform.
    """
    platform = chat.partition(":")[0]
    asked = [answerable(session).get(department, ""), roster.coordinator(session)]
    found = people.private_lanes(session, asked, [platform])
    return next((found[person] for person in asked if person in found), chat)


def lanes_to(keys: Iterable[str], ctx: Context) -> dict[str, str]:
    """Where each of these people reads what is for them alone: once, however many accounts they have."""
    return people.private_lanes(ctx.uow.session, keys, ctx.uow.platforms)


def require_own(order: Order, ctx: Context) -> None:
    """An order's own salesperson, the lead of sales and the coordinators may act for sales on it."""
    sender = ctx.sender
    if sender.is_program or sender.key == order.owner or "sales" in sender.leads or Role.COORDINATOR in sender.roles:
        return
    raise NotAllowed(who=[name_of(order.owner, ctx)])


def require_concerned(owner: str, order: Order, ctx: Context) -> None:
    """Production takes alerts, and so do their owner, those who sold the order, managers and coordinators."""
    sender = ctx.sender
    is_theirs = sender.key in (owner, order.owner) or ALERTED in (sender.department, *sender.leads)
    is_above = "sales" in sender.leads or bool(sender.roles & {Role.COORDINATOR, Role.MANAGER})
    if sender.is_program or is_theirs or is_above:
        return
    raise NotAllowed(who=[name_of(owner, ctx)])


def require_department(department: str, ctx: Context) -> None:
    """Only a department's own people, its lead and the coordinators speak for it."""
    sender = ctx.sender
    is_theirs = department in (sender.department, *sender.leads)
    if sender.is_program or is_theirs or Role.COORDINATOR in sender.roles:
        return
    raise NotAllowed(who=[name_of(person.key, ctx) for person in roster.people_of(ctx.uow.session, department)])


def name_of(person: str, ctx: Context) -> str:
    """What a person is called in the company's language; the key when they have gone."""
    return Names(ctx.uow.session, ctx.wording.is_chinese).person(person)
