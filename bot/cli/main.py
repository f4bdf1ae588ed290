"""Every command, and the one place where a refusal becomes a line on stderr."""

import contextlib
import gc
import sys
from pathlib import Path

import click

from bot.cli import context, stopping

A_FILE = click.Path(path_type=Path)
as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group("tongpin", help="Tongpin (同频): orders, promises and design changes, in the chats of the factory.")
@click.option("--config", type=A_FILE, envvar="TONGPIN_CONFIG", help="Configuration file; default ./config.toml")
def app(config: Path | None) -> None:
    """Settings for every command."""
    context.CONFIG.path = config


@app.command()
@click.option("--sandbox", is_flag=True, help="Play Feishu on this machine, with the sample factory.")
def serve(sandbox: bool) -> None:
    """Run the bot: webhooks, pages, scheduler, delivery. SIGINT or SIGTERM stops it, a second one at once."""
    gc.disable()  # until it runs: what is loaded stays, and looking through it takes a fifth of the start
    stopping.listen()
    with contextlib.suppress(KeyboardInterrupt):
        from bot.cli.serving import serve as run

        run(sandbox=sandbox)


@app.command()
def seed() -> None:
    """Load the sample factory into an empty database."""
    from bot.cli.data import seed_sample

    seed_sample()


@app.command("import")
@click.argument("files", type=A_FILE, nargs=-1, required=True)
def import_files(files: tuple[Path, ...]) -> None:
    """Load master data, orders and stock from CSV or XLSX files; repeating it changes nothing."""
    from bot.cli.data import import_files as run

    run(files)


@app.command()
@click.argument("folder", type=A_FILE)
def export(folder: Path) -> None:
    """Write everything as CSV into a folder, the audit trail included."""
    from bot.cli.data import export_all

    export_all(folder)


@app.command()
@click.option("--seconds", type=click.FloatRange(0, 3600, min_open=True), help="Look so long for a better plan.")
@click.option("--check", "is_check", is_flag=True, help="Check a plan: the standing one, or that of two files.")
@click.argument("files", type=A_FILE, nargs=-1, metavar="[PROBLEM SCHEDULE]")
@as_json
def plan(seconds: float | None, is_check: bool, files: tuple[Path, ...], as_json: bool) -> None:
    """Print the standing plan: every booked operation. Nothing is stored by any of this."""
    if len(files) not in ((0, 2) if is_check else (0,)) or (is_check and seconds):
        raise click.UsageError("--check alone, or --check PROBLEM SCHEDULE.")
    if is_check:
        from bot.cli.planning import check_files, check_standing

        check_files(*files, as_json=as_json) if files else check_standing(as_json=as_json)
    elif seconds:
        from bot.cli.planning import print_proposal

        print_proposal(seconds, as_json=as_json)
    else:
        from bot.cli.asking import print_plan

        print_plan(as_json=as_json)


@app.command()
@click.argument("product")
@click.argument("quantity", type=int)
@click.option("--customer", default="", help="Code or name.")
@click.option("--requested", default="", help="The day it is wanted, such as 2026-12-20.")
@as_json
def quote(product: str, quantity: int, customer: str, requested: str, as_json: bool) -> None:
    """Answer "by when" for a product's code or name; nothing is stored or reserved."""
    from bot.cli.asking import print_quote

    print_quote(product, quantity, customer, requested, as_json=as_json)


@app.command()
@click.option("--days", type=click.IntRange(1, 730), default=365, show_default=True, help="Calendar days.")
@click.option("--orders", type=click.IntRange(1, 20_000), default=600, show_default=True, help="That arrive in them.")
@click.option("--seed", type=int, default=1, show_default=True)
@as_json
def simulate(days: int, orders: int, seed: int, as_json: bool) -> None:
    """Run the sample factory for a while and count which promises are kept. Your own data stay out of it."""
    from bot.cli.simulating import simulate as run

    run(days, orders, seed, as_json=as_json)


@app.command()
def doctor() -> None:
    """Check configuration, database, clock, templates and platforms; say what to do."""
    from bot.cli.checkup import run

    run()


@app.command()
@click.option("--resend", is_flag=True, help="Send them again.")
@click.option("--drop", is_flag=True, help="Nobody needs them any more.")
def undelivered(resend: bool, drop: bool) -> None:
    """List the messages that could not be delivered."""
    from bot.cli.undelivered import run

    if resend and drop:
        raise click.UsageError("Either --resend or --drop.")
    run(resend=resend, drop=drop)


@app.command()
@click.argument("file", type=A_FILE)
def backup(file: Path) -> None:
    """Write the whole state to one file."""
    from bot.cli.archive import backup as run

    run(file)


@app.command()
@click.argument("file", type=A_FILE)
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
        what = f"{wrong.filename}: {wrong.strerror}. Check the path, and who may use it." if wrong.filename else wrong
        print(f"tongpin: {what}", file=sys.stderr)
        sys.exit(1)
