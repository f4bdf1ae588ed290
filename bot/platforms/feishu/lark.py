"""The only door to lark-oapi: its synchronous transport, and the frames of its long connection.

lark-oapi's top package imports its whole API, which takes 3 s and 160 MB. `_lean_import` keeps the
few modules we use from pulling in the rest; should the package be laid out differently one day, it
falls back to the plain import. A test pins what is loaded.
"""

import importlib
import logging
import sys
from functools import cache
from importlib.util import find_spec
from threading import Lock, local
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakSet

from bot.platforms.feishu.wire import WireAnswer, WireRequest
from bot.platforms.port import PlatformBusy

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_IMPORT_LOCK = Lock()


class LarkWire:
    """Carries calls over HTTP with lark-oapi. Safe to use from several threads.

    `base_url` may end in a path (the sandbox's does). `timeout` is the longest wait in seconds to
    connect, and again for each piece of the answer. `headers` are sent with every call.
    """

    def __init__(self, base_url: str, timeout: float = 10.0, headers: dict[str, str] | None = None) -> None:
        if urlsplit(base_url).scheme not in ("http", "https"):
            raise ValueError(f"not an http(s) address: {base_url}")
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout
        self._headers = headers or {}

    def call(self, request: WireRequest) -> WireAnswer:
        """Send one request and wait. `PlatformBusy` when no answer came, for whatever reason."""
        sdk = _sdk()
        option = sdk.model.RequestOption()
        option.headers = dict(self._headers)
        option.tenant_access_token = request.token
        try:
            answer = sdk.transport.Transport.execute(self._config(sdk), _as_lark(sdk, request), option)
        except sdk.requests.RequestException as error:
            # Only the kind: the text of some of these errors repeats parts of the request.
            raise PlatformBusy(f"no answer: {type(error).__name__}") from None
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return WireAnswer(answer.status_code, headers, answer.content)

    def _config(self, sdk: "_Sdk") -> Any:
        config = sdk.model.Config()
        # Set here and not through the client builder, which accepts no path and no plain http elsewhere.
        config.domain, config.timeout = self._base_url, self._timeout
        return config

    def close(self) -> None:
        """Let go of the kept connections of all threads."""
        if _sdk.cache_info().currsize:
            _sdk().transport.requests.close()


def is_loopback(url: str) -> bool:
    """Whether an address is this machine's own: no proxy leads there."""
    return urlsplit(url).hostname in _LOOPBACK


@cache
def frame_type() -> Any:
    """The protobuf class of one frame of the long connection, as vendored by lark-oapi."""
    return _lean_import("lark_oapi.ws.pb.pbbp2_pb2", bare=("lark_oapi", "lark_oapi.ws")).Frame


@cache
def frame_trouble() -> type[Exception]:
    """What reading a broken frame raises."""
    frame_type()
    message: Any = _lean_import("lark_oapi.ws.pb.google.protobuf.message", bare=("lark_oapi", "lark_oapi.ws"))
    trouble: type[Exception] = message.DecodeError
    return trouble


class _Sdk:
    """The modules of lark-oapi that we use, typed loosely: the package has no types."""

    def __init__(self) -> None:
        self.transport: Any = _lean_import("lark_oapi.core.http.transport")
        self.model: Any = importlib.import_module("lark_oapi.core.model")
        self.enum: Any = importlib.import_module("lark_oapi.core.enum")
        self.requests: Any = importlib.import_module("requests")
        self.parcel = _parcel_type(self.transport.MultipartEncoder)
        # lark-oapi opens a connection, and for https a TLS context, per call: keep them instead.
        self.transport.requests = _KeptSessions(self.requests)


@cache
def _sdk() -> _Sdk:
    return _Sdk()


def _parcel_type(encoder: type) -> Any:
    """A body that lark-oapi passes on as it is: it re-encodes anything but its own multipart type as JSON."""
    return type("Parcel", (encoder,), {"__init__": lambda self, content: setattr(self, "content", content)})


def _as_lark(sdk: _Sdk, request: WireRequest) -> Any:
    # Built anew for every call: lark-oapi writes into it.
    call = sdk.model.BaseRequest()
    call.http_method = sdk.enum.HttpMethod[request.method]
    call.uri = request.path
    call.queries = list(request.query.items())
    if request.token is not None:
        call.token_types = {sdk.enum.AccessTokenType.TENANT}
    if request.body:
        call.headers["Content-Type"] = request.content_type
        call.body = sdk.parcel(request.body)
    return call


class _KeptSessions:
    """Stands in for the `requests` module inside lark-oapi: one session per thread, no proxy to loopback."""

    def __init__(self, requests: Any) -> None:
        self._requests = requests
        self._mine = local()
        self._all: WeakSet[Any] = WeakSet()

    def request(self, method: str, url: str, *, data: Any = None, **rest: Any) -> Any:
        session = self._session(is_loopback(url))
        return session.request(method, url, data=getattr(data, "content", data), **rest)

    def close(self) -> None:
        for session in list(self._all):
            session.close()  # opens again by itself when used

    def _session(self, is_loopback: bool) -> Any:
        name = "direct" if is_loopback else "outward"
        session = getattr(self._mine, name, None)
        if session is None:
            session = self._requests.Session()
            session.trust_env = not is_loopback  # proxies are configured in the environment
            setattr(self._mine, name, session)
            self._all.add(session)
        return session


def _lean_import(name: str, bare: tuple[str, ...] = ("lark_oapi",)) -> Any:
    """Import one module of lark-oapi without running the `__init__` of the packages in `bare`."""
    with _IMPORT_LOCK:
        stand_ins = {package: _bare_package(package) for package in bare if package not in sys.modules}
        sys.modules.update(stand_ins)
        try:
            module = importlib.import_module(name)
        except (ImportError, AttributeError):
            _forget_lark()
            module = importlib.import_module(name)
        finally:
            # Gone again, so that a later plain import finds the real package and not an empty one.
            for package, stand_in in stand_ins.items():
                if sys.modules.get(package) is stand_in:
                    del sys.modules[package]
    _quieten()
    return module


def _bare_package(name: str) -> ModuleType:
    """An empty module that only knows where the package's files are."""
    parent, _, child = name.rpartition(".")
    package = ModuleType(name)
    if parent:
        package.__path__ = [f"{path}/{child}" for path in _places(parent)]
    else:
        package.__path__ = _places(name)
    return package


def _places(name: str) -> list[str]:
    spec = find_spec(name)
    if spec is None or spec.submodule_search_locations is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return list(spec.submodule_search_locations)


def _forget_lark() -> None:
    for name in [name for name in sys.modules if name == "lark_oapi" or name.startswith("lark_oapi.")]:
        del sys.modules[name]


def _quieten() -> None:
    """lark-oapi logs to stdout by a handler of its own, beside ours; below WARNING it tells secrets."""
    logger = logging.getLogger("Lark")
    logger.handlers.clear()
    logger.setLevel(logging.WARNING)
