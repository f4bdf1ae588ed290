"""All table classes in one place, so that the metadata is whole whoever imports it."""

from sqlalchemy import text
from sqlmodel import SQLModel

from core import (
    alerts,
    badparts,
    catalogue,
    changes,
    delegations,
    design,
    handovers,
    manufacturability,
    orders,
    people,
    pins,
    plans,
    production,
    reviews,
    revisions,
    risks,
    slacks,
    solutions,
    substitutes,
    supply,
    undo,
)
from storage import bot_questions, card_codes, tables, tickets

METADATA = SQLModel.metadata
SUBJECTS = (
    alerts, badparts, bot_questions, card_codes, catalogue, changes, delegations, design, handovers,
    manufacturability, orders, people, pins, plans, production, reviews, revisions, risks, slacks, solutions,
    substitutes, supply, tables, tickets, undo,
)  # fmt: skip


def _say_conditions() -> None:
    """Here and not where the index is: it loads both dialects, and a program that runs needs one of them."""
    for table in METADATA.tables.values():
        for index in table.indexes:
            if condition := index.info.get(tables.PARTIAL):
                for dialect in ("sqlite", "postgresql"):
                    index.dialect_kwargs[f"{dialect}_where"] = text(condition)


_say_conditions()
