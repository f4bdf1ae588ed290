"""All table classes in one place, so that the metadata is whole whoever imports it."""

from sqlalchemy import text
from sqlmodel import SQLModel

from core import alerts, catalogue, orders, people, pins, plans, production, risks, slacks, supply
from storage import bot_questions, card_codes, tables, tickets

METADATA = SQLModel.metadata
SUBJECTS = (
    alerts, bot_questions, card_codes, catalogue, orders, people, pins, plans, production, risks, slacks, supply,
    tables, tickets,
)  # fmt: skip


def _say_conditions() -> None:
    """Here and not where the index is: it loads both dialects, and a program that runs needs one of them."""
    for table in METADATA.tables.values():
        for index in table.indexes:
            if condition := index.info.get(tables.PARTIAL):
                for dialect in ("sqlite", "postgresql"):
                    index.dialect_kwargs[f"{dialect}_where"] = text(condition)


_say_conditions()
