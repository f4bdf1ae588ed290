"""Every REST path the corp serves, in one table."""

from dataclasses import dataclass

from bot.sandbox.wecom.rest import (
    appchats,
    approval,
    auth,
    console,
    contacts,
    files,
    identity,
    sending,
    updating,
    webhooks,
)
from bot.sandbox.wecom.rest.call import Handler


@dataclass(frozen=True, slots=True)
class Route:
    """One call the platform knows."""

    method: str
    path: str
    handler: Handler
    needs_token: bool = True


ROUTES = (
    Route("GET", "gettoken", auth.gettoken, needs_token=False),
    Route("GET", "get_api_domain_ip", console.api_addresses),
    Route("GET", "getcallbackip", console.callback_addresses),
    Route("GET", "agent/get", console.agent),
    Route("POST", "message/send", sending.send),
    Route("POST", "message/recall", sending.recall),
    Route("POST", "message/update_template_card", updating.update_card),
    Route("POST", "media/upload", files.upload),
    Route("GET", "media/get", files.download),
    Route("POST", "media/uploadimg", files.upload_image),
    Route("POST", "appchat/create", appchats.create),
    Route("POST", "appchat/update", appchats.update),
    Route("GET", "appchat/get", appchats.get),
    Route("POST", "appchat/send", appchats.send),
    Route("POST", "webhook/send", webhooks.send, needs_token=False),
    Route("POST", "webhook/upload_media", webhooks.upload_media, needs_token=False),
    Route("GET", "user/get", contacts.get_user),
    Route("GET", "user/simplelist", contacts.simple_list),
    Route("GET", "user/list", contacts.full_list),
    Route("POST", "user/getuserid", contacts.user_of_mobile),
    Route("POST", "user/get_userid_by_email", contacts.user_of_email),
    Route("GET", "department/list", contacts.department_list),
    Route("POST", "batch/openuserid_to_userid", contacts.plain_userids),
    Route("GET", "auth/getuserinfo", identity.user_info),
    Route("GET", "user/getuserinfo", identity.user_info),
    Route("POST", "oa/applyevent", approval.apply_event),
    Route("POST", "oa/getapprovaldetail", approval.approval_detail),
    Route("POST", "oa/getapprovalinfo", approval.approval_numbers),
)

_BY_PATH = {f"/cgi-bin/{route.path}": route for route in ROUTES}


def find_route(path: str) -> Route | None:
    """The call at this path."""
    return _BY_PATH.get(path)
