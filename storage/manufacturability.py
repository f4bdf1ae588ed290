"""Finding rules, attributes, checks, waivers, and what work centres take."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from core.errors import NotFound
from core.manufacturability import (
    Candidate,
    DfmAttribute,
    DfmCheck,
    DfmRule,
    DfmWaiverState,
    Vocabulary,
    Waiver,
    WorkCentreCapability,
)
from core.orders import OrderLine
from core.production import RoutingOperation, WorkCentre
from core.supply import BomLine

DEEPEST = 12
"""Levels of a bill of materials that are looked through."""


def vocabulary(session: Session) -> Vocabulary:
    """The attributes there are."""
    return Vocabulary(session.exec(select(DfmAttribute).order_by(col(DfmAttribute.position), col(DfmAttribute.key))))


def all_rules(session: Session) -> list[DfmRule]:
    """Every rule, those that are switched off too, by its id."""
    return list(session.exec(select(DfmRule).order_by(col(DfmRule.rule_id))))


def find_rule(session: Session, rule_id: str, *, lock: bool = False) -> DfmRule | None:
    """The rule of this id, if there is one. `lock` keeps other writers from it until the transaction ends."""
    known = session.exec(select(DfmRule.rule_id).where(func.lower(DfmRule.rule_id) == rule_id.lower())).first()
    return session.get(DfmRule, known or rule_id, with_for_update=lock or None, populate_existing=lock)


def get_rule(session: Session, rule_id: str, *, lock: bool = False) -> DfmRule:
    """The rule of this id; refused with those that are called alike."""
    found = find_rule(session, rule_id, lock=lock)
    if found is None:
        begin = rule_id[:5].casefold()
        near = [rule.rule_id for rule in all_rules(session) if rule.rule_id.casefold().startswith(begin)]
        raise NotFound(kind="dfm_rule", words=rule_id, near=near[:5])
    return found


def find_check(session: Session, subject: str, line_no: int = 1, *, lock: bool = False) -> DfmCheck | None:
    """What was told of a design, if anything was."""
    return session.get(DfmCheck, (subject, line_no), with_for_update=lock or None, populate_existing=lock)


def newest_checks(session: Session, most: int) -> list[tuple[DfmCheck, OrderLine]]:
    """The designs that were checked last, with the lines of orders they are for."""
    is_same = and_(col(DfmCheck.subject) == col(OrderLine.order_no), col(DfmCheck.line_no) == col(OrderLine.line_no))
    found = select(DfmCheck, OrderLine).join(OrderLine, is_same).order_by(col(DfmCheck.checked_at).desc())
    return list(session.exec(found.limit(most)))


def waivers_of(session: Session, subject: str, line_no: int = 1) -> list[Waiver]:
    """Every waiver that was asked for, the oldest first."""
    chosen = select(Waiver).where(Waiver.subject == subject, Waiver.line_no == line_no)
    return list(session.exec(chosen.order_by(col(Waiver.asked_at), col(Waiver.waiver_no))))


def open_waivers(session: Session, subject: str, line_no: int) -> list[Waiver]:
    """Those that nobody has decided about."""
    return [it for it in waivers_of(session, subject, line_no) if it.state is DfmWaiverState.ASKED]


def get_waiver(session: Session, waiver_no: str, *, lock: bool = False) -> Waiver:
    """The waiver of this number."""
    found = session.get(Waiver, waiver_no, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NotFound(kind="dfm_waiver", words=waiver_no, near=[])
    return found


def processes_of(session: Session, product: str) -> frozenset[str]:
    """The groups of work centres that a product and what it consists of go through; none where no routing tells."""
    items, fresh = {product}, {product}
    for _ in range(DEEPEST):
        components = select(BomLine.component).where(col(BomLine.parent).in_(sorted(fresh)))
        fresh = set(session.exec(components)) - items
        if not fresh:
            break
        items |= fresh
    steps = session.exec(select(RoutingOperation).where(col(RoutingOperation.item).in_(sorted(items))))
    centres = {each.work_centre for step in steps for each in step.alternatives}
    return frozenset(session.exec(select(WorkCentre.group).where(col(WorkCentre.code).in_(sorted(centres)))))


def candidates(session: Session, *, is_chinese: bool) -> Mapping[str, Sequence[Candidate]]:
    """Who does each process, and what they take of a part."""
    takes: dict[tuple[str, str], list[WorkCentreCapability]] = defaultdict(list)
    for row in session.exec(select(WorkCentreCapability)):
        takes[row.process, row.work_centre].append(row)
    centres = {centre.code: centre for centre in session.exec(select(WorkCentre))}
    found: dict[str, list[Candidate]] = defaultdict(list)
    for (process, code), rows in sorted(takes.items()):
        centre = centres[code]
        name = centre.name if is_chinese else centre.english_name or centre.name
        found[process].append(Candidate(code, name, centre.is_subcontracted, tuple(rows)))
    return found
