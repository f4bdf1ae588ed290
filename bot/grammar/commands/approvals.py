"""Words about who decides: about a change, and while somebody is away."""

from bot.grammar.commands.table import Reading, WordsMissing, chat_command
from bot.grammar.words import Words
from handlers.changes import commands as h
from handlers.command import Command

_BACK = frozenset({"取消", "结束", "cancel", "off", "end"})


@chat_command("approve", alias="同意", example="/approve CHG-0007", command=h.ApproveChange)
def read_approve(words: Words, reading: Reading) -> Command:
    """A change, and optionally some words; alone, what waits for the sender."""
    if not words.rest:
        return h.ShowApprovals()
    number, told = _change_and_more(words, "/approve CHG-0007")
    return h.ApproveChange(words=number, comment=told)


@chat_command(
    "reject", alias="驳回", command=h.RejectChange, example="/reject CHG-0007 模具来不及改",
    english_example="/reject CHG-0007 no time for the new tool",
)  # fmt: skip
def read_reject(words: Words, reading: Reading) -> Command:
    """A change, and why."""
    missing = WordsMissing(
        example="/reject CHG-0007 模具来不及改", english_example="/reject CHG-0007 no time for the new tool"
    )
    if not words.rest:
        raise missing
    number, told = _change_and_more(words, "/reject CHG-0007")
    if not told:
        raise missing
    return h.RejectChange(words=number, reason=told)


@chat_command(
    "delegate", alias="委托", command=h.SetDelegate, example="/delegate 钱琪 到12月5日 出差",
    english_example="/delegate qian.qi until 5 December travelling",
)  # fmt: skip
def read_delegate(words: Words, reading: Reading) -> Command:
    """A person, until when (and from when), and why; alone, who stands in for whom; `取消` ends it."""
    from bot.grammar import delegation  # late, as in `orders`

    if not words.rest:
        return h.ShowDelegates()
    if words.rest.strip().casefold() in _BACK:
        return h.EndDelegates()
    return delegation.read_delegate(words.rest, reading.today)


def _change_and_more(words: Words, example: str) -> tuple[str, str]:
    """The number of a change, the first word or two (`CHG 0007`), and whatever else is said, on one line."""
    from bot.grammar import delegation

    number = words.find_number("CHG")
    if number is None:
        raise WordsMissing(example=example)
    return number, delegation.behind_number(words.rest)
