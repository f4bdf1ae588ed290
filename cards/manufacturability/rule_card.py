"""A rule of what can be made: what it says, what it said before, and a way back; and all of them in pages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cards.card import Button, Card, Fact, Tone
from cards.lists import PAGE_SIZE
from cards.manufacturability.findings import LONGEST_VALUE, attribute_of
from cards.manufacturability.views import RuleView
from cards.notes import ListCard, Row
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS
from cards.reasons import hours
from cards.wording import Wording
from core.manufacturability import DfmSeverity, Operator


class DfmRuleCard(Card):
    """One rule as it reads now."""

    template = "note"

    text: str
    facts: tuple[Fact, ...] = ()
    buttons: tuple[Button, ...] = ()

    @classmethod
    def of(cls, rule: RuleView, words: Wording, *, may_change: bool = True) -> "DfmRuleCard":
        """As it is now; `may_change`: the reader can take the last change back."""
        return cls(
            title=words.say("dfmrule.title", rule=rule.rule_id),
            tone=Tone.GOOD if rule.terms["is_active"] else Tone.DONE,
            text=rule_text(rule.terms, rule.limit, rule.labels, words),
            facts=tuple(_facts(rule, words)),
            buttons=tuple(_buttons(rule, words)) if may_change else (),
        )


def rule_text(terms: Mapping[str, Any], limit: str, labels: Mapping[str, str], words: Wording) -> str:
    """A rule in one line."""
    operator = Operator(terms["operator"])
    when = [
        words.say("dfmrule.when", attribute=attribute_of(key, labels, words), value=_shown(value, words))
        for key, value in sorted(terms["conditions"].items())
    ]
    for key in ("process", "family"):
        if terms[key]:
            when.append(words.say(f"dfmrule.{key}", code=words.cut(terms[key], LONGEST_NAME)))
    return words.say(
        "dfmrule.text", attribute=attribute_of(terms["attribute"], labels, words),
        limit=words.say(f"dfm.limit_{operator.value}", limit=words.cut(limit, LONGEST_VALUE)), when=when,
        warning=words.label(DfmSeverity.WARN) if terms["severity"] == DfmSeverity.WARN else None,
        off=None if terms["is_active"] else words.say("dfmrule.off"),
    )  # fmt: skip


def _shown(value: str, words: Wording) -> str:
    return words.cut(value.replace("|", " / "), LONGEST_VALUE)


def _facts(rule: RuleView, words: Wording) -> Iterator[Fact]:
    hint = rule.terms["hint"] if words.is_chinese else rule.terms["english_hint"] or rule.terms["hint"]
    if hint:
        yield Fact(label=words.say("dfmrule.hint"), value=words.cut(hint, LONGEST_WORDS))
    minutes = rule.terms["rework_work_minutes"]
    if minutes:
        yield Fact(label=words.say("dfm.rework"), value=words.say("dfm.hours", hours=hours(minutes)))
    if rule.previous and not rule.is_new:
        before = rule_text(rule.previous, rule.previous_limit, rule.labels, words)
        yield Fact(label=words.say("dfmrule.before"), value=before)
    if rule.changed_at is not None:
        person = words.cut(rule.changed_by, LONGEST_NAME)
        yield Fact(label=words.say("dfmrule.changed"), value=f"{person} {words.moment(rule.changed_at)}")


def _buttons(rule: RuleView, words: Wording) -> Iterator[Button]:
    if rule.previous:
        key = "take_back" if rule.is_new else "restore"
        yield Button(
            text=words.say(f"dfmrule.{key}"), act="restore_dfm_rule", ref=rule.rule_id, rev=rule.revision,
            confirm=words.say(f"dfmrule.really_{key}"), command=f"/dfmrule {rule.rule_id} restore",
        )  # fmt: skip


def rule_list(rules: Sequence[RuleView], page: int, words: Wording) -> ListCard:
    """A page of rules. Each row opens its rule."""
    pages = max(1, -(-len(rules) // PAGE_SIZE))
    page = min(page, pages)
    shown = rules[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return ListCard(
        title=words.say("dfmrule.list_title"),
        intro=words.say("dfmrule.count", count=len(rules), page=page, pages=pages) if rules else "",
        rows=tuple(_row(rule, words) for rule in shown),
        empty="" if rules else words.say("dfmrule.none"),
        buttons=tuple(_turn(to, words) for to in (page - 1, page + 1) if 1 <= to <= pages),
    )


def _row(rule: RuleView, words: Wording) -> Row:
    button = Button(
        text=words.say("list.open"), act="dfm_rule", ref=rule.rule_id, rev=rule.revision,
        command=f"/dfmrule {rule.rule_id}",
    )  # fmt: skip
    return Row(title=rule.rule_id, text=rule_text(rule.terms, rule.limit, rule.labels, words), button=button)


def _turn(page: int, words: Wording) -> Button:
    return Button(text=words.say("list.page", page=page), act="page_dfm_rules", ref=str(page), rev=0)
