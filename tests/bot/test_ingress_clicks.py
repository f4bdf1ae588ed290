import threading
from typing import Any

import orjson
import pytest
from sqlalchemy.exc import OperationalError

from bot import ingress
from bot.platforms.feishu.envelope import CARD_ACTION
from tests.bot.doors import House, signed


def tap(house: House, act: str = "ack") -> dict[str, Any]:
    """Somebody presses a button; what the platform was answered."""
    event = {"operator": {"open_id": "ou_lin"}, "action": {"tag": "button", "value": {"act": act}}}
    house.tenant.push_event(CARD_ACTION, event)
    house.tenant.deliver_due()
    status, body = house.answers[-1]
    assert status == 200
    answer: dict[str, Any] = orjson.loads(body)
    return answer


def test_a_click_is_answered_with_what_came_of_it(house: House) -> None:
    answer = tap(house)

    assert answer["toast"] == {"type": "success", "content": "heard ack"}
    assert answer["card"] == {"type": "raw", "data": {"drawn": "om_card"}}


def test_only_an_answer_that_was_given_is_noted_as_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    house.machine.ears.scripts["slow"] = lambda _: _wait(gate)

    with monkeypatch.context() as impatient:
        impatient.setattr(ingress, "CLICK_SECONDS", 0.05)
        slow = tap(house, "slow")
    gate.set()
    quick = tap(house, "quick")

    assert slow == {"toast": {"type": "info", "content": "处理中"}}
    assert quick["toast"]["content"] == "heard quick"
    assert [answer.toast.text for answer in house.machine.ears.given if answer.toast] == ["heard quick"]


def _wait(gate: threading.Event) -> None:
    gate.wait(5)


def test_a_slow_click_is_carried_out_all_the_same(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingress, "CLICK_SECONDS", 0.05)
    gate = threading.Event()
    house.machine.ears.scripts["slow"] = lambda _: _wait(gate)

    tap(house, "slow")
    gate.set()
    house.machine.worker.stop()

    assert house.machine.ears.heard[-1] == "slow"


# --- the long connection -------------------------------------------------------------------


def deliveries(house: House, text: str) -> Any:
    """What the long connection would hand over."""
    headers, body = signed(house, text)
    return house.door._webhook.receive(headers, body, house.machine.clock())


def test_the_long_connection_leads_to_the_same_place(house: House) -> None:
    delivery = deliveries(house, "/help")

    assert house.door.deliver(delivery).result(5) is None  # it came over the webhook already


def test_a_click_over_the_long_connection_is_answered_in_time_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    house.machine.ears.scripts["slow"] = lambda _: _wait(gate)

    with monkeypatch.context() as impatient:
        impatient.setattr(ingress, "CLICK_SECONDS", 0.05)
        slow = house.door.deliver(click(house, "slow")).result(5)
    gate.set()
    quick = house.door.deliver(click(house, "quick")).result(5)

    assert [orjson.loads(it or b"")["toast"]["content"] for it in (slow, quick)] == ["处理中", "heard quick"]
    assert len(house.machine.ears.given) == 1


def click(house: House, act: str) -> Any:
    event = {"operator": {"open_id": "ou_lin"}, "action": {"tag": "button", "value": {"act": act}}}
    with pytest.MonkeyPatch.context() as aside:
        aside.setattr(house.caller, "post", lambda headers, body: (200, b"{}"))
        house.tenant.push_event(CARD_ACTION, event)
        house.tenant.deliver_due()
    headers, body = house.knocks[-1]
    lower = {name.lower(): value for name, value in headers.items()}
    return house.door._webhook.receive(lower, body, house.machine.clock())


def test_what_the_long_connection_cannot_keep_comes_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    delivery = click(house, "ack")
    with monkeypatch.context() as broken:
        broken.setattr("storage.inbox.insert_arrivals", full)
        assert isinstance(house.door.deliver(delivery).exception(5), OperationalError)

    assert house.door.deliver(delivery).result(5) is not None
