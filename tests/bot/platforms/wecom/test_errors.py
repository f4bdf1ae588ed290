import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom import errors
from bot.platforms.wecom.errors import CodeUsed, WecomRefused, checked, problem
from bot.platforms.wecom.wire import OutcomeUnknown, WireAnswer
from tests.bot.platforms.wecom.wires import answer, refusal

TOKEN = "u8Hq-sample-token-for-agent-1000031"
KNOWN = [*errors.BUSY, *errors.REFUSED, *errors.SETTINGS, errors.CODE_USED]


@pytest.mark.parametrize("body", [{}, {"errcode": 0}, {"errcode": 0, "errmsg": "ok", "new_field": [1]}])
def test_no_code_or_none_is_success(body: dict[str, object]) -> None:
    found = WireAnswer(200, {}, orjson.dumps(body))

    assert checked(found) == body


@pytest.mark.parametrize(
    ("code", "wait"), [(-1, None), (45009, 60), (45033, None), (130101, 60), (40014, 60), (42001, 60)]
)
def test_what_passes_is_busy(code: int, wait: float | None) -> None:
    with pytest.raises(PlatformBusy) as caught:
        checked(refusal(code))

    assert caught.value.wait == wait
    assert caught.value.is_untried == (code != -1)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        *((code, Fault.PERSON_GONE) for code in (40003, 60111, 81013, 82001)),
        *((code, Fault.CHAT_GONE) for code in (86001, 86003, 86008, 93000, 93006)),
        *((code, Fault.TOO_LARGE) for code in (45001, 45002, 830002)),
        *((code, Fault.INVALID) for code in (40008, 40058, 41001, 44004, 86215, 301025, 123456)),
        *((code, Fault.NOT_PERMITTED) for code in (40001, 40013, 40056, 48002, 50003, 60011, 60020, 301002, 301055)),
    ],
)
def test_what_does_not_is_refused(code: int, fault: Fault) -> None:
    with pytest.raises(WecomRefused) as caught:
        checked(refusal(code, "words"))

    assert (caught.value.fault, caught.value.code) == (fault, code)
    assert str(caught.value).startswith(str(code))


def test_a_used_code_of_a_sign_in_is_told_apart() -> None:
    with pytest.raises(CodeUsed):
        checked(refusal(40029, "invalid code"))


@pytest.mark.parametrize("code", errors.SETTINGS)
def test_an_administrator_is_told_what_to_do(code: int) -> None:
    told = str(problem(code, "whatever the platform says"))

    assert told == f"{code}: {errors.SETTINGS[code]}"
    assert told.endswith(".")


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("not allowed, hint: [1790041800123456], from ip: 203.0.113.7, more at https://open?e=60020", "203.0.113.7"),
        ("from ip: 2408:8000::17, more", "2408:8000::17"),
        ("from ip: 203.0.113.7.", "203.0.113.7"),
    ],
)
def test_the_address_that_the_platform_saw_is_told(words: str, seen: str) -> None:
    assert f"our address {seen} is not trusted" in str(problem(60020, words))


@pytest.mark.parametrize("words", ["", None, 7, "from ip: 999.1.1.1", "at 12:30:45 on 2026.11.18"])
def test_without_one_the_rest_is(words: object) -> None:
    assert str(problem(60020, words)) == f"60020: {errors.SETTINGS[60020]}"


@pytest.mark.parametrize(
    "secret", [TOKEN, "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa", "access_token=t-1", "key=abc", "corpsecret=x"]
)
def test_nothing_that_may_be_secret_is_told(secret: str) -> None:
    told = str(problem(40058, f"invalid, at /cgi-bin?{secret} and {secret}"))

    assert secret not in told
    assert told.startswith("40058 invalid")


def test_words_are_one_short_line() -> None:
    told = str(problem(40058, "a\nb " * 500))

    assert told.isprintable()
    assert len(told) < 220


@pytest.mark.parametrize(
    "odd",
    [
        WireAnswer(200, {}, b""),
        WireAnswer(404, {}, b""),
        WireAnswer(502, {"content-type": "text/html"}, b"<html>bad gateway</html>"),
        WireAnswer(200, {}, b"[]"),
        WireAnswer(200, {}, b'{"errcode":"0"}'),
        WireAnswer(200, {}, b'{"errcode":true}'),
        WireAnswer(200, {}, b'{"errcode":null}'),
        WireAnswer(404, {}, b'{"detail":"Not Found"}'),
        answer({}, 500),
        answer({}, 429),
    ],
)
def test_an_answer_of_something_else_leaves_the_outcome_open(odd: WireAnswer) -> None:
    with pytest.raises(OutcomeUnknown):
        checked(odd)


@pytest.mark.parametrize(("told", "wait"), [("7", 7.0), ("soon", None), ("", None), ("9" * 9, None)])
def test_how_long_to_wait_is_believed_within_reason(told: str, wait: float | None) -> None:
    with pytest.raises(PlatformBusy) as caught:
        checked(answer({}, 429, retry_after=told))

    assert caught.value.wait == wait


@given(st.sampled_from(KNOWN) | st.integers(-(2**40), 2**40).filter(bool), st.text() | st.none() | st.integers())
def test_every_code_is_one_of_two(code: int, words: object) -> None:
    assert isinstance(problem(code, words), PlatformBusy | PlatformRefused)


@given(st.integers(100, 599), st.binary() | st.dictionaries(st.text(), st.integers(-9, 9)).map(orjson.dumps))
def test_any_answer_is_read_or_busy(status: int, body: bytes) -> None:
    try:
        found = errors.read(WireAnswer(status, {}, body))
    except OutcomeUnknown:
        return
    assert isinstance(found, dict)
