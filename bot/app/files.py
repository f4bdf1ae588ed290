"""Files of drawings: where they are kept, and the links by which they are opened."""

from collections.abc import Callable, Mapping

from starlette.routing import BaseRoute

from bot.app.edge import Side
from bot.clock import Clock
from bot.config import Settings
from bot.filing import DiskStore, Filing
from bot.platforms.port import Attachment
from storage.database import Database


def filing_of(settings: Settings, sides: Mapping[str, Side]) -> Filing:
    """Takes in what people send on these platforms."""

    def fetch(platform: str, attachment: Attachment) -> bytes:
        return sides[platform].client.download(attachment)

    return Filing(DiskStore(settings.files_folder), fetch, settings.files.largest_megabytes)


def file_url_of(settings: Settings, clock: Clock) -> Callable[[int, str], str] | None:
    """The address of a file; None where there is nothing secret to sign it with."""
    if not settings.has_secrets:
        return None
    from bot.pages.drawings import FileLinks  # late: who opens none does without its libraries

    return FileLinks(settings.signing_key, settings.server.public_url, clock).url


def drawing_pages(settings: Settings, database: Database, clock: Clock) -> list[BaseRoute]:
    """What those addresses lead to."""
    if not settings.has_secrets:
        return []
    from bot.pages.drawings import FileLinks, drawing_routes

    links = FileLinks(settings.signing_key, settings.server.public_url, clock)
    return drawing_routes(database, DiskStore(settings.files_folder), links)
