"""What was said to the smart bot, and the ways in which it can still be answered."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from storage import bot_questions
from storage.bot_questions import BotQuestion
from storage.database import Database
from tests.storage.owing import NOW

URL = "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=RC-7"
WORDS = {"msgtype": "stream", "stream": {"id": "st-m1", "finish": True, "content": "已催料"}}


def asked(database: Database, message: str = "m1", *, at: datetime = NOW, **fields: Any) -> None:
    """Somebody says something to the smart bot."""
    told = {"lane": "wecom:wr_1", "mode": "webhook", "stream_id": f"st-{message}", "response_url": URL} | fields
    question = BotQuestion(message=message, asked_at=at, **told)
    database.write(lambda session: bot_questions.keep(session, question))


def found(database: Database, message: str = "m1") -> BotQuestion | None:
    with database.read() as session:
        return bot_questions.find(session, message)


def answered(database: Database, body: dict[str, Any] = WORDS, message: str = "m1") -> bool:
    return database.write(lambda session: bot_questions.answer(session, message, body))


def url_used(database: Database) -> str:
    return database.write(lambda session: bot_questions.use_response_url(session, "m1"))


def test_what_is_kept_is_found_by_its_message_and_by_its_stream(database: Database) -> None:
    asked(database)

    with database.read() as session:
        by_stream = bot_questions.of_stream(session, "st-m1")
    by_message = found(database)

    assert by_message is not None
    assert by_stream is not None
    assert (by_message.lane, by_message.response_url, by_message.answer) == ("wecom:wr_1", URL, None)
    assert by_stream.message == "m1"


def test_what_nobody_said_is_not_found(database: Database) -> None:
    with database.read() as session:
        assert bot_questions.of_stream(session, "st-m9") is None
    assert found(database, "m9") is None
    assert not answered(database, message="m9")
    assert url_used(database) == ""


def test_what_comes_twice_stays_as_it_was(database: Database) -> None:
    asked(database)
    answered(database)

    asked(database, lane="wecom:wr_2", at=NOW + timedelta(hours=1))

    again = found(database)
    assert again is not None
    assert (again.lane, again.asked_at, again.answer) == ("wecom:wr_1", NOW, WORDS)


def test_an_answer_is_kept_for_when_the_platform_looks(database: Database) -> None:
    asked(database)

    assert answered(database)

    question = found(database)
    assert question is not None
    assert (question.answer, question.is_told) == (WORDS, False)


def test_there_is_one_answer(database: Database) -> None:
    asked(database)

    assert answered(database)
    assert not answered(database, {"msgtype": "stream"})

    question = found(database)
    assert question is not None
    assert question.answer == WORDS


def test_after_the_end_was_told_there_is_none(database: Database) -> None:
    asked(database)

    database.write(lambda session: bot_questions.note_told(session, "st-m1"))

    assert not answered(database)


def test_of_many_answers_at_once_one_counts(database: Database) -> None:
    asked(database)

    with ThreadPoolExecutor(8) as threads:
        counted = list(threads.map(lambda number: answered(database, {"number": number}), range(16)))

    question = found(database)
    assert counted.count(True) == 1
    assert question is not None
    assert question.answer == {"number": counted.index(True)}


def test_the_address_for_one_more_answer_is_used_once(database: Database) -> None:
    asked(database)

    assert url_used(database) == URL
    assert url_used(database) == ""


def test_an_address_that_was_not_used_after_all_is_good_again(database: Database) -> None:
    asked(database)
    url_used(database)

    database.write(lambda session: bot_questions.return_response_url(session, "m1", URL))

    assert url_used(database) == URL


def test_of_many_who_want_the_address_at_once_one_gets_it(database: Database) -> None:
    asked(database)

    with ThreadPoolExecutor(8) as threads:
        given = list(threads.map(lambda _: url_used(database), range(16)))

    assert sorted(given) == [""] * 15 + [URL]


def test_two_processes_never_share_the_address(database: Database, second: Database) -> None:
    asked(database)

    with ThreadPoolExecutor(2) as threads:
        given = list(threads.map(url_used, (database, second)))

    assert sorted(given) == ["", URL]


def test_what_can_no_longer_be_answered_is_forgotten(database: Database) -> None:
    asked(database, "m1")
    asked(database, "m2", at=NOW + timedelta(hours=1))

    database.write(lambda session: bot_questions.prune(session, before=NOW + timedelta(hours=1)))

    assert found(database, "m1") is None
    assert found(database, "m2") is not None
