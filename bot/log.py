"""Structured logs: one JSON object a line on stderr, with nothing secret in it."""

import json
import logging
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

import structlog

SECRET_WORDS = ("secret", "token", "encrypt_key", "password", "authorization", "ticket")
BLANK = "••••"
SHORTEST_SECRET = 4
"""Shorter ones are in every other word."""

_SECRETS: set[str] = set()


def set_up(level: str = "INFO") -> None:
    """Send our own logs and the libraries' through one formatter. Call once, at the start of a command."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # What a library raises may quote an address or a request: secrets are looked for in the finished line too.
    finish: list[Any] = [
        structlog.processors.format_exc_info,
        hide_secrets,
        structlog.processors.JSONRenderer(ensure_ascii=False),
        blank_secrets,
    ]
    structlog.configure(
        processors=[*shared, *finish],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[without_meta, *finish])
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # They print whole addresses, request lines, or nothing that helps, at INFO.
    for name in ("httpx", "uvicorn", "uvicorn.access", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)


def hide(secrets: Iterable[str]) -> None:
    """Leave these values out wherever they turn up, from now on."""
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            _SECRETS.update({secret, json.dumps(secret, ensure_ascii=False)[1:-1]})


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank the values of keys that sound secret, at any depth."""
    return {key: BLANK if _sounds_secret(key) else _hidden(value) for key, value in event.items()}


def blank_secrets(_logger: Any, _method: str, line: str) -> str:
    """Blank the values that `hide` was told of."""
    for secret in sorted(_SECRETS, key=len, reverse=True):
        line = line.replace(secret, BLANK)
    return line


def _sounds_secret(key: object) -> bool:
    return any(word in str(key).lower() for word in SECRET_WORDS)


def _hidden(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: BLANK if _sounds_secret(key) else _hidden(inner) for key, inner in value.items()}
    return [_hidden(inner) for inner in value] if isinstance(value, list | tuple) else value
