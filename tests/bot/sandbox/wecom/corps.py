"""A corp with a few people, a clock to move, a bot that answers as told, and cards to send."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml import ElementTree

from bot.sandbox.wecom import WecomSettings, WecomTenant
from bot.sandbox.wecom.wire import WireAnswer, WireRequest

SETTINGS = WecomSettings(
    corp_id="wwf0a1c7be5d2e4810",
    agent_id=1000031,
    secret="APP_SECRET_OF_1000031",
    token="ZuoDanToken2026",
    encoding_aes_key="Yq3vN8kTz0RcWf5LmXo7HdJs2BgUePa9ViKyCt4Qx1B",
    name="跟单助手",
)
LIN, WANG, ZHAO, CHEN = "Lin.Xiaoyan", "wang.sheng", "zhao.gong", "chen.cai"
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
URL = "https://mo.example.com/o/MO-20261118-003"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@dataclass
class Clock:
    """Stands still until moved."""

    now: datetime = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@dataclass
class FakeBot:
    """A callback address that remembers what it got. `answer` may also be a function of the event."""

    answer: tuple[int, bytes] | Callable[[dict[str, Any]], tuple[int, bytes]] = (200, b"")
    queries: list[Mapping[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    clear: list[bytes] = field(default_factory=list)

    def __call__(self, method: str, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        self.queries.append(query)
        self.raw.append(body)
        if method == "GET":
            sealed = query["echostr"].replace(" ", "+")
            assert signature_of(query, sealed) == query["msg_signature"]
            return 200, opened(sealed)
        sealed = str(as_dict(body)["Encrypt"])
        assert signature_of(query, sealed) == query["msg_signature"]
        self.clear.append(opened(sealed))
        return self.answer(self.events[-1]) if callable(self.answer) else self.answer

    @property
    def events(self) -> list[dict[str, Any]]:
        return [as_dict(it) for it in self.clear]

    @property
    def event(self) -> dict[str, Any]:
        """The last one."""
        return self.events[-1]


def signature_of(query: Mapping[str, str], sealed: str) -> str:
    """By the reference alone."""
    four = sorted([SETTINGS.token, query["timestamp"], query["nonce"], sealed])
    return hashlib.sha1("".join(four).encode()).hexdigest()


def opened(sealed: str) -> bytes:
    """By the reference alone."""
    key = base64.b64decode(SETTINGS.encoding_aes_key + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    padded = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    plain = padded[: -padded[-1]]
    length = int.from_bytes(plain[16:20], "big")
    assert plain[20 + length :] == SETTINGS.corp_id.encode()
    return plain[20 : 20 + length]


def as_dict(raw: bytes) -> dict[str, Any]:
    """XML as nested dictionaries; a child that repeats becomes a list, as converters do it."""
    found = _value(ElementTree.fromstring(raw))
    return found if isinstance(found, dict) else {}


def _value(element: Any) -> Any:
    if not len(element):
        return element.text or ""
    found: dict[str, Any] = {}
    for child in element:
        value = _value(child)
        known = found.get(child.tag)
        if known is None:
            found[child.tag] = value
        else:
            found[child.tag] = [*known, value] if isinstance(known, list) else [known, value]
    return found


def a_corp(clock: Clock, bot: FakeBot, *, path: Path | None = None, settings: WecomSettings = SETTINGS) -> WecomTenant:
    """Four people of four departments."""
    corp = WecomTenant(replace(settings, path=path), clock, bot)
    corp.add_person(LIN, "林晓燕", "销售部", mobile="13800000001")
    corp.add_person(WANG, "王生", "生产部", "生产主管", email="wang@example.com")
    corp.add_person(ZHAO, "赵工", "研发部", open_userid="woZhao0001")
    corp.add_person(CHEN, "陈采", "采购部")
    return corp


@dataclass
class Rest:
    """The bot's REST calls, with a token that is fetched once."""

    corp: WecomTenant
    token: str | None = None

    def raw(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        query: Mapping[str, str] | None = None,
        token: str | None = "own",
        content_type: str = "application/json",
    ) -> WireAnswer:
        if token == "own":
            self.token = self.token or self.fetch_token()
            token = self.token
        whole = {**({} if token is None else {"access_token": token}), **(query or {})}
        return self.corp.call(WireRequest(method, f"/cgi-bin/{path}", whole, body, content_type))

    def get(self, path: str, **query: str) -> dict[str, Any]:
        return dict(json.loads(self.raw("GET", path, query=query).body))

    def post(self, path: str, body: object, **query: str) -> dict[str, Any]:
        raw = json.dumps(body, ensure_ascii=False).encode()
        return dict(json.loads(self.raw("POST", path, raw, query=query).body))

    def fetch_token(self) -> str:
        return str(self.gettoken()["access_token"])

    def gettoken(self, **changes: str) -> dict[str, Any]:
        query = {"corpid": SETTINGS.corp_id, "corpsecret": SETTINGS.secret, **changes}
        return dict(json.loads(self.raw("GET", "gettoken", query=query, token=None).body))

    def send(self, kind: str, body: object, to: Any = WANG, **more: Any) -> dict[str, Any]:
        whole = {"touser": to, "msgtype": kind, "agentid": SETTINGS.agent_id, kind: body, **more}
        return self.post("message/send", {key: it for key, it in whole.items() if it is not None})

    def send_card(self, card: object, to: str = WANG, **more: object) -> dict[str, Any]:
        return self.send("template_card", card, to, **more)

    def sent(self, card: object, to: str = WANG) -> dict[str, Any]:
        """The answer for a card that must be accepted."""
        answer = self.send_card(card, to)
        assert answer["errcode"] == 0, answer
        return answer

    def update(self, code: str, card: object, userids: object = (WANG,), **more: object) -> dict[str, Any]:
        whole = {"userids": userids, "agentid": SETTINGS.agent_id, "response_code": code, "template_card": card}
        whole |= more
        return self.post("message/update_template_card", {key: it for key, it in whole.items() if it is not None})

    def upload(self, kind: str, name: str, content: bytes, path: str = "media/upload", **query: str) -> dict[str, Any]:
        raw = multipart(name.encode(), content)
        answer = self.raw(
            "POST", path, raw, query={"type": kind, **query}, content_type="multipart/form-data; boundary=x"
        )
        return dict(json.loads(answer.body))

    def last(self, userid: str = WANG) -> str:
        """The id of the newest message of somebody's chat with the app."""
        return self.corp.messages(self.corp.private_chat(userid).chat_id)[-1].message_id


