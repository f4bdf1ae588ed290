"""`/d/{token}`: a file of a drawing, behind a personal link that is good for a while."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.pages.signing import Seal
from core.design import DrawingFile
from core.people import Person
from storage.database import Database
from storage.filestore import FileStore

LIFETIME = timedelta(hours=8)
"""A shift: whoever works by a drawing opens it more than once."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
}
"""Nothing in a file runs on our site, whatever it is."""


class FileLinks:
    """Makes and reads links to files. Raises NoSecretKey."""

    def __init__(self, secret_key: str, public_url: str, clock: Callable[[], datetime]) -> None:
        self._seal = Seal(secret_key, "drawing")
        self._public_url = public_url.rstrip("/")
        self._clock = clock

    def url(self, file_id: int, person: str) -> str:
        """The address that this person opens."""
        return f"{self._public_url}/d/{self._seal.close({'f': file_id, 'p': person}, self._clock() + LIFETIME)}"

    def read(self, token: str) -> tuple[int, str] | None:
        """The file and the person; None for what is not ours, or no longer good."""
        facts = self._seal.open(token, self._clock())
        return (int(facts["f"]), str(facts["p"])) if facts is not None else None


def drawing_routes(database: Database, store: FileStore, links: FileLinks) -> list[BaseRoute]:
    """The way to files."""

    async def serve(request: Request) -> Response:
        return await asyncio.to_thread(_serve, str(request.path_params["token"]), database, store, links)

    return [Route("/d/{token}", serve, methods=["GET"])]


def _serve(token: str, database: Database, store: FileStore, links: FileLinks) -> Response:
    told = links.read(token)
    if told is None:
        return Response(status_code=404, headers=HEADERS)
    with database.read() as session:
        file = _file(session, *told)
    content = store.read(file.sha256) if file is not None else None
    if file is None or content is None:
        return Response(status_code=404, headers=HEADERS)
    name = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
    return Response(content, media_type=file.media_type, headers=HEADERS | name)


def _file(session: Session, file_id: int, person: str) -> DrawingFile | None:
    """Nobody who has left opens anything."""
    reader = session.get(Person, person)
    return session.get(DrawingFile, file_id) if reader is not None and reader.is_active else None
