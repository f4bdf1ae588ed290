from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import Session

from bot.files import check_references, read_file, write_csv
from core.catalogue import Customer, CustomerClass, SpecKind
from core.people import LastOfRole, Role
from core.supply import Item, Stock, Structure
from storage import master, people
from storage.database import Database
from storage.master import import_rows
from storage.upsert import Counts, upsert

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def store(database: Database, table: str, *rows: dict[str, Any], now: datetime = NOW) -> Counts:
    return database.write(lambda session: import_rows(session, table, rows, now=now))


def an_item(code: str, **fields: Any) -> dict[str, Any]:
    return {"item_code": code, "name": code, "kind": "BOUGHT"} | fields


def a_person(key: str, *roles: Role, **fields: Any) -> dict[str, Any]:
    return {"key": key, "name": key, "department": "sales", "roles": list(roles)} | fields


def a_sheet_of_500_items_with_7_bad_cells() -> bytes:
    rows = [[f"P-{number:03}", f"物料 {number}", "外购", str(number / 4), "7"] for number in range(500)]
    for number, column, value in (
        (3, 3, "-1"), (77, 3, "1e15"), (140, 2, "租来的"), (250, 0, ""), (333, 4, "365000"), (401, 3, "=A1*2"),
        (499, 0, "P-007"),
    ):  # fmt: skip
        rows[number][column] = value
    text = "物料编码,物料名称,来源,单位成本,采购提前期\n" + "\n".join(",".join(row) for row in rows)
    return text.encode("gb18030")


def test_a_sheet_of_500_rows_with_7_bad_ones_imports_493_names_the_cells_and_changes_nothing_again(
    database: Database,
) -> None:
    data = a_sheet_of_500_items_with_7_bad_cells()

    def import_sheet() -> tuple[Counts, list[str]]:
        with database.read() as session:
            (file,) = check_references(read_file(data, "物料.csv", today=MONDAY), master.known(session))
        return store(database, "item", *map(dict, file.rows)), [problem.cell for problem in file.problems]

    assert import_sheet() == (Counts(inserted=493), ["D5", "D79", "C142", "A252", "E335", "D403", "A501"])
    assert import_sheet() == (Counts(unchanged=493), ["D5", "D79", "C142", "A252", "E335", "D403", "A501"])


def test_only_rows_that_differ_are_updated_and_only_in_the_fields_they_name(database: Database) -> None:
    store(database, "item", an_item("A", unit_cost="1.5", buyer="chen"), an_item("B"), an_item("C"))

    counts = store(database, "item", an_item("A", unit_cost=Decimal("2")), an_item("B"), an_item("D"))

    assert counts == Counts(inserted=1, updated=1, unchanged=1)
    with database.read() as session:
        item = session.get_one(Item, "A")
    assert (item.unit_cost, item.buyer) == (Decimal(2), "chen")


def test_entities_read_before_an_import_show_what_it_wrote(database: Database) -> None:
    def work(session: Session) -> CustomerClass:
        customer = Customer(code="C-1", name="恒远")
        session.add(customer)
        session.flush()
        upsert(session, Customer, [{"code": "C-1", "name": "恒远", "customer_class": "A"}])
        return customer.customer_class

    assert database.write(work) is CustomerClass.A


def test_values_that_the_class_does_not_allow_are_refused_with_nothing_written(database: Database) -> None:
    with pytest.raises(ValidationError):
        store(database, "item", an_item("A"), an_item("B", unit_cost=-1))

    with database.read() as session:
        assert master.rows(session, "item") == []


def test_a_new_row_without_a_value_that_it_needs_is_refused(database: Database) -> None:
    with pytest.raises(ValidationError):
        store(database, "item", {"item_code": "A", "name": "A"})


def test_more_rows_than_a_batch_are_stored(database: Database) -> None:
    rows = [an_item(f"P-{number}") for number in range(1201)]

    assert store(database, "item", *rows) == Counts(inserted=1201)
    assert store(database, "item", *rows) == Counts(unchanged=1201)


def test_counting_the_same_stock_again_changes_nothing_but_when_it_was_counted(database: Database) -> None:
    store(database, "item", an_item("A"))
    store(database, "stock", {"item": "A", "on_hand_qty": 5})
    later = NOW + timedelta(days=1)

    counts = store(database, "stock", {"item": "A", "on_hand_qty": 5}, now=later)

    assert counts == Counts(unchanged=1)
    with database.read() as session:
        assert session.get_one(Stock, "A").as_of == later


def test_what_was_stored_is_known_to_later_files(database: Database) -> None:
    store(database, "department", {"key": "sales", "name": "销售部"})
    store(database, "person", a_person("lin", feishu="ou_lin"))
    store(database, "item", an_item("A"), an_item("B"), an_item("C"), an_item("D"))
    store(database, "bom_line", {"parent": "A", "component": "B", "qty_per": 2})
    store(database, "substitute", *({"item": "B", "substitute": each, "is_approved": each == "C"} for each in "CD"))

    with database.read() as session:
        known = master.known(session)

    assert known.keys["item"] == set("ABCD")
    assert known.keys["person"] == {"lin"}
    assert known.owners == {"feishu": {"ou_lin": "lin"}}
    assert known.structure == Structure(frozenset({("A", "B")}), frozenset({("B", "C")}))


