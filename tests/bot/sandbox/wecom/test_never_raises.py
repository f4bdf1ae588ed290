"""Whatever arrives at the REST side, there is an answer."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.wecom.rest.routes import ROUTES
from bot.sandbox.wecom.rules.card import CARD_TYPES
from bot.sandbox.wecom.rules.spot import Spot
from bot.sandbox.wecom.wire import WireAnswer, WireRequest
from tests.bot.sandbox.wecom.corps import (
    KEY,
    LIN,
    SETTINGS,
    WANG,
    Clock,
    FakeBot,
    Rest,
    a_button_card,
    a_choice,
    a_corp,
    a_notice,
    a_vote,
)

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(WANG)
PARTS = sorted({key for it in CARD_TYPES.values() for key in it.fields})
WORDS = ["title", "desc", "type", "url", "key", "text", "id", "question_key", "option_list", "action_list", "mode"]
KEYS = st.sampled_from([*PARTS, *WORDS]) | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS | st.sampled_from([*CARD_TYPES, 0, 1, 2, 3]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
BODY_KEYS = [
    *["touser", "toparty", "totag", "msgtype", "agentid", "safe", "text", "markdown", "template_card", "userids"],
    *["partyids", "atall", "response_code", "button", "msgid", "chatid", "userlist", "add_user_list", "owner"],
    *["open_userid_list", "sp_no", "process", "apply_data", "summary_list", "starttime", "endtime", "filters"],
    *["news", "image", "file", "mobile", "new_cursor", "creator_userid", "template_id", "del_user_list"],
]
BODIES = st.dictionaries(st.sampled_from(BODY_KEYS), VALUES, max_size=8)
QUERIES = st.dictionaries(
    st.sampled_from(["type", "media_id", "userid", "department_id", "id", "code", "key", "chatid", "agentid"]),
    st.sampled_from([LIN, "file", "image", KEY, "-1", "99999999999999999999", "²", "", "wrkG"]) | st.text(max_size=8),
    max_size=4,
)


def fresh() -> Rest:
    rest = Rest(a_corp(Clock(), FakeBot()))
    rest.corp.failures.has_rate_limits = False
    rest.token = rest.fetch_token()
    rest.corp.add_group("wrkG", "车间", [LIN, WANG], webhook_key=KEY)
    rest.post("appchat/create", {"userlist": [LIN, WANG], "chatid": "own"})
    return rest


REST = fresh()


def is_an_answer(answer: WireAnswer) -> bool:
    if answer.status == 404:
        return answer.body == b""
    is_json = answer.headers["content-type"].startswith("application/json")
    return 200 <= answer.status < 600 and (not is_json or isinstance(json.loads(answer.body)["errcode"], int))


@given(st.text(), st.text(), st.dictionaries(st.text(), st.text()), st.binary(), st.text())
def test_any_request_is_answered(method: str, path: str, query: dict[str, str], body: bytes, content_type: str) -> None:
    assert is_an_answer(REST.corp.call(WireRequest(method, path, query, body, content_type, query)))


@given(st.sampled_from(ROUTES), QUERIES, BODIES.map(json.dumps).map(str.encode) | st.binary(max_size=40), st.text())
def test_any_call_of_a_known_path_is_answered(
    route: Any, query: dict[str, str], body: bytes, content_type: str
) -> None:
    whole = {"access_token": REST.token or "", "key": KEY, **query}

    for kind in ("application/json", "multipart/form-data; boundary=x", content_type):
        answer = REST.corp.call(WireRequest(route.method, f"/cgi-bin/{route.path}", whole, body, kind))
        assert is_an_answer(answer)


@given(st.sampled_from(list(CARD_TYPES)), st.dictionaries(st.sampled_from(PARTS), VALUES, max_size=8))
def test_any_card_is_judged(card_type: str, parts: dict[str, Any]) -> None:
    for base in (a_notice(), a_button_card(), a_vote(), a_choice(), {}):
        answer = REST.send_card({**base, "card_type": card_type, **parts}, to="nobody|" + WANG)
        assert answer["errcode"] in (0, 40058, 44004, 45002, 40007, 47001), answer


@given(BODIES, st.sampled_from([a_notice(), a_choice(None)]) | VALUES)
def test_any_update_is_judged(body: dict[str, Any], card: Any) -> None:
    code = REST.send_card(a_button_card(f"t{REST.corp._world.next_seq()}"))["response_code"]

    answer = REST.post("message/update_template_card", {
        "userids": [WANG], "agentid": SETTINGS.agent_id, "template_card": card, **body, "response_code": code,
    })  # fmt: skip

    assert isinstance(answer["errcode"], int)


@given(st.binary(max_size=300))
def test_any_upload_is_answered(content: bytes) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="media"; filename="a"\r\n\r\n' + content

    answer = REST.raw(
        "POST", "media/upload", body, query={"type": "file"}, content_type="multipart/form-data; boundary=x"
    )

    assert is_an_answer(answer)


def test_a_spot_knows_where_it_is() -> None:
    assert Spot("app").at("button_list").at(2).at("key").path == "button_list[2].key"
