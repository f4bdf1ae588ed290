"""Every REST path the tenant serves, in one table."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from bot.sandbox.feishu.rest import approvals, auth, chats, console, contacts, delayed, files, messages, reading
from bot.sandbox.feishu.rest.call import Handler

_ONE = "/open-apis/im/v1/messages/:message_id"
_APPROVAL = "/open-apis/approval/v4"


@dataclass(frozen=True, slots=True)
class Route:
    """One call the platform knows."""

    method: str
    template: str
    handler: Handler
    scopes: tuple[str, ...] = ()
    """Any one of them will do."""
    needs_token: bool = True


_MESSAGE = ("im:message", "im:message:send_as_bot")
_UPDATE = (*_MESSAGE, "im:message:update")
_RESOURCE = ("im:message", "im:resource")
_URGENT = ("im:message", "im:message.urgent")
_CHAT = ("im:chat",)
_FORMS = ("approval:approval",)

ROUTES = (
    Route("POST", "/open-apis/auth/v3/tenant_access_token/internal", auth.tenant_token, needs_token=False),
    Route("POST", "/open-apis/auth/v3/app_access_token/internal", auth.app_token, needs_token=False),
    Route("GET", "/open-apis/bot/v3/info", console.bot_info),
    Route("GET", "/open-apis/tenant/v2/tenant/query", console.tenant, ("tenant:tenant:readonly",)),
    Route("GET", "/open-apis/application/v6/scopes", console.scopes),
    Route("POST", "/open-apis/im/v1/messages", messages.send, _MESSAGE),
    Route("GET", "/open-apis/im/v1/messages", reading.list_messages, _MESSAGE),
    Route("GET", _ONE, reading.get_message, _MESSAGE),
    Route("PATCH", _ONE, messages.patch, _UPDATE),
    Route("PUT", _ONE, messages.edit, _UPDATE),
    Route("DELETE", _ONE, messages.recall, _MESSAGE),
    Route("POST", f"{_ONE}/reply", messages.reply, _MESSAGE),
    Route("GET", f"{_ONE}/read_users", reading.read_users, _MESSAGE),
    Route("PATCH", f"{_ONE}/urgent_app", reading.urgent_app, _URGENT),
    Route("PATCH", f"{_ONE}/urgent_sms", reading.urgent_paid, _URGENT),
    Route("PATCH", f"{_ONE}/urgent_phone", reading.urgent_paid, _URGENT),
    Route("POST", f"{_ONE}/reactions", reading.add_reaction, _MESSAGE),
    Route("GET", f"{_ONE}/reactions", reading.list_reactions, _MESSAGE),
    Route("DELETE", f"{_ONE}/reactions/:reaction_id", reading.drop_reaction, _MESSAGE),
    Route("GET", f"{_ONE}/resources/:key", files.message_resource, _RESOURCE),
    Route("POST", "/open-apis/interactive/v1/card/update", delayed.update_card),
    Route("POST", "/open-apis/im/v1/images", files.upload_image, _RESOURCE),
    Route("GET", "/open-apis/im/v1/images/:key", files.own_image, _RESOURCE),
    Route("POST", "/open-apis/im/v1/files", files.upload_file, _RESOURCE),
    Route("GET", "/open-apis/im/v1/files/:key", files.own_file, _RESOURCE),
    Route("GET", "/open-apis/contact/v3/users/batch", contacts.get_users),
    Route("POST", "/open-apis/contact/v3/users/batch_get_id", contacts.find_ids),
    Route("GET", "/open-apis/contact/v3/users/:user_id", contacts.get_user),
    Route("GET", "/open-apis/im/v1/chats", chats.list_chats, _CHAT),
    Route("POST", "/open-apis/im/v1/chats", chats.create_chat, _CHAT),
    Route("GET", "/open-apis/im/v1/chats/:chat_id", chats.get_chat, _CHAT),
    Route("GET", "/open-apis/im/v1/chats/:chat_id/members", chats.list_members, _CHAT),
    Route("POST", "/open-apis/im/v1/chats/:chat_id/members", chats.add_members, _CHAT),
    Route("GET", "/open-apis/im/v1/chats/:chat_id/members/is_in_chat", chats.is_in_chat, _CHAT),
    Route("POST", f"{_APPROVAL}/approvals/:approval_code/subscribe", approvals.subscribe, _FORMS),
    Route("GET", f"{_APPROVAL}/approvals/:approval_code", approvals.get_definition, _FORMS),
    Route("POST", f"{_APPROVAL}/instances/cancel", approvals.cancel_instance, _FORMS),
    Route("POST", f"{_APPROVAL}/instances", approvals.create_instance, _FORMS),
    Route("GET", f"{_APPROVAL}/instances/:instance_id", approvals.get_instance, _FORMS),
    Route("POST", f"{_APPROVAL}/tasks/approve", approvals.approve_task, _FORMS),
    Route("POST", f"{_APPROVAL}/tasks/reject", approvals.reject_task, _FORMS),
)

_PATTERNS = [(route, re.compile(re.sub(r":(\w+)", r"(?P<\1>[^/]+)", route.template))) for route in ROUTES]


def find_route(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The first route that fits, with the path's parameters."""
    for route, pattern in _PATTERNS:
        matched = pattern.fullmatch(path) if route.method == method else None
        if matched is not None:
            return route, {key: unquote(value) for key, value in matched.groupdict().items()}
    return None
