"""Who stands in until when, and what is said behind the number of a change, in the words that people use."""

from datetime import UTC, date, datetime

import pytest

from bot.grammar.commands import CHAT_COMMANDS, Reading, WordsMissing
from bot.grammar.dates.reading import DayPassed
from bot.grammar.delegation import DelegateDayMissing, read_delegate
from bot.grammar.words import Words
from handlers.changes import commands as h
from handlers.command import Command
from tests.bot.grammar.factory import LEXICON

MONDAY = date(2026, 11, 30)
READING = Reading(LEXICON, datetime(2026, 11, 30, 1, tzinfo=UTC))
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 5)


def read(line: str) -> Command:
    word, _, rest = line.removeprefix("/").partition(" ")
    return CHAT_COMMANDS[word].read(Words(word, rest, has_slash=True), READING)


@pytest.mark.parametrize(
    ("words", "begins", "until", "reason"),
    [
        ("钱琪 到12月5日 出差", None, LAST, "出差"),
        ("钱琪 12月5日 去德国出差", None, LAST, "去德国出差"),
        ("钱琪 12月1日到12月5日 出差", FIRST, LAST, "出差"),
        ("钱琪 从明天到12月5日 休假", FIRST, LAST, "休假"),
        ("钱琪 12月5日", None, LAST, ""),
        ("钱琪 出差 到12月5日", None, LAST, "出差"),
        ("qian.qi until 5 December travelling", None, LAST, "travelling"),
        ("qian.qi from 1 Dec to 5 Dec holiday", FIRST, LAST, "holiday"),
        ("qian.qi until 5 December to a customer", None, LAST, "a customer"),
    ],
)
def test_who_from_when_until_when_and_why(words: str, begins: date | None, until: date, reason: str) -> None:
    read_as = read_delegate(words, MONDAY)

    assert read_as.person in ("钱琪", "qian.qi")
    assert (read_as.begins, read_as.until, read_as.reason) == (begins, until, reason)


def test_until_when_has_to_be_said() -> None:
    with pytest.raises(DelegateDayMissing) as refused:
        read_delegate("钱琪 出差", MONDAY)
    assert refused.value.facts == {"person": "钱琪"}


def test_a_day_gone_by_is_refused() -> None:
    with pytest.raises(DayPassed):
        read_delegate("钱琪 到2026-11-20", MONDAY)


@pytest.mark.parametrize("line", ["/delegate 取消", "/委托 取消", "/delegate cancel", "/delegate off"])
def test_it_is_ended(line: str) -> None:
    assert read(line) == h.EndDelegates()


def test_alone_the_words_show_what_there_is() -> None:
    assert read("/delegate") == h.ShowDelegates()
    assert read("/approve") == h.ShowApprovals()


@pytest.mark.parametrize(
    ("line", "number", "said"),
    [
        ("/approve CHG-2611-0007", "CHG-2611-0007", ""),
        ("/approve CHG-0007 首批先做 50 套", "CHG-0007", "首批先做 50 套"),
        ("/同意 chg 7，可以", "CHG-0007", "可以"),
        ("/approve 0007", "0007", ""),
        ("/approve #7 fine", "0007", "fine"),
    ],
)
def test_a_change_and_some_words(line: str, number: str, said: str) -> None:
    assert read(line) == h.ApproveChange(words=number, comment=said)


def test_a_rejection_has_a_reason() -> None:
    assert read("/reject CHG-0007 模具来不及改") == h.RejectChange(words="CHG-0007", reason="模具来不及改")


@pytest.mark.parametrize("line", ["/reject", "/reject CHG-0007", "/reject 不行", "/approve 好的"])
def test_what_is_missing_is_asked_for(line: str) -> None:
    with pytest.raises(WordsMissing):
        read(line)
