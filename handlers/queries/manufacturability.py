"""What is wrong with a design by the rules of now, and how people see it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from cards.manufacturability.views import AskedView, CheckView, FormView, RuleView, WaiverView
from core.errors import BadInput, NotFound
from core.manufacturability import (
    Design,
    DfmFinding,
    DfmRule,
    DfmWaiverState,
    Value,
    Vocabulary,
    Waiver,
    check,
    read_value,
)
from core.manufacturability.attributes import MACHINE, PROCESS
from core.manufacturability.check import in_order, with_waivers
from core.manufacturability.machines import check_machines
from core.orders import Order, OrderLine
from core.people import Role
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from storage import catalogue, roster
from storage import manufacturability as stored
from storage.orders import get_order
from storage.people import people_with_role


@dataclass(frozen=True, slots=True)
class Examined:
    """A design, and what is wrong with it."""

    design: Design
    findings: tuple[DfmFinding, ...]
    vocabulary: Vocabulary


def line_of(order: Order, line_no: int) -> OrderLine:
    """The line of this number; 0 for the first one that needs design work, else the first."""
    if line_no:
        for line in order.lines:
            if line.line_no == line_no:
                return line
        raise NotFound(kind="order_line", words=f"{order.order_no} {line_no}", near=[])
    return next((line for line in order.lines if line.is_custom), order.lines[0])


def findings_of(session: Session, subject: str, line_no: int, today: date) -> tuple[DfmFinding, ...]:
    """What is wrong with the design of an order's line, waivers told; nothing of one that was never checked."""
    known = stored.find_check(session, subject, line_no)
    if known is None:
        return ()
    order = get_order(session, subject)
    return examine_line(session, line_of(order, line_no), known.told, today, is_chinese=True).findings


def examine_line(
    session: Session, line: OrderLine, told: Mapping[str, str], today: date, *, is_chinese: bool
) -> Examined:
    """A line by its spec, and by what was told of its design."""
    vocabulary = stored.vocabulary(session)
    design = design_of(session, line, told, vocabulary, {})
    examined = examine(
        session, design.values, vocabulary, family=design.family, processes=design.processes, is_chinese=is_chinese
    )
    waivers = stored.waivers_of(session, line.order_no, line.line_no)
    return Examined(examined.design, with_waivers(examined.findings, waivers, today), vocabulary)


def design_of(
    session: Session, line: OrderLine, told: Mapping[str, str], vocabulary: Vocabulary,
    processes: dict[str, frozenset[str]],
) -> Design:  # fmt: skip
    """A line's design by its spec, and by what was told. `processes` of products, as far as they are known, grow."""
    product = catalogue.get_product(session, line.product_code)
    if product.code not in processes:
        processes[product.code] = stored.processes_of(session, product.code)
    values = {**_spec_values(session, line, vocabulary), **_values(told, vocabulary)}
    return Design(values, product.family, _chosen(values) or processes[product.code])


def _chosen(values: Mapping[str, Value]) -> frozenset[str]:
    """The process that was named, if any."""
    return frozenset({str(values.get(PROCESS, "")).upper()} - {""})


def examine(
    session: Session, values: Mapping[str, Value], vocabulary: Vocabulary, *, family: str = "",
    processes: frozenset[str] = frozenset(), is_question: bool = False, is_chinese: bool,
) -> Examined:  # fmt: skip
    """Some attributes by every rule there is, and by what the machines take. A machine that is named says how.

    A question is about what was told: rules about nothing of it are left out.
    """
    groups = stored.candidates(session, is_chinese=is_chinese)
    named = str(values.get(MACHINE, "")).casefold()
    meant = {group for group, centres in groups.items() if named in {it.code.casefold() for it in centres}}
    chosen = _chosen(values) | meant
    design = Design(values, family, chosen or processes)
    rules = [it for it in stored.all_rules(session) if not is_question or values.keys() & set(_keys_of(it))]
    return Examined(design, in_order((*check(design, rules), *check_machines(design, groups))), vocabulary)


def _spec_values(session: Session, line: OrderLine, vocabulary: Vocabulary) -> dict[str, Value]:
    """What the spec says that rules look at, in the units of its fields."""
    family = catalogue.get_family(session, catalogue.get_product(session, line.product_code).family)
    units = {field.key: field.unit for field in family.fields}
    told = {key: f"{words}{units.get(key, '')}" for key, words in line.spec.items()}
    named = ((vocabulary.find(key), words) for key, words in told.items())
    return _values({found.key: words for found, words in named if found is not None}, vocabulary)


def _values(told: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, Value]:
    """What was told, as far as it still can be read: an attribute may have been given another unit since."""
    values: dict[str, Value] = {}
    for key, words in told.items():
        attribute = vocabulary.attributes.get(key)
        if attribute is not None:
            with suppress(BadInput):
                values[key] = read_value(attribute, words)
    return values


# --- as people see it ------------------------------------------------------------------------


def labels_of(vocabulary: Vocabulary, names: Names) -> dict[str, str]:
    """What attributes are called in the reader's language."""
    return {key: vocabulary.label(key, is_chinese=names.is_chinese) for key in vocabulary.attributes}


