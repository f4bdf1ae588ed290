"""The platform's gateway: token, address, limits, planned failures, the call itself, the answer, the wire log."""

import re
import sqlite3
from collections.abc import Mapping
from secrets import token_hex

from bot.sandbox.common import jsons
from bot.sandbox.common.limits import Rate
from bot.sandbox.common.wirelog import Exchange
from bot.sandbox.wecom.faults import ApiError, FieldFault
from bot.sandbox.wecom.news import News
from bot.sandbox.wecom.rest.auth import check_token
from bot.sandbox.wecom.rest.call import Call, Download, Result
from bot.sandbox.wecom.rest.routes import Route, find_route
from bot.sandbox.wecom.wire import Asked, WireAnswer
from bot.sandbox.wecom.world import World

_JSON = {"content-type": "application/json; charset=UTF-8"}
_MASK = "••••"
_SECRET_PARAMETERS = ("access_token", "corpsecret", "key", "code", "response_code")
_SECRET_FIELDS = re.compile(rb'("(?:access_token|response_code)"\s*:\s*")[^"]+')
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f"]')
PER_CALL = Rate(10_000, 60.0)
_SEEN_ADDRESS = "203.0.113.9"


class Gate:
    """Answers any request, however odd; never raises."""

    def __init__(self, world: World, news: News) -> None:
        self._world = world
        self._news = news

    def call(self, request: Asked) -> WireAnswer:
        """One REST call."""
        try:
            with self._world.change():
                answer = self._answer(request)
        except sqlite3.Error:
            # Nothing is accepted before it is stored; what was put is stored with the next change.
            answer = _refused(ApiError(-1, "system busy"), _SEEN_ADDRESS)
        self._log(request, answer)
        return answer

    def _answer(self, request: Asked) -> WireAnswer:
        failures = self._world.failures
        if failures.platform_down is not None:
            return _down(failures.platform_down)
        route = find_route(request.path)
        if route is None:
            return WireAnswer(404, {}, b"")
        try:
            answer = _accepted(self._handle(route, request))
        except ApiError as error:
            answer = _refused(error, failures.untrusted_ip or _SEEN_ADDRESS)
        except FieldFault as fault:
            answer = _refused(fault.as_api_error(), _SEEN_ADDRESS)
        return _down("timeout") if failures.uses_up("lost_answers") else answer

    def _handle(self, route: Route, request: Asked) -> Result:
        if request.method.upper() != route.method:
            raise ApiError(43001 if route.method == "GET" else 43002, f"require {route.method} method")
        if route.needs_token:
            check_token(self._world, request.query.get("access_token", ""))
            self._check_app(request.path)
        planned = self._world.failures.refusal_for(request.path)
        if planned is not None:
            raise planned
        content_type = request.content_type
        return route.handler(Call(self._world, self._news, request.query, request.body, content_type, request.headers))

    def _check_app(self, path: str) -> None:
        failures = self._world.failures
        if failures.untrusted_ip:
            raise ApiError(60020, "not allow to access from your ip")
        if failures.is_app_disabled:
            raise ApiError(50003, "app disabled")
        if not failures.has_rate_limits:
            return
        if self._world.limiter.try_take(path, (PER_CALL,), self._world.now_ms / 1000) > 0:
            raise ApiError(45009, "api freq out of limit")

    def _log(self, request: Asked, answer: WireAnswer) -> None:
        exchange = Exchange(
            direction="to_platform",
            channel="rest",
            method=request.method,
            path=request.path,
            query=_masked(request.query),
            kind=f"{request.method} {request.path.removeprefix('/cgi-bin/')}",
            raw=_SECRET_FIELDS.sub(rb"\1" + _MASK.encode(), request.body),
            status=answer.status,
            answer_raw=_SECRET_FIELDS.sub(rb"\1" + _MASK.encode(), answer.body),
        )
        self._world.wire_log.record(exchange, self._world.now_ms)


def _accepted(result: Result) -> WireAnswer:
    return _file(result) if isinstance(result, Download) else WireAnswer(200, _JSON, jsons.compact(result))


def _file(file: Download) -> WireAnswer:
    """Its name goes out as it is; over HTTP that is raw UTF-8 in a header."""
    name = _NOT_IN_NAMES.sub("", file.name).encode(errors="replace").decode()
    headers = {"content-type": "application/octet-stream", "content-disposition": f'attachment; filename="{name}"'}
    if file.size is None:
        return WireAnswer(200, headers, file.content)
    end = file.start + len(file.content) - 1
    return WireAnswer(206, {**headers, "content-range": f"bytes {file.start}-{end}/{file.size}"}, file.content)


def _refused(error: ApiError, address: str) -> WireAnswer:
    """The words carry a hint, the address that was seen and a link; nobody may read anything but the code."""
    hint = f"hint: [{token_hex(8)}], from ip: {address}"
    link = f"more info at https://open.work.weixin.qq.com/devtool/query?e={error.code}"
    # What the caller sent may be quoted in the message and hold anything.
    msg = error.msg.encode(errors="replace").decode()
    body = {"errcode": error.code, "errmsg": f"{msg}, {hint}, {link}", **error.extra}
    return WireAnswer(error.status, _JSON, jsons.compact(body))


def _down(how: str) -> WireAnswer:
    if how == "timeout":
        return WireAnswer(504, {"content-type": "text/html"}, b"")
    return WireAnswer(502, {"content-type": "text/html"}, b"<html><body><h1>502 Bad Gateway</h1></body></html>")


def _masked(query: Mapping[str, str]) -> dict[str, str]:
    return {key: _MASK if key in _SECRET_PARAMETERS else value for key, value in query.items()}
