"""What people have not seen yet."""

from pathlib import Path

import pytest

from bot.sandbox.wecom import SandboxRefused, WecomTenant
from tests.bot.sandbox.wecom.corps import CHEN, LIN, WANG, Clock, FakeBot, Rest, a_corp

GROUP = "wr_workshop"


@pytest.fixture
def corp() -> WecomTenant:
    corp = a_corp(Clock(), FakeBot())
    corp.add_group(GROUP, "车间群", [LIN, WANG], webhook_key="693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa")
    return corp


def test_what_others_wrote_is_unread_until_one_looks(corp: WecomTenant) -> None:
    rest = Rest(corp)
    rest.send("text", {"content": "一"}, WANG)
    rest.send("text", {"content": "二"}, WANG)
    chat = corp.private_chat(WANG).chat_id
    before = corp.unread(WANG, chat)

    corp.read(WANG, chat)
    rest.send("text", {"content": "三"}, WANG)

    assert (before, corp.unread(WANG, chat)) == (2, 1)


def test_ones_own_words_are_read(corp: WecomTenant) -> None:
    corp.say(WANG, "在吗")

    assert corp.unread(WANG, corp.private_chat(WANG).chat_id) == 0


def test_looking_tells_the_page_once_and_the_bot_never(corp: WecomTenant) -> None:
    Rest(corp).send("text", {"content": "一"}, WANG)
    chat = corp.private_chat(WANG).chat_id
    seen = corp.feed.seq

    corp.read(WANG, chat)
    corp.read(WANG, chat)

    assert [it["kind"] for it in corp.changes_since(seen)["changes"]] == ["chat"]
    assert corp.pushes() == []


@pytest.mark.parametrize(
    ("who", "chat", "reason"),
    [(CHEN, GROUP, "not_a_member"), (LIN, "wr_nowhere", "unknown_chat"), ("nobody", GROUP, "unknown_person")],
)
def test_nobody_looks_where_they_are_not(corp: WecomTenant, who: str, chat: str, reason: str) -> None:
    with pytest.raises(SandboxRefused) as refused:
        corp.read(who, chat)

    assert (refused.value.reason, corp.unread(who, chat)) == (reason, 0)


def test_it_outlives_a_restart(tmp_path: Path) -> None:
    first = a_corp(Clock(), FakeBot(), path=tmp_path / "corp.db")
    Rest(first).send("text", {"content": "一"}, WANG)
    chat = first.private_chat(WANG).chat_id
    first.read(WANG, chat)
    first.close()

    again = a_corp(Clock(), FakeBot(), path=tmp_path / "corp.db")

    assert again.unread(WANG, chat) == 0
    again.close()