def check_view(session: Session, subject: str, line_no: int, names: Names, today: date) -> CheckView:
    """A checked design by the rules of now."""
    order, known = get_order(session, subject), stored.find_check(session, subject, line_no)
    told = known.told if known else {}
    examined = examine_line(session, line_of(order, line_no), told, today, is_chinese=names.is_chinese)
    return CheckView(
        order=order_view(order, names, today), line_no=line_no, revision=known.revision if known else 0,
        told=tuple(_told(examined, names)), findings=examined.findings, labels=labels_of(examined.vocabulary, names),
        asked=tuple(_asked(session, subject, line_no, names)), source=known.source if known else "",
        checked_by=names.person(known.checked_by) if known else "", checked_at=known.checked_at if known else None,
    )  # fmt: skip


def question_view(examined: Examined, names: Names) -> CheckView:
    """A question about some attributes, of no order."""
    return CheckView(
        told=tuple(_told(examined, names)), findings=examined.findings, labels=labels_of(examined.vocabulary, names)
    )


def _told(examined: Examined, names: Names) -> Iterator[tuple[str, str]]:
    for key in examined.vocabulary.attributes:
        if key in examined.design.values:
            label = examined.vocabulary.label(key, is_chinese=names.is_chinese)
            yield label, str(examined.design.values[key])


def _asked(session: Session, subject: str, line_no: int, names: Names) -> Iterator[AskedView]:
    for waiver in stored.waivers_of(session, subject, line_no):
        if waiver.state is DfmWaiverState.ASKED:
            yield AskedView(
                waiver_no=waiver.waiver_no, rule_id=waiver.rule_id, attribute=waiver.attribute,
                person=names.person(waiver.asked_by),
                deciders=tuple(names.person(it) for it in deciders_of(waiver, session)),
            )  # fmt: skip


def form_view(session: Session, order: Order, line_no: int, names: Names, today: date) -> FormView:
    """The attributes that matter for a line: those of rules and machines that may apply to it."""
    known, line = stored.find_check(session, order.order_no, line_no), line_of(order, line_no)
    examined = examine_line(session, line, {}, today, is_chinese=names.is_chinese)
    wanted = {key for rule in stored.all_rules(session) if _may_apply(rule, examined.design) for key in _keys_of(rule)}
    wanted |= {it.attribute for it in examined.findings}
    from_spec = set(examined.design.values)
    attributes = [it for it in examined.vocabulary.attributes.values() if it.key in wanted - from_spec]
    view = order_view(order, names, today)
    return FormView(order=view, line_no=line_no, attributes=attributes, told=known.told if known else {})


def _may_apply(rule: DfmRule, design: Design) -> bool:
    is_of_process = not (rule.process and design.processes) or rule.process in design.processes
    return rule.is_active and is_of_process and rule.family in ("", design.family)


def _keys_of(rule: DfmRule) -> Iterable[str]:
    return (rule.attribute, *rule.conditions)


def waiver_view(waiver: Waiver, session: Session, names: Names, today: date) -> WaiverView:
    """A waiver for whoever decides."""
    order, rule = get_order(session, waiver.subject), stored.find_rule(session, waiver.rule_id)
    hint = (rule.hint if names.is_chinese else rule.english_hint or rule.hint) if rule else ""
    return WaiverView(
        waiver_no=waiver.waiver_no, revision=waiver.revision, state=waiver.state,
        order=order_view(order, names, today), line_no=waiver.line_no, rule_id=waiver.rule_id,
        attribute=stored.vocabulary(session).label(waiver.attribute, is_chinese=names.is_chinese),
        actual=waiver.actual, limit=waiver.limit, hint=hint, reason=waiver.reason, until=waiver.until,
        asked_by=names.person(waiver.asked_by), asked_at=waiver.asked_at,
        decided_by=names.person(waiver.decided_by) if waiver.decided_by else "", decided_at=waiver.decided_at,
        decision=waiver.decision,
    )  # fmt: skip


def deciders_of(waiver: Waiver, session: Session) -> list[str]:
    """Who may grant it: the lead of R&D and whoever is quality, but not who asked; else the coordinator."""
    quality = [person.key for person in people_with_role(session, Role.QUALITY)]
    found = dict.fromkeys([roster.leads(session).get("rnd", ""), *quality])
    able = [key for key in found if key and key != waiver.asked_by]
    return able or [key for key in [roster.coordinator(session)] if key and key != waiver.asked_by]


def rule_view(rule: DfmRule, vocabulary: Vocabulary, names: Names) -> RuleView:
    """A rule with what it said before."""
    before = DfmRule(rule_id=rule.rule_id, **rule.previous) if rule.previous else None
    return RuleView(
        rule_id=rule.rule_id, revision=rule.revision, terms=rule.terms, previous=rule.previous,
        labels=labels_of(vocabulary, names), limit=rule.limit_text,
        previous_limit=before.limit_text if before else "",
        changed_by=names.person(rule.changed_by) if rule.changed_by else "", changed_at=rule.changed_at,
    )  # fmt: skip
