"""The absurd, in one line and by form, in both languages: a clear sentence, everything else kept, then one order."""

import pytest

from tests.kit import Room
from tests.kit.fixtures import OpenRoom
from tests.kit.stories import orders_in

pytestmark = pytest.mark.every_platform

GOOD = {"customer": "C-NH", "product": "SW-300", "quantity": "300", "requested_date": "2026-12-20", "requirement": "CE"}
LINES = {
    "zh-CN": {
        "quantity": "300台",
        "requested_date": "12月20日",
        "product": "SW-300",
        "line": "Nordlys {} {} {} 白色外壳",
    },
    "en": {
        "quantity": "300 pcs",
        "requested_date": "20 December",
        "product": "SW-300",
        "line": "Nordlys {} {} {} white",
    },
}
TYPED = (
    ("zh-CN", "quantity", "0台", "“0台”不行，至少要订 1 台。"),
    ("zh-CN", "quantity", "-3台", "“-3台”不行，至少要订 1 台。"),
    ("zh-CN", "quantity", "1e12", "“1e12”太大了，一行最多 10,000,000"),
    ("zh-CN", "quantity", "二百五十万亿", "“二百五十万亿”太大了，一行最多 10,000,000"),
    ("zh-CN", "requested_date", "昨天", "“昨天”是 2026-11-22 周日，已经过去了（今天 2026-11-23 周一）。"),
    ("zh-CN", "requested_date", "2月30日", "没有“2月30日”这一天，请核对日期。"),
    ("zh-CN", "product", "冰箱", "没有找到产品“冰箱”。"),
    ("en", "quantity", "0 pcs", "“0 pcs” will not do: at least one piece has to be ordered."),
    ("en", "quantity", "-3 pcs", "“-3 pcs” will not do: at least one piece has to be ordered."),
    ("en", "quantity", "1e12", "“1e12” is too many: 10,000,000 per line at most."),
    ("en", "requested_date", "yesterday", "“yesterday” is 2026-11-22 Sun: that has passed (today is 2026-11-23 Mon)."),
    ("en", "requested_date", "30 February", "There is no such day as “30 February”. Please check the date."),
    ("en", "product", "Fridge-9000", "No product “Fridge-9000” was found."),
)


def kept(room: Room, sentence: str, field: str) -> None:
    """The form says what is wrong, asks for that field and keeps the others; nothing was ordered."""
    form = room.last_card("sales")
    assert sentence in form
    assert field in form.fields
    assert "Nordlys" in form
    assert orders_in(room) == []


@pytest.mark.parametrize(("language", "field", "typed", "sentence"), TYPED)
def test_in_one_line(quiet_url: str, open_room: OpenRoom, language: str, field: str, typed: str, sentence: str) -> None:
    room = open_room(quiet_url, locale={"language": language})
    said = LINES[language] | {field: typed}
    room.says(
        "zhou.lan", "/neworder " + said["line"].format(said["product"], said["quantity"], said["requested_date"]),
        to="sales",
    )  # fmt: skip

    kept(room, sentence, field)
    assert set(room.last_card("sales").fields) == {field}
    room.submits("zhou.lan", {field: GOOD[field]}, to="sales")

    [order] = orders_in(room)
    assert (order.lines[0].quantity, str(order.lines[0].requested_date)) == (300, "2026-12-20")


@pytest.mark.parametrize(("language", "field", "typed", "sentence"), [each for each in TYPED if each[1] == "quantity"])
def test_by_form(quiet_url: str, open_room: OpenRoom, language: str, field: str, typed: str, sentence: str) -> None:
    room = open_room(quiet_url, locale={"language": language})
    room.says("zhou.lan", "/neworder Nordlys", to="sales")
    rest = {name: value for name, value in GOOD.items() if name not in ("customer", field)}

    room.submits("zhou.lan", rest | {field: typed}, to="sales")

    kept(room, sentence, field)
    assert room.last_card("sales").fields[field].typed == typed
    room.submits("zhou.lan", {field: GOOD[field]}, to="sales")
    [order] = orders_in(room)
    assert (order.lines[0].quantity, order.lines[0].requirement) == (300, "CE")


@pytest.mark.parametrize(
    ("language", "values", "sentence"),
    [
        ("zh-CN", {"requested_date": "2026-11-22"}, "2026-11-22 周日，已经过去了（今天 2026-11-23 周一）。"),
        ("zh-CN", {"requested_date": "2027-02-30"}, "没有“2027-02-30”这一天，请核对日期。"),
        ("zh-CN", {"product": "冰箱"}, "没有找到产品“冰箱”。"),
        ("en", {"requested_date": "2026-11-22"}, "2026-11-22 Sun: that has passed (today is 2026-11-23 Mon)."),
        ("en", {"requested_date": "2027-02-30"}, "There is no such day as “2027-02-30”. Please check the date."),
        ("en", {"product": "Fridge-9000"}, "No product “Fridge-9000” was found."),
    ],
)
def test_by_a_form_that_no_client_would_send(
    quiet_url: str, open_room: OpenRoom, language: str, values: dict[str, str], sentence: str
) -> None:
    room = open_room(quiet_url, locale={"language": language})
    room.says("zhou.lan", "/neworder Nordlys", to="sales")
    rest = {name: value for name, value in GOOD.items() if name != "customer"}

    room.submits("zhou.lan", rest | values, to="sales", is_raw=True)

    [field] = values
    kept(room, sentence, field)
    room.submits("zhou.lan", {field: GOOD[field]}, to="sales")
    assert len(orders_in(room)) == 1


@pytest.mark.every_database
def test_a_picked_day_that_has_passed_is_said_once_and_stays_picked(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300 300台 白色 220V", to="sales")

    room.submits("lin.xiaoyan", {"requested_date": "2026-11-02"}, to="sales")

    card = room.last_card("sales")
    assert "2026-11-02 周一，已经过去了（今天 2026-11-23 周一）。" in card
    assert card.text.count("2026-11-02") == 1
    assert card.fields["requested_date"].typed == "2026-11-02"
