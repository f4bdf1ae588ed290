from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.ingress import FrontDoor
from bot.platforms.feishu.webhook import MAX_BODY_BYTES
from bot.sandbox.feishu.forgery import FORGERIES, Forgery
from tests.bot.doors import GONE, Caller, House, part, run, signed

# --- what is taken -------------------------------------------------------------------------


def test_a_message_is_kept_before_the_platform_hears_200(house: House) -> None:
    before = len(house.stored())

    assert house.says("/help") == (200, b"{}")
    assert len(house.stored()) == before + 1


def test_a_delivery_that_comes_again_is_answered_the_same_and_has_no_second_effect(house: House) -> None:
    headers, body = signed(house)
    kept = house.stored()

    assert [house.caller.post(headers, body) for _ in range(3)] == [(200, b"{}")] * 3
    assert len(house.stored()) == len(kept)
    house.machine.worker.stop()
    assert house.machine.ears.heard.count("/help") == 1


@pytest.mark.parametrize("pieces", [1, 2, 7])
def test_a_body_may_come_in_pieces(house: House, pieces: int) -> None:
    headers, body = signed(house)
    size = -(-len(body) // pieces)
    chunks = [body[start : start + size] for start in range(0, len(body), size)]

    status = house.caller.call(*(part(chunk, more=chunk is not chunks[-1]) for chunk in chunks), headers=headers)

    assert (status, house.caller.body) == (200, b"{}")


def test_header_names_may_be_written_in_any_case(house: House) -> None:
    headers, body = signed(house)

    assert house.caller.post({name.upper(): value for name, value in headers.items()}, body)[0] == 200


def test_the_console_is_told_that_the_address_is_ours(house: House) -> None:
    assert house.tenant.verify_url()


def test_an_event_nobody_knows_is_kept_and_answered(house: House) -> None:
    house.tenant.push_event("something.new_v9", {"x": 1})
    house.tenant.deliver_due()

    assert house.answers[-1] == (200, b"{}")


# --- what is not ---------------------------------------------------------------------------


@pytest.mark.parametrize("how", FORGERIES)
def test_a_forged_push_is_refused_without_a_word_and_without_a_trace(house: House, how: Forgery) -> None:
    before = house.stored()

    status, body = house.tenant.push_forged(how)

    assert status in (400, 401)
    assert body == b""
    assert house.stored() == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_only_post_is_answered(house: House, method: str) -> None:
    headers, body = signed(house)

    assert house.caller.call(part(body), headers=headers, method=method) == 405
    assert house.caller.body == b""


def test_a_body_that_says_it_is_too_large_is_not_even_read(house: House) -> None:
    headers = {"content-length": str(MAX_BODY_BYTES + 1)}

    assert house.caller.call(part(b"x"), headers=headers) == 400
    assert house.caller.chunks, "it was read"
    assert house.caller.headers["connection"] == "close"


def test_a_body_that_grows_too_large_is_read_no_further(house: House) -> None:
    piece = part(b"x" * 400_000, more=True)

    assert house.caller.call(piece, piece, piece, piece, headers={}) == 400
    assert len(house.caller.chunks) == 1
    assert house.caller.headers["connection"] == "close"


def test_a_body_that_breaks_off_has_no_effect(house: House) -> None:
    headers, body = signed(house)
    before = house.stored()

    assert house.caller.call(part(body[:10], more=True), GONE, headers=headers) == 400
    assert house.stored() == before


def test_other_protocols_are_left_alone(house: House) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        return GONE

    async def send(message: Any) -> None:
        sent.append(message)

    run(house.door({"type": "websocket"}, receive, send))

    assert sent == []


def test_what_cannot_be_kept_is_answered_with_an_error_and_taken_when_it_comes_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    headers, body = signed(house)
    with monkeypatch.context() as broken:
        broken.setattr("storage.inbox.insert_arrivals", full)
        before = house.stored()
        house.tenant.say("ou_lin", "oc_sales", "/neworder", mention_bot=True)
        house.tenant.deliver_due()
        assert house.answers[-1] == (500, b"")
        assert house.stored() == before

    headers, body = house.knocks[-1]
    assert house.caller.post(headers, body) == (200, b"{}")
    assert len(house.stored()) == len(before) + 1


# --- who is behind which door --------------------------------------------------------------


def test_only_the_exact_path_leads_to_a_door() -> None:
    reached: list[str] = []

    def app(name: str) -> Any:
        async def serve(scope: Any, receive: Any, send: Any) -> None:
            reached.append(name)
            await send({"type": "http.response.start", "status": 200, "headers": []})

        return serve

    caller = Caller(FrontDoor({"/feishu/webhook": app("feishu")}, app("pages")))
    for path in ("/feishu/webhook", "/feishu/webhook/", "/feishu/webhook2", "/"):
        caller.call(headers={}, path=path)

    assert reached == ["feishu", "pages", "pages", "pages"]
