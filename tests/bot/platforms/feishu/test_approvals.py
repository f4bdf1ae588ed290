"""飞书审批: our client and the sandbox tenant, each written from the reference alone."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.platforms.feishu.approvals import FeishuApprovals
from bot.platforms.feishu.client import FeishuClient
from bot.platforms.feishu.events import read_delivery
from bot.platforms.port import ApprovalChanged, PlatformRefused
from bot.sandbox.feishu import FeishuTenant
from core.changes.forms import Filing, FormStatus, FormStep
from tests.bot.sandbox.feishu.tenants import BUYER, PRODUCTION, SALES, SETTINGS, Clock, FakeBot, a_tenant

CODE = "7C468A54-8745-2245-9675-08B7C63E7A85"
NODES = [{"node_id": "n1", "name": "研发", "type": "AND"}, {"node_id": "n2", "name": "生产", "type": "OR"}]


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def tenant(bot: FakeBot) -> Iterator[FeishuTenant]:
    made = a_tenant(Clock(), bot)
    made.approvals.define(CODE, "工程变更", ["c_no", "c_why"], NODES)
    yield made
    made.close()


@pytest.fixture
def centre(tenant: FeishuTenant) -> FeishuApprovals:
    client = FeishuClient(tenant, SETTINGS.app_id, SETTINGS.app_secret, lambda: datetime(2026, 11, 25, 8, tzinfo=UTC))
    return FeishuApprovals(client, CODE, {"number": "c_no", "reason": "c_why"})


def filing(*steps: tuple[str, ...]) -> Filing:
    fields = {"number": "CHG-2611-0001", "reason": "客户要求", "unknown": "没有这一栏"}
    return Filing(
        "CHG-2611-0001.1", Clock().now, SALES, tuple(FormStep(it) for it in steps or ((PRODUCTION,), (BUYER,))), fields
    )


def test_a_form_is_filed_with_its_words_and_its_approvers(centre: FeishuApprovals) -> None:
    state = centre.read(centre.file(filing()))

    assert state.status is FormStatus.RUNNING
    assert state.waiting == (PRODUCTION,)
    assert state.decisions == ()


def test_filed_again_it_is_the_same_form(centre: FeishuApprovals) -> None:
    assert centre.find(filing()) == ""

    number = centre.file(filing())

    assert centre.file(filing()) == centre.find(filing()) == number


def test_steps_beyond_the_last_node_are_asked_in_that_one(centre: FeishuApprovals) -> None:
    number = centre.file(filing((SALES,), (PRODUCTION,), (BUYER,)))

    centre.decide(number, SALES, is_approved=True, words="")

    assert set(centre.read(number).waiting) == {PRODUCTION, BUYER}


def test_decided_in_somebody_s_name_it_goes_on_to_the_next(centre: FeishuApprovals) -> None:
    number = centre.file(filing())

    centre.decide(number, PRODUCTION, is_approved=True, words="可以")
    centre.decide(number, BUYER, is_approved=True, words="")

    state = centre.read(number)
    assert state.status is FormStatus.APPROVED
    assert [(it.account, it.is_approved, it.words) for it in state.decisions] == [
        (PRODUCTION, True, "可以"), (BUYER, True, ""),
    ]  # fmt: skip


def test_a_rejection_ends_it(centre: FeishuApprovals) -> None:
    number = centre.file(filing())

    centre.decide(number, PRODUCTION, is_approved=False, words="来不及")

    assert centre.read(number).status is FormStatus.REJECTED


@pytest.mark.parametrize("account", [BUYER, "ou_stranger"])
def test_whoever_is_not_asked_there_decides_nothing(centre: FeishuApprovals, account: str) -> None:
    number = centre.file(filing())

    centre.decide(number, account, is_approved=True, words="")

    assert centre.read(number).waiting == (PRODUCTION,)


def test_withdrawn_it_is_over_and_withdrawing_again_is_harmless(centre: FeishuApprovals) -> None:
    number = centre.file(filing())

    centre.end(number, SALES)
    centre.end(number, SALES)

    assert centre.read(number).status is FormStatus.ENDED


def test_an_unknown_form_is_refused(centre: FeishuApprovals) -> None:
    with pytest.raises(PlatformRefused, match="1390003"):
        centre.read("none")


def test_each_step_is_told_in_the_old_envelope(centre: FeishuApprovals, tenant: FeishuTenant, bot: FakeBot) -> None:
    number = centre.file(filing())

    tenant.approvals.decide(PRODUCTION, number, agrees=True, comment="")
    tenant.deliver_due()

    heard = [read_delivery(push, "") for push in bot.pushes]
    assert {type(it) for it in heard} == {ApprovalChanged}
    assert {(it.number, it.template) for it in heard if isinstance(it, ApprovalChanged)} == {(number, CODE)}
    assert len({it.delivery for it in heard}) == len(heard)
