"""ACTIONS: what can be tapped, and the command it becomes. A button carries `{"act", "ref", "rev"}`."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from bot.grammar.commands import Reading, WordsMissing
from core.errors import BadInput
from core.orders import NodeKind
from core.orders.draft import OrderEntry
from handlers import commands as c
from handlers import plan_commands as p
from handlers.card_commands import OpenForm, ShowDetails
from handlers.command import Command
from handlers.promise_commands import ApprovePromise, RefusePromise, TakeLess


class NothingChosen(BadInput):
    """A button for what has been selected, and nothing has."""


class UnknownAction(BadInput):
    """A button we never made, or of a version long gone: `act`."""


Values = Mapping[str, Any]
ActionReader = Callable[[Values, Values, Reading], Command]

ACTIONS: dict[str, ActionReader] = {
    "submit": lambda v, form, reading: c.SubmitDraft(
        draft_no=_ref(v), revision=_rev(v), entry=_entry(v, form, reading)
    ),
    "place_anyway": lambda v, form, reading: c.PlaceAnyway(draft_no=_ref(v), revision=_rev(v)),
    "discard": lambda v, form, reading: c.DiscardDraft(draft_no=_ref(v), revision=_rev(v)),
    "confirm": lambda v, form, reading: c.ConfirmOrder(
        order_no=_ref(v), revision=_rev(v), option=str(v.get("option", "standard"))
    ),
    "hold_quote": lambda v, form, reading: c.HoldQuote(order_no=_ref(v), revision=_rev(v)),
    "ask_again": lambda v, form, reading: c.AskAgain(order_no=_ref(v), revision=_rev(v)),
    "take_less": lambda v, form, reading: TakeLess(
        order_no=_ref(v), revision=_rev(v), line_no=v.get("line", 1), quantity=v.get("quantity", 0)
    ),
    "cancel": lambda v, form, reading: c.CancelOrder(order_no=_ref(v), revision=_rev(v)),
    "spec": lambda v, form, reading: c.CompleteSpec(
        order_no=_ref(v), revision=_rev(v), line_no=v.get("line", 1), spec=_spec(form)
    ),
    "ack": lambda v, form, reading: c.Acknowledge(order_no=_ref(v), department=str(v.get("department", ""))),
    "problem": lambda v, form, reading: c.ReportProblem(
        order_no=_ref(v), department=str(v.get("department", "")), problem=_problem(form)
    ),
    "solved": lambda v, form, reading: c.SolveProblem(
        order_no=_ref(v), department=str(v.get("department", "")), revision=_rev(v)
    ),
    "node": lambda v, form, reading: c.ReportNode(
        order_no=_ref(v), node=NodeKind(str(v.get("node", ""))), percent=int(v.get("percent", 100))
    ),
    "ack_alert": lambda v, form, reading: c.AcknowledgeAlert(alert_no=_ref(v), revision=_rev(v)),
    "show": lambda v, form, reading: c.ShowOrder(words=_ref(v)),
    "page_myorders": lambda v, form, reading: c.ShowMyOrders(page=int(_ref(v))),
    "page_found": lambda v, form, reading: c.ShowOrder(words=str(v.get("words", "")), page=int(_ref(v))),
    "page_schedule": lambda v, form, reading: c.ShowSchedule(days=int(v.get("days", 15)), page=int(_ref(v))),
    "page_load": lambda v, form, reading: c.ShowLoad(days=int(v.get("days", 15)), page=int(_ref(v))),
    "kit": lambda v, form, reading: c.ShowKit(words=_ref(v)),
    "hand_over": lambda v, form, reading: _handover(v, form),
    "page_shortage": lambda v, form, reading: c.ShowShortages(page=int(_ref(v))),
    "publish_plan": lambda v, form, reading: p.PublishPlan(plan_version=_ref(v), revision=_rev(v)),
    "reject_plan": lambda v, form, reading: p.RejectPlan(plan_version=_ref(v), revision=_rev(v), reason=_reason(form)),
    "roll_back_plan": lambda v, form, reading: p.RollBackPlan(
        plan_version=_ref(v), revision=_rev(v), reason=_reason(form)
    ),
    "agree_rush": lambda v, form, reading: p.AgreeToRush(plan_version=_ref(v), revision=_rev(v)),
    "refuse_rush": lambda v, form, reading: p.RefuseRush(plan_version=_ref(v), revision=_rev(v), reason=_reason(form)),
    "waive_consents": lambda v, form, reading: p.WaiveConsents(
        plan_version=_ref(v), revision=_rev(v), reason=_reason(form)
    ),
    "approve_promise": lambda v, form, reading: ApprovePromise(order_no=_ref(v), entry=_rev(v) or 0),
    "refuse_promise": lambda v, form, reading: RefusePromise(
        order_no=_ref(v), entry=_rev(v) or 0, reason=_reason(form)
    ),
    "details": lambda v, form, reading: ShowDetails(),
    "form": lambda v, form, reading: OpenForm(form=_ref(v)),
    "unchosen": lambda v, form, reading: _nothing_chosen(),
    "page_late": lambda v, form, reading: c.ShowLate(page=int(_ref(v))),
}
"""The verb of a button to what it means. Acknowledging on an older card is harmless, so it needs no revision."""


def read_action(value: Values, form: Values, reading: Reading) -> Command:
    """The command of a button; refused when the button is none of ours."""
    act = str(value.get("act", ""))
    if act not in ACTIONS:
        raise UnknownAction(act=act)
    try:
        return ACTIONS[act](value, form, reading)
    except (ValidationError, ValueError) as wrong:
        raise UnknownAction(act=act) from wrong


def _entry(value: Values, form: Values, reading: Reading) -> OrderEntry:
    from bot.grammar.order_entry import read_order_form  # late, as in `commands`

    told = {name: words for name, words in form.items() if isinstance(words, str)}
    return read_order_form(told, reading.lexicon, reading.today, known=reading.known_of(_ref(value)))


def _problem(form: Values) -> str:
    problem = str(form.get("problem", "")).strip()
    if not problem:
        raise WordsMissing(example="MCU-32 缺 200 片", english_example="MCU-32 is 200 short")
    return problem


def _reason(form: Values) -> str:
    reason = str(form.get("reason", "")).strip()
    if not reason:
        raise WordsMissing(example="周三要检修", english_example="Wednesday is for maintenance")
    return reason


def _handover(value: Values, form: Values) -> Command:
    """`MCU-32/ORD-2611-0007` is what was chosen: pieces of that item, kept for that order."""
    item, _, giver = str(form.get("from", "")).rpartition("/")
    qty, reason = str(form.get("qty", "")).strip(), str(form.get("reason", "")).strip()
    if not (item and giver and reason and re.fullmatch(r"\d{1,9}(\.\d{1,3})?", qty)):
        raise WordsMissing(example="100，客户急用", english_example="100, the customer needs it urgently")
    return c.HandOverMaterial(item_code=item, giver=giver, taker=_ref(value), qty=Decimal(qty), reason=reason)


def _nothing_chosen() -> Command:
    raise NothingChosen()


def _ref(value: Values) -> str:
    return str(value.get("ref", ""))


def _rev(value: Values) -> int | None:
    rev = value.get("rev")
    return rev if isinstance(rev, int) and not isinstance(rev, bool) else None


def _spec(form: Values) -> dict[str, str]:
    return {key.removeprefix("spec_"): str(value) for key, value in form.items() if key.startswith("spec_") and value}
