"""What the sandbox tenant and its app are set to, as an administrator would see in the console."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

ALL_SCOPES = frozenset(
    {
        "im:message",
        "im:message:send_as_bot",
        "im:message:update",
        "im:message.urgent",
        "im:resource",
        "im:chat",
        "approval:approval",
        "tenant:tenant:readonly",
        "im:message.p2p_msg:readonly",
        "im:message.group_at_msg:readonly",
        "contact:user.base:readonly",
        "contact:user.employee_id:readonly",
        "contact:user.phone:readonly",
        "contact:user.email:readonly",
        "contact:user.employee:readonly",
        "contact:user.department:readonly",
    }
)
"""What a well set up app holds. Not among them: all messages of a group, and messages of other bots."""

GROUP_ALL_MESSAGES = "im:message.group_msg"
GROUP_BOT_MESSAGES = "im:message.group_at_msg.include_bot:readonly"
USER_ID_SCOPE = "contact:user.employee_id:readonly"


@dataclass(frozen=True, slots=True)
class TenantSettings:
    """One app in one tenant. `path` None keeps everything in memory."""

    app_id: str
    app_secret: str
    encrypt_key: str
    verification_token: str
    bot_name: str = "同频"
    bot_open_id: str = "ou_bot"
    tenant_key: str = "2ca1d211f64f6438"
    tenant_name: str = "恒力泵业"
    path: Path | None = None
    token_seconds: int = 7200
    scopes: frozenset[str] = field(default=ALL_SCOPES)
    edit_window: timedelta = timedelta(hours=24)
    recall_window: timedelta = timedelta(hours=24)
    has_long_connection: bool = False
    """Events and callbacks go over the long connection instead of the webhook."""
