"""Words about who answers for what, and who may do what."""

from bot.grammar.commands.table import Reading, WordsMissing, chat_command
from bot.grammar.words import Words
from handlers import commands as c
from handlers.command import Command


@chat_command("who", alias="责任人", example="/who 0042", command=c.ShowWho)
def read_who(words: Words, reading: Reading) -> Command:
    """Optionally an order."""
    return c.ShowWho(words=words.find_number("ORD") or words.rest)


@chat_command(
    "role", alias="角色", command=c.ShowRole, example="/role 何涛", english_example="/role he.tao",
    more=(("role_change", c.GrantRole),),
)  # fmt: skip
def read_role(words: Words, reading: Reading) -> Command:
    """A person, and optionally `+role` or `-role`."""
    tokens = list(words.tokens) if words.rest else []
    changes = [token for token in tokens if token[:1] in "+-" and len(token) > 1]
    names = [token for token in tokens if token not in changes]
    if not changes:
        return c.ShowRole(person=" ".join(names))
    if not names:
        raise WordsMissing(example="/role 何涛 +协同负责人", english_example="/role he.tao +Coordinator")
    change = c.GrantRole if changes[0].startswith("+") else c.RevokeRole
    return change(person=" ".join(names), role=changes[0][1:])
