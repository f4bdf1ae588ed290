"""Buttons about the plan and its material."""

import re
from decimal import Decimal

from bot.grammar.actions.values import ActionReader, Values, reason, ref, rev
from bot.grammar.commands import WordsMissing
from handlers import commands as c
from handlers import plan_commands as p
from handlers.command import Command

ACTIONS: dict[str, ActionReader] = {
    "page_schedule": lambda v, form, reading: c.ShowSchedule(days=int(v.get("days", 15)), page=int(ref(v))),
    "page_load": lambda v, form, reading: c.ShowLoad(days=int(v.get("days", 15)), page=int(ref(v))),
    "kit": lambda v, form, reading: c.ShowKit(words=ref(v)),
    "hand_over": lambda v, form, reading: _handover(v, form),
    "page_shortage": lambda v, form, reading: c.ShowShortages(page=int(ref(v))),
    "publish_plan": lambda v, form, reading: p.PublishPlan(plan_version=ref(v), revision=rev(v)),
    "reject_plan": lambda v, form, reading: p.RejectPlan(plan_version=ref(v), revision=rev(v), reason=reason(form)),
    "roll_back_plan": lambda v, form, reading: p.RollBackPlan(
        plan_version=ref(v), revision=rev(v), reason=reason(form)
    ),
    "agree_rush": lambda v, form, reading: p.AgreeToRush(plan_version=ref(v), revision=rev(v)),
    "refuse_rush": lambda v, form, reading: p.RefuseRush(plan_version=ref(v), revision=rev(v), reason=reason(form)),
    "waive_consents": lambda v, form, reading: p.WaiveConsents(
        plan_version=ref(v), revision=rev(v), reason=reason(form)
    ),
}


def _handover(value: Values, form: Values) -> Command:
    """`MCU-32/ORD-2611-0007` is what was chosen: pieces of that item, kept for that order."""
    item, _, giver = str(form.get("from", "")).rpartition("/")
    qty, reason = str(form.get("qty", "")).strip(), str(form.get("reason", "")).strip()
    if not (item and giver and reason and re.fullmatch(r"\d{1,9}(\.\d{1,3})?", qty)):
        raise WordsMissing(example="100，客户急用", english_example="100, the customer needs it urgently")
    return c.HandOverMaterial(item_code=item, giver=giver, taker=ref(value), qty=Decimal(qty), reason=reason)
