"""The operators' pages: alive, ready, figures; and what somebody sees who opens the bare address."""

from collections.abc import Callable
from functools import cache

from fastapi import APIRouter, Response
from jinja2 import Environment, StrictUndefined, Template
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import DBAPIError

from bot.metrics import DEAD, OPEN_ORDERS, PENDING
from cards.wording import Wording
from storage import outbox, schema
from storage.database import Database
from storage.orders import open_orders

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


def home_router(database: Database, troubles: Callable[[], list[str]], words: Wording) -> APIRouter:
    """`/`: there is nothing to do here, for Tongpin lives in the chats."""
    router = APIRouter()

    @router.get("/")
    def home() -> Response:
        """What this is, and whether it is ready."""
        is_ready = not (_database_troubles(database) or troubles())
        state = words.say("home.ready") if is_ready else words.say("home.not_ready")
        content = _home().render(
            language=words.language, title=words.say("home.title"), what=words.say("home.what"), state=state
        )
        return Response(content, media_type="text/html", headers=_HOME_HEADERS)

    return router


@cache
def _home() -> Template:
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(_HOME)


def operations_router(database: Database, troubles: Callable[[], list[str]]) -> APIRouter:
    """`/healthz`, `/readyz`, `/metrics`. `troubles` names what else is not ready."""
    router = APIRouter()

    @router.get("/healthz", response_model=None)
    def healthz() -> dict[str, str]:
        """The process is alive."""
        return {"status": "ok"}

    @router.get("/readyz", response_model=None)
    def readyz(response: Response) -> dict[str, object]:
        """It can do its work: database, schema, and what the platforms need."""
        found = [*_database_troubles(database), *troubles()]
        if found:
            response.status_code = 503
        return {"status": "ready" if not found else "not ready", "troubles": found}

    @router.get("/metrics")
    def metrics() -> Response:
        """Prometheus text."""
        with database.read() as session:
            PENDING.set(outbox.pending_count(session))
            DEAD.set(len(outbox.dead_letters(session, limit=1000)))
            OPEN_ORDERS.set(len(open_orders(session)))
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def _database_troubles(database: Database) -> list[str]:
    try:
        with database.read() as session:
            return ["schema is not up to date"] if schema.pending(session.connection()) else []
    except DBAPIError:
        return ["database is out of reach"]
