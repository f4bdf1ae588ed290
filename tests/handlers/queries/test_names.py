"""What codes are called, in the reader's language."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, SQLModel, create_engine

import storage.models
from core.catalogue import Customer, Product, ProductFamily, SpecField, SpecKind, SpecOption
from core.orders import DraftPurpose, Order, OrderDraft, OrderLine, Promise
from core.orders.draft import FieldProblem, OrderEntry
from core.people import Department, Person
from core.supply import Item, ItemKind
from handlers.queries.drafts import draft_view
from handlers.queries.names import Names
from handlers.queries.orders import order_view

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
WHITE = SpecOption(value="白色", english="White")


@pytest.fixture
def session() -> Iterator[Session]:
    """A factory with one product."""
    engine = create_engine("sqlite://")
    storage.models.METADATA.create_all(engine)
    with Session(engine) as session:
        session.add_all(the_factory())
        session.flush()
        yield session


def the_factory() -> list[SQLModel]:
    inches = [SpecOption(value="4", english="4 in")]
    return [
        Department(key="sales", name="销售部", english_name="Sales"),
        Person(key="lin.xiaoyan", name="林晓燕", english_name="Lin Xiaoyan", department="sales"),
        Customer(code="C-HY", name="恒远地产", english_name="Hengyuan Properties"),
        Item(item_code="MCU-32", name="主控芯片", english_name="Main controller chip", kind=ItemKind.BOUGHT),
        ProductFamily(key="thermostat", name="智能温控面板", english_name="Thermostat panels"),
        SpecField(
            family="thermostat", key="panel_colour", label="面板颜色", english_label="Panel colour",
            kind=SpecKind.CHOICE, options=[WHITE], is_mandatory=True, allow_custom=True, position=1,
        ),
        SpecField(
            family="thermostat", key="screen_inch", label="屏幕尺寸", english_label="Screen size",
            kind=SpecKind.CHOICE, options=inches, unit="in", is_mandatory=True, allow_custom=True, position=2,
        ),
        Product(code="SW-300", name="智能温控面板 SW-300", english_name="Thermostat panel SW-300", family="thermostat"),
    ]  # fmt: skip


def an_order(spec: dict[str, str], *, is_custom: bool = False) -> Order:
    line = OrderLine(order_no="ORD-2611-0001", product_code="SW-300", quantity=300, spec=spec, is_custom=is_custom)
    order, _ = Order.inquire(
        "ORD-2611-0001", customer="C-HY", lines=[line], owner="lin.xiaoyan", coordinator="gone", chat="", now=NOW
    )
    return order


def a_draft(entry: OrderEntry) -> OrderDraft:
    draft, _ = OrderDraft.open("DRF-2611-0001", DraftPurpose.ORDER, entry, asker="lin.xiaoyan", chat="", now=NOW)
    return draft


def test_people_customers_and_products_go_by_their_name_in_the_language(session: Session) -> None:
    chinese, english = (order_view(an_order({}), Names(session, is_chinese), TODAY) for is_chinese in (True, False))

    assert (chinese.owner, chinese.customer, chinese.goods) == ("林晓燕", "恒远地产", "智能温控面板 SW-300")
    assert (english.owner, english.customer) == ("Lin Xiaoyan", "Hengyuan Properties")
    assert chinese.coordinator == "gone"  # the key of somebody we do not know


def test_a_spec_is_said_in_the_order_of_the_form_and_in_the_language(session: Session) -> None:
    order = an_order({"screen_inch": "7in", "panel_colour": "白色"}, is_custom=True)

    view = order_view(order, Names(session, is_chinese=False), TODAY)

    assert [(each.label, each.value, each.unit) for each in view.spec] == [
        ("Panel colour", "White", ""),
        ("Screen size", "7", "in"),  # the unit is said once
    ]
    assert [each.label for each in view.custom_spec] == ["Screen size"]


def test_what_is_still_to_be_filled_in_brings_what_may_be_answered(session: Session) -> None:
    view = order_view(an_order({"screen_inch": "4"}), Names(session, is_chinese=True), TODAY)

    (field,) = view.missing_spec

    assert (field.name, field.label, field.options) == ("spec_panel_colour", "面板颜色", (("白色", "白色"),))


def test_an_answer_holds_the_chinese_names_itself(session: Session) -> None:
    assert Names(session, is_chinese=True).codes == {}
    assert Names(session, is_chinese=False).codes == {"MCU-32": "Main controller chip"}


def test_why_there_is_no_answer_is_part_of_the_view(session: Session) -> None:
    order = an_order({})
    problem = {"refusal": "UnknownProduct", "facts": {"product": "SW-300"}}
    order.promises = [
        Promise(order_no=order.order_no, entry=1, made_at=NOW, made_by="", cause="asked", problem=problem)
    ]

    assert order_view(order, Names(session, is_chinese=True), TODAY, with_answer=True).problem == problem


@pytest.mark.parametrize(
    ("field", "facts", "named"),
    [
        ("customer", {"candidates": ["C-HY", "C-XX"]}, {"candidates": ["恒远地产", "C-XX"]}),
        ("product", {"near": ["SW-300"]}, {"near": ["智能温控面板 SW-300"]}),
        ("spec_panel_colour", {"field": "spec_panel_colour", "values": [4]}, {"field": "面板颜色", "values": [4]}),
        ("requested_date", {"candidates": ["2026-12-05"]}, {"candidates": ["2026-12-05"]}),
        ("quantity", {"typed": "C-HY"}, {"typed": "C-HY"}),
    ],
)  # fmt: skip
def test_a_problem_of_a_form_names_what_it_means(
    session: Session, field: str, facts: dict[str, object], named: dict[str, object]
) -> None:
    entry = OrderEntry(product="SW-300", problems={field: FieldProblem(refusal="NameAmbiguous", facts=facts)})

    view = draft_view(a_draft(entry), session, Names(session, is_chinese=True), date(2026, 11, 23))

    assert view.entry.problems[field].facts == named


def test_a_form_knows_what_was_said_about_the_spec(session: Session) -> None:
    entry = OrderEntry(customer="C-HY", product="SW-300", spec={"panel_colour": "白色"})

    view = draft_view(a_draft(entry), session, Names(session, is_chinese=False), date(2026, 11, 23))

    assert [(each.label, each.value) for each in view.spec] == [("Panel colour", "White")]
    assert view.products == (("SW-300", "Thermostat panel SW-300"),)