def multipart(name: bytes, content: bytes, field_name: str = "media") -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="{field_name}"; filename="'.encode() + name
    return head + b'"\r\nContent-Type: application/octet-stream\r\n\r\n' + content + b"\r\n--x--\r\n"


def a_notice(**more: object) -> dict[str, Any]:
    """The least of a text_notice, plus what is given; None takes a part out."""
    card = {
        "card_type": "text_notice",
        "main_title": {"title": "订单延期预警"},
        "card_action": {"type": 1, "url": URL},
        **more,
    }
    return {key: it for key, it in card.items() if it is not None}


def a_picture_notice(**more: object) -> dict[str, Any]:
    return a_notice(**{"card_type": "news_notice", "card_image": {"url": URL}, **more})


def a_button(text: str = "确认", key: str = "date_ok", **more: object) -> dict[str, Any]:
    return {"text": text, "key": key, **more}


def a_select(question: str = "due", *options: str, **more: object) -> dict[str, Any]:
    offered = [{"id": it, "text": it[:10]} for it in options or ("d1130", "d1202")]
    return {"question_key": question, "option_list": offered, **more}


def a_button_card(task_id: str | None = "MO-3@date_r1", **more: object) -> dict[str, Any]:
    card = {
        "card_type": "button_interaction",
        "main_title": {"title": "请确认交期"},
        "button_list": [a_button(), a_button("做不到", "date_no", style=3)],
        "task_id": task_id,
        **more,
    }
    return {key: it for key, it in card.items() if it is not None}


def a_vote(task_id: str | None = "MO-3@arrive_r1", **more: object) -> dict[str, Any]:
    options = [{"id": it, "text": it} for it in ("PCB-77", "CASE-B", "PSU-12")]
    card = {
        "card_type": "vote_interaction",
        "main_title": {"title": "缺料确认"},
        "checkbox": {"question_key": "arrived", "mode": 1, "option_list": options},
        "submit_button": {"text": "提交", "key": "arrive_submit"},
        "task_id": task_id,
        **more,
    }
    return {key: it for key, it in card.items() if it is not None}


def a_choice(task_id: str | None = "MO-3@plan_r1", **more: object) -> dict[str, Any]:
    card = {
        "card_type": "multiple_interaction",
        "main_title": {"title": "MO-3 排产"},
        "select_list": [a_select("line", "SMT-1", "SMT-2"), a_select("shift", "day", "night", selected_id="night")],
        "submit_button": {"text": "提交", "key": "plan_submit"},
        "task_id": task_id,
        **more,
    }
    return {key: it for key, it in card.items() if it is not None}
