"""D8, D9: machines go down and up, plans are proposed, published by the lead and taken back exactly."""

import pytest

from core.plans import PlanState
from tests.kit import Room
from tests.kit.planning import DOWN, FIRST, LEAD, ORDER, OTHER, SECOND, WORKER, forecast, proposal, standing, state
from tests.kit.stories import actions, the_order

UNCLEAR = (
    ("/down CNC-9 18:00", "没有找到工作中心“CNC-9”。相近的有：CNC-1、CNC-2、CNC-3"),
    ("/down 加工中心 18:00", "叫“加工中心”的不止一个：CNC-1、CNC-2、CNC-3"),
    ("/down SMT-1", "SMT-1 停到什么时候？"),
    ("/down SMT-1 今天8点", "“今天8点”是 11月23日 08:00，已经过了"),
    ("/down SMT-1 8点", "“8点”可能是：11月23日 20:00、11月24日 08:00"),
    ("/down SMT-1 25:00", "没有“25:00”这个时间"),
    ("/down SMT-1 14:00-18:00", "停机从现在算起"),
    ("/up SMT-1", "没有人报过 SMT-1 停机"),
    ("/down", "/down CNC-3 18:00"),
)
"""What a worker says of a machine, and what he is asked back."""


class TestShowingItAgain:
    @pytest.mark.only_on("feishu", "old-cards-in-groups")
    @pytest.mark.every_platform
    def test_whoever_asks_for_the_schedule_sees_the_open_proposal_with_its_buttons(self, busy: Room) -> None:
        busy.says(WORKER, DOWN)
        first = proposal(busy)

        busy.says(LEAD, "/schedule", to="production")
        busy.advance(seconds=30)

        card = proposal(busy)
        assert card.message_id != first.message_id
        assert busy.again(first).title == f"{FIRST} 已过期"
        assert {"发布", "不采用"} <= set(card.buttons)
        busy.taps(LEAD, "发布", on=card)
        assert state(busy, FIRST) is PlanState.PUBLISHED

    @pytest.mark.only_on("wecom", "old-cards-in-groups")
    def test_in_a_group_of_which_nothing_changes_the_newest_decides(self, busy: Room) -> None:
        busy.says(WORKER, DOWN)
        first = proposal(busy)

        busy.says(LEAD, "/schedule", to="production")
        busy.advance(seconds=30)

        card = busy.cards("production", f"{FIRST} 重排方案")[-1]
        assert card.message_id != first.message_id
        assert {"发布", "不采用"} <= set(card.buttons)
        busy.taps(LEAD, "发布", on=card)
        assert state(busy, FIRST) is PlanState.PUBLISHED

    def test_once_it_is_decided_the_schedule_is_all_there_is(self, busy: Room) -> None:
        busy.says(WORKER, DOWN)
        busy.taps(LEAD, "发布", on=proposal(busy))

        busy.says(LEAD, "/schedule", to="production")

        assert busy.last_card("production").title.startswith("排产 ")


