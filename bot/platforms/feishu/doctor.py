"""What `tongpin doctor` asks Feishu: do the credentials work, are scopes granted, is the bot on, and in its groups."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

from bot.platforms.feishu.client import FeishuClient
from bot.platforms.fields import items, node, text
from bot.platforms.port import Fault, PlatformBusy, PlatformError, PlatformRefused

SCOPES = "/open-apis/application/v6/scopes"
IS_INSIDE = "/open-apis/im/v1/chats/{}/members/is_in_chat"
NEEDED_SCOPES: tuple[tuple[str, ...], ...] = (
    ("im:message", "im:message:send_as_bot"),
    ("im:message", "im:message:update"),
    ("im:message.p2p_msg:readonly", "im:message.p2p_msg"),
    ("im:message.group_at_msg:readonly", "im:message.group_at_msg", "im:message.group_msg"),
    ("im:resource",),
)
"""Any one of each row will do: sending, updating, private words, words in groups, files."""
FOUNDING = frozenset({"im:chat", "im:chat:create"})
"""Any one of them lets `/precheck` found groups; without, everybody is asked on a card of their own."""

_GRANTED = 1
_BOT_ACTIVE = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `subject` is `token`, `bot`, `tenant`, `scopes` or `group`.

    `fact` is for the reader to act on.

    `is_ok` is None where the platform would not tell.
    """

    subject: str
    is_ok: bool | None
    fact: str


def examine(client: FeishuClient, groups: Mapping[str, str] = MappingProxyType({})) -> list[Finding]:
    """Look at everything; without a token there is nothing more to see. `groups` are names by chat id."""
    try:
        client.fetch_token()
    except PlatformError as error:
        return [Finding("token", False, str(error))]
    return [Finding("token", True, ""), _bot(client), _tenant(client), *_scopes(client), *_groups(client, groups)]


def _bot(client: FeishuClient) -> Finding:
    try:
        info = client.bot_info()
    except PlatformError as error:
        return Finding("bot", False, str(error))
    name, status = text(info, "app_name"), info.get("activate_status")
    if not text(info, "open_id"):
        return Finding("bot", False, "no open_id: bot ability off")
    if status != _BOT_ACTIVE:
        return Finding("bot", False, f"{name}: activate_status {status}")
    return Finding("bot", True, name)


def _tenant(client: FeishuClient) -> Finding:
    try:
        return Finding("tenant", True, text(client.tenant(), "name"))
    except PlatformError as error:
        # Nice to know and nothing more: it needs a scope that sending does not.
        return Finding("tenant", None, str(error))


def _scopes(client: FeishuClient) -> Iterator[Finding]:
    try:
        answer = client.call("GET", SCOPES)
    except PlatformRefused as refused:
        yield Finding("scopes", False if refused.fault is Fault.NOT_PERMITTED else None, str(refused))
        return
    except PlatformBusy as busy:
        yield Finding("scopes", None, str(busy))
        return
    listed = items(answer, "data", "scopes")
    granted = {text(scope, "scope_name") for scope in listed if scope.get("grant_status") == _GRANTED}
    missing = [row[0] for row in NEEDED_SCOPES if not granted.intersection(row)]
    yield Finding("scopes", not missing, ", ".join(missing))
    if not granted & FOUNDING:
        yield Finding("scopes", None, "im:chat is not granted: /precheck founds no groups")


def _groups(client: FeishuClient, groups: Mapping[str, str]) -> Iterator[Finding]:
    """Of each group that the bot is not in; one line when it is in all of them."""
    found = [finding for chat, name in groups.items() if (finding := _group(client, chat, name)) is not None]
    yield from found
    if groups and not found:
        yield Finding("group", True, f"the bot is in all {len(groups)}")


def _group(client: FeishuClient, chat: str, name: str) -> Finding | None:
    try:
        answer = client.call("GET", IS_INSIDE.format(quote(chat, safe="")))
    except PlatformRefused as refused:
        is_ours = refused.fault is Fault.NOT_PERMITTED  # nice to know: it needs a scope that sending does not
        return Finding("group", None if is_ours else False, f"{name} ({chat}): {refused}")
    except PlatformBusy as busy:
        return Finding("group", None, f"{name} ({chat}): {busy}")
    if node(answer, "data", "is_in_chat") is True:
        return None
    return Finding("group", False, f"{name} ({chat}): the bot is not in it")
