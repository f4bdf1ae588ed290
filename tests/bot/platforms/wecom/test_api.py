"""The app's calls: what is asked, and what is made of the answer."""

import pytest

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom.api import WecomApi, wrong_people
from bot.platforms.wecom.errors import CodeUsed, WecomRefused
from bot.platforms.wecom.wire import OutcomeUnknown, WireAnswer
from tests.bot.platforms.wecom.pushes import AGENT_ID
from tests.bot.platforms.wecom.wires import DONE, ScriptedWire, answer, api_on, refusal

TEXT = {"touser": "Wang.Sheng|chen.cai", "msgtype": "text", "text": {"content": "订单"}}


def fault_of(caught: pytest.ExceptionInfo[PlatformRefused]) -> Fault:
    return caught.value.fault


class TestTokens:
    def test_a_call_carries_the_token_in_its_query(self) -> None:
        wire = ScriptedWire(DONE)

        api_on(wire).call("GET", "/cgi-bin/get", query={"a": "b"})

        assert wire.asked[0].query == {"a": "b", "access_token": "t-1"}

    @pytest.mark.parametrize("code", [40014, 42001])
    def test_a_rejected_token_is_replaced_and_the_call_repeated(self, code: int) -> None:
        wire = ScriptedWire(refusal(code), DONE)

        api_on(wire).call("POST", "/cgi-bin/post", {"a": 1})

        assert [request.query["access_token"] for request in wire.asked] == ["t-1", "t-2"]
        assert wire.bodies() == [{"a": 1}, {"a": 1}]

    def test_it_is_repeated_once_only(self) -> None:
        wire = ScriptedWire(refusal(40014), refusal(40014))

        with pytest.raises(PlatformBusy, match="40014"):
            api_on(wire).call("GET", "/cgi-bin/get")

        assert len(wire.asked) == 2

    def test_without_a_token_the_call_has_certainly_not_left(self) -> None:
        wire = ScriptedWire()
        wire.token_trouble = OutcomeUnknown("no answer")

        with pytest.raises(PlatformBusy) as caught:
            api_on(wire).call("GET", "/cgi-bin/get")

        assert caught.value.is_untried
        assert not isinstance(caught.value, OutcomeUnknown)

    def test_nothing_else_is_repeated(self) -> None:
        wire = ScriptedWire(refusal(-1))

        with pytest.raises(PlatformBusy):
            api_on(wire).call("GET", "/cgi-bin/get")

        assert len(wire.asked) == 1

    def test_without_a_token_nothing_is_asked(self) -> None:
        wire = ScriptedWire()
        wire.token_trouble = refusal(40001)

        with pytest.raises(PlatformRefused, match="40001"):
            api_on(wire).call("GET", "/cgi-bin/get")

        assert wire.asked == []

    def test_the_end_is_peaceful(self) -> None:
        api_on(ScriptedWire()).close()


class TestSending:
    def test_a_message_is_the_apps(self) -> None:
        sent = answer({"msgid": "Hq7", "response_code": "zWq", "invaliduser": "chen.cai"})
        wire = ScriptedWire(sent)

        found = api_on(wire).send(TEXT)

        assert wire.asked[0].path == "/cgi-bin/message/send"
        assert wire.bodies() == [TEXT | {"agentid": AGENT_ID}]
        assert (found["msgid"], found["response_code"]) == ("Hq7", "zWq")
        assert wrong_people(found) == {"chen.cai"}

    @pytest.mark.parametrize("wrong", ["wang.sheng|chen.cai", "chen.cai|WANG.SHENG|old.user"])
    def test_a_message_that_reaches_nobody_is_refused(self, wrong: str) -> None:
        with pytest.raises(PlatformRefused) as caught:
            api_on(ScriptedWire(answer({"msgid": "Hq7", "invaliduser": wrong}))).send(TEXT)

        assert fault_of(caught) is Fault.PERSON_GONE

    @pytest.mark.parametrize("to", [{"touser": "@all"}, {"touser": "chen.cai", "toparty": "3"}, {"totag": "1"}])
    def test_who_else_is_reached_cannot_be_told(self, to: dict[str, str]) -> None:
        sent = answer({"msgid": "Hq7", "invaliduser": "chen.cai"})

        assert api_on(ScriptedWire(sent)).send({"msgtype": "text", **to})["msgid"] == "Hq7"

    def test_a_card_is_changed_by_its_code(self) -> None:
        wire = ScriptedWire(answer({"invaliduser": ["lin.xiaoyan"]}))
        body = {"userids": ["wang.sheng", "lin.xiaoyan"], "response_code": "zWq", "button": {"replace_name": "已确认"}}

        found = api_on(wire).update_card(body)

        assert wire.asked[0].path == "/cgi-bin/message/update_template_card"
        assert wire.bodies() == [body | {"agentid": AGENT_ID}]
        assert wrong_people(found) == {"lin.xiaoyan"}

    def test_a_card_that_nobody_has_got_is_gone(self) -> None:
        api = api_on(ScriptedWire(answer({"invaliduser": ["lin.xiaoyan"]})))

        with pytest.raises(PlatformRefused) as caught:
            api.update_card({"userids": ["Lin.Xiaoyan"], "response_code": "zWq"})

        assert fault_of(caught) is Fault.MESSAGE_GONE

    def test_a_card_without_an_answer_may_have_been_changed(self) -> None:
        with pytest.raises(OutcomeUnknown):
            api_on(ScriptedWire(WireAnswer(502, {}, b""))).update_card({"userids": ["lin.xiaoyan"]})

    @pytest.mark.parametrize("outcome", [DONE, refusal(40058, "too old")])
    def test_taking_back_what_is_too_old_is_no_error(self, outcome: WireAnswer) -> None:
        wire = ScriptedWire(outcome)

        api_on(wire).recall("Hq7")

        assert wire.bodies() == [{"msgid": "Hq7"}]

    def test_taking_back_may_be_refused_otherwise(self) -> None:
        with pytest.raises(WecomRefused, match="48002"):
            api_on(ScriptedWire(refusal(48002))).recall("Hq7")


