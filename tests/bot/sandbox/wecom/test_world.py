"""What the corp remembers, and that it survives."""

from datetime import UTC, datetime
from pathlib import Path

from bot.sandbox.wecom import model
from bot.sandbox.wecom.settings import WecomSettings
from bot.sandbox.wecom.world import World


def a_world(path: Path | None = None) -> World:
    settings = WecomSettings(corp_id="wwf0a1c7be5d2e4810", agent_id=1000031, secret="s", path=path)
    return World(settings, lambda: datetime(2026, 11, 25, 8, 0, tzinfo=UTC))


def test_userids_are_the_same_whatever_their_case() -> None:
    world = a_world()
    with world.change():
        world.keep_person(model.Person("Lin.Xiaoyan", "林晓燕", "销售部"))

    assert world.person("lin.xiaoyan") is world.person("LIN.XIAOYAN")
    assert [it.name for it in world.departments] == ["销售部"]


def test_everything_survives_in_a_file(tmp_path: Path) -> None:
    world = a_world(tmp_path / "wecom.db")
    with world.change():
        chat = world.ensure_private_chat(world.keep_person(model.Person("lin", "林", "销售部")))
        sent = world.add_message(chat, sender="app", sender_kind=model.APP, kind=model.CARD, content="{}", msgid="m1")
        media = world.keep_file("app", "file", "图纸.pdf", b"%PDF-1.7")
        seq = world.next_seq()
    world.close()

    again = a_world(tmp_path / "wecom.db")

    assert [it.message_id for it in again.messages_of("m1")] == [sent.message_id]
    assert again.chat_messages[chat.chat_id] == [sent.message_id]
    assert again.file_content(media.media_id) == b"%PDF-1.7"
    assert again.next_seq() >= seq
    again.close()


def test_a_message_id_is_more_than_a_float_can_hold() -> None:
    world = a_world()
    with world.change():
        first, second = world.next_msg_id(), world.next_msg_id()

    assert first > 2**53
    assert first != second


def test_a_card_keeps_what_it_has_shown() -> None:
    world = a_world()
    with world.change():
        chat = world.ensure_private_chat(world.keep_person(model.Person("lin", "林")))
        card = world.add_message(chat, sender="app", sender_kind=model.APP, kind=model.CARD, content='{"a":1}')
        world.show_card(card, '{"a":2}', "update")

    assert [(it.by, it.content) for it in world.revisions] == [("send", '{"a":1}'), ("update", '{"a":2}')]
    assert card.is_updated
