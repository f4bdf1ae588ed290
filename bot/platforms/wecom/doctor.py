"""What `tongpin doctor` asks WeCom: the credentials, our address, the app, its range, its domain and its groups."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.platforms.fields import items, text, whole
from bot.platforms.port import Fault, PlatformBusy, PlatformError, PlatformRefused
from bot.platforms.wecom.api import WecomApi
from bot.platforms.wecom.errors import UNTRUSTED_ADDRESS, WecomRefused

WHOLE_COMPANY = 1
"""The number of the root department."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    `subject` is `token`, `address`, `app`, `range`, `domain`, `entering`, `callback` or `group`.

    `fact` is for the reader to act on.

    `is_ok` is None where the platform would not tell.
    """

    subject: str
    is_ok: bool | None
    fact: str


def examine(api: WecomApi, chats: Mapping[str, str], has_callback: bool, public_url: str = "") -> list[Finding]:
    """Look at everything; without a token there is nothing more to see.

    `chats` are names by chat id, `has_callback` whether token and EncodingAESKey are configured, `public_url` where
    people open our pages; empty when sign-in is not used.
    """
    try:
        api.fetch_token()
    except PlatformError as error:
        return [Finding("token", False, str(error))]
    app = list(_app(api, public_url))
    groups = (
        _groups(api, chats) if not any(finding.subject == "address" and not finding.is_ok for finding in app) else ()
    )
    return [Finding("token", True, ""), *app, _callback(has_callback), *groups]


def _app(api: WecomApi, public_url: str) -> Iterator[Finding]:
    try:
        told = api.agent()
    except WecomRefused as refused:
        subject = "address" if refused.code == UNTRUSTED_ADDRESS else "app"
        yield Finding(subject, False, str(refused))
        return
    except PlatformError as error:
        yield Finding("app", None, str(error))
        return
    yield Finding("address", True, "trusted")
    yield _state(told)
    yield _range(told)
    if public_url:
        yield _domain(told, public_url)
    yield _entering(told)


def _state(told: Mapping[str, Any]) -> Finding:
    name, closed = text(told, "name"), whole(told.get("close"))
    if closed:
        return Finding("app", False, f"{name} is switched off. Switch it on under 应用管理.")
    return Finding("app", None if closed is None else True, name)


def _range(told: Mapping[str, Any]) -> Finding:
    """Who can be written to at all; groups of the app's own need the whole company."""
    departments = items(told, "allow_partys", "partyid")
    people, tags = items(told, "allow_userinfos", "user"), items(told, "allow_tags", "tagid")
    if not any(name in told for name in ("allow_partys", "allow_userinfos", "allow_tags")):
        return Finding("range", None, "the platform does not say who sees the app")
    if not (departments or people or tags):
        return Finding("range", False, "nobody sees the app. Set 可见范围 under 应用管理 → the app.")
    if WHOLE_COMPANY in departments:
        return Finding("range", True, "the whole company")
    fact = f"{len(departments)} departments, {len(people)} people, {len(tags)} tags; nobody else can be written to"
    return Finding("range", True, f"{fact}, and the app cannot found groups: that needs the whole company")


def _domain(told: Mapping[str, Any], public_url: str) -> Finding:
    domain, ours = text(told, "redirect_domain"), urlsplit(public_url)
    if domain and domain in (ours.netloc, ours.hostname):
        return Finding("domain", True, domain)
    state = f"is {domain}" if domain else "is not set"
    return Finding(
        "domain", False, f"可信域名 {state}: nobody can sign in. Make it {ours.netloc} under 网页授权及JS-SDK."
    )


def _entering(told: Mapping[str, Any]) -> Finding:
    """Whether we hear that somebody opens the chat: nice to have, for the first greeting."""
    is_told = whole(told.get("isreportenter"))
    if is_told:
        return Finding("entering", True, "opening the chat is told")
    return Finding("entering", None, "opening the chat is not told: no greeting. Tick 用户进入应用 under 接收消息.")


def _callback(has_callback: bool) -> Finding:
    if not has_callback:
        return Finding("callback", False, "no token and EncodingAESKey: nothing is heard, cards with buttons refused")
    place = "应用管理 → the app → 接收消息"
    return Finding("callback", None, f"cannot be read back. See that {place} shows <public_url>/wecom/callback")


def _groups(api: WecomApi, chats: Mapping[str, str]) -> Iterator[Finding]:
    """Of each chat that the app cannot write to; one line when it can write to all."""
    found = [finding for chat, name in chats.items() if (finding := _group(api, chat, name)) is not None]
    yield from found
    if chats and not found:
        yield Finding("group", True, f"the app founded all {len(chats)}")


def _group(api: WecomApi, chat: str, name: str) -> Finding | None:
    try:
        api.appchat_get(chat)
    except PlatformRefused as refused:
        if refused.fault is Fault.CHAT_GONE:
            return Finding(
                "group", None, f"{name} ({chat}): not founded by the app, so only a smart bot can write there"
            )
        return Finding("group", False, f"{name} ({chat}): {refused}")
    except PlatformBusy as busy:
        return Finding("group", None, f"{name} ({chat}): {busy}")
    return None
