"""What people do, as the platform tells it to the bot; and the published way to seal it."""

import copy
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.platforms.wecom.aibot.callback import AibotKeys
from bot.platforms.wecom.crypto import CallbackCipher, signature

BOT = "跟单助手"
SENT_AT = datetime.fromtimestamp(1790042000, UTC)
TOKEN = "RobotTokenAbc"
AES_KEY = "mK4wQ9sZx7CvBn2JhLgF5dTyR8uPeAi0WoXq3Mz6NkE"
KEYS = AibotKeys(TOKEN, AES_KEY)
NONCE = "aibotnonce01"
GROUP = "wrkSFfCgAAmoGroup0007"
RESPONSE_URL = "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=RC-SAMPLE-0007"

# The published vector "aibot-json-empty-receiveid".
VECTOR_RANDOM = bytes.fromhex("5177337254793775496f503073446647")
VECTOR_SIGNATURE = "ea4b313544bc3b5a30f3782d83c67947b08399b9"
VECTOR_TEXT = (
    '{"msgid":"CAIQ9fKx0QYY-mo-2026-000117","aibotid":"aibJrQ2mfgorder","chatid":"wrkSFfCgAAmoGroup0007",'
    '"chattype":"group","from":{"userid":"lin.xiaoyan"},"response_url":"' + RESPONSE_URL + '","msgtype":"text",'
    '"text":{"content":"@跟单助手 查单 MO-20261118-003"}}'
)
VECTOR_SEALED = (
    "iPbDjBcnr9GYbSKAIgL0J/Lvm3t0P+3i+M/xVIcGaNAgtbsFPzem1UfgaIseN8lOj1LOe13mNuG+qQq8dZVNAwBudA42//4BzjQ6oGMs0f7CZUZT"
    "bw9ymgQYH0Q8tKumbYHkqibpqQweX8TKzP1+vr7OasDlccvEbqPI91ZIGnemUChYHNiW4rBGBexe50U+LiYf3/zyYpGYSwEWKtVBXAx5uJrLn2+p"
    "Q5mRQpQw8q2xcYeGaQu82P8dXQN5LHAUJnuZU+9PGelS1kkZ50IpOBu+1ZaAx13gM7gd1yx6kXTrutDHWJuPUy42pp63SGLiMKk2H/iFb/r33AHO"
    "/cqG0ccUXtw1fpuVjBf91M/qpK8ntTdFWVrIAkrsvHN+UzqDzJcpwYLaOTeB/nfrm85ros2bv6Syo0QgyIX0+9SBP8GQK4i58HPT7S5dyf3Ib9uM"
    "myHL1LQhBVLl5aFZRze4SQ=="
)


def a_message(msgtype: str = "text", *, group: bool = True, **parts: Any) -> dict[str, Any]:
    """A message of this type; `parts` are added or replace what is there."""
    place = {"chatid": GROUP, "chattype": "group"} if group else {"chattype": "single"}
    body: dict[str, Any] = {"msgid": "CAIQ-1", "aibotid": "aib1", **place, "from": {"userid": "lin.xiaoyan"}}
    if msgtype == "text":
        body["text"] = {"content": "@跟单助手 查单 ORD-1"}
    return body | {"msgtype": msgtype} | parts


def an_event(eventtype: str, content: object = None, *, group: bool = False, **parts: Any) -> dict[str, Any]:
    event = {"eventtype": eventtype, eventtype: {} if content is None else content}
    return a_message("event", group=group, msgid="CAIQ-evt-1", create_time=1790042600, event=event) | parts


def a_tap(key: str, *selected: dict[str, Any], group: bool = True) -> dict[str, Any]:
    content = {"card_type": "button_interaction", "event_key": key, "task_id": "ORD-1@r1"}
    items = {"selected_items": {"selected_item": list(selected)}} if selected else {}
    return an_event("template_card_event", content | items, group=group)


def chosen(question: str, *ids: str) -> dict[str, Any]:
    return {"question_key": question, "option_ids": {"option_id": list(ids)}}


def flattened(tap: dict[str, Any]) -> dict[str, Any]:
    """The same as the platform's own library declares it: the fields directly in the event."""
    body = copy.deepcopy(tap)
    body["event"] |= body["event"].pop("template_card_event")
    return body


def posted(
    body: object, at: datetime = SENT_AT, token: str = TOKEN, aes_key: str = AES_KEY
) -> tuple[dict[str, str], bytes]:
    """The query and the body of a POST."""
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    sealed = CallbackCipher(aes_key, "").seal(raw)
    return signed(sealed, at, token), orjson.dumps({"encrypt": sealed})


def signed(sealed: str, at: datetime = SENT_AT, token: str = TOKEN) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    return {
        "msg_signature": signature(token, timestamp, NONCE, sealed),
        "timestamp": timestamp,
        "nonce": NONCE,
    }
