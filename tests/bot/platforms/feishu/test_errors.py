"""The error table of the platform, line by line."""

import pytest

from bot.platforms.feishu import errors
from bot.platforms.feishu.wire import WireAnswer
from bot.platforms.port import Fault, PlatformBusy, PlatformRefused, To
from tests.bot.platforms.feishu.wires import DONE, refusal

CARD_TEXT = "Failed to create card content, ext=ErrCode: {}; ErrPath: ROOT -> elements -> [2](tag: chart); ErrMsg: {};"

PASSES: list[tuple[int, float | None]] = [
    (99991400, 1.0),
    (230020, 1.0),
    (11232, 30.0),
    (11233, 30.0),
    (11247, 30.0),
    (1000004, 5.0),
    (90217, 5.0),
    (230049, 1.5),
    (18121, 1.5),
    (99991661, 5.0),
    (99991663, 5.0),
    (99991665, 5.0),
    (99991671, 5.0),
    (1500, None),
    (2200, None),
    (5000, None),
    (10101, None),
    (55001, None),
]

REFUSALS = [
    (230031, Fault.CARD_EXPIRED),
    (230072, Fault.CARD_EXPIRED),
    (230075, Fault.CARD_EXPIRED),
    (230009, Fault.CARD_EXPIRED),
    (230011, Fault.MESSAGE_GONE),
    (230110, Fault.MESSAGE_GONE),
    (230002, Fault.CHAT_GONE),
    (232009, Fault.CHAT_GONE),
    (230018, Fault.CHAT_GONE),
    (230035, Fault.CHAT_GONE),
    (234004, Fault.CHAT_GONE),
    (230013, Fault.PERSON_GONE),
    (230029, Fault.PERSON_GONE),
    (230053, Fault.PERSON_GONE),
    (99992351, Fault.PERSON_GONE),
    (99992361, Fault.PERSON_GONE),
    (230034, Fault.PERSON_GONE),
    (230025, Fault.TOO_LARGE),
    (234006, Fault.TOO_LARGE),
    (234037, Fault.TOO_LARGE),
    (234039, Fault.TOO_LARGE),
    (230022, Fault.CONTENT_REFUSED),
    (230028, Fault.CONTENT_REFUSED),
    (99991672, Fault.NOT_PERMITTED),
    (99991401, Fault.NOT_PERMITTED),
    (99991403, Fault.NOT_PERMITTED),
    (230006, Fault.NOT_PERMITTED),
    (232025, Fault.NOT_PERMITTED),
    (230026, Fault.NOT_PERMITTED),
    (230027, Fault.NOT_PERMITTED),
    (230023, Fault.NOT_PERMITTED),
    (230024, Fault.NOT_PERMITTED),
    (230052, Fault.NOT_PERMITTED),
    (234038, Fault.NOT_PERMITTED),
    (10003, Fault.NOT_PERMITTED),
    (10014, Fault.NOT_PERMITTED),
    (10015, Fault.NOT_PERMITTED),
    (99992402, Fault.INVALID),
    (230001, Fault.INVALID),
    (9499, Fault.INVALID),
    (230017, Fault.INVALID),
    (230055, Fault.INVALID),
    (234001, Fault.INVALID),
    (234003, Fault.INVALID),
    (234008, Fault.INVALID),
    (234010, Fault.INVALID),
    (234011, Fault.INVALID),
    (234043, Fault.INVALID),
    (77777777, Fault.INVALID),  # a code nobody has told us of
]


def meaning(answer: WireAnswer, to: To | None = None) -> PlatformBusy | PlatformRefused:
    return errors.problem(answer, errors.read(answer), to)


@pytest.mark.parametrize(("code", "wait"), PASSES)
def test_this_passes_by_itself(code: int, wait: float | None) -> None:
    found = meaning(refusal(code, "later"))

    assert isinstance(found, PlatformBusy)
    assert found.wait == wait


@pytest.mark.parametrize(("code", "fault"), REFUSALS)
def test_this_is_refused_for_good(code: int, fault: Fault) -> None:
    for status in (400, 200):  # the status means little
        found = meaning(refusal(code, "no", status))

        assert isinstance(found, PlatformRefused)
        assert found.fault is fault


def test_every_code_of_the_table_is_tried_above() -> None:
    tried = {code for code, _ in PASSES} | {code for code, _ in REFUSALS}

    assert set(errors.BUSY) | set(errors.REFUSED) <= tried


