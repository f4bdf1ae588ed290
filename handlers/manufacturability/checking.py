"""Designs are checked by what is told of them."""

from cards.card import Tone
from cards.manufacturability.dfm_card import DfmCard, DfmFormCard
from cards.notes import NoteCard
from cards.order_facts import LONGEST_NAME
from cards.superseded import SupersededCard
from cards.wording import Wording
from core.errors import WrongState
from core.manufacturability import DfmCheck, Vocabulary, read_value
from core.orders import Order
from handlers.bus import handles
from handlers.context import Context
from handlers.manufacturability.commands import CheckManufacturability, ShowDfmForm, UnreadRow
from handlers.queries.manufacturability import examine, form_view, line_of, question_view
from handlers.queries.names import Names
from handlers.queries.search import only_order
from storage import manufacturability as stored
from storage.orders import get_order


class NothingToCheckBy(WrongState):
    """There are no rules for `order_no`, and no machine tells what it takes."""


MOST_UNREAD = 10
"""Rows of a sheet that are told one by one."""


@handles(CheckManufacturability)
def check_design(cmd: CheckManufacturability, ctx: Context) -> None:
    """Read what is told, keep it with the order, and answer with the findings."""
    if not cmd.words:
        _answer_question(cmd, ctx)
        return
    order = get_order(ctx.uow.session, only_order(ctx.uow.session, cmd.words).order_no, lock=True)
    line_no = line_of(order, cmd.line_no).line_no
    known = stored.find_check(ctx.uow.session, order.order_no, line_no)
    told = _told(cmd, stored.vocabulary(ctx.uow.session))
    _reply_unread(cmd, ctx)
    if known is None and not any(told.values()):
        _reply_form(order, line_no, ctx)
        return
    if told:
        _keep(known, order, line_no, told, cmd, ctx)
    _show(order.order_no, line_no, ctx)


def _told(cmd: CheckManufacturability, vocabulary: Vocabulary) -> dict[str, str]:
    """Everything told by attribute, in one form of words; empty ones are to be forgotten."""
    read = {
        key: str(read_value(vocabulary.attributes[key], words)) if words.strip() else ""
        for key, words in cmd.values.items()
        if key in vocabulary.attributes
    }
    said = vocabulary.read(cmd.told) if cmd.told.strip() else {}
    return read | {key: str(value) for key, value in said.items()}


def _keep(
    known: DfmCheck | None, order: Order, line_no: int, told: dict[str, str], cmd: CheckManufacturability,
    ctx: Context,
) -> None:  # fmt: skip
    kept = known or DfmCheck(subject=order.order_no, line_no=line_no, checked_at=ctx.now)
    person = (ctx.sender.is_program and cmd.person) or ctx.sender.key
    ctx.uow.record(*kept.tell(told, person, source=cmd.source, now=ctx.now))
    ctx.uow.add(kept)


def _show(order_no: str, line_no: int, ctx: Context) -> None:
    old = SupersededCard.of(order_no, ctx.wording).to_notice()
    ctx.uow.show_card(order_no, f"dfm:{line_no}", ctx.place.chat, reply_to=ctx.place.message, superseded=old)


def _answer_question(cmd: CheckManufacturability, ctx: Context) -> None:
    session, names = ctx.uow.session, Names(ctx.uow.session, ctx.wording.is_chinese)
    vocabulary = stored.vocabulary(session)
    examined = examine(session, vocabulary.read(cmd.told), vocabulary, is_question=True, is_chinese=names.is_chinese)
    ctx.reply(DfmCard.of(question_view(examined, names), ctx.wording))


def _reply_unread(cmd: CheckManufacturability, ctx: Context) -> None:
    """The rows of a sheet that were not taken, each with why: the others count all the same."""
    if not cmd.unread:
        return
    words = ctx.wording
    rows = [_why(it, words) for it in cmd.unread]
    file = words.cut(cmd.source, LONGEST_NAME)
    is_sheet = all(it.row for it in cmd.unread)
    title = words.say("dfm.unread_title", count=len(rows), file=file) if is_sheet else _title_of(file, words)
    ctx.reply(NoteCard(title=title, tone=Tone.WARNING, text="\n".join(words.lines(rows, MOST_UNREAD))))


def _why(unread: UnreadRow, words: Wording) -> str:
    why = words.refusal_by_name([unread.refusal], unread.facts)
    return words.say("dfm.unread_row", row=unread.row, why=why) if unread.row else why


def _title_of(file: str, words: Wording) -> str:
    """A drawing has no rows."""
    return words.say("dfm.unread_file", file=file)


@handles(ShowDfmForm)
def show_dfm_form(cmd: ShowDfmForm, ctx: Context) -> None:
    """What is known by now can be changed in it."""
    _reply_form(get_order(ctx.uow.session, cmd.order_no), cmd.line_no, ctx)


def _reply_form(order: Order, line_no: int, ctx: Context) -> None:
    names = Names(ctx.uow.session, ctx.wording.is_chinese)
    view = form_view(ctx.uow.session, order, line_no, names, ctx.today)
    if not view.attributes:
        raise NothingToCheckBy(order_no=order.order_no)
    ctx.reply(DfmFormCard.of(view, ctx.wording))
