"""Loaded by the planner processes of tests."""

from handlers.computing import COMPUTATIONS
from tests.bot.planner.mischief import COMPUTED

COMPUTATIONS.update(COMPUTED)
