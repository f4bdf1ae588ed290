"""The operators' pages: alive, ready, figures; and what somebody sees who opens the bare address.

Routes of Starlette, which FastAPI is built on: without models and forms its part is a tenth of a start.
"""

import asyncio
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.metrics import DEAD, OPEN_ORDERS, PENDING
from cards.wording import Wording
from storage import outbox, schema
from storage.database import Database
from storage.orders import count_open

if TYPE_CHECKING:
    from jinja2 import Template

_HOME = """<!doctype html>
<html lang="{{ language }}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<h1>{{ title }}</h1>
<p>{{ what }}</p>
<p>{{ state }}</p>
<p><a href="/healthz">/healthz</a> · <a href="/readyz">/readyz</a> · <a href="/metrics">/metrics</a></p>
</html>
"""
_HOME_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def home_page(database: Database, troubles: Callable[[], list[str]], words: Wording) -> BaseRoute:
    """`/`: there is nothing to do here, for Tongpin lives in the chats."""

    def home() -> Response:
        """What this is, and whether it is ready."""
        is_ready = not (_database_troubles(database) or troubles())
        state = words.say("home.ready") if is_ready else words.say("home.not_ready")
        content = _home().render(
            language=words.language, title=words.say("home.title"), what=words.say("home.what"), state=state
        )
        return Response(content, media_type="text/html", headers=_HOME_HEADERS)

    return _page("/", home)


@cache
def _home() -> "Template":
    from jinja2 import Environment, StrictUndefined  # late: no start draws anything

    return Environment(autoescape=True, undefined=StrictUndefined).from_string(_HOME)


def operations_pages(database: Database, troubles: Callable[[], list[str]]) -> list[BaseRoute]:
    """`/healthz`, `/readyz`, `/metrics`. `troubles` names what else is not ready."""

    def healthz() -> Response:
        """The process is alive."""
        return JSONResponse({"status": "ok"})

    def readyz() -> Response:
        """It can do its work: database, schema, and what the platforms need."""
        found = [*_database_troubles(database), *troubles()]
        return JSONResponse({"status": "ready" if not found else "not ready", "troubles": found}, 503 if found else 200)

    def metrics() -> Response:
        """Prometheus text."""
        with database.read() as session:
            PENDING.set(outbox.pending_count(session))
            DEAD.set(outbox.dead_count(session))
            OPEN_ORDERS.set(count_open(session))
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [_page("/healthz", healthz), _page("/readyz", readyz), _page("/metrics", metrics)]


def _page(path: str, answer: Callable[[], Response]) -> BaseRoute:
    """Answered by a thread, for it looks into the database."""

    async def answered(_request: Request) -> Response:
        return await asyncio.to_thread(answer)

    return Route(path, answered)


def _database_troubles(database: Database) -> list[str]:
    try:
        with database.read() as session:
            return ["schema is not up to date"] if schema.pending(session.connection()) else []
    except DBAPIError:
        return ["database is out of reach"]
