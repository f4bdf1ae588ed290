"""The platform's gateway: token, rate limits, planned failures, the call itself, the answer, the wire log."""

import math
import sqlite3
from secrets import token_hex
from urllib.parse import quote

from bot.platforms.feishu.wire import WireAnswer, WireRequest
from bot.sandbox.common import jsons
from bot.sandbox.common.wirelog import Exchange
from bot.sandbox.feishu.approvals import Approvals
from bot.sandbox.feishu.faults import ApiError
from bot.sandbox.feishu.limits import APP_PER_MINUTE, APP_PER_SECOND
from bot.sandbox.feishu.rest.auth import check_token
from bot.sandbox.feishu.rest.call import Call, Download, Result
from bot.sandbox.feishu.rest.console import check_scopes
from bot.sandbox.feishu.rest.routes import Route, find_route
from bot.sandbox.feishu.world import World

_JSON = {"content-type": "application/json; charset=utf-8"}


class Gate:
    """Answers any request, however odd; never raises."""

    def __init__(self, world: World, approvals: Approvals) -> None:
        self._world = world
        self._approvals = approvals

    def call(self, request: WireRequest) -> WireAnswer:
        """One REST call."""
        try:
            with self._world.change():
                answer = self._answer(request)
        except sqlite3.Error:
            # Nothing is accepted before it is stored; what was put is stored with the next change.
            answer = _refused(ApiError(5000, "internal error", status=500))
        self._log(request, answer)
        return answer

    def _answer(self, request: WireRequest) -> WireAnswer:
        failures = self._world.failures
        if failures.platform_down is not None:
            return _down(failures.platform_down)
        try:
            answer = _accepted(self._handle(request))
        except ApiError as error:
            answer = _refused(error)
        return _down("timeout") if failures.uses_up("lost_answers") else answer

    def _handle(self, request: WireRequest) -> Result:
        found = find_route(request.method.upper(), request.path)
        if found is None:
            raise ApiError(404, "404 page not found", status=404)
        route, params = found
        if route.needs_token:
            check_token(self._world, request.token)
            self._limit_app()
            check_scopes(self._world, route.scopes)
        planned = self._world.failures.refusal_for(request.path)
        if planned is not None:
            raise planned
        return route.handler(
            Call(self._world, params, request.query, request.body, request.content_type, self._approvals)
        )

    def _limit_app(self) -> None:
        if not self._world.failures.has_rate_limits:
            return
        rates = (APP_PER_SECOND, APP_PER_MINUTE)
        wait = self._world.limiter.try_take("app", rates, self._world.clock().timestamp())
        if wait > 0:
            headers = {"x-ogw-ratelimit-limit": str(rates[0].count), "x-ogw-ratelimit-reset": str(math.ceil(wait))}
            raise ApiError(99991400, "request trigger frequency limit", status=429, headers=headers)

    def _log(self, request: WireRequest, answer: WireAnswer) -> None:
        found = find_route(request.method.upper(), request.path)
        exchange = Exchange(
            direction="to_platform",
            channel="rest",
            method=request.method,
            path=request.path,
            query=request.query,
            kind=_kind(request, found[0] if found else None),
            raw=request.body,
            status=answer.status,
            answer_raw=answer.body,
            message_id=found[1].get("message_id", "") if found else "",
        )
        self._world.wire_log.record(exchange, self._world.now_ms)


def _accepted(result: Result) -> WireAnswer:
    if isinstance(result, Download):
        headers = {
            "content-type": "application/octet-stream",
            "content-disposition": f"attachment; filename*=UTF-8''{quote(result.name, safe='', errors='replace')}",
        }
        return WireAnswer(200, headers, result.content)
    return WireAnswer(200, {**_JSON, "x-tt-logid": _log_id()}, jsons.compact(result))


def _refused(error: ApiError) -> WireAnswer:
    log_id = _log_id()
    details = {"log_id": log_id, **error.extra.get("error", {})}
    # What the caller sent may be quoted in the message and hold anything.
    msg = error.msg.encode(errors="replace").decode()
    raw = jsons.compact({"code": error.code, "msg": msg, "error": details})
    return WireAnswer(error.status, {**_JSON, **error.headers, "x-tt-logid": log_id}, raw)


def _down(how: str) -> WireAnswer:
    if how == "timeout":
        return WireAnswer(504, {"content-type": "text/html"}, b"")
    return WireAnswer(502, {"content-type": "text/html"}, b"<html><body><h1>502 Bad Gateway</h1></body></html>")


def _log_id() -> str:
    return token_hex(16).upper()


def _kind(request: WireRequest, route: Route | None) -> str:
    path = route.template if route else request.path
    return f"{request.method} {path.removeprefix('/open-apis/')}"
