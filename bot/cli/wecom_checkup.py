"""What `tongpin doctor` looks at for WeCom: the app by its own calls, the smart bot by who holds its connection."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.app.wecom import LEASE, WecomSide
from bot.platforms.wecom.client import APPCHAT, ROBOT
from bot.platforms.wecom.doctor import Finding, examine
from storage import chats, leases
from storage.people import departments

if TYPE_CHECKING:
    from bot.app import Program
    from bot.app.edge import Side


def findings(running: "Program", side: "Side") -> Iterator[Finding]:
    """Everything there is to say; calls the platform."""
    assert isinstance(side, WecomSide)
    wecom, server = running.settings.wecom, running.settings.server
    named = _chats(running)
    founded = {chat.removeprefix(APPCHAT): name for chat, name in named.items() if chat.startswith(APPCHAT)}
    has_callback = bool(wecom.token.get_secret_value() and wecom.encoding_aes_key.get_secret_value())
    yield from examine(side.api, founded, has_callback, server.public_url if wecom.sign_in else "")
    yield from _robots(running, named)
    if wecom.aibot.enabled:
        yield _smart_bot(running, named)
        yield from _unnamed(running, named)


def _chats(running: "Program") -> dict[str, str]:
    """Department names by chat on WeCom."""
    with running.database.read() as session:
        named = [(chat, it.name) for it in departments(session) for chat in it.chats]
    return {chat.removeprefix("wecom:"): name for chat, name in named if chat.startswith("wecom:")}


def _robots(running: "Program", named: dict[str, str]) -> Iterator[Finding]:
    """Robots that departments name and the configuration does not."""
    known = running.settings.wecom.webhooks
    for chat, name in named.items():
        robot = chat.removeprefix(ROBOT)
        if chat.startswith(ROBOT) and robot not in known:
            yield Finding("group robot", False, f"{name}: write the key of '{robot}' under [wecom.webhooks]")


def _unnamed(running: "Program", named: dict[str, str]) -> Iterator[Finding]:
    """Groups that the smart bot was spoken to in: the only way to learn their ids."""
    with running.database.read() as session:
        heard = [chat for chat in chats.heard(session) if chat.startswith("wecom:") and "@" not in chat]
    for chat in heard:
        if chat.removeprefix("wecom:") not in named:
            yield Finding("smart bot group", None, f"{chat} is no department's: write it among the chats of one")


def _smart_bot(running: "Program", named: dict[str, str]) -> Finding:
    """Asking it to connect would end the connection of the program that runs: its lease is looked up instead."""
    groups = [chat for chat in named if not chat.startswith((APPCHAT, ROBOT))]
    if running.settings.wecom.aibot.mode == "webhook":
        fact = "webhook: it answers, and cannot write first. Set <public_url>/wecom/aibot as its address"
        return Finding("smart bot", not groups or None, fact)
    with running.database.read() as session:
        owner = leases.holder(session, LEASE, now=running.clock())
    if owner:
        return Finding("smart bot", True, f"connected by {owner}; speak to it once in each of {len(groups)} groups")
    return Finding("smart bot", None, "no process holds its connection: start tongpin serve")
