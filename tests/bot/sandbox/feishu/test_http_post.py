"""Pushing over real HTTP."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.sandbox.feishu import FeishuTenant, HttpPost, NoAnswer, NoConnection
from tests.bot.sandbox.feishu.tenants import GROUP, SALES, opened


class Webhook(BaseHTTPRequestHandler):
    """Answers by path: /ok, /moved, /slow."""

    got: list[tuple[str, bytes]]
    patience: threading.Event

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.headers["X-Lark-Signature"] or "", body))
        if self.path == "/slow":
            self.patience.wait(5)
            return
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", "/ok")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    Webhook.got, Webhook.patience = [], threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Webhook.patience.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_event_arrives_with_its_signature(tenant: FeishuTenant, address: str) -> None:
    post = HttpPost(f"{address}/ok")
    tenant.deliver_to(post)
    tenant.say(SALES, GROUP, "/help", mention_bot=True)
    tenant.deliver_due()
    post.close()

    signature, body = Webhook.got[0]
    assert len(signature) == 64
    assert opened(body)["event"]["message"]["chat_id"] == GROUP
    assert tenant.next_due() is None


def test_a_redirect_is_not_followed(address: str) -> None:
    post = HttpPost(f"{address}/moved")

    assert post({}, b"{}")[0] == 302
    assert len(Webhook.got) == 1
    post.close()


def test_a_slow_bot_gave_no_answer(address: str) -> None:
    post = HttpPost(f"{address}/slow", seconds=0.1)

    with pytest.raises(NoAnswer):
        post({}, b"{}")
    post.close()


def test_where_nobody_listens_there_is_no_connection(address: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    post = HttpPost(f"http://127.0.0.1:{port}/ok", seconds=1)

    with pytest.raises(NoConnection):
        post({}, b"{}")
    post.close()
