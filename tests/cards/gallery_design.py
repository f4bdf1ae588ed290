"""Cards of design tasks and of what waits for them, in the states that look different."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from cards.asides import DesignView, FileView, PrepView, QuestionView, StartWaiverView
from cards.card import Card
from cards.design.notes import CollectingCard, collecting_note
from cards.design.prep import PrepCard
from cards.design.question import ShopQuestionCard
from cards.design.task import DesignCard
from cards.design.waiver import StartWaiverCard
from cards.views import OrderView
from cards.wording import Wording
from core.design import DesignTask, PrepKind, StartWaiverState, TaskStatus
from tests.cards import builders as b
from tests.cards.spoken import order_of

Case = Callable[[Wording], Card]
TASK = "DT-2611-0004"


def a_design(**changes: Any) -> DesignView:
    told: dict[str, Any] = {
        "task_no": TASK, "revision": 3, "line_no": 1, "status": TaskStatus.ACCEPTED, "is_cancelled": False,
        "is_released": False, "is_superseded": False, "is_late": False, "owner": "钱琪",
        "due_at": b.NOW + timedelta(days=9), "expected_date": None, "expected_reason": "", "rework_work_minutes": 0,
        "drawing_revision": 1,
        "released_revision": 0, "exempt_reason": "", "rework_reason": "", "submitted_by": "", "checked_by": "",
        "released_by": "", "files": (), "preps": (),
    }  # fmt: skip
    return DesignView(**(told | changes))


def a_file(name: str = "面板.pdf", revision: int = 1) -> FileView:
    return FileView(name=name, size=2_130_000, revision=revision, person="钱琪", at=b.NOW)


def preps(person: str = "王胜", done: int = 1) -> tuple[PrepView, ...]:
    return tuple(PrepView(kind=kind, owner=person, is_done=n < done) for n, kind in enumerate(PrepKind))


def a_question(**changes: Any) -> QuestionView:
    told: dict[str, Any] = {
        "question_no": "ASK-2611-0002", "order_no": "ORD-2611-0027", "task_no": TASK, "drawing_revision": 2,
        "question": "孔位公差按哪个算", "asked_by": "孙立", "asked_at": b.NOW, "engineer": "钱琪",
        "due_at": b.NOW + timedelta(hours=1), "answer": "", "answered_by": "", "answered_at": None,
    }  # fmt: skip
    return QuestionView(**(told | changes))


def a_waiver(**changes: Any) -> StartWaiverView:
    told: dict[str, Any] = {
        "id": 7, "state": StartWaiverState.ASKED, "reason": "客户催货", "until": date(2026, 11, 27), "asked_by": "王胜",
        "asked_at": b.NOW, "decided_by": "", "refusal": "", "is_over": False,
    }  # fmt: skip
    return StartWaiverView(**(told | changes))


SUBMITTED = a_design(status=TaskStatus.SUBMITTED, submitted_by="钱琪", files=(a_file(),), preps=preps())
ANSWERED = a_question(answer="按正负 0.1", answered_by="钱琪", answered_at=b.NOW)
GRANTED = a_waiver(state=StartWaiverState.GRANTED, decided_by="赵工")
STATES: dict[str, DesignView] = {
    "requested": a_design(status=TaskStatus.REQUESTED, owner="赵工"),
    "accepted": a_design(files=(a_file(),)),
    "put_off": a_design(expected_date=date(2026, 12, 8), expected_reason="等供应商样板", is_late=True),
    "submitted": SUBMITTED,
    "exempt": replace(SUBMITTED, files=(), exempt_reason="沿用上一单"),
    "checked": replace(SUBMITTED, status=TaskStatus.CHECKED, checked_by="赵工"),
    "released": replace(
        SUBMITTED, status=TaskStatus.RELEASED, released_by="赵工", is_released=True, released_revision=1
    ),
    "rework": a_design(status=TaskStatus.REWORK, drawing_revision=2, rework_reason="孔位偏 2 毫米"),
    "superseded": a_design(
        status=TaskStatus.REWORK, drawing_revision=2, released_revision=1, is_superseded=True, rework_reason="改孔位"
    ),
    "cancelled": a_design(is_cancelled=True, is_released=True),
}


A_TASK = DesignTask(
    task_no=TASK,
    order_no="ORD-2611-0027",
    line_no=1,
    owner="qian.qi",
    opened_at=b.NOW,
    due_at=b.NOW,
    revision=3,
    drawing_revision=2,
)


def design_of(text: str) -> DesignView:
    """A task in somebody's words."""
    return a_design(
        owner=text, expected_date=date(2026, 12, 8), expected_reason=text, files=(a_file(text),) * 12, preps=preps(text)
    )


