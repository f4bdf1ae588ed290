"""Promises among thousands of open orders: see `tests.bench.quote`."""

from tests.bench.quote import run

__all__ = ["run"]
