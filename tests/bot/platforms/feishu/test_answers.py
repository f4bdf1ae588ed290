import orjson

from bot.platforms.feishu.answers import ACKNOWLEDGED, Toast, Tone, challenge_answer, click_answer


def test_a_challenge_is_escaped() -> None:
    assert orjson.loads(challenge_answer('a"b\\c')) == {"challenge": 'a"b\\c'}


def test_a_click_is_answered_with_toast_and_card() -> None:
    card = {"schema": "2.0", "body": {"elements": []}}
    toast = Toast(Tone.SUCCESS, "已确认", {"zh_cn": "已确认", "en_us": "Acknowledged"})

    assert orjson.loads(click_answer(toast, card)) == {
        "toast": {"type": "success", "content": "已确认", "i18n": {"zh_cn": "已确认", "en_us": "Acknowledged"}},
        "card": {"type": "raw", "data": card},
    }


def test_both_parts_may_be_left_out() -> None:
    assert orjson.loads(click_answer(Toast(Tone.INFO, "处理中"))) == {"toast": {"type": "info", "content": "处理中"}}
    assert click_answer() == ACKNOWLEDGED


def test_the_platform_knows_four_tones() -> None:
    assert {tone.value for tone in Tone} == {"info", "success", "error", "warning"}
