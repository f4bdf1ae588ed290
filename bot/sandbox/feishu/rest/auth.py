"""Tenant access tokens: given for the app's secret, checked on every other call."""

from secrets import token_hex
from typing import Any

from bot.sandbox.feishu.faults import ApiError
from bot.sandbox.feishu.model import AccessToken
from bot.sandbox.feishu.rest.call import Call, Result
from bot.sandbox.feishu.world import World

_RENEW_BELOW_MS = 30 * 60 * 1000


def tenant_token(call: Call) -> Result:
    """`tenant_access_token/internal`: payload beside the code, not under `data`."""
    return _grant(call)


def app_token(call: Call) -> Result:
    """`app_access_token/internal`: the same, plus the app's own token."""
    granted = _grant(call)
    return granted | {"app_access_token": granted["tenant_access_token"]}


def check_token(world: World, token: str | None) -> None:
    """Raises ApiError when this token opens nothing."""
    if not token:
        raise ApiError(99991661, "Missing access token for authorization. Please make a test with token attached.")
    if not token.startswith(("t-", "u-")):
        raise ApiError(99991671, "Invalid access token for authorization. The token must start with t- or u-.")
    known = world.access_tokens.get(token)
    if known is None or known.expires <= world.now_ms:
        raise ApiError(99991663, "Invalid access token for authorization. Please make a test with token attached.")


def _grant(call: Call) -> dict[str, Any]:
    body = _credentials(call)
    settings = call.world.settings
    if body.get("app_id") != settings.app_id:
        raise ApiError(10003, "invalid param")
    if body.get("app_secret") != settings.app_secret:
        raise ApiError(10015, "app secret invalid")
    token = _current(call.world)
    left = (token.expires - call.world.now_ms) // 1000
    return {"code": 0, "msg": "ok", "tenant_access_token": token.value, "expire": left}


def _credentials(call: Call) -> dict[str, Any]:
    try:
        body = call.body()
    except ApiError as error:
        raise ApiError(10003, "invalid param") from error
    if not all(isinstance(body.get(key), str) and body[key] for key in ("app_id", "app_secret")):
        raise ApiError(10003, "invalid param")
    return body


def _current(world: World) -> AccessToken:
    """The token that still has half an hour, or a new one; the old one stays valid until its time."""
    now = world.now_ms
    for token in world.access_tokens:
        if token.expires <= now:
            world.access_tokens.drop(token.value)
    newest = max(world.access_tokens, key=lambda it: it.expires, default=None)
    if newest is not None and newest.expires - now >= _RENEW_BELOW_MS:
        return newest
    return world.access_tokens.put(AccessToken(f"t-{token_hex(20)}", now + world.settings.token_seconds * 1000))
