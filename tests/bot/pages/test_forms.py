"""A form of a card, filled in on a web page."""

from tests.bot.pages.desk import Desk
from tests.kit import Shown
from tests.kit.stories import a_sold_order, actions, an_order, orders_in, stores, the_order

FIELDS = {"quantity": "三百台", "requested_date": "2026-12-20", "requirement": "外箱贴楼栋号"}


def an_order_form(desk: Desk) -> Shown:
    """Customer and product are told, the rest is missing."""
    desk.room.says("lin.xiaoyan", "/neworder 恒远 SW-300", to="sales")
    return desk.room.last_card("sales")


def test_the_page_shows_the_fields_of_the_card_and_what_is_known(desk: Desk) -> None:
    card = an_order_form(desk)

    page = desk.get(desk.link("lin.xiaoyan", card, "sales"))

    assert page.status == 200
    assert page.title == card.title
    assert set(page.fields) - {"_rev"} == set(card.fields) == {"quantity", "requested_date", "requirement"}
    assert "恒远地产" in page
    assert page.fields["quantity"]["inputmode"] == "numeric"
    assert page.fields["requested_date"]["type"] == "date"
    assert page.fields["requirement"]["tag"] == "textarea"
    assert "required" in page.fields["quantity"]
    assert "required" not in page.fields["requirement"]


def test_what_is_sent_becomes_the_order_as_from_the_card(desk: Desk) -> None:
    card = an_order_form(desk)

    page = desk.sends(desk.link("lin.xiaoyan", card, "sales"), **FIELDS)

    assert page.title.startswith("ORD-2611-0001 已建单，最早 ")
    assert desk.room.again(card).title == "ORD-2611-0001 交期答复"
    assert len(desk.room.cards("sales")) == 1
    [order] = orders_in(desk.room)
    assert (order.lines[0].quantity, order.lines[0].requirement) == (300, "外箱贴楼栋号")
    assert {actor for actor, _ in actions(desk.room, order.order_no)} == {"lin.xiaoyan", "tongpin"}


def test_opening_a_link_uses_nothing_up(desk: Desk) -> None:
    token = desk.link("lin.xiaoyan", an_order_form(desk), "sales")

    assert [desk.get(token).status for _ in range(3)] == [200] * 3
    assert desk.sends(token, **FIELDS).status == 200


def test_reloading_the_result_sends_nothing_again(desk: Desk) -> None:
    token = desk.link("lin.xiaoyan", an_order_form(desk), "sales")
    first = desk.sends(token, **FIELDS)

    again = desk.get(token)

    assert (again.status, again.title) == (200, first.title)
    assert len(orders_in(desk.room)) == 1


def test_a_wrong_field_is_shown_again_beside_what_was_typed(desk: Desk) -> None:
    card = an_order_form(desk)
    token = desk.link("lin.xiaoyan", card, "sales")

    page = desk.sends(token, **FIELDS | {"quantity": "两三百"})

    assert "有几项要改，填过的都还在" in page
    assert "“两三百”不是准数" in page
    assert page.values | {"_rev": ""} == FIELDS | {"quantity": "两三百", "_rev": ""}
    assert page.fields["quantity"]["aria-invalid"] == "true"
    assert token not in str(page.response.url)
    assert desk.opens(token).title == page.title  # the link in the chat leads there, too

    page = desk.sends(str(page.response.url).rpartition("/")[2], quantity="250")

    assert "已建单" in page.title
    assert orders_in(desk.room)[0].lines[0].quantity == 250


def test_a_day_that_does_not_exist_is_told_beside_the_calendar(desk: Desk) -> None:
    """A browser's calendar has no room for words: what was written stands below it."""
    desk.room.says("lin.xiaoyan", "/neworder 恒远 SW-300 300台 2月30日", to="sales")

    page = desk.get(desk.link("lin.xiaoyan", desk.room.last_card("sales"), "sales"))

    assert page.values["requested_date"] == ""
    assert "原来写的是“2月30日”" in page


def test_what_a_refusal_is_about_is_not_lost(desk: Desk) -> None:
    """A card keeps nothing of a form that was refused as a whole; the page does."""
    card = a_sold_order(desk.room)
    task = desk.room.last_card("production", about=card.title.split()[1])
    token = desk.link("wang.sheng", task, "production", form="problem_production")
    stranger = desk.link("lin.xiaoyan", task, "production", form="problem_production")

    page = desk.sends(stranger, problem="少一台测试机")

    assert page.values["problem"] == "少一台测试机"
    assert "这一步你没有权限" in page
    assert desk.room.again(task).text.count("少一台测试机") == 0

    page = desk.sends(token, problem="少一台测试机")

    assert page.title == "已告诉销售和协同负责人"
    assert "少一台测试机" in desk.room.again(task)


def test_what_was_not_brought_about_is_gone_on_with_in_the_chat(desk: Desk) -> None:
    an_order(desk.room)
    page = desk.sends(
        desk.link("lin.xiaoyan", an_order_form(desk), "sales"),
        quantity="300", requested_date="2026-12-20", requirement="白色",
    )  # fmt: skip

    assert page.title == "疑似重复，请确认"
    assert "在上面接着办" in page
    assert desk.room.last_card("sales").title == "疑似重复订单"


