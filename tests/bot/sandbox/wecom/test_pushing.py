"""wecom.md §2: how the bot is told, how often, and what goes wrong on the way."""

import json
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from bot.sandbox.common.faults import NoAnswer, NoConnection
from bot.sandbox.wecom import WecomTenant
from bot.sandbox.wecom.crypto import decrypt, encrypt, sign
from bot.sandbox.wecom.xml import document
from tests.bot.sandbox.wecom.corps import LIN, PNG, SETTINGS, WANG, ZHAO, Clock, FakeBot, a_corp, as_dict

PUBLISHED = {
    "token": "QDG6eK",
    "key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    "echostr": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
}


def test_the_published_sample_agrees() -> None:
    assert decrypt(PUBLISHED["key"], PUBLISHED["echostr"]) == (b"1616140317555161061", "wx5823bf96d3bd56c7")
    signature = sign(PUBLISHED["token"], "1409659589", "263014780", PUBLISHED["echostr"])
    assert signature == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"


def test_a_vector_with_fixed_random_bytes_agrees() -> None:
    sealed = encrypt(
        SETTINGS.encoding_aes_key,
        b"4729318845521076390",
        SETTINGS.corp_id,
        random=bytes.fromhex("61314232633344346535463667374838"),
    )

    assert sealed == "PjaYhsdllT4QwMfwFB2/t1h7IRNCVKLwNMsMtU540HK4/+YjT6gluUu7Jo/l0m76Lc7NLqEXPqF0nUKZGj0Seg=="


@pytest.mark.parametrize("length", range(33))
def test_every_padding_can_be_opened(length: int) -> None:
    sealed = encrypt(SETTINGS.encoding_aes_key, b"x" * length, "")

    assert decrypt(SETTINGS.encoding_aes_key, sealed) == (b"x" * length, "")


def test_a_text_arrives_as_encrypted_xml(corp: WecomTenant, bot: FakeBot) -> None:
    corp.say(LIN, "下单 客户:宁波海辰 ]]> <b>")
    corp.deliver_due()

    assert bot.event["Content"] == "下单 客户:宁波海辰 ]]> <b>"
    assert (bot.event["FromUserName"], bot.event["MsgType"]) == (LIN, "text")
    assert bot.event["CreateTime"] == "1795593600"
    assert int(bot.event["MsgId"]) > 2**53
    assert as_dict(bot.raw[-1])["ToUserName"] == SETTINGS.corp_id


def test_children_come_in_both_orders(corp: WecomTenant, bot: FakeBot) -> None:
    for n in range(40):
        corp.say(LIN, f"第{n}句")
    corp.deliver_due()

    inner = {it.startswith(b"<xml><ToUserName>") for it in bot.clear}
    outer = {it.startswith(b"<xml><ToUserName>") for it in bot.raw}
    assert inner == outer == {True, False}
    assert any(b"+" in it for it in bot.raw)


def test_events_of_one_second_differ(corp: WecomTenant, bot: FakeBot) -> None:
    corp.open_app(LIN)
    corp.tap_menu(LIN, "menu_my_todo")
    corp.tap_menu(LIN, "menu_orders")
    corp.deliver_due()

    assert [(it["Event"], it["EventKey"]) for it in bot.events] == [
        ("enter_agent", ""),
        ("click", "menu_my_todo"),
        ("click", "menu_orders"),
    ]
    assert len({it["CreateTime"] for it in bot.events}) == 1
    assert len(set(bot.clear)) == 3


def test_three_attempts_carry_the_same_text_under_another_seal(corp: WecomTenant, bot: FakeBot, clock: Clock) -> None:
    corp.say(LIN, "在吗")
    bot.answer = slow(bot)
    for _ in range(5):
        corp.deliver_due()
        clock.advance(seconds=6)

    assert len(bot.clear) == 3
    assert len(set(bot.clear)) == 1
    assert len(set(bot.raw)) == len({it["nonce"] for it in bot.queries}) == 3
    assert len({it["timestamp"] for it in bot.queries}) == 3
    (push,) = corp.pushes()
    assert (push.state, [it["status"] for it in push.attempts]) == ("given_up", [0, 0, 0])


def slow(bot: FakeBot) -> Any:
    def answer(event: dict[str, Any]) -> tuple[int, bytes]:
        raise NoAnswer

    return answer


def test_an_answer_after_five_seconds_is_none(corp: WecomTenant, bot: FakeBot, clock: Clock) -> None:
    def late(event: dict[str, Any]) -> tuple[int, bytes]:
        clock.advance(seconds=5.1)
        return 200, b""

    corp.say(LIN, "在吗")
    bot.answer = late
    corp.deliver_due()

    assert corp.pushes()[0].state == "waiting"
    assert corp.next_due() is not None


@pytest.mark.parametrize(("repeats", "attempts"), [(False, 1), (True, 3)])
def test_another_status_may_or_may_not_be_repeated(
    corp: WecomTenant, bot: FakeBot, clock: Clock, repeats: bool, attempts: int
) -> None:
    corp.failures.repeats_after_status = repeats
    bot.answer = (500, b"")
    corp.say(LIN, "在吗")
    for _ in range(4):
        corp.deliver_due()
        clock.advance(seconds=6)

    assert len(bot.clear) == attempts


