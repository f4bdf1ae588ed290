"""What people answer for of an order, passed from one to another."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import SQLModel

from core.events import Event
from core.orders.acknowledgement import Acknowledgement
from core.orders.node import Node, NodeKind


class OrderOwnerChanged(Event):
    """Somebody else of sales answers for the order."""

    before: str
    after: str


class NodeOwnerChanged(Event):
    """Somebody else answers for a milestone."""

    node: NodeKind
    before: str
    after: str


class AskedOwnerChanged(Event):
    """Somebody else answers for what a department was asked."""

    department: str
    before: str
    after: str


class Passed(SQLModel):
    """The part of `Order` that says whose it is."""

    if TYPE_CHECKING:
        order_no: str
        revision: int
        owner: str
        nodes: list[Node]

        def node(self, kind: NodeKind) -> Node:
            """The milestone of this kind."""
            ...

        def acknowledgement_of(self, department: str) -> Acknowledgement:
            """What this department said."""
            ...

    def pass_to(self, owner: str, *, now: datetime) -> list[Event]:
        """Another one of sales has it, with the milestones that were the former one's and are not reached."""
        before, self.owner = self.owner, owner
        for kind in (NodeKind.REQUIREMENT, NodeKind.RECEIPT):
            node = self.node(kind)
            if node.owner == before and not node.is_done:
                node.owner = owner
        self.revision += 1
        return [OrderOwnerChanged(at=now, subject=self.order_no, before=before, after=owner)]

    def pass_node(self, kind: NodeKind, owner: str, *, now: datetime) -> list[Event]:
        """Another one answers for a milestone."""
        node = self.node(kind)
        before, node.owner = node.owner, owner
        self.revision += 1
        return [NodeOwnerChanged(at=now, subject=self.order_no, node=kind, before=before, after=owner)]

    def pass_asked(self, department: str, owner: str, *, now: datetime) -> list[Event]:
        """Another one answers for what a department was asked, and is reminded next."""
        asked = self.acknowledgement_of(department)
        before, asked.owner = asked.owner, owner
        self.revision += 1
        return [AskedOwnerChanged(at=now, subject=self.order_no, department=department, before=before, after=owner)]
