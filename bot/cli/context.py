"""What every command starts from: the settings, and the assembled program."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Settings, load
from core.errors import Refusal

if TYPE_CHECKING:
    from bot.app import Program
    from cards.wording import Wording

DEFAULT_CONFIG = Path("config.toml")


class Failed(Exception):
    """It could not be done; the text says why in one line, and what to do."""


@dataclass
class _Config:
    path: Path | None = None


CONFIG = _Config()


def settings() -> Settings:
    """The settings of `--config`, or of ./config.toml when there is one, or the defaults."""
    path = CONFIG.path or (DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None)
    return load(path)


@contextmanager
def program(chosen: Settings | None = None) -> Iterator["Program"]:
    """The program on an up-to-date schema, not started; closed afterwards."""
    from bot.app import assemble
    from bot.clock import Clock

    chosen = chosen or settings()
    upgrade(chosen)
    assembled = assemble(chosen, Clock(), threads=0)
    try:
        yield assembled
    finally:
        assembled.planner.close()
        assembled.database.close()


def upgrade(chosen: Settings) -> None:
    """Bring the schema up to date, or say why that cannot be."""
    from sqlalchemy.exc import DBAPIError

    from storage import schema

    try:
        schema.upgrade(chosen.database.url)
    except DBAPIError as wrong:
        raise Failed(
            f"database: {str(wrong.orig).strip().splitlines()[0]}. Check database.url and that it runs."
        ) from None
    except schema.SchemaIsNewer as wrong:
        raise Failed(
            f"database: a later version of Tongpin has upgraded it (schema {wrong}). Run that version."
        ) from None


def sentence(refusal: Refusal) -> str:
    """A refusal in the configured language."""
    return wording().refusal(refusal)


def wording() -> "Wording":
    """The configured language; the default's where the configuration cannot be read."""
    from bot.config import BadConfig
    from cards.wording import Wording

    try:
        chosen = settings()
    except BadConfig:
        chosen = Settings()
    return Wording(chosen.locale.language, chosen.zone)