class TestGroups:
    def test_a_group_is_founded(self) -> None:
        wire = ScriptedWire(answer({"chatid": "MO20261118003"}))

        assert api_on(wire).appchat_create("MO20261118003", "", "lin", ["lin", "wang"]) == "MO20261118003"
        assert wire.bodies() == [{"chatid": "MO20261118003", "owner": "lin", "userlist": ["lin", "wang"]}]

    def test_a_group_is_changed_by_what_is_given(self) -> None:
        wire = ScriptedWire(DONE)

        api_on(wire).appchat_update("MO1", name="MO-1", add=["li.zhi"])

        assert wire.bodies() == [{"chatid": "MO1", "name": "MO-1", "add_user_list": ["li.zhi"]}]

    def test_a_group_is_looked_up(self) -> None:
        wire = ScriptedWire(answer({"chat_info": {"chatid": "MO1", "name": "MO-1"}}))

        assert api_on(wire).appchat_get("MO1")["name"] == "MO-1"
        assert wire.asked[0].query["chatid"] == "MO1"

    def test_a_group_is_spoken_to(self) -> None:
        wire = ScriptedWire(DONE)

        api_on(wire).appchat_send("MO1", {"msgtype": "text", "text": {"content": "交期"}})

        assert wire.bodies() == [{"chatid": "MO1", "msgtype": "text", "text": {"content": "交期"}}]

    @pytest.mark.parametrize("code", [86001, 86003, 86008])
    def test_a_group_that_is_none_of_ours_is_gone(self, code: int) -> None:
        with pytest.raises(PlatformRefused) as caught:
            api_on(ScriptedWire(refusal(code))).appchat_send("MO1", {})

        assert fault_of(caught) is Fault.CHAT_GONE

    def test_a_robot_needs_no_token(self) -> None:
        wire = ScriptedWire(DONE, answer({"media_id": "m"}))
        api = api_on(wire)

        api.webhook_send("KEY", {"msgtype": "text"})

        assert api.webhook_upload("KEY", "日报.pdf", b"%PDF-1.7") == "m"
        assert [request.query for request in wire.asked] == [{"key": "KEY"}, {"key": "KEY", "type": "file"}]
        assert wire.token_calls == []

    def test_a_robot_that_was_removed_is_gone(self) -> None:
        with pytest.raises(PlatformRefused) as caught:
            api_on(ScriptedWire(refusal(93000, "invalid webhook url"))).webhook_send("KEY", {})

        assert fault_of(caught) is Fault.CHAT_GONE


class TestPeople:
    def test_a_member_is_looked_up(self) -> None:
        wire = ScriptedWire(answer({"userid": "wang.sheng", "name": "王生"}))

        assert api_on(wire).user("wang.sheng")["name"] == "王生"
        assert wire.asked[0].query["userid"] == "wang.sheng"

    def test_a_sign_in_is_somebodys(self) -> None:
        wire = ScriptedWire(answer({"userid": "lin.xiaoyan", "user_ticket": ""}))

        assert api_on(wire).user_of_code("c0de") == "lin.xiaoyan"
        assert (wire.asked[0].path, wire.asked[0].query["code"]) == ("/cgi-bin/auth/getuserinfo", "c0de")

    def test_an_outsider_does_not_sign_in(self) -> None:
        with pytest.raises(PlatformRefused) as caught:
            api_on(ScriptedWire(answer({"openid": "oX", "external_userid": "wm"}))).user_of_code("c0de")

        assert fault_of(caught) is Fault.NOT_PERMITTED
        assert not isinstance(caught.value, CodeUsed)

    def test_a_code_counts_once(self) -> None:
        with pytest.raises(CodeUsed):
            api_on(ScriptedWire(refusal(40029))).user_of_code("c0de")

    def test_encrypted_ids_are_translated_a_thousand_at_a_time(self) -> None:
        rows = [{"open_userid": "wo1", "userid": "lin.xiaoyan"}, {"open_userid": "wo2"}, 7]
        wire = ScriptedWire(answer({"userid_list": rows, "invalid_open_userid_list": ["wo3"]}), answer({}))

        found = api_on(wire).userids_of(["wo1", "wo1", *(f"wo{number}" for number in range(2, 1002))])

        assert found == {"wo1": "lin.xiaoyan"}
        assert [len(body["open_userid_list"]) for body in wire.bodies()] == [1000, 1]

    def test_nobody_is_translated_without_a_call(self) -> None:
        wire = ScriptedWire()

        assert api_on(wire).userids_of([]) == {}
        assert wire.asked == []


def test_an_approval_is_read() -> None:
    wire = ScriptedWire(answer({"info": {"sp_no": "202611180007", "sp_status": 2}}))

    assert api_on(wire).approval("202611180007")["sp_status"] == 2
    assert wire.bodies() == [{"sp_no": "202611180007"}]


def test_the_app_is_asked_about_by_its_number() -> None:
    wire = ScriptedWire(answer({"name": "跟单助手"}))

    assert api_on(wire).agent()["name"] == "跟单助手"
    assert wire.asked[0].query["agentid"] == str(AGENT_ID)


def test_where_callbacks_come_from() -> None:
    api: WecomApi = api_on(ScriptedWire(answer({"ip_list": ["101.226.103.*", 7]})))

    assert api.callback_addresses() == ["101.226.103.*"]
