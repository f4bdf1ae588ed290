"""The factory's people and groups on both platforms."""

from collections.abc import Iterator

import pytest

from bot.clock import Clock
from bot.config import Settings
from bot.sandbox.host import Sandbox
from bot.sandbox.keys import with_sandbox
from storage.database import Database


@pytest.fixture
def sandbox(quiet_url: str) -> Iterator[Sandbox]:
    """Played beside the sample factory."""
    settings = with_sandbox(Settings.model_validate({"database": {"url": quiet_url}}))
    played, database = Sandbox(settings, Clock()), Database(quiet_url)
    played.populate(database)
    database.close()
    yield played
    played.stop()


def test_everybody_is_on_both_platforms_under_their_own_account(sandbox: Sandbox) -> None:
    feishu = {it.open_id: it.name for it in sandbox.feishu.people()}
    wecom = {it.userid: it.name for it in sandbox.wecom.people()}

    assert (feishu["ou_lin_xiaoyan"], wecom["lin.xiaoyan"]) == ("林晓燕", "林晓燕")
    assert list(feishu.values()) == list(wecom.values())


def test_each_department_has_its_group_and_one_has_everybody(sandbox: Sandbox) -> None:
    groups = {it.chat_id: (it.name, it.members) for it in sandbox.wecom.chats()}

    assert groups["wr_production"] == ("生产部", ["sun.li", "wang.sheng"])
    assert len(groups["wr_collab"][1]) == len(sandbox.wecom.people())
    assert {it.name for it in sandbox.feishu.chats()} == {name for name, _ in groups.values()}


def test_the_page_knows_who_is_who(sandbox: Sandbox) -> None:
    twins = sandbox.counterparts

    assert twins.people["ou_wang_sheng"] == "wang.sheng"
    assert twins.chats["oc_production"] == "wr_production"


def test_the_smart_bot_may_write_in_the_groups_at_once(sandbox: Sandbox) -> None:
    body = {"msgtype": "markdown", "markdown": {"content": "早"}}

    sandbox.wecom.bot_line.push("wr_production", 2, body)

    assert sandbox.wecom.shown_text(sandbox.wecom.messages("wr_production")[-1].message_id) == "早"


def test_a_second_time_nothing_is_doubled(sandbox: Sandbox, quiet_url: str) -> None:
    sandbox.wecom.add_members("wr_production", ["lin.xiaoyan"])
    database = Database(quiet_url)

    sandbox.populate(database)
    database.close()

    members = {it.chat_id: it.members for it in sandbox.wecom.chats()}["wr_production"]
    assert members == ["sun.li", "wang.sheng", "lin.xiaoyan"]
    assert len(sandbox.feishu.chats()) == 8
