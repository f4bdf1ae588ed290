"""A name that several people or orders go by: the bot asks back, and guesses nobody."""

from collections.abc import Iterable

from core.people import Role
from handlers.importing import ImportRows
from handlers.sender import TONGPIN
from storage.people import people_with_role
from tests.kit import Room


def hire(room: Room, people: Iterable[tuple[str, str, str]]) -> None:
    """People of these keys, names and departments work here from now on; none has an English name."""
    rows = [{"key": key, "name": name, "department": department, "roles": []} for key, name, department in people]
    room.program.bus.execute(ImportRows(table="person", rows=rows), sender=TONGPIN, now=room.now)


def administrators(room: Room) -> list[str]:
    """Who may give roles."""
    with room.read() as session:
        return [person.key for person in people_with_role(session, Role.ADMIN)]


def test_of_two_people_of_one_name_nobody_gets_a_role_until_it_is_said_which(room: Room) -> None:
    hire(room, [("wang.wei", "王伟", "sales"), ("wang.wei2", "王伟", "warehouse")])

    room.says("luo.wei", "/role 王伟 +管理员")
    assert "叫“王伟”的不止一个：王伟（wang.wei，销售部）、王伟（wang.wei2，仓库）。" in room.last_card("luo.wei")
    assert administrators(room) == ["luo.wei"]

    room.says("luo.wei", "/role wang.wei2 +管理员")
    assert administrators(room) == ["luo.wei", "wang.wei2"]


def test_nobody_is_called_nothing(room: Room) -> None:
    hire(room, [("wang.wei", "王伟", "warehouse")])

    room.says("luo.wei", "/role @ +管理员")

    assert "没有找到人员“@”" in room.last_card("luo.wei")
    assert administrators(room) == ["luo.wei"]
