"""What each refusal of Feishu means for us: the table of its error codes, as data.

The HTTP status says little (most refusals are 400, some 200), so the code decides. A code we do
not know is a refusal: sending the same again would be refused again.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import orjson

from bot.platforms.feishu.wire import WireAnswer
from bot.platforms.port import Fault, PlatformBusy, PlatformRefused, To

TOKEN_REJECTED: Final = frozenset({99991661, 99991663, 99991665, 99991671})
"""The tenant token is missing or no longer good: fetch a new one and try once more."""

BUSY: Final[Mapping[int, float | None]] = {
    99991400: 1.0,  # gateway rate limit; the reset header says how long, if it is there
    230020: 1.0,  # 5 a second to one person, group or message
    1000004: 5.0,  # too many requests, older APIs
    90217: 5.0,
    11232: 30.0,  # system, chat and internal send limits: push again much later
    11233: 30.0,
    11247: 30.0,
    230049: 1.5,  # the same uuid is still being sent
    18121: 1.5,
    1500: None,  # trouble on their side: back off
    2200: None,
    5000: None,
    10101: None,
    55001: None,
    **dict.fromkeys(TOKEN_REJECTED, 5.0),  # still rejected after a fresh one: theirs to settle
}
"""Seconds to wait before the same request may be sent again; None where nothing is known."""

REFUSED: Final[Mapping[int, Fault]] = {
    230031: Fault.CARD_EXPIRED,  # older than 14 days
    230072: Fault.CARD_EXPIRED,  # 20 edits used
    230075: Fault.CARD_EXPIRED,  # edit window over
    230009: Fault.CARD_EXPIRED,  # recall window over
    230011: Fault.MESSAGE_GONE,  # recalled
    230110: Fault.MESSAGE_GONE,  # deleted
    230002: Fault.CHAT_GONE,  # bot not in the group
    232009: Fault.CHAT_GONE,  # dissolved
    230018: Fault.CHAT_GONE,  # the group forbids it
    230035: Fault.CHAT_GONE,  # muted
    234004: Fault.CHAT_GONE,  # not in the chat of that file
    230013: Fault.PERSON_GONE,  # outside the app's range, or resigned
    230029: Fault.PERSON_GONE,  # resigned
    230053: Fault.PERSON_GONE,  # blocked the bot
    99992351: Fault.PERSON_GONE,  # unknown open id
    99992361: Fault.PERSON_GONE,  # open id of another app
    230034: Fault.PERSON_GONE,  # unknown receiver; a chat when it was addressed as one
    230025: Fault.TOO_LARGE,
    234006: Fault.TOO_LARGE,
    234037: Fault.TOO_LARGE,  # download over 100 MB
    234039: Fault.TOO_LARGE,  # picture resolution
    230022: Fault.CONTENT_REFUSED,  # sensitive words
    230028: Fault.CONTENT_REFUSED,  # data-loss prevention
    99991672: Fault.NOT_PERMITTED,  # scope missing, named in the message
    99991401: Fault.NOT_PERMITTED,  # our address is not in the app's allow-list
    99991403: Fault.NOT_PERMITTED,  # monthly quota used up
    230006: Fault.NOT_PERMITTED,  # bot ability off, or version not published
    232025: Fault.NOT_PERMITTED,
    230026: Fault.NOT_PERMITTED,  # not our message
    230027: Fault.NOT_PERMITTED,  # external group
    230023: Fault.NOT_PERMITTED,  # urgent refused
    230024: Fault.NOT_PERMITTED,
    230052: Fault.NOT_PERMITTED,
    234038: Fault.NOT_PERMITTED,  # restricted mode
    10003: Fault.NOT_PERMITTED,  # credentials
    10014: Fault.NOT_PERMITTED,
    10015: Fault.NOT_PERMITTED,
    99992402: Fault.INVALID,
    230001: Fault.INVALID,
    9499: Fault.INVALID,
    230017: Fault.INVALID,  # file key of another app
    230055: Fault.INVALID,  # file type and message type differ
    234001: Fault.INVALID,
    234003: Fault.INVALID,
    234008: Fault.INVALID,
    234010: Fault.INVALID,  # empty file
    234011: Fault.INVALID,
    234043: Fault.INVALID,  # a kind of message whose files cannot be fetched
}
"""Why a request was refused for good."""

CARD_REFUSED: Final[Mapping[int, Fault]] = {
    100290: Fault.BAD_MENTION,
    300305: Fault.TOO_LARGE,  # over 200 components
    200380: Fault.INVALID,  # templates
    200381: Fault.INVALID,
    200732: Fault.INVALID,
    200737: Fault.INVALID,
    200550: Fault.INVALID,  # chart
    200570: Fault.INVALID,  # image key
    200621: Fault.INVALID,  # not parseable
    200830: Fault.INVALID,  # a 1.0 card over a 2.0 card
    200861: Fault.INVALID,  # tag of 1.0
    200914: Fault.INVALID,  # table
    200915: Fault.INVALID,
}
"""Why a card was refused: the sub-codes of 230099."""

CARD_REFUSAL = 230099
# One code, three meanings, told apart by the words after it.
ELEMENT_TROUBLE = 11310
LOCKED_SECONDS = 1.5
_SUB_CODE = re.compile(r"ErrCode:\s*(\d{1,12})")
_RESET = "x-ogw-ratelimit-reset"
_LOG_ID = "x-tt-logid"
_TOO_MANY = 429
_SERVER_TROUBLE = 500
_LONGEST_REASON = 300


def read(answer: WireAnswer) -> dict[str, Any]:
    """The answer as an object with a `code`; `PlatformBusy` when something else spoke (a proxy, a broken server)."""
    body = _spoken(answer)
    if body is None:
        raise PlatformBusy(f"HTTP {answer.status} without a Feishu answer", _reset_seconds(answer))
    return body


def is_token_rejected(answer: WireAnswer) -> bool:
    """Whether nothing but the token was wrong with the request."""
    body = _spoken(answer)
    return body is not None and body["code"] in TOKEN_REJECTED


def is_success(answer: WireAnswer, body: Mapping[str, Any]) -> bool:
    """Whether the call did what was asked."""
    return body["code"] == 0 and answer.status < _SERVER_TROUBLE


def problem(answer: WireAnswer, body: Mapping[str, Any], to: To | None = None) -> PlatformBusy | PlatformRefused:
    """The error to raise for an answer that is no success; `to` is the kind of receiver it was addressed to."""
    code, message = body["code"], str(body.get("msg", ""))
    reason = f"{code} {message}"[:_LONGEST_REASON] + f" (log {answer.headers.get(_LOG_ID, '-')})"
    if code in (CARD_REFUSAL, ELEMENT_TROUBLE) or code in CARD_REFUSED:
        return _card_problem(code, message, reason)
    if code in BUSY or answer.status == _TOO_MANY:
        return PlatformBusy(reason, _reset_seconds(answer) or BUSY.get(code))
    if code == 230034 and to is To.CHAT:
        return PlatformRefused(Fault.CHAT_GONE, reason)
    if code not in REFUSED and answer.status >= _SERVER_TROUBLE:
        return PlatformBusy(reason)
    return PlatformRefused(REFUSED.get(code, Fault.INVALID), reason)


def _spoken(answer: WireAnswer) -> dict[str, Any] | None:
    try:
        body = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) and isinstance(body.get("code"), int) else None


def _card_problem(code: int, message: str, reason: str) -> PlatformBusy | PlatformRefused:
    found = _SUB_CODE.search(message)
    sub_code = int(found[1]) if found else code
    if sub_code != ELEMENT_TROUBLE:
        return PlatformRefused(CARD_REFUSED.get(sub_code, Fault.INVALID), reason)
    if "lock" in message:  # somebody's click on this card is not answered yet
        return PlatformBusy(reason, LOCKED_SECONDS)
    is_too_large = "exceeds the limit" in message
    return PlatformRefused(Fault.TOO_LARGE if is_too_large else Fault.INVALID, reason)


def _reset_seconds(answer: WireAnswer) -> float | None:
    seconds = answer.headers.get(_RESET, "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) <= 5 else None
