"""The stock lark-oapi client against the tenant over real HTTP: proof that it is a faithful stand-in."""

import json
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from typing import Any

import httpx
import pytest

from bot.sandbox.feishu import FeishuTenant
from tests.bot.sandbox.feishu.servers import served
from tests.bot.sandbox.feishu.tenants import GROUP, SALES, SETTINGS, FakeBot, a_button, a_card

NEWER = a_card({"tag": "markdown", "content": "排产完成"})


def sdk(part: str = "") -> Any:
    """Late: the whole of it costs every process that collects these tests seconds and 200 MB."""
    return import_module(f"lark_oapi{part}")


@pytest.fixture
def origin(tenant: FeishuTenant) -> Iterator[str]:
    with served(tenant) as address:
        yield address


@pytest.fixture
def client(origin: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    lark = sdk()
    made = lark.Client.builder().app_id(SETTINGS.app_id).app_secret(SETTINGS.app_secret).timeout(5)
    built = made.log_level(lark.LogLevel.ERROR).build()
    # The builder takes origins only; the sandbox lives under a path.
    built._config.domain = f"{origin}/sandbox/feishu"
    # The cache belongs to the process and knows no address.
    monkeypatch.setattr(sdk(".core.token").TokenManager, "cache", sdk(".core.cache").LocalCache())
    return built


def create(client: Any, card: object, to: str = GROUP) -> Any:
    im = sdk(".api.im.v1")
    body = im.CreateMessageRequestBody.builder().receive_id(to).msg_type("interactive").content(json.dumps(card))
    request = im.CreateMessageRequest.builder().receive_id_type("chat_id").request_body(body.uuid("so-1").build())
    return client.im.v1.message.create(request.build())


def patch(client: Any, message_id: str, card: object) -> Any:
    im = sdk(".api.im.v1")
    body = im.PatchMessageRequestBody.builder().content(json.dumps(card)).build()
    return client.im.v1.message.patch(
        im.PatchMessageRequest.builder().message_id(message_id).request_body(body).build()
    )


def test_the_sdk_fetches_a_token_and_sends_a_card(tenant: FeishuTenant, client: Any) -> None:
    answer = create(client, a_card())

    assert answer.success()
    assert answer.data.chat_id == GROUP
    assert tenant.card(answer.data.message_id) == a_card()
    assert answer.get_log_id()


def test_the_sdk_replaces_a_card(tenant: FeishuTenant, client: Any) -> None:
    message_id = create(client, a_card()).data.message_id

    assert patch(client, message_id, NEWER).success()
    assert tenant.card(message_id) == NEWER


def test_the_sdk_reads_a_refusal(client: Any) -> None:
    answer = create(client, a_card({"tag": "note"}))

    assert not answer.success()
    assert (answer.code, answer.raw.status_code) == (230099, 400)
    assert "ErrCode: 200861" in answer.msg


def test_the_sdk_sees_a_rejected_token(client: Any) -> None:
    sdk(".core.token").TokenManager.cache.set(f"self_tenant_token:{SETTINGS.app_id}", "t-stale", 2**33)

    assert create(client, a_card()).code == 99991663


def test_the_sdk_sees_the_rate_limit_and_its_reset(client: Any) -> None:
    lark = sdk()
    request = lark.BaseRequest.builder().http_method(lark.HttpMethod.GET).uri("/open-apis/bot/v3/info")
    request = request.token_types({lark.AccessTokenType.TENANT})

    answers = [client.request(request.build()) for _ in range(51)]

    assert answers[0].success()
    assert (answers[50].code, answers[50].raw.status_code) == (99991400, 429)
    assert {name.lower(): value for name, value in answers[50].raw.headers.items()}["x-ogw-ratelimit-reset"] == "1"


def test_the_sdk_updates_a_card_with_the_token_of_a_click(tenant: FeishuTenant, client: Any, bot: FakeBot) -> None:
    message_id = create(client, a_card(a_button())).data.message_id
    tenant.tap(SALES, message_id, "确认")
    lark = sdk()
    request = lark.BaseRequest.builder().http_method(lark.HttpMethod.POST).uri("/open-apis/interactive/v1/card/update")
    request = request.token_types({lark.AccessTokenType.TENANT}).body({"token": bot.event["token"], "card": NEWER})

    assert client.request(request.build()).success()
    assert tenant.card(message_id) == NEWER


def test_the_sdk_uploads_and_downloads_files(tenant: FeishuTenant, client: Any) -> None:
    im, content = sdk(".api.im.v1"), BytesIO(b"PK\r\n\0")
    content.name = "BOM.xlsx"
    body = im.CreateFileRequestBody.builder().file_type("xls").file_name("BOM.xlsx").file(content).build()
    uploaded = client.im.v1.file.create(im.CreateFileRequest.builder().request_body(body).build())
    message_id = tenant.send_file(SALES, GROUP, "图纸.pdf", b"%PDF")
    key = json.loads(tenant.message(message_id).content)["file_key"]

    request = im.GetMessageResourceRequest.builder().message_id(message_id).file_key(key).type("file").build()
    downloaded = client.im.v1.message_resource.get(request)

    assert uploaded.success()
    assert uploaded.data.file_key.startswith("file_v3_")
    assert downloaded.file.read() == b"%PDF"


def test_an_id_with_a_slash_is_not_another_path(client: Any) -> None:
    assert patch(client, "om_1/../x", NEWER).code == 230001


def test_a_silent_platform_makes_the_caller_wait(tenant: FeishuTenant, origin: str) -> None:
    tenant.failures.platform_down = "timeout"
    tenant.failures.hang_seconds = 0.5

    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{origin}/sandbox/feishu/open-apis/bot/v3/info", timeout=0.2, trust_env=False)


def test_repeated_query_parameters_arrive_together(tenant: FeishuTenant, origin: str) -> None:
    token = httpx.post(
        f"{origin}/sandbox/feishu/open-apis/auth/v3/tenant_access_token/internal",
        json={"app_id": SETTINGS.app_id, "app_secret": SETTINGS.app_secret},
        trust_env=False,
    ).json()["tenant_access_token"]

    answer = httpx.get(
        f"{origin}/sandbox/feishu/open-apis/contact/v3/users/batch?user_ids={SALES}&user_ids=ou_prod_wang",
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
    )

    assert [it["open_id"] for it in answer.json()["data"]["items"]] == [SALES, "ou_prod_wang"]
