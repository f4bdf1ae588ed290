"""Noting down what can be taken back, in the transaction in which it is done."""

from collections.abc import Iterable

from core.undo import Undoable
from handlers.command import Command
from handlers.context import Context


def reversible(what: str, subject: str, back: Command, ctx: Context, *, told: Iterable[str] = ()) -> None:
    """The sender can take this back with `back`. `what`: a text key; `told`: who has heard of it besides them.

    The program itself takes nothing back.
    """
    if ctx.sender.is_program:
        return
    people = sorted(set(told) - {ctx.sender.key, ""})
    ctx.uow.add(Undoable.note(ctx.sender.key, subject, what, command=back.to_payload(), told=people, now=ctx.now))
