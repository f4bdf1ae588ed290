"""What the app can ask about itself and the platform."""

from bot.sandbox.wecom import model
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.call import Call, Result, ok

_API_ADDRESSES = ["101.226.129.166", "101.226.103.*"]
_CALLBACK_ADDRESSES = ["101.226.103.*", "101.226.62.*"]


def agent(call: Call) -> Result:
    """`GET agent/get`: the app as an administrator set it up."""
    settings, failures = call.world.settings, call.world.failures
    if call.needed("agentid") != str(settings.agent_id):
        raise ApiError(301002, "agentid not belong to token")
    first = next((it.id for it in call.world.departments), model.ROOT_DEPARTMENT)
    range_of = first if failures.lacks_root_range else model.ROOT_DEPARTMENT
    return ok(
        agentid=settings.agent_id,
        name=settings.name,
        square_logo_url="",
        description="",
        allow_userinfos={"user": []},
        allow_partys={"partyid": [range_of]},
        allow_tags={"tagid": []},
        close=0,
        redirect_domain=next(iter(sorted(settings.trusted_domains)), ""),
        report_location_flag=0,
        isreportenter=1,
        home_url="",
    )


def api_addresses(call: Call) -> Result:
    """`GET get_api_domain_ip`: where calls go to."""
    return ok(ip_list=_API_ADDRESSES)


def callback_addresses(call: Call) -> Result:
    """`GET getcallbackip`: where callbacks come from; entries may hold a `*`."""
    return ok(ip_list=_CALLBACK_ADDRESSES)
