"""What goes over the wire when we send, and what becomes of the answers."""

from datetime import timedelta
from email.message import Message
from email.parser import BytesParser
from typing import Any

import orjson
import pytest

from bot.platforms.feishu.client import FeishuClient
from bot.platforms.feishu.lark import LarkWire
from bot.platforms.feishu.wire import WireAnswer, WireRequest
from bot.platforms.port import Address, Attachment, Fault, Platform, PlatformBusy, PlatformRefused, Sent, To
from tests.bot.platforms.feishu.pushes import SENT_AT
from tests.bot.platforms.feishu.wires import DONE, SENT, ScriptedWire, answer, refusal

CARD = {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": '**订单** "42"'}]}}
GROUP = Address(To.CHAT, "oc_prod")
PERSON = Address(To.PERSON, "ou_lin")


def client(wire: ScriptedWire) -> FeishuClient:
    return FeishuClient(wire, "cli_a", "s3cr3t", lambda: SENT_AT)


def body_of(request: WireRequest) -> dict[str, Any]:
    body: dict[str, Any] = orjson.loads(request.body)
    return body


def test_it_is_a_platform() -> None:
    platform: Platform = client(ScriptedWire())

    assert platform.renew_before == timedelta(days=13)
    assert platform.reach == "feishu:%"


@pytest.mark.parametrize(("to", "id_type"), [(GROUP, "chat_id"), (PERSON, "open_id")])
def test_a_card_is_sent_as_a_string_to_a_chat_or_a_person(to: Address, id_type: str) -> None:
    wire = ScriptedWire(SENT)

    sent = client(wire).send(to, CARD, key="ord-42:card:v3")

    (request,) = wire.asked
    body = body_of(request)
    assert sent == Sent("om_new", "oc_where")
    assert (request.method, request.path, request.query) == (
        "POST",
        "/open-apis/im/v1/messages",
        {"receive_id_type": id_type},
    )
    assert request.token == "t-1"
    assert body.keys() == {"receive_id", "msg_type", "content", "uuid"}
    assert (body["receive_id"], body["msg_type"], body["uuid"]) == (to.id, "interactive", "ord-42:card:v3")
    assert orjson.loads(body["content"]) == CARD


def test_a_key_is_never_longer_than_the_platform_takes() -> None:
    wire = ScriptedWire(SENT, SENT, SENT)
    sender = client(wire)

    for key in ("k" * 50, "k" * 51, "k" * 51):
        sender.send(GROUP, CARD, key=key)

    first, second, third = (body_of(request)["uuid"] for request in wire.asked)
    assert first == "k" * 50
    assert second == third != first
    assert len(second) == 50


def test_a_reply_goes_to_the_message() -> None:
    wire = ScriptedWire(SENT)

    assert client(wire).reply("om_1/../x", CARD, to=GROUP, key="k").message == "om_new"

    assert wire.asked[0].path == "/open-apis/im/v1/messages/om_1%2F..%2Fx/reply"
    assert body_of(wire.asked[0]).keys() == {"msg_type", "content", "uuid"}


def test_an_update_carries_the_card_and_nothing_else() -> None:
    wire = ScriptedWire(DONE)

    client(wire).update("om_1", CARD)

    assert (wire.asked[0].method, wire.asked[0].path) == ("PATCH", "/open-apis/im/v1/messages/om_1")
    assert orjson.loads(body_of(wire.asked[0])["content"]) == CARD
    assert body_of(wire.asked[0]).keys() == {"content"}


def test_a_message_is_recalled() -> None:
    wire = ScriptedWire(DONE)

    client(wire).recall("om_1")

    assert (wire.asked[0].method, wire.asked[0].path, wire.asked[0].body) == (
        "DELETE",
        "/open-apis/im/v1/messages/om_1",
        b"",
    )


@pytest.mark.parametrize("code", [230009, 230011, 230110, 230002])
def test_recalling_what_is_gone_or_too_old_changes_nothing(code: int) -> None:
    wire = ScriptedWire(refusal(code))

    client(wire).recall("om_1")

    assert len(wire.asked) == 1


def test_recalling_what_is_not_ours_is_refused() -> None:
    with pytest.raises(PlatformRefused):
        client(ScriptedWire(refusal(230026))).recall("om_1")


@pytest.mark.parametrize("code", [99991661, 99991663, 99991665, 99991671])
def test_a_rejected_token_is_replaced_and_the_call_repeated_once(code: int) -> None:
    wire = ScriptedWire(refusal(code), SENT)

    assert client(wire).send(GROUP, CARD, key="k").message == "om_new"

    first, second = wire.asked
    assert (first.token, second.token) == ("t-1", "t-2")
    assert first.body == second.body


def test_a_token_rejected_twice_is_left_for_later() -> None:
    wire = ScriptedWire(refusal(99991663), refusal(99991663))

    with pytest.raises(PlatformBusy):
        client(wire).send(GROUP, CARD, key="k")

    assert len(wire.asked) == 2


def test_an_unknown_receiver_is_a_chat_or_a_person_that_is_gone() -> None:
    for to, fault in ((GROUP, Fault.CHAT_GONE), (PERSON, Fault.PERSON_GONE)):
        with pytest.raises(PlatformRefused) as caught:
            client(ScriptedWire(refusal(230034))).send(to, CARD, key="k")

        assert caught.value.fault is fault


def test_a_lost_connection_is_passed_on() -> None:
    with pytest.raises(PlatformBusy, match="no answer"):
        client(ScriptedWire(PlatformBusy("no answer"))).send(GROUP, CARD, key="k")


def test_an_acceptance_without_a_message_id_is_busy() -> None:
    with pytest.raises(PlatformBusy, match="without message_id"):
        client(ScriptedWire(DONE)).send(GROUP, CARD, key="k")


class TestFiles:
    attachment = Attachment("om_1", "file_v3_bom", "BOM.xlsx", "file")

    def test_are_downloaded_by_message_and_key(self) -> None:
        wire = ScriptedWire(WireAnswer(200, {"content-type": "application/octet-stream"}, b"PK\x03\x04"))

        assert client(wire).download(self.attachment) == b"PK\x03\x04"

        assert wire.asked[0].path == "/open-apis/im/v1/messages/om_1/resources/file_v3_bom"
        assert wire.asked[0].query == {"type": "file"}

    def test_may_hold_json_themselves(self) -> None:
        headers = {"content-type": "application/json", "content-disposition": 'attachment; filename="a.json"'}
        content = b'{"code":5,"msg":"this is what somebody wrote"}'

        assert client(ScriptedWire(WireAnswer(200, headers, content))).download(self.attachment) == content

    @pytest.mark.parametrize("status", [400, 200])
    def test_that_are_refused_are_no_files(self, status: int) -> None:
        with pytest.raises(PlatformRefused) as caught:
            client(ScriptedWire(refusal(234037, "too big", status))).download(self.attachment)

        assert caught.value.fault is Fault.TOO_LARGE

    def test_are_fetched_again_with_a_new_token(self) -> None:
        file = WireAnswer(200, {"content-type": "application/octet-stream"}, b"PK")
        wire = ScriptedWire(refusal(99991663), file)

        assert client(wire).download(self.attachment) == b"PK"

    @pytest.mark.parametrize(
        ("name", "kind"), [("采购单 11月.xlsx", "xls"), ("报价.PDF", "pdf"), ("a.docx", "doc"), ("无后缀", "stream")]
    )
    def test_are_uploaded_as_a_form(self, name: str, kind: str) -> None:
        wire = ScriptedWire(answer({"code": 0, "data": {"file_key": "file_v3_new"}}))

        assert client(wire).upload(name, b"\x00PK") == "file_v3_new"

        parts = form_of(wire.asked[0])
        assert wire.asked[0].path == "/open-apis/im/v1/files"
        assert parts["file_type"] == kind.encode()
        assert parts["file_name"] == name.encode()
        assert parts["file"] == b"\x00PK"

    def test_are_sent_by_key(self) -> None:
        wire = ScriptedWire(SENT)

        assert client(wire).send_file(PERSON, "file_v3_new", once="k") == Sent("om_new", "oc_where")

        body = body_of(wire.asked[0])
        assert (body["msg_type"], body["content"], body["uuid"]) == ("file", '{"file_key":"file_v3_new"}', "k")


def form_of(request: WireRequest) -> dict[str, bytes]:
    """The parts of a multipart body by field name."""
    head = f"Content-Type: {request.content_type}\r\n\r\n".encode()
    form: Message = BytesParser().parsebytes(head + request.body)
    parts: list[Any] = list(form.walk())[1:]
    return {str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True) for part in parts}


