"""Our calls over HTTP: what a server really receives, and what nobody else ever hears of."""

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.platforms.port import PlatformBusy
from bot.platforms.wecom.wire import HttpWire, OutcomeUnknown, WireAnswer, WireRequest, is_loopback

SECRETS = {"corpsecret": "S3CR3T-of-the-app", "access_token": "T0K3N", "key": "K3Y-of-a-robot"}


@dataclass
class Server:
    """An HTTP server on loopback that remembers what came and answers what it is told."""

    address: str = ""
    answer: WireAnswer = field(default_factory=lambda: WireAnswer(200, {}, b'{"errcode":0}'))
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
            with suppress(ConnectionError):  # whoever asked may have stopped waiting
                self.reply()

        def reply(self) -> None:
            self.send_response(state.answer.status)
            for name, value in state.answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(state.answer.body)))
            self.end_headers()
            self.wfile.write(state.answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    for method in ("GET", "POST"):
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
def wire(server: Server) -> Iterator[HttpWire]:
    made = HttpWire(server.address + "/sandbox/wecom/", 5.0)
    yield made
    made.close()


def test_a_call_arrives_as_it_was_meant(server: Server, wire: HttpWire) -> None:
    request = WireRequest("POST", "/cgi-bin/message/send", {"access_token": "a+/="}, '{"交":1}'.encode())

    found = wire.call(request)

    method, path, headers, body = server.received[0]
    assert (method, body.decode()) == ("POST", '{"交":1}')
    assert path == "/sandbox/wecom/cgi-bin/message/send?access_token=a%2B%2F%3D"
    assert headers["content-type"] == "application/json"
    assert (found.status, found.body) == (200, b'{"errcode":0}')


def test_a_get_has_no_body_and_may_ask_for_a_piece(server: Server, wire: HttpWire) -> None:
    wire.call(WireRequest("GET", "/cgi-bin/media/get", {"media_id": "3Xm"}, headers={"range": "bytes=0-9"}))

    _, _, headers, _ = server.received[0]
    assert headers["range"] == "bytes=0-9"
    assert "content-type" not in headers


def test_connections_are_kept(server: Server, wire: HttpWire) -> None:
    for _ in range(3):
        wire.call(WireRequest("GET", "/cgi-bin/get"))

    assert len(server.connections) == 1


def test_a_chinese_file_name_arrives_in_the_answer(server: Server, wire: HttpWire) -> None:
    raw = 'attachment; filename="图纸.pdf"'.encode().decode("latin-1")
    server.answer = WireAnswer(200, {"Content-Disposition": raw}, b"%PDF")

    assert wire.call(WireRequest("GET", "/x")).headers["content-disposition"] == 'attachment; filename="图纸.pdf"'


def test_a_redirect_is_not_followed(server: Server, wire: HttpWire) -> None:
    server.answer = WireAnswer(301, {"Location": server.address + "/elsewhere"}, b"")

    assert wire.call(WireRequest("GET", "/x")).status == 301
    assert len(server.received) == 1


def test_proxies_of_the_environment_do_not_lead_to_this_machine(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    wire = HttpWire(server.address)

    assert wire.call(WireRequest("GET", "/x")).status == 200
    wire.close()


def test_proxies_of_the_environment_lead_elsewhere(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, server.address)
    wire = HttpWire("http://wecom.invalid")

    wire.call(WireRequest("GET", "/x"))

    assert server.received[0][1] == "http://wecom.invalid/x"
    wire.close()


class TestTrouble:
    def test_nobody_there_is_busy(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            wire = HttpWire(f"http://127.0.0.1:{unused.getsockname()[1]}")
            with pytest.raises(PlatformBusy, match="no connection: ConnectError") as caught:
                wire.call(WireRequest("GET", "/x", SECRETS))

        assert not isinstance(caught.value, OutcomeUnknown)
        assert_tells_nothing(str(caught.value))
        wire.close()

    def test_no_answer_in_time_leaves_the_outcome_open(self, server: Server) -> None:
        may_go_on = threading.Event()
        server.before = lambda: may_go_on.wait(10)
        wire = HttpWire(server.address, 0.05)

        with pytest.raises(OutcomeUnknown, match="no answer: ReadTimeout") as caught:
            wire.call(WireRequest("GET", "/x", SECRETS))

        may_go_on.set()
        assert_tells_nothing(str(caught.value))
        wire.close()

    @pytest.mark.parametrize(
        "address", ["", "ftp://example.com", "qyapi.weixin.qq.com", "wss://openws.work.weixin.qq.com"]
    )
    def test_an_address_that_is_none(self, address: str) -> None:
        with pytest.raises(ValueError, match="not an http"):
            HttpWire(address)

    @pytest.mark.parametrize("content", [None, "no certificate"])
    def test_certificates_that_are_none(self, tmp_path: Path, content: str | None) -> None:
        bundle = tmp_path / "ca.pem"
        if content is not None:
            bundle.write_text(content)

        with pytest.raises(ValueError, match="no certificates can be read from"):
            HttpWire("https://wecom.example.com", ca_bundle=str(bundle))


def assert_tells_nothing(text: str) -> None:
    assert [secret for secret in SECRETS.values() if secret in text] == []


def test_no_secret_is_ever_logged(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wire = HttpWire(server.address)

    wire.call(WireRequest("GET", "/cgi-bin/gettoken", SECRETS))
    server.answer = WireAnswer(500, {}, b"")
    wire.call(WireRequest("POST", "/cgi-bin/webhook/send", SECRETS, b"{}"))

    assert len(server.received) == 2
    assert_tells_nothing(caplog.text)
    wire.close()


def test_a_request_does_not_show_its_query() -> None:
    assert_tells_nothing(repr(WireRequest("GET", "/cgi-bin/gettoken", SECRETS)))


@pytest.mark.parametrize(
    ("address", "is_here"),
    [
        ("http://127.0.0.1:8000/x", True),
        ("http://[::1]:8000", True),
        ("http://localhost", True),
        ("https://qyapi.weixin.qq.com", False),
        ("http://127.0.0.1.example.com", False),
    ],
)
def test_this_machine_is_told_by_its_name(address: str, is_here: bool) -> None:
    assert is_loopback(address) is is_here
