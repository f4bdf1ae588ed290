"""Questions: they read, answer, and change nothing."""

from collections.abc import Callable, Iterator, Sequence

from cards.card import Fact
from cards.help_card import CommandView, HelpCard
from cards.lists import order_list
from cards.notes import ListCard, NoteCard
from cards.superseded import SupersededCard
from cards.wording import Wording
from core.errors import NotFound
from core.orders import Order
from core.people import Department, Role
from handlers.bus import handles
from handlers.command import Command
from handlers.commands import ShowHelp, ShowLate, ShowMyOrders, ShowOrder, ShowStatus, ShowWho, StartOrder
from handlers.context import Context
from handlers.permissions import may
from handlers.queries.names import Names
from handlers.queries.orders import listed
from handlers.queries.search import find_orders
from handlers.queries.status import status_card
from storage import people, roster
from storage.orders import late_orders, open_orders

CommandList = Callable[[], Sequence[tuple[CommandView, type[Command]]]]

_commands: list[CommandList] = []


def describe_commands(source: CommandList) -> None:
    """Tell `/help` what can be typed; the edge knows the words, this side knows the rights."""
    _commands[:] = [source]


@handles(ShowHelp)
def show_help(cmd: ShowHelp, ctx: Context) -> None:
    """What this person can do, with an example of each."""
    every = [pair for source in _commands for pair in source()]
    mine = list({view.word: view for view, command in every if may(command, ctx.sender)}.values())
    chosen = [view for view in mine if cmd.topic in (view.word, view.word.removeprefix("/"), view.alias)]
    roles = map(ctx.wording.label, sorted(ctx.sender.roles))
    ctx.reply(HelpCard.of(ctx.sender.name, roles, chosen or mine, ctx.wording))


@handles(ShowOrder)
def show_order(cmd: ShowOrder, ctx: Context) -> None:
    """One order as a living card here; several as a list."""
    found = find_orders(ctx.uow.session, cmd.words)
    if len(found) == 1:
        number = found[0].order_no
        old = SupersededCard.of(number, ctx.wording).to_notice()
        ctx.uow.show_card(number, _kind(found[0], ctx), ctx.place.chat, reply_to=ctx.place.message, superseded=old)
    else:
        ctx.reply(_list("found", found, cmd.page, ctx, words=cmd.words))


@handles(ShowMyOrders)
def show_my_orders(cmd: ShowMyOrders, ctx: Context) -> None:
    """The sender's open orders, in private."""
    empty = "" if may(StartOrder, ctx.sender) else "myorders_only"
    _answer_privately("myorders", open_orders(ctx.uow.session, owner=ctx.sender.key), cmd.page, ctx, empty=empty)


@handles(ShowLate)
def show_late(cmd: ShowLate, ctx: Context) -> None:
    """Orders past their promise or expected to be, in private; sales see their own, everybody else all."""
    late = late_orders(ctx.uow.session, ctx.today)
    if ctx.sender.roles == {Role.SALES} and "sales" not in ctx.sender.leads:
        own = [order for order in late if order.owner == ctx.sender.key]
        _answer_privately("late", own, cmd.page, ctx, title="late_own", empty="late_own")
    else:
        _answer_privately("late", late, cmd.page, ctx)


@handles(ShowStatus)
def show_status(cmd: ShowStatus, ctx: Context) -> None:
    """How fresh the data is, and whether anything is stuck; administrators read what exactly."""
    is_admin = Role.ADMIN in ctx.sender.roles
    ctx.reply(status_card(ctx.uow.session, ctx.wording, ctx.now, ctx.rules.planner(), with_letters=is_admin))


@handles(ShowWho)
def show_who(cmd: ShowWho, ctx: Context) -> None:
    """Who answers for an order, or for each department."""
    session, words = ctx.uow.session, ctx.wording
    names = Names(session, words.is_chinese)
    departments = people.departments(session)
    meant = [d for d in departments if cmd.words and _is_called(d, cmd.words, names, words)]
    if cmd.words and not meant:
        _reply_who_of(cmd.words, names, ctx)
        return
    coordinators = [person.key for person in people.people_with_role(session, Role.COORDINATOR)]
    facts = [fact for department in meant or departments for fact in _line_up(department, coordinators, names, ctx)]
    facts.append(Fact(label=words.say("who.coordinator"), value=words.show([*map(names.person, coordinators)])))
    ctx.reply(NoteCard(title=words.say("who.title"), text="", facts=tuple(facts)))


def _kind(order: Order, ctx: Context) -> str:
    """Whoever has the ball gets the card to pass it on with, in private and among their own people."""
    department, place = ctx.sender.department, ctx.place
    is_theirs = not place.is_group or place.chat in roster.chats_of(ctx.uow.session, department)
    return f"task:{department}" if is_theirs and order.awaits(department) else "order"


def _answer_privately(key: str, orders: list[Order], page: int, ctx: Context, **texts: str) -> None:
    ctx.reply_privately(_list(key, orders, page, ctx, **texts))
    if ctx.place.is_group and not ctx.place.is_tap:
        words = ctx.wording
        ctx.reply(NoteCard(title=words.say("list.sent_privately_title"), text=words.say("list.sent_privately")))


def _list(key: str, orders: Sequence[Order], page: int, ctx: Context, **texts: str) -> ListCard:
    names = Names(ctx.uow.session, ctx.wording.is_chinese)
    return order_list(key, listed(orders, ctx.uow.session, names, ctx.today), page, ctx.wording, **texts)


def _is_called(department: Department, words: str, names: Names, wording: Wording) -> bool:
    """生产, 生产部, production or `PRODUCTION`."""
    key = department.key
    called = (key, department.name, names.department(key), wording.label(key, "department"))
    return any(words.casefold() in (name.casefold(), name.casefold().removesuffix("部")) for name in called)


def _reply_who_of(words: str, names: Names, ctx: Context) -> None:
    """Who answers for the order meant; several are listed as `/order` lists them."""
    found = find_orders(ctx.uow.session, words)
    if not found:
        raise NotFound(kind="order", words=words, near=[])
    is_one = len(found) == 1
    ctx.reply(_who_of(found[0], names, ctx) if is_one else _list("found", found, 1, ctx, words=words))


def _who_of(order: Order, names: Names, ctx: Context) -> NoteCard:
    words = ctx.wording
    facts = [
        Fact(label=words.say("who.sales"), value=names.person(order.owner)),
        Fact(label=words.say("who.coordinator"), value=names.person(order.coordinator)),
        *(Fact(label=names.department(a.department), value=names.person(a.owner)) for a in order.acknowledgements),
    ]
    return NoteCard(title=words.say("who.of_order", order_no=order.order_no), text="", facts=tuple(facts))


def _line_up(department: Department, coordinators: Sequence[str], names: Names, ctx: Context) -> Iterator[Fact]:
    """The lead, and who else there is. Coordinators have a line of their own, and so has a group of nobody else."""
    everybody = {person.key for person in roster.people_of(ctx.uow.session, department.key)} | {department.lead} - {""}
    others = sorted(everybody - {department.lead, *coordinators})
    is_led = bool(department.lead) and (department.lead not in coordinators or bool(others))
    for key, people_of_it in (("who.lead", [department.lead] if is_led else []), ("who.members", others)):
        if people_of_it:
            label = ctx.wording.say(key, department=names.department(department.key))
            yield Fact(label=label, value=ctx.wording.show([*map(names.person, people_of_it)]))
