"""What the callback takes: vectors of the platform's own library, both child orders, repeats and near-repeats."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.port import Delivery, Refused
from bot.platforms.wecom.callback import CallbackKeys, WecomCallback
from bot.platforms.wecom.crypto import CallbackCipher, signature
from tests.bot.platforms.wecom.pushes import (
    AES_KEY,
    AGENT_ID,
    CORP_ID,
    KEYS,
    NONCE,
    SENT_AT,
    TEXT,
    TOKEN,
    app,
    envelope,
    event,
    message,
    push,
    sealed,
    signed,
    taken,
    told,
    vectors,
    xml,
)

VECTORS = {vector["name"]: vector for vector in vectors()}
ANOTHER_KEY = AES_KEY[::-1]


def query_of(vector: dict[str, str]) -> dict[str, str]:
    return {name: vector[name] for name in ("msg_signature", "timestamp", "nonce")}


def moment_of(vector: dict[str, str]) -> datetime:
    return datetime.fromtimestamp(int(vector["timestamp"]), UTC)


@pytest.mark.parametrize("vector", VECTORS.values(), ids=list(VECTORS))
def test_a_vector_is_signed_and_opens(vector: dict[str, str]) -> None:
    cipher = CallbackCipher(vector["encoding_aes_key"], vector["receive_id"])
    given = [vector[name] for name in ("token", "timestamp", "nonce", "encrypt")]

    assert signature(*given) == vector["msg_signature"]
    assert cipher.open(vector["encrypt"]).decode() == vector["plaintext"]


@pytest.mark.parametrize("vector", [vector for vector in VECTORS.values() if vector["random16_hex"]])
def test_sealing_a_vector_again_gives_the_same_bytes(vector: dict[str, str]) -> None:
    cipher = CallbackCipher(vector["encoding_aes_key"], vector["receive_id"])

    again = cipher.seal(vector["plaintext"].encode(), bytes.fromhex(vector["random16_hex"]))

    assert again == vector["encrypt"]


@pytest.mark.parametrize("name", ["echostr-url-verification", "published-echo"])
def test_the_console_gets_its_echo(name: str) -> None:
    vector = VECTORS[name]
    callback = app(CallbackKeys(vector["token"], vector["encoding_aes_key"]), corp_id=vector["receive_id"])

    found = callback.verify(query_of(vector) | {"echostr": vector["encrypt"]})

    assert found == vector["plaintext"].encode()


def test_a_plus_that_became_a_blank_is_restored() -> None:
    vector = VECTORS["echostr-url-verification"]
    spoilt = vector["encrypt"].replace("+", " ")
    assert spoilt != vector["encrypt"]

    found = app().verify(query_of(vector) | {"echostr": spoilt})

    assert found == vector["plaintext"].encode()


def test_a_pushed_text_is_taken() -> None:
    vector = VECTORS["text-xml-utf8"]

    found = app().receive(query_of(vector), envelope(vector["encrypt"]), moment_of(vector))

    assert isinstance(found, Delivery)
    assert (found.kind, found.is_callback) == ("text", False)
    assert found.created_at == datetime.fromtimestamp(1790041925, UTC)
    assert taken(found) == {
        "ToUserName": CORP_ID,
        "FromUserName": "lin.xiaoyan",
        "CreateTime": "1790041925",
        "MsgType": "text",
        "Content": "下单 客户:宁波海辰 型号:HX-200 数量:120 交期:2026-11-30 备注:急单，加急处理，请确认",
        "MsgId": "7530418862013402117",  # beyond 2^53
        "AgentID": str(AGENT_ID),
        "_id": found.id,
    }


def test_the_order_of_children_does_not_matter() -> None:
    secret = sealed(xml(TEXT, is_backward=True))

    backward = app().receive(signed(secret), envelope(secret, is_backward=True), SENT_AT)
    forward = push(app(), xml(TEXT))

    assert taken(backward) | {"_id": ""} == taken(forward) | {"_id": ""}


@pytest.mark.parametrize("more", range(32))
def test_every_length_of_padding_opens(more: int) -> None:
    assert taken(push(app(), xml(message("text", Content="a" * more))))["Content"] == "a" * more


def test_a_repeat_under_another_signature_has_the_same_id() -> None:
    first, again = sealed(xml(TEXT)), sealed(xml(TEXT))
    later = SENT_AT + timedelta(seconds=5)
    assert first != again

    one = app().receive(signed(first), envelope(first), SENT_AT)
    two = app().receive(signed(again, later, nonce="n2"), envelope(again), later)

    assert one == two
    assert isinstance(one, Delivery)
    assert len(one.id) == len("wecom:") + 64


def test_two_events_of_one_second_have_two_ids() -> None:
    approvals = [
        push(app(), xml(event("sys_approval_change", FromUserName="sys", ApprovalInfo={"SpNoStr": number})))
        for number in ("202611180007", "202611180008")
    ]

    assert len({found.id for found in approvals if isinstance(found, Delivery)}) == 2


def test_an_event_is_known_by_its_name() -> None:
    found = push(app(), xml(event("enter_agent", EventKey="")))

    assert isinstance(found, Delivery)
    assert found.kind == "event.enter_agent"


@pytest.mark.parametrize("count", [1, 2])
def test_what_may_repeat_is_always_a_list(count: int) -> None:
    selected = {"QuestionKey": "line", "OptionIds": {"OptionId": ["SMT-1", "SMT-2"][:count]}}
    payload = taken(push(app(), xml(event("x", SelectedItems={"SelectedItem": [selected] * count}))))

    items = payload["SelectedItems"]["SelectedItem"]
    assert items == [selected] * count


@pytest.mark.parametrize(("when", "is_told"), [(1790041925, True), (0, False), (999_999_999_999, False), ("一", False)])
def test_a_time_that_makes_no_sense_is_replaced_with_the_present(when: object, is_told: bool) -> None:
    found = push(app(), xml(TEXT | {"CreateTime": when}))

    assert isinstance(found, Delivery)
    assert (found.created_at != SENT_AT) is is_told


def test_control_characters_do_not_cost_the_message() -> None:
    clear = xml(message("text", Content="订单\x00 MO\x08-1\x1b\n第二行"))

    assert taken(push(app(), clear))["Content"] == "订单 MO-1\n第二行"


def test_broken_utf8_does_not_cost_the_message() -> None:
    clear = xml(message("text", Content="订单CUT")).replace(b"CUT", b"\xf0\x9f\x98")

    assert taken(push(app(), clear))["Content"].startswith("订单")


class TestWhichApp:
    def test_another_apps_event_is_refused(self) -> None:
        assert push(app(), xml(TEXT | {"AgentID": 1000032})) == Refused(401, "event of another app")

    @pytest.mark.parametrize("agent", [{}, {"AgentID": 3010040}])
    def test_an_event_of_the_system_may_carry_any_number_or_none(self, agent: dict[str, object]) -> None:
        fields = event("sys_approval_change", FromUserName="sys")
        del fields["AgentID"]

        assert isinstance(push(app(), xml(fields | agent)), Delivery)

    def test_a_message_from_somebody_called_sys_is_none(self) -> None:
        fields = TEXT | {"FromUserName": "sys", "AgentID": 1000032}

        assert push(app(), xml(fields)) == Refused(401, "event of another app")


class TestRotation:
    old, new = KEYS, CallbackKeys("NewToken", ANOTHER_KEY)

    def test_both_keys_are_good_while_they_are_changed(self) -> None:
        callback = app(self.new, self.old)
        secret = sealed(xml(TEXT), aes_key=ANOTHER_KEY)

        assert isinstance(push(callback, xml(TEXT)), Delivery)
        assert isinstance(callback.receive(signed(secret, token="NewToken"), envelope(secret), SENT_AT), Delivery)

    def test_the_key_may_change_under_the_same_token(self) -> None:
        callback = app(CallbackKeys(TOKEN, ANOTHER_KEY), self.old)

        assert isinstance(push(callback, xml(TEXT)), Delivery)

    def test_the_token_of_one_does_not_go_with_the_key_of_the_other(self) -> None:
        secret = sealed(xml(TEXT), aes_key=ANOTHER_KEY)

        found = app(self.new, self.old).receive(signed(secret, token=TOKEN), envelope(secret), SENT_AT)

        assert found == Refused(400, "cannot be decrypted")

    @pytest.mark.parametrize(
        "useless",
        [
            CallbackKeys("", AES_KEY),
            CallbackKeys(TOKEN, ""),
            CallbackKeys(TOKEN, "短" * 43),
            CallbackKeys(TOKEN, "=" * 43),
        ],
    )
    def test_useless_keys_count_as_absent(self, useless: CallbackKeys) -> None:
        secret = sealed(xml(TEXT))
        nobody = WecomCallback((useless,), CORP_ID, AGENT_ID)

        assert isinstance(push(app(useless, KEYS), xml(TEXT)), Delivery)
        assert push(nobody, xml(TEXT)) == Refused(401, "no secrets configured")
        assert nobody.verify(signed(secret) | {"echostr": secret}) == Refused(401, "no secrets configured")

    def test_without_a_company_nothing_is_taken(self) -> None:
        assert push(app(corp_id=""), xml(TEXT)) == Refused(401, "no secrets configured")


def test_keys_do_not_show_in_their_repr() -> None:
    assert TOKEN not in repr(KEYS)
    assert AES_KEY not in repr(KEYS)


def test_a_nonce_is_part_of_what_is_signed() -> None:
    assert push(app(), xml(told(MsgType="text")), query={"nonce": NONCE + "1"}) == Refused(
        401, "signature does not match"
    )
