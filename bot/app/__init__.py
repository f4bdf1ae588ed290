"""Puts the program together."""

from bot.app.program import MasterDataCache, Program, assemble, hello_of, lexicon_of, make_app

__all__ = ["MasterDataCache", "Program", "assemble", "hello_of", "lexicon_of", "make_app"]
