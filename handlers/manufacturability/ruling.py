"""Rules of what can be made are laid down, changed, switched off and brought back in chat."""

import re

from cards.manufacturability.rule_card import DfmRuleCard, rule_list
from core.manufacturability import DfmRule
from core.manufacturability.errors import RuleUnclear
from core.manufacturability.telling import read_rule
from handlers.bus import handles
from handlers.context import Context
from handlers.manufacturability.commands import RestoreDfmRule, SetDfmRule, ShowDfmRules, SwitchDfmRule
from handlers.permissions import may
from handlers.queries.manufacturability import rule_view
from handlers.queries.names import Names
from storage import catalogue
from storage import manufacturability as stored

_ID = re.compile(r"(?!CAP-)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")
"""`DFM-WALL-ABS`; what begins with CAP- speaks of machines."""


@handles(ShowDfmRules)
def show_dfm_rules(cmd: ShowDfmRules, ctx: Context) -> None:
    """One rule with what it said before, or a page of all."""
    session, names = ctx.uow.session, Names(ctx.uow.session, ctx.wording.is_chinese)
    if cmd.rule_id:
        _reply(stored.get_rule(session, cmd.rule_id), ctx)
        return
    vocabulary = stored.vocabulary(session)
    views = [rule_view(rule, vocabulary, names) for rule in stored.all_rules(session)]
    ctx.reply(rule_list(views, cmd.page, ctx.wording))


@handles(SetDfmRule)
def set_dfm_rule(cmd: SetDfmRule, ctx: Context) -> None:
    """A new rule, or what the words mention of an old one. It holds for every design from now on."""
    session = ctx.uow.session
    rule = stored.find_rule(session, cmd.rule_id, lock=True)
    terms = read_rule(cmd.rule_id, cmd.told, stored.vocabulary(session), about=rule.attribute if rule else "")
    if "family" in terms:
        terms["family"] = catalogue.get_family(session, terms["family"]).key
    if rule is None:
        if not _ID.fullmatch(cmd.rule_id) or len(cmd.rule_id) > 40 or "attribute" not in terms:
            raise RuleUnclear(rule_id=cmd.rule_id, typed=cmd.told[:60])
        rule, events = DfmRule.lay_down(cmd.rule_id, terms, ctx.sender.key, now=ctx.now)
        ctx.uow.record(*events)
        ctx.uow.add(rule)
    else:
        ctx.uow.record(*rule.change(terms, ctx.sender.key, now=ctx.now))
    _reply(rule, ctx)


@handles(SwitchDfmRule)
def switch_dfm_rule(cmd: SwitchDfmRule, ctx: Context) -> None:
    """A rule that is off finds nothing."""
    rule = stored.get_rule(ctx.uow.session, cmd.rule_id, lock=True)
    ctx.uow.record(*rule.change({"is_active": cmd.is_active}, ctx.sender.key, now=ctx.now))
    _reply(rule, ctx)


@handles(RestoreDfmRule)
def restore_dfm_rule(cmd: RestoreDfmRule, ctx: Context) -> None:
    """As it was before the last change; that again brings the change back."""
    rule = stored.get_rule(ctx.uow.session, cmd.rule_id, lock=True)
    ctx.uow.record(*rule.restore(ctx.sender.key, revision=cmd.revision, now=ctx.now))
    _reply(rule, ctx)


def _reply(rule: DfmRule, ctx: Context) -> None:
    names = Names(ctx.uow.session, ctx.wording.is_chinese)
    view = rule_view(rule, stored.vocabulary(ctx.uow.session), names)
    ctx.reply(DfmRuleCard.of(view, ctx.wording, may_change=may(RestoreDfmRule, ctx.sender)))
