import pytest

from bot.platforms.feishu.client import FeishuClient
from bot.platforms.feishu.doctor import Finding, examine
from bot.platforms.feishu.wire import WireAnswer, WireRequest
from bot.platforms.port import PlatformBusy
from tests.bot.platforms.feishu.pushes import SENT_AT
from tests.bot.platforms.feishu.wires import ScriptedWire, answer, refusal

BOT = answer({"code": 0, "bot": {"open_id": "ou_bot", "app_name": "跟单助手", "activate_status": 2}})
TENANT = answer({"code": 0, "data": {"tenant": {"name": "恒力"}}})
GRANTED = ("im:message", "im:message.p2p_msg:readonly", "im:message.group_msg", "im:resource", "im:chat")


def scopes(*granted: str, also_listed: tuple[str, ...] = ()) -> WireAnswer:
    rows = [{"scope_name": name, "grant_status": 1} for name in granted]
    return answer(
        {"code": 0, "data": {"scopes": rows + [{"scope_name": name, "grant_status": 2} for name in also_listed]}}
    )


def findings(*answers: WireAnswer | Exception) -> list[Finding]:
    return examine(FeishuClient(ScriptedWire(*answers), "cli_a", "s3cr3t", lambda: SENT_AT))


def test_a_healthy_app_has_nothing_wrong() -> None:
    assert findings(BOT, TENANT, scopes(*GRANTED)) == [
        Finding("token", True, ""),
        Finding("bot", True, "跟单助手"),
        Finding("tenant", True, "恒力"),
        Finding("scopes", True, ""),
    ]


def test_missing_scopes_are_named() -> None:
    found = findings(
        BOT, TENANT, scopes("im:message", "im:resource", "im:chat", also_listed=("im:message.p2p_msg:readonly",))
    )

    assert found[-1] == Finding("scopes", False, "im:message.p2p_msg:readonly, im:message.group_at_msg:readonly")


def test_without_groups_of_its_own_it_works_all_the_same() -> None:
    found = findings(BOT, TENANT, scopes(*GRANTED[:-1], "im:chat:readonly"))

    assert found[-2:] == [
        Finding("scopes", True, ""),
        Finding("scopes", None, "im:chat is not granted: /precheck founds no groups"),
    ]


def test_wrong_credentials_end_the_examination() -> None:
    class WrongSecret(ScriptedWire):
        def call(self, request: WireRequest) -> WireAnswer:
            return refusal(10015, "wrong app secret")

    (found,) = examine(FeishuClient(WrongSecret(), "cli_a", "s3cr3t", lambda: SENT_AT))

    assert (found.subject, found.is_ok) == ("token", False)
    assert "10015" in found.fact
    assert "s3cr3t" not in found.fact


@pytest.mark.parametrize(
    "bot",
    [
        answer({"code": 0, "bot": {"open_id": "ou_bot", "app_name": "跟单助手", "activate_status": 1}}),
        answer({"code": 0, "bot": {}}),
        refusal(230006, "bot ability off"),
    ],
)
def test_a_bot_that_is_off_is_wrong(bot: WireAnswer) -> None:
    found = findings(bot, TENANT, scopes(*GRANTED))

    assert (found[1].subject, found[1].is_ok) == ("bot", False)


def test_what_the_platform_does_not_tell_is_unknown() -> None:
    found = findings(BOT, refusal(99991672, "scope"), PlatformBusy("no answer"))

    assert [finding.is_ok for finding in found] == [True, True, None, None]
    assert findings(BOT, TENANT, refusal(404))[-1].is_ok is None
    assert findings(BOT, TENANT, refusal(99991672))[-1].is_ok is False


def test_a_group_without_the_bot_is_named() -> None:
    inside, outside = (answer({"code": 0, "data": {"is_in_chat": there}}) for there in (True, False))
    wire = ScriptedWire(BOT, TENANT, scopes(*GRANTED), inside, outside, refusal(232006, "bad chat id"))
    client = FeishuClient(wire, "cli_a", "s3cr3t", lambda: SENT_AT)

    found = examine(client, {"oc_sales": "销售部", "oc_rnd": "研发部", "oc_typo": "采购部"})

    left_out, wrong = found[4:]
    assert left_out == Finding("group", False, "研发部 (oc_rnd): the bot is not in it")
    assert (wrong.subject, wrong.is_ok) == ("group", False)
    assert "采购部 (oc_typo)" in wrong.fact


def test_a_bot_in_all_its_groups_is_told_once() -> None:
    inside = answer({"code": 0, "data": {"is_in_chat": True}})
    wire = ScriptedWire(BOT, TENANT, scopes(*GRANTED), inside, inside)

    found = examine(FeishuClient(wire, "cli_a", "s3cr3t", lambda: SENT_AT), {"oc_sales": "销售部", "oc_rnd": "研发部"})

    assert found[-1] == Finding("group", True, "the bot is in all 2")
