"""Who opened a page in the client: the code of a web sign-in (wecom.md §9.3)."""

import re
from collections.abc import Mapping
from secrets import token_hex
from urllib.parse import urlencode, urlsplit

from bot.sandbox.wecom import model
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.call import Call, Result, bad, ok
from bot.sandbox.wecom.world import World

LIFETIME_MS = 5 * 60 * 1000
_SCOPES = ("snsapi_base", "snsapi_privateinfo")
_STATE = re.compile(r"[a-zA-Z0-9]{0,128}")


def user_info(call: Call) -> Result:
    """`GET auth/getuserinfo`: whose code it is, once, within five minutes."""
    world = call.world
    code = world.sign_ins.get(call.needed("code"))
    if code is None or code.is_used or world.now_ms - code.created > LIFETIME_MS:
        raise ApiError(40029, "invalid code")
    code.is_used = True
    world.sign_ins.put(code)
    return ok(userid=code.userid) if code.userid else ok(openid=code.openid)


def authorize(world: World, query: Mapping[str, str], who: str) -> str:
    """The page that a link in a card leads to: where it sends the person on, silently, with a code.

    Somebody the corp does not know is an outsider. Raises ApiError, 50001 for a domain that is not trusted.
    """
    target = query.get("redirect_uri", "")
    _check(world, query, target)
    person = world.person(who)
    code = model.SignInCode(
        token_hex(32),
        person.userid if person is not None and person.is_active else "",
        f"o{token_hex(13)}",
        world.now_ms,
    )
    world.sign_ins.put(code)
    beyond = "&" if urlsplit(target).query else "?"
    return f"{target}{beyond}{urlencode({'code': code.code, 'state': query.get('state', '')})}"


def _check(world: World, query: Mapping[str, str], target: str) -> None:
    if query.get("appid") != world.settings.corp_id:
        raise ApiError(40013, "invalid corpid")
    if query.get("response_type") != "code" or query.get("scope") not in _SCOPES:
        raise bad("response_type or scope")
    if query.get("agentid", str(world.settings.agent_id)) != str(world.settings.agent_id):
        raise ApiError(40056, "invalid agentid")
    if not _STATE.fullmatch(query.get("state", "")):
        raise bad("state")
    if _host(target) not in world.settings.trusted_domains:
        raise ApiError(50001, "redirect_url domain not registered")


def _host(target: str) -> str:
    try:
        parts = urlsplit(target)
        return (parts.hostname or "") if parts.scheme in ("http", "https") and not parts.fragment else ""
    except ValueError:
        return ""
