"""Whatever arrives at the REST side, there is an answer."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.feishu.wire import WireAnswer, WireRequest
from bot.sandbox.feishu.rest.routes import ROUTES
from bot.sandbox.feishu.schema.card import CATALOGUE
from tests.bot.sandbox.feishu.tenants import GROUP, SALES, Clock, FakeBot, Rest, a_card, a_tenant

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(SALES)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
WORDS = [
    "tag",
    "content",
    "elements",
    "columns",
    "text",
    "name",
    "behaviors",
    "options",
    "rows",
    "value",
    "type",
    "header",
]
PROPERTIES = st.sampled_from(sorted({key for it in CATALOGUE.values() for key in it.properties} | set(WORDS)))
TAGS = st.sampled_from([*CATALOGUE, "plain_text", "lark_md", "column", "standard_icon", "action"])
ELEMENTS = st.recursive(
    SCALARS | TAGS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(PROPERTIES, inner, max_size=5)
        | st.builds(lambda tag, rest: {**rest, "tag": tag}, TAGS, st.dictionaries(PROPERTIES, inner, max_size=5))
    ),
    max_leaves=25,
)
BODY_KEYS = ["app_id", "app_secret", "receive_id", "msg_type", "content", "uuid", "token", "card", "user_id_list"]
BODIES = st.dictionaries(st.sampled_from([*BODY_KEYS, "id_list", "reaction_type", "mobiles"]), VALUES, max_size=6)
QUERIES = st.dictionaries(
    st.sampled_from(
        [
            "receive_id_type",
            "user_id_type",
            "page_size",
            "page_token",
            "container_id_type",
            "container_id",
            "type",
            "start_time",
        ]
    ),
    st.sampled_from(["open_id", "chat_id", "chat", GROUP, "-1", "99999999999999999999", "²", ""]) | st.text(max_size=8),
    max_size=4,
)


def fresh() -> Rest:
    rest = Rest(a_tenant(Clock(), FakeBot()))
    rest.tenant.failures.has_rate_limits = False
    rest.token = rest.fetch_token()
    return rest


REST = fresh()
CARD = REST.sent(a_card())
SAID = REST.tenant.say(SALES, GROUP, "x")
PARTS = st.sampled_from([CARD, SAID, SALES, GROUP, "x", "%2F", "om_%00"]) | st.text(max_size=8)


def is_an_answer(answer: WireAnswer) -> bool:
    is_json = answer.headers["content-type"].startswith("application/json")
    return 200 <= answer.status < 600 and (not is_json or isinstance(json.loads(answer.body)["code"], int))


@given(st.text(), st.text(), st.dictionaries(st.text(), st.text()), st.binary(), st.text(), st.none() | st.text())
def test_any_request_is_answered(
    method: str, path: str, query: dict[str, str], body: bytes, content_type: str, token: str | None
) -> None:
    assert is_an_answer(REST.tenant.call(WireRequest(method, path, query, body, content_type, token)))


@given(st.data(), st.sampled_from(ROUTES), QUERIES, BODIES.map(json.dumps).map(str.encode) | st.binary(max_size=40))
def test_any_call_of_a_known_route_is_answered(
    data: st.DataObject, route: Any, query: dict[str, str], body: bytes
) -> None:
    path = "/".join(data.draw(PARTS) if part.startswith(":") else part for part in route.template.split("/"))
    content_type = data.draw(
        st.sampled_from(["application/json", "multipart/form-data; boundary=x"]) | st.text(max_size=30)
    )

    answer = REST.tenant.call(WireRequest(route.method, path, query, body, content_type, REST.token))

    assert is_an_answer(answer)


@given(st.lists(ELEMENTS, max_size=4), st.dictionaries(st.sampled_from(["config", "header", "card_link"]), ELEMENTS))
def test_any_card_is_judged(elements: list[object], more: dict[str, Any]) -> None:
    answer = REST.send(json.dumps({**a_card(), **more, "body": {"elements": elements}}))

    assert answer["code"] in (0, 230099, 230001, 230025)


@given(st.binary(max_size=300))
def test_any_upload_is_answered(content: bytes) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n' + content

    answer = REST.raw("POST", "im/v1/images", body, content_type="multipart/form-data; boundary=x")

    assert is_an_answer(answer)
