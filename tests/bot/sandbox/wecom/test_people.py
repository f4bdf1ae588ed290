"""Who is there, who may do what, and what an onlooker sees."""

from pathlib import Path

import pytest

from bot.sandbox.wecom import SandboxRefused, WecomTenant, model
from tests.bot.sandbox.wecom.corps import CHEN, LIN, WANG, ZHAO, Clock, FakeBot, Rest, a_corp, a_notice


def test_people_and_groups_are_seeded_twice_without_harm(corp: WecomTenant) -> None:
    corp.remove_person(CHEN)
    corp.add_person(CHEN, "陈采购", "采购部")
    corp.add_group("wrkG", "车间", [LIN, WANG])
    corp.add_members("wrkG", [ZHAO, WANG.upper()])

    assert next(it for it in corp.people() if it.userid == CHEN).is_active is False
    assert [it.members for it in corp.chats()] == [[LIN, WANG, ZHAO]]


def test_who_leaves_is_in_no_group_any_more(corp: WecomTenant) -> None:
    corp.add_group("wrkG", "车间", [LIN, WANG])
    corp.remove_person(WANG)

    assert corp.chats()[0].members == [LIN]
    with pytest.raises(SandboxRefused, match="resigned"):
        corp.say(WANG, "x")


def test_what_a_client_would_not_let_happen(corp: WecomTenant) -> None:
    corp.set_range(WANG, False)
    for why, act in (
        ("unknown_person", lambda: corp.say("nobody", "x")),
        ("not_in_range", lambda: corp.say(WANG, "x")),
        ("empty", lambda: corp.say(LIN, " ")),
        ("empty", lambda: corp.send_file(LIN, "a", b"")),
        ("unknown_chat", lambda: corp.add_members("none", [LIN])),
        ("unknown_message", lambda: corp.click(LIN, "none", "x")),
        ("unknown_message", lambda: corp.message("none")),
        ("unknown_file", lambda: corp.file_content("none")),
        ("unknown_chat", lambda: corp.private_chat(LIN)),
        ("unknown_person", lambda: corp.add_group("wrkG", "x", ["nobody"])),
    ):
        with pytest.raises(SandboxRefused, match=why):
            act()


def test_a_confidential_message_is_not_forwarded(rest: Rest, corp: WecomTenant) -> None:
    corp.add_group("wrkG", "车间", [LIN, WANG])
    rest.send("text", {"content": "机密"}, safe=1)
    secret = rest.last()
    rest.send("text", {"content": "公开"})

    with pytest.raises(SandboxRefused, match="not_forwardable"):
        corp.forward(WANG, secret, "wrkG")
    copy = corp.message(corp.forward(WANG, rest.last(), "wrkG"))
    assert (copy.sender, copy.chat_id, corp.shown_text(copy.message_id)) == (WANG, "wrkG", "公开")


def test_news_tell_what_changed(rest: Rest, corp: WecomTenant) -> None:
    with corp.subscribe() as news:
        rest.send("text", {"content": "x"})
        changes = news.wait(1)["changes"]

    assert {"chat", "message"} <= {it["kind"] for it in changes}
    assert changes[-1]["message_id"] == rest.last()


def test_a_text_is_no_card(rest: Rest, corp: WecomTenant) -> None:
    rest.send("text", {"content": "x"})

    with pytest.raises(SandboxRefused, match="not_a_card"):
        corp.card(rest.last())


def test_everything_survives_in_a_file(clock: Clock, bot: FakeBot, tmp_path: Path) -> None:
    corp = a_corp(clock, bot, path=tmp_path / "wecom.db")
    rest = Rest(corp)
    menu = {"action_list": [{"text": "a", "key": "a"}]}
    sent = rest.sent(a_notice(action_menu=menu, task_id="t1"))
    corp.file_approval(LIN, "订单变更", [WANG])
    corp.close()

    again = Rest(a_corp(clock, bot, path=tmp_path / "wecom.db"), rest.token)

    assert again.send_card(a_notice(action_menu=menu, task_id="t1"))["errcode"] == 40058
    assert again.update(sent["response_code"], a_notice())["errcode"] == 0
    assert again.post("message/recall", {"msgid": sent["msgid"]})["errcode"] == 0
    again.corp.close()


def test_kinds_of_groups(corp: WecomTenant) -> None:
    corp.add_group("wrkG", "车间", [LIN])

    assert corp.chats()[0].kind == model.AIBOT_GROUP
    assert corp.chats()[0].is_group
