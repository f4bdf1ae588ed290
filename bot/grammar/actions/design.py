"""Buttons about drawings."""

from datetime import date

from bot.grammar.actions.values import ActionReader, Values, reason, ref, required, rev
from bot.grammar.commands import WordsMissing
from core.design import PrepKind
from core.design.errors import NothingUploaded
from handlers import design_commands as d
from handlers.command import Command

ACTIONS: dict[str, ActionReader] = {
    "accept_design": lambda v, form, reading: d.AcceptDesign(task_no=ref(v), revision=rev(v)),
    "assign_design": lambda v, form, reading: d.AssignDesign(
        task_no=ref(v), revision=rev(v), engineer=required(form, "engineer", "钱琪", "Qian Qi")
    ),
    "collect_files": lambda v, form, reading: d.CollectFiles(task_no=ref(v)),
    "file_design": lambda v, form, reading: _nothing_uploaded(ref(v)),
    "open_files": lambda v, form, reading: d.OpenFiles(task_no=ref(v), drawing_revision=_drawing(v)),
    "submit_design": lambda v, form, reading: d.SubmitDesign(task_no=ref(v), revision=rev(v)),
    "check_design": lambda v, form, reading: d.CheckDesign(task_no=ref(v), revision=rev(v)),
    "release_design": lambda v, form, reading: d.ReleaseDesign(task_no=ref(v), revision=rev(v)),
    "rework_design": lambda v, form, reading: d.ReworkDesign(task_no=ref(v), revision=rev(v), reason=reason(form)),
    "expect_design": lambda v, form, reading: d.ExpectDesign(
        task_no=ref(v), revision=rev(v), day=_day(form, "day"), reason=reason(form)
    ),
    "finish_prep": lambda v, form, reading: d.FinishPrep(task_no=ref(v), kind=PrepKind(str(v.get("kind", "")))),
    "ask_start_waiver": lambda v, form, reading: d.AskStartWaiver(
        order_no=ref(v), reason=reason(form), until=_day(form, "until")
    ),
    "grant_start_waiver": lambda v, form, reading: d.GrantStartWaiver(waiver_id=int(ref(v))),
    "refuse_start_waiver": lambda v, form, reading: d.RefuseStartWaiver(waiver_id=int(ref(v)), reason=reason(form)),
    "answer_floor": lambda v, form, reading: d.AnswerFloor(
        question_no=ref(v), answer=required(form, "answer", "按图纸 B 版", "as on the drawing")
    ),
}


def _nothing_uploaded(task_no: str) -> Command:
    """Files come with the form itself, never in its fields: without any it was sent in empty."""
    raise NothingUploaded(task_no=task_no)


def _drawing(v: Values) -> int | None:
    """The revision of the drawing that a card is about; a card of the task itself names none."""
    drawing = v.get("drawing")
    return drawing if type(drawing) is int and drawing > 0 else None


def _day(form: Values, name: str) -> date:
    told = required(form, name, "2026-12-08", "2026-12-08")
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise WordsMissing(example="2026-12-08", english_example="2026-12-08") from None
