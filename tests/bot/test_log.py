import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog

from bot import log


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """Everything that is logged, as written."""
    written = StringIO()
    monkeypatch.setattr("sys.stderr", written)
    monkeypatch.setattr(log, "_SECRETS", set())
    handlers, level, before = logging.root.handlers[:], logging.root.level, structlog.get_config()
    log.set_up()
    yield written
    structlog.configure(**before)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def logged(lines: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_time_and_level(lines: StringIO) -> None:
    structlog.get_logger().info("order_placed", subject="ORD-2611-0001", customer="恒远")

    (line,) = logged(lines)

    assert (line["event"], line["level"], line["customer"]) == ("order_placed", "info", "恒远")
    assert line["timestamp"].endswith("Z")
    assert "恒远" in lines.getvalue()


def test_what_libraries_log_looks_the_same(lines: StringIO) -> None:
    logging.getLogger("some.library").warning("%s is slow", "the disk")

    (line,) = logged(lines)

    assert (line["event"], line["level"]) == ("the disk is slow", "warning")


@pytest.mark.parametrize("is_ours", [True, False])
def test_an_error_is_told_with_its_traceback_in_the_same_line(lines: StringIO, is_ours: bool) -> None:
    logger: Any = structlog.get_logger() if is_ours else logging.getLogger("some.library")
    try:
        raise KeyError("no such order")
    except KeyError:
        logger.exception("defect")

    (line,) = logged(lines)

    assert "Traceback" in line["exception"]
    assert "no such order" in line["exception"]


def test_every_line_of_a_delivery_carries_its_id(lines: StringIO) -> None:
    with structlog.contextvars.bound_contextvars(delivery="feishu:om_1"):
        structlog.get_logger().info("heard")
        logging.getLogger("some.library").warning("slow")
    structlog.get_logger().info("idle")

    assert [line.get("delivery") for line in logged(lines)] == ["feishu:om_1", "feishu:om_1", None]


@pytest.mark.parametrize(
    "told",
    [
        {"app_secret": "s3cr3t-value"},
        {"tenant_access_token": "s3cr3t-value"},
        {"headers": {"Authorization": "Bearer s3cr3t-value", "x": 1}},
        {"calls": [{"encrypt_key": "s3cr3t-value"}]},
        {"nested": {"deep": ({"password": "s3cr3t-value"},)}},
    ],
)
def test_what_sounds_secret_is_left_out_at_any_depth(lines: StringIO, told: dict[str, Any]) -> None:
    structlog.get_logger().info("called", **told)

    assert "s3cr3t" not in lines.getvalue()
    assert log.BLANK in lines.getvalue()


def test_a_known_secret_is_left_out_wherever_it_turns_up(lines: StringIO) -> None:
    log.hide({'p@ss/"word"', "s3cr3t-value", "abc"})

    structlog.get_logger().info("connecting to postgresql://tongpin:s3cr3t-value@db/tongpin")
    try:
        raise OSError('login with p@ss/"word" refused')
    except OSError:
        logging.getLogger("some.library").exception("abcdef")

    text = lines.getvalue()
    assert "s3cr3t-value" not in text
    assert "p@ss" not in text
    assert "abcdef" in text, "three letters are no secret worth hiding"


def test_libraries_that_print_addresses_are_kept_quiet(lines: StringIO) -> None:
    for name in ("httpx", "uvicorn.access", "alembic.runtime.migration"):
        logging.getLogger(name).info("GET https://host/?ticket=1")

    assert lines.getvalue() == ""