class TestDown:
    def test_who_says_so_is_answered_at_once(self, busy: Room) -> None:
        busy.says(WORKER, DOWN)

        answer = next(card for card in busy.cards(WORKER) if "停机" in card.title)
        assert answer.title == "贴片线 1（SMT-1） 停机"
        assert "已记停机，预计停到 11月25日 18:00" in answer
        assert "吸嘴坏了" in answer
        assert "正在重排" in answer
        assert any("已记停机" in card.text for card in busy.cards("production"))

    def test_said_in_production_s_chat_it_is_answered_there_and_once(self, busy: Room) -> None:
        busy.says(LEAD, DOWN, to="production")

        assert len([card for card in busy.cards("production") if "已记停机" in card.text]) == 1

    def test_a_proposal_follows_with_what_moves_and_who_becomes_late(self, busy: Room) -> None:
        before = standing(busy)

        busy.says(WORKER, DOWN, to="production")

        card = proposal(busy)
        assert "设备停机：贴片线 1（SMT-1）" in card
        assert "现行计划已经执行不下去了" in card
        assert "因此延期 1 张" in card
        late = next(line for line in card.lines if line.startswith(f"{ORDER} 恒远地产：11月27日 周五 → "))
        assert "承诺 11月27日 周五" in late
        assert any(line.startswith(f"{ORDER} 插件焊接：组装线 4（ASM-4） 11月23日 16:45 → ") for line in card.lines)
        assert "由生产负责人王胜决定" in card
        assert card.buttons == ("发布", "不采用")
        assert standing(busy) == before

    def test_the_lead_reads_it_in_private_as_well(self, busy: Room) -> None:
        busy.says(WORKER, DOWN, to="production")

        assert busy.last_card(LEAD).buttons == ("发布", "不采用")

    def test_a_machine_that_nothing_runs_on_changes_nothing(self, busy: Room) -> None:
        before = standing(busy)

        busy.says(WORKER, "/停机 CNC-2 到18:00")

        assert "停机期间那里没有要做的活，现行计划不用动" in busy.last_card("production")
        assert standing(busy) == before
        assert not [card for card in busy.cards("production") if "重排方案" in card.title]

    def test_what_is_not_clear_is_asked_back(self, busy: Room) -> None:
        before = busy.cards("production")

        for words, answer in UNCLEAR:
            busy.says(WORKER, words)

            assert answer in busy.last_card(WORKER)
        assert busy.cards("production") == before

    def test_sales_cannot_stop_a_machine(self, busy: Room) -> None:
        busy.says("lin.xiaoyan", DOWN)

        assert "没有权限" in busy.last_card("lin.xiaoyan")