def _order(text: str = "", **changes: Any) -> OrderView:
    return replace(order_of(text) if text else b.an_order(), **changes)


def _task(design: DesignView, text: str = "", **changes: Any) -> Case:
    engineers = [("qian.qi", text or "钱琪"), ("zhao.gong", text or "赵工")]
    return lambda words: DesignCard.of(design, _order(text, designs=(design,), **changes), engineers, words)


def _floor(design: DesignView, **changes: Any) -> Case:
    return lambda words: DesignCard.for_floor(design, _order(designs=(design,), **changes), words)


def _waiver(waiver: StartWaiverView, text: str = "") -> Case:
    design = design_of(text) if text else STATES["superseded"]
    return lambda words: StartWaiverCard.of(waiver, _order(text, designs=(design,), waivers=(waiver,)), words)


def _prep(design: DesignView, text: str = "") -> Case:
    return lambda words: PrepCard.of(design, _order(text, designs=(design,)), words)


def _question(question: QuestionView, text: str = "") -> Case:
    return lambda words: ShopQuestionCard.of(question, _order(text), words)


def designs(hostile: str) -> dict[type[Card], dict[str, Case]]:
    """All of them; `hostile` are somebody's words."""
    said = {"question": hostile, "asked_by": hostile, "engineer": hostile, "answer": hostile, "answered_by": hostile}
    waived = a_waiver(
        reason=hostile, asked_by=hostile, decided_by=hostile, refusal=hostile, state=StartWaiverState.REFUSED
    )
    return {
        DesignCard: {case: _task(design) for case, design in STATES.items()}
        | {
            "asked_about": _task(SUBMITTED, questions=(ANSWERED, a_question())),
            "for_floor": _floor(STATES["accepted"]),
            "for_floor_waived": _floor(STATES["superseded"], waivers=(GRANTED,)),
            "for_floor_over": _floor(STATES["superseded"], waivers=(replace(GRANTED, is_over=True),)),
            "hostile": _task(
                design_of(hostile), hostile, questions=(a_question(**said),) * 5, waivers=(waived,)
            ),
        },
        StartWaiverCard: {
            "asked": _waiver(a_waiver()),
            "granted": _waiver(GRANTED),
            "refused": _waiver(a_waiver(state=StartWaiverState.REFUSED, decided_by="赵工", refusal="孔位还要改")),
            "hostile": _waiver(a_waiver(reason=hostile, asked_by=hostile), hostile),
        },
        CollectingCard: {"open": lambda words: collecting_note(A_TASK, words)},
        PrepCard: {
            "open": _prep(SUBMITTED),
            "done": _prep(a_design(preps=preps(done=3))),
            "cancelled": _prep(a_design(preps=preps(), is_cancelled=True)),
            "hostile": _prep(design_of(hostile), hostile),
        },
        ShopQuestionCard: {
            "open": _question(a_question()),
            "answered": _question(ANSWERED),
            "no_drawing": _question(a_question(task_no="", drawing_revision=0)),
            "hostile": _question(a_question(**said), hostile),
        },
    }  # fmt: skip


DRAWN: dict[str, Any] = {"designs": (SUBMITTED,), "questions": (ANSWERED, a_question())}
"""An order with a drawing on its way, and questions of the floor."""
