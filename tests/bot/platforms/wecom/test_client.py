"""Where a message goes, and that it goes once."""

from datetime import timedelta

import pytest

from bot.platforms.port import Address, Attachment, Fault, PlatformBusy, PlatformRefused, To
from bot.platforms.wecom.aibot.media import attachment_key
from bot.platforms.wecom.bodies import task_id
from bot.platforms.wecom.client import WecomClient
from tests.bot.platforms.wecom.desks import (
    APPCHAT_ID,
    BY_ROBOT,
    IN_APPCHAT,
    IN_GROUP,
    PERSON,
    Desk,
    MakeDesk,
    card,
    words,
)
from tests.bot.sandbox.wecom.aibot.bots import GROUP
from tests.bot.sandbox.wecom.corps import LIN, WANG

SEND = "message/send"


def founded(desk: Desk) -> None:
    desk.api.appchat_create(APPCHAT_ID, "MO-3", LIN, [LIN, WANG])


# --- to people -----------------------------------------------------------------------------


def test_words_go_to_a_person_through_the_app(desk: Desk) -> None:
    sent = desk.client.send(PERSON, words("在制 14 单"), key="n1")

    assert desk.seen() == ["在制 14 单"]
    assert sent.chat == WANG
    desk.client.recall(sent.message)
    assert desk.seen() == []


def test_a_card_is_known_by_the_key_it_was_sent_with(desk: Desk) -> None:
    sent = desk.client.send(PERSON, card(), key="c7.1:ORD/2611")

    assert sent.message == "c7_1_ORD_2611@a"
    assert [it.task_id for it in desk.copies(sent.message)] == [sent.message]
    assert desk.left(sent.message) == 1


def test_no_key_is_too_long_for_the_platform() -> None:
    assert len(task_id("k" * 500, "@a")) == 128
    assert task_id("k" * 500, "@a").endswith("@a")


def test_words_come_before_the_card_they_belong_to(desk: Desk) -> None:
    desk.client.send(PERSON, card("说明一", "说明二"), key="c1")

    assert desk.seen() == ["说明一", "说明二", "请确认交期"]


def test_a_card_is_recalled_by_the_platforms_name_for_it(desk: Desk) -> None:
    sent = desk.client.send(PERSON, card(), key="c1")

    desk.client.recall(sent.message)

    assert desk.copies(sent.message)[0].is_recalled


def test_nobody_there_is_told(desk: Desk) -> None:
    with pytest.raises(PlatformRefused) as refusal:
        desk.client.send(Address(To.PERSON, "nobody"), words(), key="n1")

    assert refusal.value.fault is Fault.PERSON_GONE


# --- once ----------------------------------------------------------------------------------


def test_a_card_whose_answer_was_lost_counts_as_sent_when_it_comes_again(desk: Desk) -> None:
    desk.corp.failures.lose_answers()
    with pytest.raises(PlatformBusy):
        desk.client.send(PERSON, card(), key="c1")

    again = desk.client.send(PERSON, card(title="已改"), key="c1", is_repeat=True)

    assert again.message == "c1@a"
    assert desk.seen() == ["请确认交期"]
    assert desk.left("c1@a") == 0  # its code was lost with the answer


@pytest.mark.parametrize("to", [PERSON, IN_GROUP])
def test_only_a_card_that_looks_different_by_now_has_to_be_drawn_once_more(desk: Desk, to: Address) -> None:
    for key in ("same", "other"):
        desk.corp.failures.lose_answers()
        with pytest.raises(PlatformBusy):
            desk.client.send(to, card(), key=key)

    same = desk.client.send(to, card(), key="same", is_repeat=True)
    other = desk.client.send(to, card(title="已改"), key="other", is_repeat=True)

    assert (same.is_known, other.is_known) == (False, True)


def test_of_a_card_that_was_under_way_when_we_stopped_nobody_knows_how_it_looks(desk: Desk) -> None:
    desk.client.send(IN_GROUP, card(), key="c1")

    assert desk.client.send(IN_GROUP, card(), key="c1", is_repeat=True).is_known


def test_words_that_have_arrived_do_not_come_again_with_their_card(desk: Desk) -> None:
    desk.wire.loses = [False, True]
    with pytest.raises(PlatformBusy):
        desk.client.send(PERSON, card("说明"), key="c1")

    desk.client.send(PERSON, card("说明"), key="c1", is_repeat=True)

    assert desk.seen() == ["说明", "请确认交期"]


@pytest.mark.parametrize(("before", "is_untried"), [([], True), ([None], False)], ids=["the words", "the card"])
def test_only_a_message_of_which_nothing_arrived_is_untried(desk: Desk, before: list[None], is_untried: bool) -> None:
    desk.wire.breaks = [*before, PlatformBusy("no connection", is_untried=True)]

    with pytest.raises(PlatformBusy) as caught:
        desk.client.send(PERSON, card("说明"), key="c1")

    assert caught.value.is_untried == is_untried


def test_words_that_never_went_come_with_the_next_attempt(desk: Desk) -> None:
    desk.wire.breaks = [PlatformBusy("no connection")]
    with pytest.raises(PlatformBusy):
        desk.client.send(PERSON, words("一", "二"), key="c1")

    desk.client.send(PERSON, words("一", "二"), key="c1", is_repeat=True)

    assert desk.seen() == ["一", "二"]


