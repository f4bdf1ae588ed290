"""Every command, and the one place where a refusal becomes a line on stderr."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import context

app = typer.Typer(
    name="tongpin", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Tongpin (同频): orders, promises and design changes, in the chats of the factory.",
)  # fmt: skip


@app.callback()
def common(
    config: Annotated[
        Path | None, typer.Option("--config", envvar="TONGPIN_CONFIG", help="Configuration file; default ./config.toml")
    ] = None,
) -> None:
    """Settings for every command."""
    context.CONFIG.path = config


@app.command()
def serve(
    sandbox: Annotated[bool, typer.Option(help="Play Feishu on this machine, with the sample factory.")] = False,
) -> None:
    """Run the bot: webhooks, pages, scheduler, delivery."""
    from bot.cli.serving import serve as run

    run(sandbox=sandbox)


@app.command()
def seed() -> None:
    """Load the sample factory into an empty database."""
    from bot.cli.data import seed_sample

    seed_sample()


@app.command("import")
def import_files(files: Annotated[list[Path], typer.Argument(help="CSV or XLSX files.")]) -> None:
    """Load master data, orders and stock; repeating it changes nothing."""
    from bot.cli.data import import_files as run

    run(files)


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="Where to write the files.")]) -> None:
    """Write everything as CSV, the audit trail included."""
    from bot.cli.data import export_all

    export_all(folder)


@app.command()
def plan(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Print the standing plan: every booked operation."""
    from bot.cli.asking import print_plan

    print_plan(as_json=as_json)


@app.command()
def quote(
    product: str,
    quantity: int,
    customer: str = "",
    requested: Annotated[str, typer.Option(help="The day it is wanted, such as 2026-12-20.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Answer "by when" from the shell; nothing is stored or reserved."""
    from bot.cli.asking import print_quote

    print_quote(product, quantity, customer, requested, as_json=as_json)


@app.command()
def doctor() -> None:
    """Check configuration, database, clock, templates and platforms; say what to do."""
    from bot.cli.checkup import run

    run()


@app.command()
def backup(file: Path) -> None:
    """Write the whole state to one file."""
    from bot.cli.archive import backup as run

    run(file)


@app.command()
def restore(file: Path) -> None:
    """Bring the state of a backup into an empty database."""
    from bot.cli.archive import restore as run

    run(file)


def main() -> None:
    """Run a command; what a user can cause ends in one clear line and exit code 1."""
    from bot.config import BadConfig
    from core.errors import Refusal

    try:
        app()
    except (BadConfig, context.Failed) as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(1)
    except Refusal as refusal:
        print(context.sentence(refusal), file=sys.stderr)
        sys.exit(1)
    except OSError as wrong:
        print(f"tongpin: {wrong}", file=sys.stderr)
        sys.exit(1)
