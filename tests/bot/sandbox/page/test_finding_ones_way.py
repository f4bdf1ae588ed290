"""Going back, going elsewhere, going on by keyboard: what stays on the screen and what does not."""

from playwright.sync_api import APIResponse, Page, Route, expect

from tests.bot.sandbox.feishu.tenants import (
    BUYER,
    GROUP,
    PRODUCTION,
    SALES,
    a_button,
    a_form,
    a_select,
    an_input,
    plain,
)  # fmt: skip
from tests.bot.sandbox.page.rooms import titled, toast
from tests.bot.sandbox.page.visits import Visit

RISKY = a_button("下达", confirm={"title": plain("确认下达？"), "text": plain("将通知采购")})
TALL = titled("交期答复", a_button("确认下单"), *({"tag": "markdown", "content": f"第 {n} 行"} for n in range(60)))


class TestBack:
    """The step back undoes what came last: first what lies on top, then where one is."""

    def test_back_closes_the_question_and_nothing_else(self, visit: Visit) -> None:
        visit.room.sent(titled("按", RISKY))
        page = visit.be(SALES, GROUP)
        page.locator(f"[data-person={BUYER}]").click()
        page.locator(f"[data-chat={GROUP}]").click()

        visit.card("按").get_by_role("button", name="下达").click()
        page.get_by_role("dialog").wait_for()
        page.go_back()

        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator(f"[data-person={BUYER}][aria-current]")).to_be_visible()
        assert visit.room.bot.pushes == []

    def test_a_question_that_was_answered_leaves_no_step_behind(self, visit: Visit) -> None:
        visit.room.sent(titled("按", RISKY))
        page = visit.be(SALES, GROUP)
        page.locator(f"[data-person={BUYER}]").click()
        expect(page.locator(f"[data-person={BUYER}][aria-current]")).to_be_visible()
        page.locator(f"[data-chat={GROUP}]").click()
        for answer in ("取消", "确定"):
            visit.card("按").get_by_role("button", name="下达").click()
            page.get_by_role("dialog").get_by_role("button", name=answer).click()
        expect(page.get_by_role("dialog")).to_have_count(0)

        page.go_back()

        expect(page.locator(f"[data-person={SALES}][aria-current]")).to_be_visible()

    def test_whoever_leaves_at_once_after_the_answer_gets_there(self, visit: Visit) -> None:
        visit.room.sent(titled("按", RISKY))
        page = visit.be(SALES, GROUP)
        visit.card("按").get_by_role("button", name="下达").click()

        page.evaluate(f"""() => {{
            document.querySelector("dialog .plain-button").click();
            document.querySelector("[data-person={BUYER}]").click();
            document.querySelector("[data-chat={GROUP}]").click();
        }}""")

        expect(page.get_by_role("combobox", name="发消息给 车间群")).to_be_visible()
        page.wait_for_timeout(300)
        expect(page.locator(f"[data-person={BUYER}][aria-current]")).to_be_visible()

    def test_on_a_phone_back_closes_the_drawer_first(self, phone: Visit) -> None:
        page = self._in_a_chat(phone)
        page.get_by_role("button", name="线上报文").first.tap()
        drawer = page.get_by_role("complementary", name="线上报文")
        expect(drawer).to_be_visible()

        page.go_back()

        expect(drawer).to_be_hidden()
        expect(page.get_by_role("combobox", name="发消息给 车间群")).to_be_visible()
        page.go_back()
        expect(page.locator(f"[data-chat={GROUP}]")).to_be_visible()

    def test_a_person_chosen_from_the_drawer_of_people_is_one_step(self, phone: Visit) -> None:
        page = self._in_a_chat(phone)
        page.get_by_role("button", name="返回").tap()
        page.get_by_role("button", name="你现在是 刘销售").tap()
        page.locator(f"[data-person={PRODUCTION}]").tap()
        expect(page.get_by_role("button", name="你现在是 王工")).to_be_visible()

        page.go_back()

        expect(page.get_by_role("button", name="你现在是 刘销售")).to_be_visible()
        expect(page.locator("body.has-people")).to_have_count(0)

    def _in_a_chat(self, phone: Visit) -> Page:
        page = phone.page
        page.goto(f"{phone.origin}/#/{SALES}")
        page.locator(f"[data-chat={GROUP}]").tap()
        expect(page.get_by_role("combobox", name="发消息给 车间群")).to_be_visible()
        return page


