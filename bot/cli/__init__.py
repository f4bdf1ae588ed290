"""The command line: `tongpin …`."""

from bot.cli.main import main as main