def test_a_default_spec_is_read_by_the_fields_that_are_stored(database: Database) -> None:
    store(database, "product_family", {"key": "curtain", "name": "窗帘机"})
    store(database, "spec_field", {"family": "curtain", "key": "length", "label": "长度", "kind": SpecKind.NUMBER})

    sheet = "产品编码,产品名称,产品族代码,默认规格\nCM-1,窗帘机,curtain,length=3.0\nCM-2,窗帘机,curtain,length=三米\n"
    with database.read() as session:
        (file,) = check_references(read_file(sheet.encode(), "产品.csv", today=MONDAY), master.known(session))

    assert [row["default_spec"] for row in file.rows] == [{"length": "3"}]
    assert [problem.cell for problem in file.problems] == ["D3"]


def test_a_database_is_empty_until_it_knows_somebody_or_something(database: Database) -> None:
    with database.read() as session:
        assert master.is_empty(session)

    store(database, "item", an_item("A"))

    with database.read() as session:
        assert not master.is_empty(session)


def test_an_export_read_back_changes_nothing(database: Database) -> None:
    store(database, "department", {"key": "sales", "name": "销售部", "chats": ["feishu:oc_1", "wecom:wr_1"]})
    store(database, "person", a_person("lin", Role.SALES, Role.COORDINATOR, feishu="ou_lin"))
    store(database, "item", an_item("A", unit_cost="0.1"), an_item("B", unit_cost="1234.5678"))

    for table in ("department", "person", "item"):
        with database.read() as session:
            exported = write_csv(table, master.rows(session, table))
        (file,) = read_file(exported, f"{table}.csv", today=MONDAY)
        counts = store(database, table, *map(dict, file.rows))
        assert (counts.inserted, counts.updated, file.problems) == (0, 0, ())


# --- people --------------------------------------------------------------------------------


@pytest.fixture
def staffed(database: Database) -> Database:
    """A sales department with a coordinator, 沈, and a salesperson, 林."""
    store(database, "department", {"key": "sales", "name": "销售部"})
    store(database, "person", a_person("shen", Role.COORDINATOR), a_person("lin", Role.SALES, feishu="ou_lin"))
    return database


def test_a_person_is_found_by_any_account(staffed: Database) -> None:
    store(staffed, "person", a_person("lin", Role.SALES, wecom="lin.xiaoyan"))

    with staffed.read() as session:
        found = [
            people.person_by_identity(session, *account)
            for account in (("feishu", "ou_lin"), ("wecom", "lin.xiaoyan"), ("wecom", "ou_lin"))
        ]

    assert [person and person.key for person in found] == ["lin", "lin", None]


def test_somebody_who_has_left_is_a_stranger(staffed: Database) -> None:
    store(staffed, "person", a_person("lin", Role.SALES, is_active=False))

    with staffed.read() as session:
        assert people.person_by_identity(session, "feishu", "ou_lin") is None
        assert [person.key for person in people.find_people(session)] == ["shen"]
        assert [person.key for person in people.find_people(session, ["lin"])] == ["lin"]


def test_accounts_change_places_and_go_when_their_cell_is_empty(staffed: Database) -> None:
    store(staffed, "person", a_person("shen", Role.COORDINATOR, feishu="ou_shen"))

    swapped = [a_person("shen", Role.COORDINATOR, feishu="ou_lin"), a_person("lin", Role.SALES, feishu="ou_shen")]
    assert store(staffed, "person", *swapped) == Counts(updated=2)
    assert store(staffed, "person", *swapped) == Counts(unchanged=2)
    assert store(staffed, "person", a_person("lin", Role.SALES, feishu=None)) == Counts(updated=1)

    with staffed.read() as session:
        assert people.accounts(session, ["shen", "lin"], "feishu") == {"shen": "ou_lin"}


@pytest.mark.parametrize("change", [{"roles": [Role.SALES]}, {"is_active": False}])
def test_an_import_cannot_remove_the_last_coordinator(staffed: Database, change: dict[str, Any]) -> None:
    with pytest.raises(LastOfRole):
        store(staffed, "person", a_person("shen", Role.COORDINATOR) | change)

    with staffed.read() as session:
        assert [person.key for person in people.people_with_role(session, Role.COORDINATOR)] == ["shen"]


def test_an_import_may_hand_the_coordination_over(staffed: Database) -> None:
    counts = store(staffed, "person", a_person("shen", Role.SALES), a_person("lin", Role.COORDINATOR))

    assert counts == Counts(updated=2)
