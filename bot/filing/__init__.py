"""Files that people send: fetched, looked at, kept under their hash."""

from bot.filing.disk import DiskStore as DiskStore
from bot.filing.intake import Filing as Filing
