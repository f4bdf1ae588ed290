"""Access tokens: given for the app's secret, checked on every other call (wecom.md §1.1, §1.3)."""

from secrets import token_urlsafe

from bot.sandbox.common.limits import Rate
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.model import AccessToken
from bot.sandbox.wecom.rest.call import Call, Result, ok
from bot.sandbox.wecom.world import World

# That asking too often is blocked is documented, the thresholds are not: these are generous to a shared cache.
OFTEN = Rate(60, 600.0)
WRONG_SECRETS = Rate(5, 3600.0)
_REMEMBERED_MS = 24 * 3600 * 1000


def gettoken(call: Call) -> Result:
    """`GET gettoken`: the same token while it is valid."""
    world = call.world
    world.token_calls += 1
    _check_often(world)
    if call.query.get("corpid") != world.settings.corp_id:
        raise ApiError(40013, "invalid corpid")
    if not call.query.get("corpsecret"):
        raise ApiError(41004, "corpsecret missing")
    if call.query["corpsecret"] != world.settings.secret:
        world.limiter.take("wrong secret", WRONG_SECRETS, world.now_ms / 1000)
        raise ApiError(40001, "invalid credential")
    token = _current(world)
    return ok(access_token=token.value, expires_in=(token.expires - world.now_ms) // 1000)


def check_token(world: World, token: str) -> None:
    """Raises ApiError when this token opens nothing."""
    if not token:
        raise ApiError(41001, "access_token missing")
    known = world.tokens.get(token)
    if known is None or known.is_void:
        raise ApiError(40014, "invalid access_token")
    if known.expires <= world.now_ms:
        raise ApiError(42001, "access_token expired")


def void_tokens(world: World) -> None:
    """The platform may take a token back before its time: 40014 from now on."""
    for token in world.tokens:
        token.is_void = True
        world.tokens.put(token)


def expire_tokens(world: World) -> None:
    """All tokens run out now: 42001 from now on."""
    for token in world.tokens:
        token.expires = min(token.expires, world.now_ms)
        world.tokens.put(token)


def _check_often(world: World) -> None:
    now = world.now_ms / 1000
    if not world.failures.has_rate_limits:
        return
    if world.limiter.wait("wrong secret", WRONG_SECRETS, now) > 0:
        raise ApiError(45009, "api freq out of limit: too many wrong secrets from this address")
    if world.limiter.try_take("gettoken", (OFTEN,), now) > 0:
        raise ApiError(45009, "api freq out of limit")


def _current(world: World) -> AccessToken:
    now = world.now_ms
    for token in world.tokens:
        if token.expires + _REMEMBERED_MS <= now:
            world.tokens.drop(token.value)
    valid = next((it for it in world.tokens if it.expires > now and not it.is_void), None)
    # Up to 512 bytes are announced, so a short column must not do.
    made = AccessToken(token_urlsafe(160), now + world.settings.token_seconds * 1000)
    return valid or world.tokens.put(made)
