"""`tongpin undelivered`: what was given up, and what becomes of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from bot.cli.context import program
from storage import outbox

_LONGEST_WHY = 120
_ALL = 10_000


def run(*, resend: bool, drop: bool) -> None:
    """List messages that could not be delivered; owe them once more, or let them go."""
    with program() as running:

        def work(session: Session) -> Sequence[Mapping[str, Any]]:
            letters = outbox.dead_letters(session, _ALL)
            for letter in letters:
                if resend:
                    outbox.resend(session, letter["seq"], now=running.clock())
                elif drop:
                    outbox.drop(session, letter["seq"])
            return letters

        letters = running.database.write(work)
    for letter in letters:
        print(letter_line(letter))
    print(f"{len(letters)} {'to be sent again' if resend else 'dropped' if drop else 'undelivered'}")


def letter_line(letter: Mapping[str, Any]) -> str:
    """One message: to which chat, about what, why it was given up, since when."""
    about = f" {letter['subject']}" if letter["subject"] else ""
    return (
        f"{letter['lane']}{about}: {letter['error'][:_LONGEST_WHY]} (since {letter['created_at']:%Y-%m-%d %H:%M} UTC)"
    )