def test_spec_fields_are_chosen_from_a_list(desk: Desk) -> None:
    card = an_order(desk.room)
    token = desk.link("lin.xiaoyan", card, "sales")

    page = desk.get(token)
    assert page.fields["spec_voltage"]["tag"] == "select"
    assert "220V" in page.fields["spec_voltage"]["choices"]

    assert desk.sends(token, spec_voltage="220V").title == "规格已更新"
    assert the_order(desk.room).lines[0].spec["voltage"] == "220V"


def test_after_an_order_one_can_go_on_with_its_spec(desk: Desk) -> None:
    page = desk.sends(desk.link("lin.xiaoyan", an_order_form(desk), "sales"), **FIELDS)

    [more] = page.links
    assert "spec_voltage" in desk.get(more).fields


def test_a_form_on_a_notice_is_filled_in_as_well(desk: Desk) -> None:
    """The list of an order's material is a snapshot; what is handed over takes its place."""
    room = desk.room
    stores(room, "stock", {"item": "MCU-32", "on_hand_qty": "306", "as_of": room.now})
    a_sold_order(room)
    a_sold_order(room, "绿湾 SW-300 300台 12月28日 白色 220V")
    room.says("chen.cai", "/kit 0002", to="purchasing")
    token = desk.link("chen.cai", room.last_card("purchasing"), "purchasing")
    choice = "MCU-32/ORD-2611-0001"

    page = desk.sends(token, **{"from": choice, "qty": "999", "reason": "绿湾先交"})

    assert "306" in page  # why it was refused
    assert page.values | {"_rev": ""} == {"from": choice, "qty": "999", "reason": "绿湾先交", "_rev": ""}

    page = desk.sends(str(page.response.url).rpartition("/")[2], qty="100")

    assert page.title == "已从 ORD-2611-0001 调料"
    assert "绿湾先交" in room.last_card("lin.xiaoyan").text


def test_on_a_card_from_before_nothing_is_obeyed_and_nothing_lost(desk: Desk) -> None:
    card = an_order(desk.room)
    token = desk.link("lin.xiaoyan", card, "sales")
    page = desk.get(token)
    desk.room.taps("lin.xiaoyan", "确认下单", on=card)  # the order has another revision now

    answer = desk.posts(token, page.values | {"spec_voltage": "220V"})
    page = desk.opens(answer.headers["location"])

    assert answer.status_code == 303
    assert page.values["spec_voltage"] == "220V"
    assert "voltage" not in the_order(desk.room).lines[0].spec

    assert desk.sends(answer.headers["location"]).title == "规格已更新"


def test_only_the_fields_of_the_form_are_taken(desk: Desk) -> None:
    token = desk.link("lin.xiaoyan", an_order_form(desk), "sales")

    desk.sends(token, **FIELDS, customer="C-XX", product="SW-500", act="cancel", spec_colour="红色")

    [order] = orders_in(desk.room)
    assert (order.customer_code, order.lines[0].product_code) == ("C-HY", "SW-300")
    assert "colour" not in order.lines[0].spec


def test_the_words_stay_data(desk: Desk) -> None:
    hostile = '</textarea><script>alert("1")</script>{{ 7*7 }}\n“\'&<b>'
    token = desk.link("lin.xiaoyan", an_order_form(desk), "sales")

    page = desk.sends(token, quantity="<b>两三百", requested_date="2026-12-20", requirement=hostile)

    assert page.values["requirement"] == hostile
    assert page.values["quantity"] == "<b>两三百"
    assert [tag for tag, _ in page.tags if tag in ("script", "b")] == ["script"]  # our own


def test_a_link_outlives_the_message_its_card_was_on(desk: Desk) -> None:
    """Where a platform takes only one change of a card, it is sent anew while somebody fills the form in."""
    card = an_order_form(desk)
    token = desk.link("lin.xiaoyan", card, "sales")
    desk.room.tampers(f"UPDATE living_card SET message = 'om_new' WHERE message = '{card.message_id}'")

    page = desk.sends(token, **FIELDS)

    assert "已建单" in page.title


def test_every_page_keeps_others_out(desk: Desk) -> None:
    token = desk.link("lin.xiaoyan", an_order_form(desk), "sales")
    answers = [desk.get(token).response, desk.get("forged").response, desk.posts(token, FIELDS)]

    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_nothing_on_a_page_comes_from_elsewhere(desk: Desk) -> None:
    page = desk.get(desk.link("lin.xiaoyan", an_order_form(desk), "sales"))
    named = [told[name] for _, told in page.tags for name in ("src", "href", "action") if name in told]

    files = [name for name in named if name != "data:,"]
    assert {name.rpartition("/")[2] for name in files} == {"sheet.css", "sheet.js"}
    for name in files:
        answer = desk.browser.get(f"/f/{name}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert desk.browser.get("/f/static/old/sheet.css").headers["cache-control"] == "no-cache"
    assert desk.browser.get("/f/static/old/forms.py").status_code == 404
