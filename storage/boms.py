"""What made items are made of, for the shop's snapshot."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import Session

from core import supply
from core.planning.factory.master import BomLine, Operation
from storage.tables import core_table

Boms = dict[str, tuple[BomLine, ...]]
Revised = dict[tuple[str, str], tuple[BomLine, ...]]


def boms_of(session: Session, routings: Mapping[str, tuple[Operation, ...]]) -> tuple[Boms, Revised]:
    """By made item what it is made of, in the revision in force; and by item and revision in all others."""
    line, parent = core_table(supply.BomLine), core_table(supply.Item)
    told = (
        select(line, parent.c.revision.label("in_force"))
        .join(parent, parent.c.item_code == line.c.parent)
        .order_by(*line.primary_key.columns)
    )
    boms: dict[tuple[str, str], list[BomLine]] = {}
    in_force: dict[str, str] = {}
    for row in session.execute(told):
        steps = {operation.seq for operation in routings.get(row.parent, ())}
        in_force[row.parent] = row.in_force
        boms.setdefault((row.parent, row.revision), []).append(
            BomLine(
                component=row.component,
                qty_per=row.qty_per,
                scrap_rate=row.scrap_rate,
                at_seq=row.at_seq if row.at_seq in steps else None,
            )
        )
    revised = {key: tuple(lines) for key, lines in boms.items()}
    return {item: revised.pop((item, name)) for item, name in in_force.items() if (item, name) in revised}, revised
