"""Findings in a line each, the gravest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cards.card import Tone
from cards.manufacturability.views import AskedView, CheckView
from cards.order_facts import LONGEST_WORDS
from cards.plan_card import Section
from cards.wording import Wording
from core.manufacturability import DfmFinding, FindingKind
from core.manufacturability.capability import Offer

MOST_FINDINGS = 8
"""Of one kind shown one by one."""
LONGEST_VALUE = 60


def sections_of(check: CheckView, words: Wording) -> Iterator[Section]:
    """What is wrong, what is allowed all the same, what is to be wondered at, and what nobody has told."""
    known = [it for it in check.findings if it.kind is not FindingKind.MISSING]
    waived = [it for it in known if it.waived_until is not None]
    blocking = [it for it in known if it.is_blocking]
    others = [it for it in known if it not in waived and it not in blocking]
    for key, tone, found in (
        ("blocking", Tone.BAD, blocking), ("waived", Tone.NEUTRAL, waived), ("warnings", Tone.WARNING, others),
    ):  # fmt: skip
        rows = [line_of(it, check, words) for it in found]
        yield from _section(key, tone, rows, words)
    rows = list(_missing([it for it in check.findings if it.kind is FindingKind.MISSING], check.labels, words))
    yield from _section("missing", Tone.WARNING, rows, words)


def _section(key: str, tone: Tone, rows: Sequence[str], words: Wording) -> Iterator[Section]:
    if rows:
        title = words.say(f"dfm.{key}", count=len(rows))
        yield Section(title=title, tone=tone, rows=words.lines(rows, MOST_FINDINGS))


def line_of(finding: DfmFinding, check: CheckView, words: Wording) -> str:
    """Rule, actual, limit, what to do, and how its waiver stands."""
    facts = {
        "rule": finding.rule_id, "attribute": attribute_of(finding.attribute, check.labels, words),
        "actual": words.cut(finding.actual, LONGEST_VALUE), "limit": limit_of(finding, words),
        "waiver": _waiver(finding, check.asked, words),
    }  # fmt: skip
    if finding.kind is FindingKind.INCAPABLE:
        return words.say("dfm.incapable", machine=finding.machine, offers=_offers(finding, words), **facts)
    hint = words.cut(hint_of(finding, words), LONGEST_WORDS)
    key = "dfm.broken" if finding.kind is FindingKind.BROKEN else "dfm.incomparable"
    return words.say(key, hint=hint, **facts)


def attribute_of(key: str, labels: Mapping[str, str], words: Wording) -> str:
    """What an attribute is called."""
    return words.cut(labels.get(key, key), LONGEST_VALUE)


def limit_of(finding: DfmFinding, words: Wording) -> str:
    """`≥ 1.2 mm`."""
    return words.say(f"dfm.limit_{finding.operator.value}", limit=words.cut(finding.limit, LONGEST_VALUE))


def hint_of(finding: DfmFinding, words: Wording) -> str:
    """What to do about it, without the full stop that the line has."""
    hint = finding.hint if words.is_chinese else finding.english_hint or finding.hint
    return hint.rstrip("。.")


def _waiver(finding: DfmFinding, asked: Iterable[AskedView], words: Wording) -> str:
    if finding.waived_until is not None:
        return words.say("dfm.waived_until", day=finding.waived_until, waiver=finding.waiver_no)
    mine = (it for it in asked if (it.rule_id, it.attribute) == (finding.rule_id, finding.attribute))
    found = next(mine, None)
    if found is None:
        return ""
    return words.say("dfm.waiver_asked", waiver=found.waiver_no, person=found.person, deciders=found.deciders)


def _offers(finding: DfmFinding, words: Wording) -> str:
    """The nearest machines that can, own ones first; where nobody can, who misses it by least."""
    able = [it for it in finding.offers if not it.gaps]
    if able:
        own, outside = ([_offer(it, words) for it in able if it.is_subcontracted is kind] for kind in (False, True))
        return words.say("dfm.capable", own=own, outside=outside)
    nearest = next((it for it in finding.offers if it.gaps), None)
    if nearest is None:
        return words.say("dfm.nobody")
    return words.say("dfm.nearest", machine=_offer(nearest, words), bound=nearest.gaps[0].bound)


def _offer(offer: Offer, words: Wording) -> str:
    return words.named(words.cut(offer.name, LONGEST_VALUE), offer.code)


def _missing(findings: Iterable[DfmFinding], labels: Mapping[str, str], words: Wording) -> Iterator[str]:
    rules: dict[str, list[str]] = {}
    for finding in findings:
        rules.setdefault(finding.attribute, []).append(finding.rule_id)
    for attribute, found in rules.items():
        yield words.say("dfm.untold", attribute=attribute_of(attribute, labels, words), rules=found)
