"""What each refusal of WeCom means for us: the table of its error codes, as data (platform reference §1.3, §12).

Refusals come with HTTP 200, so the code decides; its words change and carry links, so they are never searched for
anything but the address that the platform saw us under. A code we do not know is a refusal: sending the same again
would be refused again.
"""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, Final

import orjson

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom.wire import OutcomeUnknown, WireAnswer

TOKEN_REJECTED: Final = frozenset({40014, 42001})
"""The token is invalid or expired: fetch a new one and try once more."""
THEIR_TROUBLE = -1
"""The only code that leaves open whether the request was carried out."""
UNTRUSTED_ADDRESS = 60020
CODE_USED = 40029
NOT_RECALLABLE = 40058
TOO_LARGE_AT_ONCE = 830002

BUSY: Final[Mapping[int, float | None]] = {
    THEIR_TROUBLE: None,  # back off
    45009: 60.0,  # limits of a minute last as long; those of an hour answer so again
    45033: None,  # too many calls at once: back off
    130101: 60.0,  # group robot, 20 a minute
    **dict.fromkeys(TOKEN_REJECTED, 60.0),  # still rejected after a fresh one: theirs to settle
}
"""Seconds to wait before the same request may be sent again; None where nothing is known."""

REFUSED: Final[Mapping[int, Fault]] = {
    **dict.fromkeys((40003, 60111, 81013, 82001), Fault.PERSON_GONE),
    **dict.fromkeys((86001, 86003, 86008, 93000, 93006), Fault.CHAT_GONE),
    **dict.fromkeys((45001, 45002, TOO_LARGE_AT_ONCE), Fault.TOO_LARGE),
}
"""Why a request was refused for good; INVALID where neither this nor `SETTINGS` tells."""

SETTINGS: Final[Mapping[int, str]] = {
    40001: "the secret is wrong or was reset, or the app is off. Copy the app's Secret into wecom.secret.",
    40013: "the corp id is wrong. Copy it from 我的企业 → 企业信息 → 企业ID into wecom.corp_id.",
    40056: "the app's number is wrong. Copy its AgentId into wecom.agent_id.",
    40057: "the callback address did not answer as it should. Start Tongpin, then save 接收消息 again.",
    41004: "there is no secret. Copy the app's Secret into wecom.secret.",
    48002: "the app may not do this. Widen its 可见范围 (for groups: to the whole company) or its permissions.",
    48009: "the contact-sync address is not trusted. Add it under 管理工具 → 通讯录同步.",
    50001: "the redirect address is not trusted. Add the host of server.public_url under 网页授权及JS-SDK → 可信域名.",
    50003: "the app is switched off. Switch it on under 应用管理.",
    60011: "the app may not see this member or department. Widen its 可见范围.",
    UNTRUSTED_ADDRESS: "our address is not trusted. Add it under 应用管理 → the app → 企业可信IP, and wait a minute.",
    301002: "the app's number and its secret do not belong together. Check wecom.agent_id and wecom.secret.",
    301055: "the app may not use this approval. Tick it under 审批 → API → 可调用接口的应用.",
}
"""Codes that an administrator has to answer, with what to do: NOT_PERMITTED."""

_TOO_MANY = 429
_SERVER_TROUBLE = 500
_LONGEST_WORDS = 200
_ADDRESS = re.compile(r"[0-9A-Fa-f.:]{7,45}")
_MAY_BE_SECRET = re.compile(r"[A-Za-z0-9_\-]{24,}|(?i:access_token|corpsecret|key)=[^\s&,]*")


class WecomRefused(PlatformRefused):
    """Refused by the platform with a `code` of its own."""

    def __init__(self, fault: Fault, why: str, code: int) -> None:
        super().__init__(fault, why)
        self.code = code


class CodeUsed(WecomRefused):
    """The code of a sign-in is wrong, used or too old; reloading the page does that: redirect once more."""


def read(answer: WireAnswer) -> dict[str, Any]:
    """The answer as an object; `OutcomeUnknown` when something else spoke (a proxy, a broken server)."""
    body = spoken(answer)
    is_fine = 200 <= answer.status < 300
    if body is None or ("errcode" not in body and not is_fine):
        raise OutcomeUnknown(f"HTTP {answer.status} without an answer of WeCom", _retry_seconds(answer))
    if answer.status == _TOO_MANY or answer.status >= _SERVER_TROUBLE:
        raise OutcomeUnknown(f"HTTP {answer.status}", _retry_seconds(answer))
    return body


def spoken(answer: WireAnswer) -> dict[str, Any] | None:
    """The JSON object of an answer; None when it is none, or its code is no number."""
    try:
        body = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) and type(body.get("errcode", 0)) is int else None


def is_token_rejected(answer: WireAnswer) -> bool:
    """Whether nothing but the token was wrong with the request."""
    body = spoken(answer)
    return body is not None and code_of(body) in TOKEN_REJECTED


def code_of(body: Mapping[str, Any]) -> int:
    """What the platform says became of a call; 0 when it did what was asked."""
    code = body.get("errcode", 0)
    return code if isinstance(code, int) else 0


def checked(answer: WireAnswer) -> dict[str, Any]:
    """The answer of a call that did what was asked; raises what its code means otherwise."""
    body = read(answer)
    if code_of(body) != 0:
        raise problem(code_of(body), body.get("errmsg"))
    return body


def problem(code: int, words: object) -> PlatformBusy | PlatformRefused:
    """The error to raise for a code; `words` are the platform's own."""
    told = f"{code} {_harmless(words)}".rstrip()
    if code in BUSY:
        return PlatformBusy(told, BUSY[code], is_untried=code != THEIR_TROUBLE)
    if code == CODE_USED:
        return CodeUsed(Fault.INVALID, told, code)
    if code in SETTINGS:
        return WecomRefused(Fault.NOT_PERMITTED, f"{code}: {_to_do(code, words)}", code)
    return WecomRefused(REFUSED.get(code, Fault.INVALID), told, code)


def _to_do(code: int, words: object) -> str:
    seen = _address_in(str(words)) if code == UNTRUSTED_ADDRESS else ""
    return SETTINGS[code].replace("our address", f"our address {seen}", 1) if seen else SETTINGS[code]


def _address_in(words: str) -> str:
    """The first IP address in the platform's words, which is the one it saw; empty without any."""
    for found in _ADDRESS.findall(words):
        try:
            return str(ip_address(found.strip(".:") if "::" not in found else found))
        except ValueError:
            continue
    return ""


def _harmless(words: object) -> str:
    """The platform's words for a log: in one line, short, and without what might be a secret of ours."""
    line = " ".join(words.split()) if isinstance(words, str) else ""
    return _MAY_BE_SECRET.sub("…", line)[:_LONGEST_WORDS]


def _retry_seconds(answer: WireAnswer) -> float | None:
    seconds = answer.headers.get("retry-after", "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) <= 5 else None
