"""Feishu's side of the wire: one tenant with people, chats and the app, as strict as the platform."""

from bot.sandbox.common.faults import NoAnswer, NoConnection, SandboxRefused
from bot.sandbox.feishu.callbacks import TapOutcome
from bot.sandbox.feishu.post import HttpPost, Post
from bot.sandbox.feishu.settings import ALL_SCOPES, TenantSettings
from bot.sandbox.feishu.tenant import FeishuTenant

__all__ = [
    "ALL_SCOPES",
    "FeishuTenant",
    "HttpPost",
    "NoAnswer",
    "NoConnection",
    "Post",
    "SandboxRefused",
    "TapOutcome",
    "TenantSettings",
]
