"""Settings: one file, the environment over it, checked as a whole before anything starts."""

from bot.config.people import DepartmentSettings, PersonSettings
from bot.config.problems import BadConfig
from bot.config.reading import load
from bot.config.secrets import secret_values
from bot.config.sections import (
    PREFIX,
    AcknowledgementSettings,
    AibotSettings,
    ApprovalSettings,
    DatabaseSettings,
    DeliverySettings,
    FeishuSettings,
    JobSettings,
    LocaleSettings,
    PromiseSettings,
    Section,
    ServerSettings,
    WecomSettings,
)
from bot.config.settings import Settings

__all__ = [
    "PREFIX",
    "AcknowledgementSettings",
    "AibotSettings",
    "ApprovalSettings",
    "BadConfig",
    "DatabaseSettings",
    "DeliverySettings",
    "DepartmentSettings",
    "FeishuSettings",
    "JobSettings",
    "LocaleSettings",
    "PersonSettings",
    "PromiseSettings",
    "Section",
    "ServerSettings",
    "Settings",
    "WecomSettings",
    "load",
    "secret_values",
]
