"""Whom the smart bot hears: where a member and no administrator made it, it is told encrypted ids (§5.3, §11.23)."""

from bot.platforms.port import PlatformRefused
from bot.platforms.wecom.api import WecomApi
from storage.database import Database
from storage.people import person_by_identity


class Identities:
    """From what the smart bot calls a person to their user id. Remembers what the platform has said."""

    def __init__(self, database: Database, api: WecomApi) -> None:
        self._database, self._api = database, api
        self._found: dict[str, str] = {}

    def of(self, called: str) -> str:
        """The user id; what they were called when nobody knows another. Raises PlatformBusy."""
        if not called or self._is_known(called):
            return called
        if called not in self._found:
            try:
                self._found[called] = self._api.userids_of([called]).get(called, called)
            except PlatformRefused:
                return called  # what stands against it can be mended while we run
        return self._found[called]

    def _is_known(self, userid: str) -> bool:
        with self._database.read() as session:
            return person_by_identity(session, "wecom", userid) is not None
