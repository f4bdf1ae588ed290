"""Findings about machines: the one that was named, or those of the groups that a design goes through."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.manufacturability.attributes import MACHINE
from core.manufacturability.capability import Candidate, Offer, match
from core.manufacturability.check import Design, DfmFinding, FindingKind, in_order
from core.manufacturability.rules import DfmSeverity, Operator

MOST_OFFERS = 3


def check_machines(design: Design, groups: Mapping[str, Sequence[Candidate]]) -> tuple[DfmFinding, ...]:
    """What is beyond the machine that was named; else beyond those of the processes. `groups`: who does each process.

    One of several that is too small is a warning while another of our own can; where none of our own can, it blocks.
    """
    named = str(design.values.get(MACHINE, "")).casefold()
    found = [
        finding
        for process, candidates in sorted(groups.items())
        if _is_concerned(process, candidates, named, design)
        for finding in _findings(design, candidates, named)
    ]
    return in_order(found)


def _is_concerned(process: str, candidates: Iterable[Candidate], named: str, design: Design) -> bool:
    if named:
        return any(it.code.casefold() == named for it in candidates)
    return process in design.processes


def _findings(design: Design, candidates: Sequence[Candidate], named: str) -> Iterator[DfmFinding]:
    matched = match(design.values, candidates)
    offers = matched.capable[:MOST_OFFERS] or matched.incapable[:1]
    is_ours = any(not it.is_subcontracted for it in matched.capable)
    for offer in matched.incapable:
        if named and offer.code.casefold() != named:
            continue
        severity = DfmSeverity.WARN if is_ours and not named else DfmSeverity.BLOCK
        if named or not offer.is_subcontracted:
            yield from _beyond(offer, offers, severity)
    yield from _untold(design, [it for it in candidates if not named or it.code.casefold() == named])


def _beyond(offer: Offer, offers: tuple[Offer, ...], severity: DfmSeverity) -> Iterator[DfmFinding]:
    for gap in offer.gaps:
        yield DfmFinding(
            rule_id=f"CAP-{offer.code}", kind=FindingKind.INCAPABLE, severity=severity, attribute=gap.attribute,
            actual=gap.actual, operator=Operator.AT_MOST if gap.is_above else Operator.AT_LEAST, limit=gap.bound,
            excess=gap.excess, machine=offer.code, offers=tuple(it for it in offers if it.code != offer.code),
        )  # fmt: skip


def _untold(design: Design, candidates: Iterable[Candidate]) -> Iterator[DfmFinding]:
    """What nobody has told although it decides on who can: once, for the first machine that asks."""
    asking: dict[str, str] = {}
    for candidate in candidates:
        for each in candidate.takes:
            asking.setdefault(each.attribute, candidate.code)
    for attribute in sorted(asking.keys() - design.values.keys()):
        yield DfmFinding(
            rule_id=f"CAP-{asking[attribute]}", kind=FindingKind.MISSING, severity=DfmSeverity.WARN,
            attribute=attribute,
        )  # fmt: skip
