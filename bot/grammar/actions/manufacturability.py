"""Buttons about what can be made."""

from bot.grammar.actions.values import ActionReader, Values, reason, ref, required, rev
from bot.grammar.commands import Reading
from bot.grammar.dates import read_date
from handlers.command import Command
from handlers.manufacturability import commands as m

ACTIONS: dict[str, ActionReader] = {
    "dfm_form": lambda v, form, reading: m.ShowDfmForm(order_no=ref(v), line_no=v.get("line", 1)),
    "dfm_check": lambda v, form, reading: m.CheckManufacturability(
        words=ref(v), line_no=v.get("line", 1), values=_told(form)
    ),
    "dfm_rule": lambda v, form, reading: m.ShowDfmRules(rule_id=ref(v)),
    "page_dfm_rules": lambda v, form, reading: m.ShowDfmRules(page=int(ref(v))),
    "restore_dfm_rule": lambda v, form, reading: m.RestoreDfmRule(rule_id=ref(v), revision=rev(v)),
    "ask_dfm_waiver": lambda v, form, reading: _waiver(v, form, reading),
    "grant_dfm_waiver": lambda v, form, reading: m.GrantDfmWaiver(waiver_no=ref(v)),
    "refuse_dfm_waiver": lambda v, form, reading: m.RefuseDfmWaiver(waiver_no=ref(v), reason=reason(form)),
}


def _told(form: Values) -> dict[str, str]:
    return {key.removeprefix("dfm_"): str(value or "").strip() for key, value in form.items() if key.startswith("dfm_")}


def _waiver(value: Values, form: Values, reading: Reading) -> Command:
    """`DFM-WALL-ABS/wall_thickness` is what was chosen."""
    rule_id, _, attribute = required(form, "rule", "DFM-WALL-ABS", "DFM-WALL-ABS").partition("/")
    why = required(form, "reason", "客户样件只做 20 套，已试模", "only 20 samples, the mould was tried")
    until = read_date(required(form, "until", "2026-12-20", "2026-12-20"), reading.today)
    return m.AskDfmWaiver(
        order_no=ref(value), line_no=value.get("line", 1), rule_id=rule_id, attribute=attribute, reason=why,
        until=until,
    )  # fmt: skip
