"""All table classes in one place, so that the metadata is whole whoever imports it."""

from sqlmodel import SQLModel

from core import alerts, catalogue, orders, people, production, supply
from storage import tables

METADATA = SQLModel.metadata
SUBJECTS = (alerts, catalogue, orders, people, production, supply, tables)