def test_the_bots_own_id_is_asked_once() -> None:
    wire = ScriptedWire(answer({"code": 0, "bot": {"open_id": "ou_bot", "activate_status": 2}}))
    sender = client(wire)

    assert [sender.bot_open_id(), sender.bot_open_id()] == ["ou_bot", "ou_bot"]
    assert wire.asked[0].path == "/open-apis/bot/v3/info"


def test_the_company_is_told() -> None:
    wire = ScriptedWire(answer({"code": 0, "data": {"tenant": {"name": "恒力", "tenant_key": "2ca1"}}}))

    assert client(wire).tenant() == {"name": "恒力", "tenant_key": "2ca1"}


def test_closing_closes_the_connections_we_made_and_nothing_else() -> None:
    class Lent(ScriptedWire):
        is_closed = False

        def close(self) -> None:
            self.is_closed = True

    class Own(LarkWire):
        is_closed = False

        def close(self) -> None:
            self.is_closed = True

    lent, own = Lent(), Own("http://127.0.0.1:9")

    for wire in (lent, own):
        FeishuClient(wire, "cli_a", "s3cr3t", lambda: SENT_AT).close()

    assert (lent.is_closed, own.is_closed) == (False, True)


def test_a_group_asked_for_again_goes_out_under_the_same_name() -> None:
    made = answer({"code": 0, "data": {"chat_id": "oc_new"}})
    wire = ScriptedWire(made, made)

    chats = [client(wire).found_group("ORD-42 预评审", ["ou_lin", "ou_wang"], key="review.ORD-42") for _ in range(2)]

    once, again = wire.asked
    assert chats == ["oc_new", "oc_new"]
    assert (once.method, once.path, once.query) == (again.method, again.path, again.query)
    assert (once.path, once.query["user_id_type"], bool(once.query["uuid"])) == (
        "/open-apis/im/v1/chats", "open_id", True,
    )  # fmt: skip
    assert body_of(once)["user_id_list"] == ["ou_lin", "ou_wang"]
    assert body_of(once)["chat_type"] == "private"
