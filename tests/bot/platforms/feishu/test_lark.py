"""lark-oapi carries our calls: what a server really receives, and how lean it is loaded."""

import importlib
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType

import pytest

from bot.platforms.feishu import lark
from bot.platforms.feishu.lark import LarkWire
from bot.platforms.feishu.wire import WireAnswer, WireRequest
from bot.platforms.port import PlatformBusy


@dataclass
class Server:
    """An HTTP server on loopback that remembers what came and answers what it is told."""

    address: str = ""
    answer: WireAnswer = field(default_factory=lambda: WireAnswer(200, {}, b'{"code":0}'))
    before: Callable[[], object] = lambda: None
    received: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.received.append((self.command, self.path, headers, body))
            state.connections.add(self.client_address)
            state.before()
            self.send_response(state.answer.status)
            for name, value in state.answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(state.answer.body)))
            self.end_headers()
            self.wfile.write(state.answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    for method in ("GET", "POST", "PATCH", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.handle_any)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        state.address = f"http://127.0.0.1:{http.server_port}"
        yield state
        http.shutdown()
        thread.join()


@pytest.fixture
def wire(server: Server) -> Iterator[LarkWire]:
    wire = LarkWire(f"{server.address}/sandbox/feishu/", timeout=5)
    yield wire
    wire.close()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_call_arrives_as_it_was_made(server: Server, wire: LarkWire, method: str) -> None:
    body = b"" if method in ("GET", "DELETE") else '{"content":"{\\"a\\": \\"订单\\"}"}'.encode()

    answer = wire.call(WireRequest(method, "/open-apis/im/v1/x%2Fy", {"a": "1 & 2", "b": "订"}, body, token="t-1"))

    ((came, path, headers, received),) = server.received
    assert answer.status == 200
    assert answer.body == b'{"code":0}'
    assert (came, path) == (method, "/sandbox/feishu/open-apis/im/v1/x%2Fy?a=1+%26+2&b=%E8%AE%A2")
    assert headers["authorization"] == "Bearer t-1"
    assert headers["user-agent"].startswith("oapi-sdk-python/")
    assert received == body
    assert headers.get("content-type") == ("application/json; charset=utf-8" if body else None)


def test_without_a_token_there_is_no_authorization(server: Server, wire: LarkWire) -> None:
    wire.call(WireRequest("POST", "/open-apis/auth/v3/tenant_access_token/internal", body=b"{}"))

    assert "authorization" not in server.received[0][2]


def test_bytes_that_are_no_json_pass_untouched(server: Server, wire: LarkWire) -> None:
    form = bytes(range(256)) * 300

    wire.call(WireRequest("POST", "/open-apis/im/v1/files", body=form, content_type="multipart/form-data; boundary=b"))

    assert server.received[0][3] == form
    assert server.received[0][2]["content-type"] == "multipart/form-data; boundary=b"


def test_header_names_come_back_in_lower_case(server: Server, wire: LarkWire) -> None:
    server.answer = WireAnswer(429, {"X-Ogw-Ratelimit-Reset": "52", "X-Tt-Logid": "l1"}, b"<html>")

    answer = wire.call(WireRequest("GET", "/open-apis/x"))

    assert (answer.status, answer.body) == (429, b"<html>")
    assert answer.headers["x-ogw-ratelimit-reset"] == "52"
    assert answer.headers["x-tt-logid"] == "l1"


def test_headers_of_the_wire_go_with_every_call(server: Server) -> None:
    LarkWire(server.address, headers={"locale": "zh"}).call(WireRequest("GET", "/x"))

    assert server.received[0][2]["locale"] == "zh"


def test_one_connection_serves_many_calls(server: Server, wire: LarkWire) -> None:
    for _ in range(5):
        wire.call(WireRequest("POST", "/open-apis/x", body=b"{}"))

    assert len(server.connections) == 1


def test_no_proxy_leads_to_this_machine(server: Server, wire: LarkWire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert wire.call(WireRequest("GET", "/open-apis/x")).status == 200


def test_a_server_that_does_not_answer_is_busy(server: Server) -> None:
    hold = threading.Event()
    server.before = lambda: hold.wait(5)

    with pytest.raises(PlatformBusy, match="ReadTimeout"):
        LarkWire(server.address, timeout=0.1).call(WireRequest("GET", "/open-apis/x", token="t-secret"))

    hold.set()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://host.invalid"])
def test_a_server_that_is_not_there_is_busy(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(PlatformBusy, match="no answer: ConnectionError"):
        LarkWire(address, timeout=2).call(WireRequest("POST", "/open-apis/x", body=b'{"app_secret":"s3cr3t"}'))


@pytest.mark.parametrize("address", ["", "open.feishu.cn", "ftp://open.feishu.cn"])
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(ValueError, match="not an http"):
        LarkWire(address)


def test_no_secret_is_logged(server: Server, wire: LarkWire, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        wire.call(WireRequest("POST", "/open-apis/x", body=b'{"app_secret":"s3cr3t"}', token="t-secret"))

    assert "s3cr3t" not in caplog.text
    assert "t-secret" not in caplog.text
    assert not logging.getLogger("Lark").handlers


def in_a_fresh_interpreter(script: str) -> dict[str, int]:
    """What a script says in JSON on its last line."""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    said: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_our_package_alone_loads_nothing_of_lark() -> None:
    loaded = in_a_fresh_interpreter("""
import json, sys
import bot.platforms.feishu.client, bot.platforms.feishu.doctor, bot.platforms.feishu.events
import bot.platforms.feishu.lark, bot.platforms.feishu.long_connection, bot.platforms.feishu.webhook
print(json.dumps({name: len([m for m in sys.modules if m.split(".")[0] == name])
                  for name in ("lark_oapi", "requests", "httpx", "Crypto", "sqlmodel", "fastapi")}))
""")

    assert set(loaded.values()) == {0}


def test_a_call_loads_the_core_of_lark_and_not_its_api() -> None:
    loaded = in_a_fresh_interpreter("""
import json, resource, sys
from bot.platforms.feishu.lark import LarkWire, frame_type
from bot.platforms.feishu.wire import WireRequest
from bot.platforms.port import PlatformBusy
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    LarkWire("http://127.0.0.1:9").call(WireRequest("GET", "/open-apis/x"))
except PlatformBusy:
    pass
frame_type()
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
unit = 1024 if sys.platform == "linux" else 1024 * 1024
print(json.dumps({
    "lark": len([m for m in sys.modules if m.startswith("lark_oapi")]),
    "api": len([m for m in sys.modules if m.startswith(("lark_oapi.api", "lark_oapi.event", "lark_oapi.card"))]),
    "stand_ins": len([m for m in ("lark_oapi", "lark_oapi.ws") if m in sys.modules]),
    "megabytes": (after - before) // unit,
}))
""")

    assert loaded["api"] == 0
    assert loaded["stand_ins"] == 0
    assert loaded["lark"] < 100  # of more than 10,000
    assert loaded["megabytes"] < 45


def test_the_plain_import_still_works_afterwards() -> None:
    found = in_a_fresh_interpreter("""
import importlib
import json
from bot.platforms.feishu.lark import frame_type, _sdk
frame_type(), _sdk()
import lark_oapi
print(json.dumps({"builds": int(lark_oapi.Client.builder().app_id("a").app_secret("b").build() is not None)}))
""")

    assert found["builds"] == 1


def test_another_layout_of_lark_falls_back_to_the_plain_import(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[bool] = []
    plain = ModuleType("somewhere.else")

    def import_module(name: str) -> ModuleType:
        attempts.append("somewhere" in sys.modules)
        if "somewhere" in sys.modules:
            raise ImportError("the package is needed whole")
        return plain

    monkeypatch.setattr(lark, "_forget_lark", lambda: sys.modules.pop("somewhere"))
    monkeypatch.setattr(lark, "_places", lambda name: [])
    monkeypatch.setattr(importlib, "import_module", import_module)

    assert lark._lean_import("somewhere.else", bare=("somewhere",)) is plain
    assert attempts == [True, False]
