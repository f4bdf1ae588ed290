"""The corp over real HTTP: REST, the page of the web sign-in, and callbacks to a bot behind an address."""

import socket
from collections.abc import Iterator
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Request, Response

from bot.sandbox.wecom import HttpPost, NoAnswer, NoConnection, WecomTenant
from bot.sandbox.wecom.http import COOKIE, router_for
from tests.bot.sandbox.wecom.corps import LIN, SETTINGS, WANG, FakeBot
from tests.bot.sandbox.wecom.servers import served
from tests.bot.sandbox.wecom.test_directory import link

ROOT = "/sandbox/wecom"


@pytest.fixture
def client(corp: WecomTenant) -> Iterator[httpx.Client]:
    app = FastAPI()
    app.include_router(router_for(corp))
    with served(app) as origin, httpx.Client(base_url=origin, trust_env=False) as made:
        yield made


def token(client: httpx.Client) -> str:
    query = {"corpid": SETTINGS.corp_id, "corpsecret": SETTINGS.secret}
    return str(client.get(f"{ROOT}/cgi-bin/gettoken", params=query).json()["access_token"])


def test_a_message_is_sent_over_http(client: httpx.Client, corp: WecomTenant) -> None:
    body = {"touser": WANG, "msgtype": "text", "agentid": SETTINGS.agent_id, "text": {"content": "早"}}

    answer = client.post(f"{ROOT}/cgi-bin/message/send", params={"access_token": token(client)}, json=body)

    assert answer.json()["errcode"] == 0
    assert corp.shown_text(corp.messages("app_private:wang.sheng")[0].message_id) == "早"


def test_a_token_in_a_header_is_not_seen(client: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {token(client)}"}

    assert client.post(f"{ROOT}/cgi-bin/message/send", json={}, headers=headers).json()["errcode"] == 41001


def test_a_file_with_a_chinese_name_goes_out_and_comes_back(client: httpx.Client) -> None:
    query = {"access_token": token(client)}
    files = {"media": ("HX-200 B版.pdf", b"%PDF-1.7", "application/pdf")}

    sent = client.post(f"{ROOT}/cgi-bin/media/upload", params={**query, "type": "file"}, files=files).json()
    got = client.get(f"{ROOT}/cgi-bin/media/get", params={**query, "media_id": sent["media_id"]})

    assert got.content == b"%PDF-1.7"
    raw = {name.lower(): value for name, value in got.headers.raw}[b"content-disposition"]
    assert raw.decode() == 'attachment; filename="HX-200 B版.pdf"'


@pytest.mark.parametrize("path", ["/cgi-bin/nothing", "/cgi-bin/message%2Fsend"])
def test_an_unknown_path_is_an_empty_404(client: httpx.Client, path: str) -> None:
    answer = client.get(f"{ROOT}{path}")

    assert (answer.status_code, answer.content) == (404, b"")


def test_the_sign_in_sends_the_person_of_the_cookie_on_at_once(client: httpx.Client) -> None:
    query = link().partition("?")[2].partition("#")[0]
    client.cookies.set(COOKIE, LIN)

    answer = client.get(f"{ROOT}/connect/oauth2/authorize?{query}")

    assert answer.status_code == 302
    code = answer.headers["location"].partition("code=")[2].partition("&")[0]
    asked = {"access_token": token(client), "code": code}
    assert client.get(f"{ROOT}/cgi-bin/auth/getuserinfo", params=asked).json()["userid"] == LIN


def test_a_domain_that_is_not_trusted_is_told(client: httpx.Client) -> None:
    query = link(redirect_uri="https://evil.example").partition("?")[2].partition("#")[0]

    answer = client.get(f"{ROOT}/connect/oauth2/authorize?{query}")

    assert "50001" in answer.text


async def _body(request: Request) -> bytes:
    return await request.body()


@pytest.fixture
def address(bot: FakeBot) -> Iterator[str]:
    """A bot behind a real server, whose form decoder takes a bare `+` for a space."""
    app = FastAPI()

    @app.api_route("/wecom/callback", methods=["GET", "POST"])
    def callback(request: Request, body: Annotated[bytes, Depends(_body)]) -> Response:
        status, answer = bot(request.method, dict(request.query_params), body)
        return Response(answer, status, media_type="text/plain")

    with served(app) as origin:
        yield f"{origin}/wecom/callback"


def test_callbacks_reach_an_address(corp: WecomTenant, bot: FakeBot, address: str) -> None:
    post = HttpPost(address)
    corp.deliver_to(post)
    corp.say(LIN, "下单")

    assert corp.check_url()
    assert corp.deliver_due() == 1
    post.close()

    assert bot.event["Content"] == "下单"
    assert [" " in it["echostr"] for it in bot.queries[:2]] == [False, True]


def test_where_nobody_listens_there_is_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        silent = HttpPost(f"http://127.0.0.1:{port}/", seconds=0.2)
        with pytest.raises(NoAnswer):
            silent("POST", {}, b"x")
        silent.close()
    gone = HttpPost(f"http://127.0.0.1:{port}/", seconds=0.2)
    with pytest.raises(NoConnection):
        gone("POST", {}, b"x")
    gone.close()
