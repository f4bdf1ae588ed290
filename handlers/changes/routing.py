"""Who decides about a change: by the rules that count for it, past whoever asked, and never nobody."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from sqlmodel import Session

from core.changes import ApprovalMode, ApprovalRule, Ask, ChangeKind, ChangeRequest, Need
from core.changes.rule import OWNER, matching
from core.delegations import acting_for
from core.orders import Order
from core.people import Role
from handlers.ownership import answerable
from storage import people
from storage.changes import approval_rules
from storage.delegations import delegations_on

DECIDES = {ChangeKind.ORDER: "production", ChangeKind.ENGINEERING: "rnd"}
"""Whose lead is asked when no rule says whom."""
_NO_RULE = "default"


def route_of(change: ChangeRequest, session: Session) -> list[Ask]:
    """Whom to ask. Where a rule finds nobody who may, the next one up is asked; somebody's consent is always needed.

    Without anybody at all beside whoever asked there is no required consent, and starting a review refuses that.
    """
    rules = matching(approval_rules(session, change.kind), change.kind, change.reason_code, change.at_stake)
    asks = _distinct(ask for rule in rules if (ask := _ask(rule, change, session)).people)
    if any(ask.need is Need.REQUIRED for ask in asks):
        return asks
    lead = answerable(session).get(DECIDES[change.kind], "")
    found = _allowed([lead], change.requester, session) or next_up(change.requester, session)[:1]
    return [*asks, Ask(1, _NO_RULE, ApprovalMode.ANY, Need.REQUIRED, tuple(found))] if found else asks


def next_up(requester: str, session: Session, *, but: Collection[str] = ()) -> list[str]:
    """Who decides when nobody else does, in turn: coordinators, managers, leads, administrators; not whoever asked."""
    roles = (Role.COORDINATOR, Role.MANAGER)
    found = [person.key for role in roles for person in people.people_with_role(session, role)]
    found += answerable(session).values()
    found += [person.key for person in people.people_with_role(session, Role.ADMIN)]
    return [key for key in _allowed(found, requester, session) if key not in but]


def acting_now(change: ChangeRequest, entitled: Iterable[str], session: Session, now: datetime) -> dict[str, str]:
    """Who acts for each of these at this moment; nobody who has left, and not whoever asked."""
    on = delegations_on(session, now)
    active = {person.key for person in people.find_people(session)} if on else set()
    barred = {each.delegate for each in on} - active | {change.requester}
    return {person: acting_for(person, on, now, barred) for person in entitled}


def _ask(rule: ApprovalRule, change: ChangeRequest, session: Session) -> Ask:
    named = [key for who in rule.who for key in _who(who, change, session)]
    found = _allowed(named, change.requester, session)
    if not found and rule.need is Need.REQUIRED:
        found = next_up(change.requester, session)[:1]
    return Ask(rule.step, rule.code, rule.mode, rule.need, tuple(found))


def _who(who: str, change: ChangeRequest, session: Session) -> Iterator[str]:
    """The people a rule means."""
    kind, _, name = who.partition(":")
    if kind == "lead" and name:
        yield answerable(session).get(name, "")
    elif kind == "role" and name:
        yield from (it.key for role in Role if role == name for it in people.people_with_role(session, role))
    elif who == OWNER:
        order = session.get(Order, change.target) if change.kind is ChangeKind.ORDER else None
        yield order.owner if order else ""
    else:
        yield who


def _allowed(keys: Iterable[str], requester: str, session: Session) -> list[str]:
    """Those of them who work here and did not ask for it, each once, in their order."""
    wanted = [key for key in dict.fromkeys(keys) if key and key != requester]
    active = {person.key for person in people.find_people(session, wanted) if person.is_active}
    return [key for key in wanted if key in active]


def _distinct(asks: Iterable[Ask]) -> list[Ask]:
    """Two rules that ask the same people the same thing at the same step ask once."""
    found: dict[tuple[object, ...], Ask] = {}
    for ask in asks:
        found.setdefault((ask.step, ask.mode, ask.need, ask.people), ask)
    return list(found.values())