class TestGoingElsewhere:
    """What was said or typed for one person stays with that person."""

    def test_a_toast_does_not_follow_to_another_person(self, visit: Visit) -> None:
        visit.room.sent(titled("按", a_button("收到")))
        visit.room.answers_clicks(**toast("error", "没有做成"))
        page = visit.be(SALES, GROUP)
        visit.card("按").get_by_role("button", name="收到").click()
        expect(page.locator(".toast")).to_be_visible()

        page.locator(f"[data-person={BUYER}]").click()
        expect(page.locator(f"[data-person={BUYER}][aria-current]")).to_be_visible()

        expect(page.locator(".toast")).to_have_count(0, timeout=500)

    def test_a_half_filled_form_is_still_there_when_one_comes_back(self, visit: Visit) -> None:
        visit.room.sent(titled("新订单", a_form(an_input("quantity", label=plain("数量")))))
        page = visit.be(SALES, GROUP)
        page.get_by_label("数量").fill("300台")

        page.locator(f"[data-person={BUYER}]").click()
        page.locator(f"[data-chat={GROUP}]").click()
        expect(page.get_by_label("数量")).to_have_value("")
        page.locator(f"[data-person={SALES}]").click()
        page.locator(f"[data-chat={GROUP}]").click()

        expect(page.get_by_label("数量")).to_have_value("300台")

    def test_what_was_sent_does_not_stand_in_the_card_that_comes_before_the_answer(self, visit: Visit) -> None:
        form, held = a_form(an_input("reason", label=plain("哪里有问题"))), list[tuple[Route, APIResponse]]()
        visit.room.sent(titled("新订单", form))
        visit.room.answers_clicks(card={"type": "raw", "data": titled("有问题", form)})
        page = visit.be(SALES, GROUP)
        page.route("**/cards/submit", lambda request: held.append((request, request.fetch())))
        page.get_by_label("哪里有问题").fill("开孔对不上")
        visit.card("新订单").get_by_role("button", name="提交").click()
        expect(visit.card("有问题")).to_be_visible()

        while not held:  # the card overtakes the answer
            page.wait_for_timeout(20)
        ((request, answer),) = held
        request.fulfill(response=answer)

        expect(page.get_by_label("哪里有问题")).to_have_value("")

    def test_an_answer_to_what_is_not_loaded_says_so(self, visit: Visit) -> None:
        first = visit.room.tenant.say(PRODUCTION, GROUP, "颜色定了吗")
        for n in range(60):
            visit.room.tenant.say(PRODUCTION, GROUP, f"第 {n} 句")
        visit.room.tenant.say(BUYER, GROUP, "白色", reply_to=first)

        page = visit.be(SALES, GROUP)

        expect(page.locator(".quote")).to_have_text("原消息未加载")


class TestTheNewest:
    """One reads from the top."""

    def test_a_card_taller_than_the_window_is_shown_from_its_top(self, visit: Visit) -> None:
        visit.room.tenant.say(PRODUCTION, GROUP, "在吗")
        page = visit.be(SALES, GROUP)
        expect(page.locator(".bubble")).to_be_visible()

        visit.room.sent(TALL)

        expect(page.get_by_role("heading", name="交期答复")).to_be_in_viewport()
        expect(page.get_by_role("button", name="确认下单")).to_be_in_viewport()
        expect(page.get_by_role("button", name="回到最新")).to_be_hidden()

    def test_so_is_one_that_has_grown_taller(self, visit: Visit) -> None:
        message = visit.room.sent(titled("处理中"))
        page = visit.be(SALES, GROUP)
        expect(visit.card("处理中")).to_be_visible()

        visit.room.rest.patch(message, TALL)

        expect(page.get_by_role("heading", name="交期答复")).to_be_in_viewport()
        expect(page.get_by_role("button", name="确认下单")).to_be_in_viewport()

    def test_whoever_reads_at_its_end_stays_there(self, visit: Visit) -> None:
        message = visit.room.sent(TALL)
        page = visit.be(SALES, GROUP)
        page.locator(".talk").evaluate("talk => { talk.scrollTop = talk.scrollHeight; }")
        expect(page.get_by_text("第 59 行")).to_be_in_viewport()

        visit.room.rest.patch(message, TALL | {"header": {"title": plain("已确认")}})

        expect(visit.card("已确认")).to_be_visible()
        expect(page.get_by_text("第 59 行")).to_be_in_viewport()


class TestTheKeyboard:
    """Nobody has to press Tab for ever."""

    def test_the_first_key_leads_to_where_one_writes(self, visit: Visit) -> None:
        page = visit.be(SALES, GROUP)

        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("跳到输入框")
        page.keyboard.press("Enter")

        expect(page.get_by_role("combobox", name="发消息给 车间群")).to_be_focused()

    def test_who_asks_for_earlier_messages_keeps_the_focus(self, visit: Visit) -> None:
        for n in range(90):
            visit.room.tenant.say(PRODUCTION, GROUP, f"第 {n} 句")
        page = visit.be(SALES, GROUP)
        earlier = page.get_by_role("button", name="更早的消息")

        earlier.focus()
        expect(page.locator(".row")).to_have_count(80)
        expect(earlier).to_be_focused()
        earlier.press("Enter")

        expect(page.locator(".row")).to_have_count(90)
        expect(page.get_by_role("log")).to_be_focused()

    def test_a_choice_is_named_by_the_words_above_it(self, visit: Visit) -> None:
        day = {"tag": "date_picker", "name": "requested_date", "placeholder": plain("客户要求的发货日期")}
        label = {"tag": "div", "text": plain("面板颜色")}
        other = {"tag": "markdown", "content": "**要求交期**"}
        visit.room.sent(titled("新订单", a_form(label, a_select("colour", ("白色",)), other, day)))
        page = visit.be(SALES, GROUP)

        expect(page.get_by_role("combobox", name="面板颜色", exact=True)).to_be_visible()
        expect(page.get_by_label("要求交期", exact=True)).to_have_attribute("type", "date")


def test_a_choice_of_language_made_before_wins_over_the_servers(visit: Visit) -> None:
    page = visit.be(SALES, GROUP)
    page.get_by_role("button", name="Switch to English").click()

    page.reload()

    expect(page.get_by_role("heading", name="Chats")).to_be_visible()