@pytest.mark.parametrize(
    ("sub_code", "words", "fault"),
    [
        (100290, "invalid user id", Fault.BAD_MENTION),
        (11310, "element exceeds the limit", Fault.TOO_LARGE),
        (11310, "template is not visible to app", Fault.INVALID),
        (300305, "too many components", Fault.TOO_LARGE),
        (200380, "template unknown", Fault.INVALID),
        (200381, "template not visible", Fault.INVALID),
        (200550, "chart_spec invalid", Fault.INVALID),
        (200570, "invalid image key", Fault.INVALID),
        (200621, "parse card json err", Fault.INVALID),
        (200732, "variable type", Fault.INVALID),
        (200737, "variable format", Fault.INVALID),
        (200830, "schema V2 to V1", Fault.INVALID),
        (200861, "unsupported tag action", Fault.INVALID),
        (200914, "table rows", Fault.INVALID),
        (200915, "table row key", Fault.INVALID),
        (299999, "something new", Fault.INVALID),
    ],
)
def test_a_refused_card_says_why_in_its_sub_code(sub_code: int, words: str, fault: Fault) -> None:
    for answer in (refusal(230099, CARD_TEXT.format(sub_code, words)), refusal(sub_code, words)):
        found = meaning(answer)

        assert isinstance(found, PlatformRefused)
        assert found.fault is fault


@pytest.mark.parametrize("code", [230099, 11310])
def test_a_card_somebody_is_clicking_on_is_tried_again_soon(code: int) -> None:
    found = meaning(refusal(code, CARD_TEXT.format(11310, "card action is lock")))

    assert isinstance(found, PlatformBusy)
    assert found.wait == 1.5


def test_a_refused_card_without_a_sub_code_is_our_defect() -> None:
    found = meaning(refusal(230099, "Failed to create card content"))

    assert isinstance(found, PlatformRefused)
    assert found.fault is Fault.INVALID


@pytest.mark.parametrize(("to", "fault"), [(To.CHAT, Fault.CHAT_GONE), (To.PERSON, Fault.PERSON_GONE)])
def test_an_unknown_receiver_is_a_chat_or_a_person(to: To, fault: Fault) -> None:
    found = meaning(refusal(230034, "invalid receive_id"), to)

    assert isinstance(found, PlatformRefused)
    assert found.fault is fault


@pytest.mark.parametrize(
    ("reset", "wait"), [("52", 52.0), ("0", 1.0), ("", 1.0), ("soon", 1.0), ("-3", 1.0), ("9" * 30, 1.0)]
)
def test_the_platforms_own_reset_time_counts(reset: str, wait: float) -> None:
    found = meaning(refusal(99991400, "request trigger frequency limit", 429, x_ogw_ratelimit_reset=reset))

    assert isinstance(found, PlatformBusy)
    assert found.wait == wait


def test_too_many_requests_under_an_unknown_code_pass() -> None:
    found = meaning(refusal(77777777, "slow down", 429, x_ogw_ratelimit_reset="3"))

    assert isinstance(found, PlatformBusy)
    assert found.wait == 3.0


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_server_trouble_passes_unless_the_code_says_otherwise(status: int) -> None:
    assert isinstance(meaning(refusal(77777777, "oops", status)), PlatformBusy)
    assert isinstance(meaning(refusal(230002, "bot not in chat", status)), PlatformRefused)
    assert not errors.is_success(refusal(0, "", status), {"code": 0})


@pytest.mark.parametrize(
    "body", [b"", b"<html>502 Bad Gateway</html>", b"[]", b"{}", b'{"code":"0"}', b'{"detail":"Not Found"}', b"\xff"]
)
def test_what_is_no_feishu_answer_is_busy(body: bytes) -> None:
    with pytest.raises(PlatformBusy, match="HTTP 502 without a Feishu answer"):
        errors.read(WireAnswer(502, {}, body))


def test_the_reason_names_code_words_and_log_id_and_stays_short() -> None:
    found = meaning(refusal(230001, "x" * 5000, x_tt_logid="20261125"))

    assert str(found).startswith("230001 xxx")
    assert str(found).endswith("(log 20261125)")
    assert len(str(found)) < 400


def test_success_is_code_zero() -> None:
    assert errors.is_success(DONE, errors.read(DONE))
