"""Production prepares as soon as a drawing has been submitted."""

from core.design import PrepTask
from core.design.events import DesignSubmitted, PrepOpened
from core.design.prep import PREPARED_BY
from core.errors import NotFound
from handlers.bus import handles
from handlers.context import Context
from handlers.design_commands import FinishPrep
from handlers.ownership import answerable, require_department
from storage import designs
from storage.orders import get_order


def open_preps(event: DesignSubmitted, ctx: Context) -> None:
    """Tooling, trial and training, each with the one who answers for its department."""
    if not event.is_first:
        return
    order, owners = get_order(ctx.uow.session, event.order_no), answerable(ctx.uow.session)
    line_no = designs.get_task(ctx.uow.session, event.subject).line_no
    ctx.uow.add(
        *(
            PrepTask(
                task_no=event.subject, order_no=event.order_no, line_no=line_no, kind=kind,
                owner=owners.get(department, order.coordinator), opened_at=ctx.now,
            )
            for kind, department in PREPARED_BY.items()
        )
    )  # fmt: skip
    ctx.uow.record(PrepOpened(at=ctx.now, subject=event.subject, order_no=event.order_no, kinds=list(PREPARED_BY)))


@handles(FinishPrep)
def finish_prep(cmd: FinishPrep, ctx: Context) -> None:
    """Its department says so."""
    task = designs.get_task(ctx.uow.session, cmd.task_no, lock=True)
    prep = next(
        (
            it
            for it in designs.preps_of(ctx.uow.session, task.order_no)
            if (it.task_no, it.kind) == (task.task_no, cmd.kind)
        ),
        None,
    )
    if prep is None:
        raise NotFound(kind="prep", words=cmd.task_no, near=[])
    require_department(PREPARED_BY[cmd.kind], ctx)
    ctx.uow.record(*prep.finish(ctx.sender.key, now=ctx.now))
