"""The operators' pages: alive, ready, figures."""

from collections.abc import Callable

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import DBAPIError

from bot.metrics import DEAD, OPEN_ORDERS, PENDING
from storage import outbox, schema
from storage.database import Database
from storage.orders import open_orders


def operations_router(database: Database, troubles: Callable[[], list[str]]) -> APIRouter:
    """`/healthz`, `/readyz`, `/metrics`. `troubles` names what else is not ready."""
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        """The process is alive."""
        return {"status": "ok"}

    @router.get("/readyz")
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
