"""WeCom's template cards in a real browser: each type as it looks, and hands on them."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.bot.sandbox.page.towns import CREW, LIU, WANG, Town, a_card
from tests.bot.sandbox.page.visits import Visit

APP = f"app_private:{WANG}"
ORDER = "https://mo.example.com/o/1"
NOTICE = {
    "card_type": "text_notice", "main_title": {"title": "延期预警"},
    "emphasis_content": {"title": "4 天", "desc": "晚于交期"}, "source": {"desc": "跟单", "desc_color": 2},
    "sub_title_text": "等 PCB-77",
    "horizontal_content_list": [
        {"keyname": "型号", "value": "HX-200"}, {"keyname": "负责人", "type": 3, "userid": LIU, "value": "刘销售"},
    ],
    "jump_list": [{"type": 1, "title": "看甘特图", "url": ORDER}], "card_action": {"type": 1, "url": ORDER},
}  # fmt: skip
NEWS = {
    "card_type": "news_notice", "main_title": {"title": "图纸 B 版"}, "card_image": {"url": f"{ORDER}.png"},
    "vertical_content_list": [{"title": "处理意见", "desc": "用 B 版"}], "card_action": {"type": 1, "url": ORDER},
    "quote_area": {"type": 0, "title": "研发", "quote_text": "卡扣加厚"},
}  # fmt: skip
VOTE = {
    "card_type": "vote_interaction", "task_id": "v1", "main_title": {"title": "缺料确认"},
    "checkbox": {"question_key": "arrived", "mode": 1, "option_list": [
        {"id": "a", "text": "PCB-77"}, {"id": "b", "text": "外壳", "is_checked": True}]},
    "submit_button": {"text": "提交", "key": "submit"},
}  # fmt: skip
MANY = {
    "card_type": "multiple_interaction", "task_id": "m1", "main_title": {"title": "排产"},
    "select_list": [
        {"question_key": "line", "title": "产线", "selected_id": "2", "option_list": [
            {"id": "1", "text": "SMT-1"}, {"id": "2", "text": "SMT-2"}]},
        {"question_key": "shift", "title": "班次", "option_list": [
            {"id": "d", "text": "白班"}, {"id": "n", "text": "夜班"}]}],
    "submit_button": {"text": "提交", "key": "submit"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (NOTICE, ["跟单", "延期预警", "4 天", "晚于交期", "等 PCB-77", "型号", "HX-200", "刘销售", "看甘特图"]),
        (NEWS, ["图纸 B 版", "研发", "卡扣加厚", "处理意见", "用 B 版"]),
        (VOTE, ["缺料确认", "PCB-77", "外壳", "提交"]),
        (MANY, ["排产", "产线", "班次", "提交"]),
    ],
)
def test_every_type_of_card_shows_what_is_in_it(
    tour: Visit, town: Town, card: dict[str, Any], words: list[str]
) -> None:
    town.sent(card, WANG)

    drawn = tour.newest_card(WANG, APP)

    for word in words:
        expect(drawn).to_contain_text(word)


def test_untouched_selections_show_what_counts(tour: Visit, town: Town) -> None:
    town.sent(MANY, WANG)

    drawn = tour.newest_card(WANG, APP)

    expect(drawn.get_by_label("产线")).to_have_value("2")
    expect(drawn.get_by_label("班次")).to_have_value("d")


def test_what_was_chosen_goes_out_with_the_button(tour: Visit, town: Town) -> None:
    town.sent(MANY, WANG)
    drawn = tour.newest_card(WANG, APP)

    drawn.get_by_label("班次").select_option("夜班")
    drawn.get_by_role("button", name="提交").click()

    expect(drawn.locator("[aria-busy]")).to_have_count(0)
    chosen = {
        it["QuestionKey"]: it["OptionIds"]["OptionId"]
        for it in town.callbacks.event["SelectedItems"]["SelectedItem"]
    }  # fmt: skip
    assert chosen == {"line": "2", "shift": "n"}


def test_a_vote_sends_what_is_ticked(tour: Visit, town: Town) -> None:
    town.sent(VOTE, WANG)
    drawn = tour.newest_card(WANG, APP)
    expect(drawn.get_by_label("外壳")).to_be_checked()

    drawn.get_by_label("PCB-77").check()
    drawn.get_by_role("button", name="提交").click()

    expect(drawn.locator("[aria-busy]")).to_have_count(0)
    assert town.callbacks.event["SelectedItems"]["SelectedItem"]["OptionIds"]["OptionId"] == ["a", "b"]


def test_a_card_that_is_done_has_one_grey_button(tour: Visit, town: Town) -> None:
    answer = town.rest.sent(a_card(), WANG)
    drawn = tour.newest_card(WANG, APP)
    expect(drawn.get_by_role("button", name="有问题")).to_be_visible()

    card = {name: value for name, value in a_card(replace_text="已收到").items() if name != "task_id"}
    town.rest.update(answer["response_code"], card, userids=[WANG])

    expect(drawn.locator(".wx-button")).to_have_text(["已收到"])
    expect(drawn.locator(".wx-button")).to_be_disabled()


def test_a_tap_in_a_group_changes_the_smart_bots_card(tour: Visit, town: Town) -> None:
    town.posted("template_card", a_card())
    changed = a_card(main_title={"title": "王工已收到"}, replace_text="已收到")
    town.answer = {"response_type": "update_template_card", "template_card": changed}
    page = tour.be_on_wecom(WANG, CREW)

    page.locator(".wx-card").last.get_by_role("button", name="收到").click()

    expect(page.get_by_role("heading", name="王工已收到")).to_be_visible()
    expect(page.locator(".toast")).to_have_count(0)


def test_the_menu_at_the_top_right(tour: Visit, town: Town) -> None:
    menu = {"desc": "更多操作", "action_list": [{"text": "不再提醒", "key": "mute"}]}
    town.sent(a_card(action_menu=menu), WANG)
    page = tour.be_on_wecom(WANG, APP)

    page.locator(".wx-card").last.get_by_role("button", name="更多操作").click()
    with page.expect_response("**/cards/menu"):
        page.get_by_role("menuitem", name="不再提醒").click()
    town.corp.deliver_due()

    assert town.callbacks.event["EventKey"] == "mute"


def test_a_link_opens_beside_the_page_as_this_person(tour: Visit, town: Town) -> None:
    town.sent({**NOTICE, "jump_list": [{"type": 1, "title": "打开表单", "url": f"{tour.origin}/sandbox"}]}, WANG)
    page = tour.be_on_wecom(WANG, APP)

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="打开表单").click()
    opened.value.wait_for_load_state()

    assert opened.value.url.startswith(f"{tour.origin}/")
    [known] = [it for it in page.context.cookies(f"{tour.origin}/sandbox/wecom/connect") if "wecom" in it["name"]]
    assert known["value"] == WANG
    opened.value.close()