class TestDeciding:
    @pytest.fixture(autouse=True)
    def proposed(self, busy: Room) -> None:
        busy.says(WORKER, DOWN, to="production")

    @pytest.mark.parametrize("person", [WORKER, "shen.xie", "lin.xiaoyan"])
    def test_anybody_else_is_refused(self, busy: Room, person: str) -> None:
        before = standing(busy)

        busy.taps(person, "发布", on=proposal(busy))

        assert "没有权限" in busy.toast
        assert standing(busy) == before
        assert state(busy, FIRST) is PlanState.PROPOSED

    def test_the_lead_puts_it_in_force(self, busy: Room) -> None:
        promised, expected = the_order(busy).first_promise_date, forecast(busy)

        toast = busy.taps(LEAD, "发布", on=proposal(busy))

        assert toast == f"{FIRST} 已发布"
        assert busy.bookings(ORDER)[1].start_at.day > 23
        order = the_order(busy)
        assert (order.first_promise_date, order.promise_date) == (promised, promised)
        assert expected is not None
        assert order.forecast_date is not None
        assert order.forecast_date > expected
        assert busy.bookings(OTHER) == tuple(it for it in standing(busy) if it.order_no == OTHER)
        card = proposal(busy)
        assert card.tags == ("已发布",)
        assert card.buttons == ("撤回",)
        assert (LEAD, "PlanPublished") in actions(busy, FIRST)

    def test_the_sales_side_reads_who_is_late_and_why(self, busy: Room) -> None:
        busy.taps(LEAD, "发布", on=proposal(busy))

        alert = busy.last_card("sales", ORDER)
        assert "延期风险" in alert.title
        assert f"原因：设备停机：贴片线 1（SMT-1）（{FIRST}）" in alert

    def test_an_old_card_shows_what_has_become_of_it_and_does_nothing(self, busy: Room) -> None:
        old = proposal(busy)
        busy.taps(LEAD, "发布", on=old)
        after = standing(busy)

        toast = busy.taps_as_seen(LEAD, "发布", old)

        assert f"{FIRST} 刚刚有变" in toast
        assert standing(busy) == after

    def test_taken_back_everything_is_as_it_was(self, busy: Room) -> None:
        before, expected = standing(busy), forecast(busy)
        assert expected is not None
        busy.taps(LEAD, "发布", on=proposal(busy))
        busy.submits(WORKER, {"reason": "我来"}, on=proposal(busy))
        assert "没有权限" in busy.toast

        busy.submits(LEAD, {"reason": "主轴提前修好了"}, on=proposal(busy))

        assert standing(busy) == before
        assert (forecast(busy) or expected) >= expected  # the machine still stands: no plan is counted on for it now
        card = proposal(busy)
        assert card.tags == ("已撤回",)
        assert "王胜于 11月23日 09:0" in card
        assert "主轴提前修好了" in card
        assert card.buttons == ()

    def test_rejected_it_says_why(self, busy: Room) -> None:
        before = standing(busy)

        busy.submits(LEAD, {"reason": "下午就能修好"}, on=proposal(busy))

        assert busy.toast == f"{FIRST} 已否决，什么都不动"
        assert "下午就能修好" in proposal(busy)
        assert proposal(busy).buttons == ()
        assert standing(busy) == before

    def test_without_a_reason_it_is_not_rejected(self, busy: Room) -> None:
        busy.submits(LEAD, {"reason": " "}, on=proposal(busy), is_raw=True)

        assert state(busy, FIRST) is PlanState.PROPOSED

    def test_a_newer_proposal_takes_its_place(self, busy: Room) -> None:
        old = proposal(busy)

        busy.says(WORKER, "/down ASM-2 后天 18:00")

        assert state(busy, SECOND) is PlanState.PROPOSED
        assert "没有发布：有了更新的方案" in proposal(busy)
        assert proposal(busy).buttons == ()
        before = standing(busy)
        assert "刚刚有变" in busy.taps_as_seen(LEAD, "发布", old)
        assert standing(busy) == before

    def test_the_next_plan_takes_the_place_of_the_one_in_force_and_gives_it_back(self, busy: Room) -> None:
        busy.taps(LEAD, "发布", on=proposal(busy))
        between = standing(busy)
        busy.says(WORKER, "/down ASM-2 后天 18:00")

        assert busy.taps(LEAD, "发布", on=proposal(busy, SECOND)) == f"{SECOND} 已发布"

        assert "已被取代：下一版计划已发布" in proposal(busy)
        busy.submits(LEAD, {"reason": "ASM-2 修好了"}, on=proposal(busy, SECOND))
        assert standing(busy) == between
        assert proposal(busy).tags == ("已发布",)
        assert proposal(busy).buttons == ("撤回",)

    def test_an_order_that_was_booked_meanwhile_stays_and_the_rest_is_planned_anew(self, busy: Room) -> None:
        busy.says("lin.xiaoyan", "/neworder 云栖 KP-3 3000个 2027-01-20", to="sales")
        busy.taps("lin.xiaoyan", "确认下单", to="sales")
        newcomer = busy.bookings("ORD-2611-0003")

        toast = busy.taps(LEAD, "发布", on=proposal(busy))

        assert toast == f"{FIRST} 已不成立，正在重新排"
        assert "这期间有订单占了它要用的时段" in proposal(busy)
        assert state(busy, SECOND) is PlanState.PROPOSED
        assert busy.taps(LEAD, "发布", on=proposal(busy, SECOND)) == f"{SECOND} 已发布"
        assert busy.bookings("ORD-2611-0003") == newcomer

    def test_a_machine_that_runs_again_early_gets_its_work_back(self, busy: Room) -> None:
        busy.taps(LEAD, "发布", on=proposal(busy))
        late = forecast(busy)
        busy.advance(hours=1)

        busy.says(WORKER, "/up 贴片线 1", to="production")

        assert any("已记恢复，孙立报；原来预计 11月25日 18:00 恢复" in card.text for card in busy.cards("production"))
        assert "设备恢复：贴片线 1（SMT-1）" in proposal(busy, SECOND)
        busy.taps(LEAD, "发布", on=proposal(busy, SECOND))
        sooner = forecast(busy)
        assert late is not None
        assert sooner is not None
        assert sooner < late
