"""What the app can ask about itself: the bot, the company, the scopes that were granted."""

from collections.abc import Collection

from bot.sandbox.feishu.faults import ApiError
from bot.sandbox.feishu.rest.call import Call, Result, ok
from bot.sandbox.feishu.world import World

_GRANTED = 1


def bot_info(call: Call) -> Result:
    """`GET bot/v3/info`: payload beside the code."""
    settings = call.world.settings
    bot = {
        "activate_status": 2,
        "app_name": settings.bot_name,
        "avatar_url": "",
        "ip_white_list": [],
        "open_id": settings.bot_open_id,
    }
    return {"code": 0, "msg": "ok", "bot": bot}


def tenant(call: Call) -> Result:
    """`GET tenant/v2/tenant/query`: the company."""
    settings = call.world.settings
    return ok({"tenant": {"name": settings.tenant_name, "tenant_key": settings.tenant_key, "tenant_tag": 0}})


def scopes(call: Call) -> Result:
    """`GET application/v6/scopes`: what an administrator granted."""
    granted = sorted(call.world.settings.scopes)
    return ok({"scopes": [{"scope_name": it, "grant_status": _GRANTED, "scope_type": "tenant"} for it in granted]})


def check_scopes(world: World, wanted: Collection[str]) -> None:
    """Raises ApiError 99991672 when none of the scopes that open a call was granted."""
    if not wanted or world.settings.scopes.intersection(wanted):
        return
    names = ", ".join(wanted)
    violations = [{"type": "action_privilege_required", "subject": it} for it in wanted]
    msg = f"Access denied. One of the following scopes is required: [{names}]."
    raise ApiError(99991672, msg, error={"permission_violations": violations})