def test_events_come_twice_in_another_order_or_not_at_all(corp: WecomTenant, bot: FakeBot) -> None:
    corp.failures.duplicate_next()
    corp.say(LIN, "两次")
    corp.failures.reorder_next(2)
    corp.say(LIN, "一")
    corp.say(LIN, "二")
    corp.failures.drop_events()
    corp.say(LIN, "丢了")
    corp.deliver_due()

    assert [it["Content"] for it in bot.events] == ["两次", "两次", "二", "一"]
    assert bot.clear[0] == bot.clear[1]
    assert [it.state for it in corp.pushes()].count("lost") == 1


def test_nothing_is_pushed_while_the_platform_is_down(corp: WecomTenant, bot: FakeBot) -> None:
    corp.failures.platform_down = "timeout"
    corp.say(LIN, "在吗")
    assert corp.deliver_due() == 0
    corp.failures.platform_down = None

    assert corp.deliver_due() == 1


def test_an_event_can_be_pushed_again(corp: WecomTenant, bot: FakeBot) -> None:
    corp.say(LIN, "在吗")
    corp.deliver_due()

    assert corp.redeliver(corp.pushes()[0].key)
    assert not corp.redeliver("none")
    corp.deliver_due()
    assert bot.clear[0] == bot.clear[1]


def test_what_is_owed_survives_in_a_file(clock: Clock, bot: FakeBot, tmp_path: Path) -> None:
    corp = a_corp(clock, bot, path=tmp_path / "wecom.db")
    corp.say(LIN, "在吗")
    corp.close()

    again = a_corp(clock, bot, path=tmp_path / "wecom.db")
    again.deliver_due()
    again.close()

    assert bot.event["Content"] == "在吗"


def test_the_address_is_checked_with_and_without_an_escaped_plus(corp: WecomTenant, bot: FakeBot) -> None:
    assert corp.check_url()

    assert ["+" in it["echostr"] for it in bot.queries] == [True, False]
    assert " " in bot.queries[1]["echostr"]


@pytest.mark.parametrize("wrap", ['"{}"', "{}\n", "\ufeff{}", ""])
def test_anything_but_the_bare_echo_fails_the_check(corp: WecomTenant, bot: FakeBot, wrap: str) -> None:
    def answer(method: str, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        status, echo = bot(method, query, body)
        return status, wrap.format(echo.decode()).encode()

    corp.deliver_to(answer)

    assert not corp.check_url()


def test_a_slow_or_silent_address_fails_the_check(corp: WecomTenant, bot: FakeBot, clock: Clock) -> None:
    def late(method: str, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        clock.advance(seconds=1.1)
        return bot(method, query, body)

    def silent(method: str, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        raise NoConnection

    for knock in (late, silent, lambda *_: (401, b"")):
        corp.deliver_to(knock)
        assert not corp.check_url()


def test_files_pictures_voices_places_and_links_arrive(corp: WecomTenant, bot: FakeBot) -> None:
    corp.send_file(ZHAO, "HX-200-B版.pdf", b"%PDF-1.7")
    corp.send_image(ZHAO, PNG)
    corp.send_voice(ZHAO, b"#!AMR\n123")
    corp.send_media(ZHAO, "a.mp4", b"\0\0\0\x18ftypmp42", "video")
    corp.send_location(ZHAO, "宁波市鄞州区二号仓", 29.868, 121.544)
    corp.send_link(ZHAO, "图纸评审", "https://mo.example.com/d/88")
    corp.deliver_due()

    file, image, voice, video, place, link = bot.events
    assert (file["MsgType"], file["FileName"]) == ("file", "HX-200-B版.pdf")
    assert corp.file_content(file["MediaId"]) == ("HX-200-B版.pdf", b"%PDF-1.7")
    assert image["PicUrl"].startswith("https://")
    assert voice["Format"] == "amr"
    assert video["ThumbMediaId"]
    assert (place["Location_X"], place["Label"]) == ("29.868", "宁波市鄞州区二号仓")
    assert link["Url"] == "https://mo.example.com/d/88"


def test_files_may_not_reach_the_app_at_all(corp: WecomTenant, bot: FakeBot) -> None:
    corp.failures.withholds_files = True
    corp.send_file(ZHAO, "a.pdf", b"%PDF-1.7")

    assert corp.deliver_due() == 0


def test_who_leaves_the_range_is_told_and_cannot_write(corp: WecomTenant, bot: FakeBot) -> None:
    corp.set_range(WANG, False)
    corp.set_range(WANG, False)
    corp.set_range(WANG, True)
    corp.remove_person(WANG)
    corp.deliver_due()

    assert [it["Event"] for it in bot.events] == ["unsubscribe", "subscribe", "unsubscribe"]


def test_pushes_happen_in_the_background(corp: WecomTenant, bot: FakeBot) -> None:
    arrived = Event()

    def answer(event: dict[str, Any]) -> tuple[int, bytes]:
        arrived.set()
        return 200, b"success"

    bot.answer = answer
    corp.start(workers=2)
    corp.say(LIN, "在吗")

    assert arrived.wait(5)
    corp.stop()
    assert corp.pushes()[0].state == "delivered"


def test_the_wire_log_shows_the_clear_text_and_no_secret(corp: WecomTenant, bot: FakeBot) -> None:
    corp.say(LIN, "在吗")
    corp.deliver_due()

    entry = corp.wire_log[-1]
    assert "在吗" in entry["raw"]
    assert (entry["direction"], entry["kind"], entry["attempt"]) == ("to_bot", "text", 1)
    assert SETTINGS.token not in json.dumps(corp.wire_log)


def test_control_characters_never_make_broken_xml() -> None:
    assert as_dict(document({"Content": "a\0b\x1bc]]>d\ud800", "N": 7}).encode()) == {"Content": "abc]]>d", "N": "7"}
