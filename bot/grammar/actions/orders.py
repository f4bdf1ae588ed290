"""Buttons about orders."""

from bot.grammar.actions.values import ActionReader, Values, reason, ref, required, rev
from bot.grammar.commands import Reading
from core.orders import NodeKind
from core.orders.draft import OrderEntry
from handlers import commands as c
from handlers.promise_commands import ApprovePromise, RefusePromise, TakeLess

ACTIONS: dict[str, ActionReader] = {
    "submit": lambda v, form, reading: c.SubmitDraft(draft_no=ref(v), revision=rev(v), entry=_entry(v, form, reading)),
    "place_anyway": lambda v, form, reading: c.PlaceAnyway(draft_no=ref(v), revision=rev(v)),
    "discard": lambda v, form, reading: c.DiscardDraft(draft_no=ref(v), revision=rev(v)),
    "confirm": lambda v, form, reading: c.ConfirmOrder(
        order_no=ref(v), revision=rev(v), option=str(v.get("option", "standard"))
    ),
    "hold_quote": lambda v, form, reading: c.HoldQuote(order_no=ref(v), revision=rev(v)),
    "ask_again": lambda v, form, reading: c.AskAgain(order_no=ref(v), revision=rev(v)),
    "take_less": lambda v, form, reading: TakeLess(
        order_no=ref(v), revision=rev(v), line_no=v.get("line", 1), quantity=v.get("quantity", 0)
    ),
    "cancel": lambda v, form, reading: c.CancelOrder(order_no=ref(v), revision=rev(v)),
    "spec": lambda v, form, reading: c.CompleteSpec(
        order_no=ref(v), revision=rev(v), line_no=v.get("line", 1), spec=_spec(form)
    ),
    "ack": lambda v, form, reading: c.Acknowledge(
        order_no=ref(v), department=str(v.get("department", "")), order_revision=v.get("order_rev")
    ),
    "problem": lambda v, form, reading: c.ReportProblem(
        order_no=ref(v),
        department=str(v.get("department", "")),
        problem=required(form, "problem", "MCU-32 缺 200 片", "MCU-32 is 200 short"),
    ),
    "solved": lambda v, form, reading: c.SolveProblem(
        order_no=ref(v), department=str(v.get("department", "")), revision=rev(v)
    ),
    "node": lambda v, form, reading: c.ReportNode(
        order_no=ref(v), node=NodeKind(str(v.get("node", ""))), percent=int(v.get("percent", 100))
    ),
    "ack_alert": lambda v, form, reading: c.AcknowledgeAlert(alert_no=ref(v), revision=rev(v)),
    "show": lambda v, form, reading: c.ShowOrder(words=ref(v)),
    "page_myorders": lambda v, form, reading: c.ShowMyOrders(page=int(ref(v))),
    "page_found": lambda v, form, reading: c.ShowOrder(words=str(v.get("words", "")), page=int(ref(v))),
    "approve_promise": lambda v, form, reading: ApprovePromise(order_no=ref(v), entry=rev(v) or 0),
    "refuse_promise": lambda v, form, reading: RefusePromise(order_no=ref(v), entry=rev(v) or 0, reason=reason(form)),
    "page_late": lambda v, form, reading: c.ShowLate(page=int(ref(v))),
}
"""Acknowledging on an older card is harmless, so it needs no revision."""


def _entry(value: Values, form: Values, reading: Reading) -> OrderEntry:
    from bot.grammar.order_entry import read_order_form  # late, as in `commands`

    told = {name: words for name, words in form.items() if isinstance(words, str)}
    return read_order_form(told, reading.lexicon, reading.today, known=reading.known_of(ref(value)))


def _spec(form: Values) -> dict[str, str]:
    return {key.removeprefix("spec_"): str(value) for key, value in form.items() if key.startswith("spec_") and value}
