"""Puts the program together."""

from bot.app.program import Program, assemble, hello_of, lexicon_of, make_app
from bot.app.rules import MasterDataCache

__all__ = ["MasterDataCache", "Program", "assemble", "hello_of", "lexicon_of", "make_app"]
