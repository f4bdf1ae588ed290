"""From what somebody calls a change to the change."""

from core.changes import ChangeRequest
from core.errors import NameAmbiguous, NotFound
from handlers.context import Context
from storage.changes import find_change_nos, get_change


def only_change(words: str, ctx: Context, *, lock: bool = False) -> ChangeRequest:
    """The one change of this number, or of this end of one; refused with the numbers of all that could be."""
    found = find_change_nos(ctx.uow.session, words)
    if not found:
        raise NotFound(kind="change", words=words, near=[])
    if len(found) > 1 and words.strip().upper() not in found:
        raise NameAmbiguous(kind="change", words=words, candidates=found[:5])
    number = words.strip().upper() if words.strip().upper() in found else found[0]
    return get_change(ctx.uow.session, number, lock=lock)
