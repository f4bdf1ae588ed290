"""How a table that can be imported is written down."""

from pydantic import BaseModel

from bot.files.schema import Column, ImportTable


def column(name: str, chinese: str, english: str, *also: str, to: str = "", absent: bool = False) -> Column:
    """One column: its field, its headers, and the table `to` which its values refer."""
    return Column(name, chinese, english, also, refers_to=to, may_be_absent=absent)


def table(
    names: str, row_type: type[BaseModel], key: str, *columns: Column, unique: tuple[str, ...] = (), whole: bool = False
) -> ImportTable:
    """One table: `name/中文/English/other names`, its class, the fields of its key, and its columns."""
    name, chinese, english, *also = names.split("/")
    return ImportTable(name, chinese, english, tuple(also), row_type, tuple(key.split()), columns, unique, whole)