def test_a_robot_repeats_only_what_did_not_arrive(desk: Desk) -> None:
    desk.wire.loses = [False, False, True]
    with pytest.raises(PlatformBusy):
        desk.client.send(BY_ROBOT, words("一", "二", "三"), key="n1")

    desk.client.send(BY_ROBOT, words("一", "二", "三"), key="n1", is_repeat=True)

    assert desk.seen("wr_robot") == ["一", "二", "三", "三"]  # nobody can tell whether the third arrived


def test_a_card_that_the_platform_does_not_take_is_refused(desk: Desk) -> None:
    bad = {"template_card": {"card_type": "button_interaction"}}

    with pytest.raises(PlatformRefused) as refusal:
        desk.client.send(PERSON, bad, key="c1")

    assert refusal.value.fault is Fault.INVALID


def test_pushes_to_a_group_come_once_too(desk: Desk) -> None:
    desk.corp.failures.lose_answers()
    with pytest.raises(PlatformBusy):
        desk.client.send(IN_GROUP, card(), key="c1")

    assert desk.client.send(IN_GROUP, card(), key="c1", is_repeat=True).message == "c1@b"

    assert desk.seen(GROUP) == ["请确认交期"]


# --- to groups -----------------------------------------------------------------------------


def test_a_group_of_the_apps_gets_words(desk: Desk) -> None:
    founded(desk)

    desk.client.send(IN_APPCHAT, words("晨会", "缺料"), key="n1")

    assert desk.seen(APPCHAT_ID) == ["晨会", "缺料"]


def test_a_group_that_the_app_did_not_found_is_gone(desk: Desk) -> None:
    with pytest.raises(PlatformRefused) as refusal:
        desk.client.send(IN_APPCHAT, words(), key="n1")

    assert refusal.value.fault is Fault.CHAT_GONE


def test_a_robot_posts_under_the_name_it_is_configured_by(desk: Desk) -> None:
    desk.client.send(BY_ROBOT, words("日报"), key="n1")

    assert desk.seen("wr_robot") == ["日报"]


def test_a_robot_that_nobody_configured_is_told_by_name(desk: Desk) -> None:
    with pytest.raises(PlatformRefused, match="no robot called weekly") as refusal:
        desk.client.send(Address(To.CHAT, "webhook/weekly"), words(), key="n1")

    assert refusal.value.fault is Fault.CHAT_GONE


def test_other_groups_are_written_to_by_the_smart_bot(desk: Desk) -> None:
    sent = desk.client.send(IN_GROUP, card("说明"), key="c1")

    assert desk.seen(GROUP) == ["说明", "请确认交期"]
    assert sent.message == "c1@b"


def test_without_a_long_connection_no_group_can_be_written_to(make_desk: MakeDesk) -> None:
    desk = make_desk(has_line=False)

    with pytest.raises(PlatformRefused) as refusal:
        desk.client.send(IN_GROUP, words(), key="n1")

    assert refusal.value.fault is Fault.CHAT_GONE


def test_groups_are_left_to_whoever_holds_the_connection(make_desk: MakeDesk) -> None:
    desk = make_desk()
    assert desk.client.reach == "wecom:%"

    desk.corp.bot_switches.is_offline = True

    assert desk.client.reach == "wecom:@%"
    assert make_desk(has_line=False).client.reach == "wecom:%"


# --- files ---------------------------------------------------------------------------------


def test_a_file_goes_up_to_a_person_and_comes_down_again(desk: Desk) -> None:
    key = desk.client.upload("排产.xlsx", b"PK\x03\x04 content")

    sent = desk.client.send_file(PERSON, key, once="k")

    assert desk.seen_kinds() == ["file"]
    assert sent.chat == WANG
    assert desk.client.download(Attachment("m1", key, "排产.xlsx", "file")) == b"PK\x03\x04 content"


def test_a_file_sent_to_the_smart_bot_is_fetched_where_it_says(desk: Desk) -> None:
    key = attachment_key("https://files.example.com/x", "key")
    client = WecomClient(desk.api, desk.notebook, bot_file=lambda asked: f"%PDF {asked}".encode())

    assert client.download(Attachment("m1", key, "", "file")) == f"%PDF {key}".encode()


def test_groups_get_no_files(desk: Desk) -> None:
    with pytest.raises(PlatformRefused) as refusal:
        desk.client.send_file(IN_GROUP, "media", once="k")

    assert refusal.value.fault is Fault.INVALID


def test_a_file_is_gone_after_three_days(desk: Desk) -> None:
    key = desk.client.upload("图.pdf", b"%PDF-1.7")
    desk.clock.now += timedelta(days=3, seconds=1)

    with pytest.raises(PlatformRefused):
        desk.client.download(Attachment("m1", key, "图.pdf", "file"))


def test_a_group_asked_for_again_is_the_same(desk: Desk) -> None:
    chats = {desk.client.found_group("ORD-42 预评审", [LIN, WANG], key="review.ORD-42") for _ in range(2)}
    other = desk.client.found_group("ORD-43 预评审", [LIN, WANG], key="review.ORD-43")

    assert len(chats) == 1
    assert other not in chats
