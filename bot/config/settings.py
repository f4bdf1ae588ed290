"""Everything that can be set, in one frozen object."""

from datetime import timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config.people import DepartmentSettings, PersonSettings
from bot.config.sections import (
    PREFIX,
    SECRET_FILE,
    AcknowledgementSettings,
    ApprovalSettings,
    ChangeSettings,
    DatabaseSettings,
    DeliverySettings,
    DesignSettings,
    FeishuSettings,
    FilesSettings,
    HandoverSettings,
    JobSettings,
    LocaleSettings,
    PlanningSettings,
    PromiseSettings,
    ReviewSettings,
    ServerSettings,
    WecomSettings,
)
from core.planning.plan.policy import PlanPolicy


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    server: ServerSettings = ServerSettings()
    database: DatabaseSettings = DatabaseSettings()
    locale: LocaleSettings = LocaleSettings()
    feishu: FeishuSettings = FeishuSettings()
    wecom: WecomSettings = WecomSettings()
    departments: list[DepartmentSettings] = []
    people: list[PersonSettings] = []
    jobs: JobSettings = JobSettings()
    promises: PromiseSettings = PromiseSettings()
    planning: PlanningSettings = PlanningSettings()
    acknowledgements: AcknowledgementSettings = AcknowledgementSettings()
    approvals: ApprovalSettings = ApprovalSettings()
    changes: ChangeSettings = ChangeSettings()
    handovers: HandoverSettings = HandoverSettings()
    design: DesignSettings = DesignSettings()
    files: FilesSettings = FilesSettings()
    reviews: ReviewSettings = ReviewSettings()
    delivery: DeliverySettings = DeliverySettings()

    @property
    def signing_key(self) -> str:
        """What links and cookies are signed with: the secret key, or one made of the secrets of WeCom that there are.

        So that links keep working over restarts, and on every replica, where nobody has written a secret key.
        """
        secrets = (self.wecom.secret.get_secret_value(), self.wecom.encoding_aes_key.get_secret_value())
        return self.server.secret_key.get_secret_value() or "/".join(("signing", *filter(None, secrets)))

    @property
    def has_secrets(self) -> bool:
        """There is something in `signing_key` that nobody can guess."""
        return self.signing_key != "signing"

    @property
    def zone(self) -> ZoneInfo:
        """The factory's time zone."""
        return ZoneInfo(self.locale.timezone)

    @property
    def folder(self) -> Path:
        """Where the program keeps what it makes for itself: beside the SQLite file, or `var`."""
        scheme, _, path = self.database.url.partition(":///")
        return Path(path.partition("?")[0]).parent if scheme == "sqlite" else Path("var")

    @property
    def files_folder(self) -> Path:
        """Where files of drawings are kept."""
        return Path(self.files.directory) if self.files.directory else self.folder / "files"

    @property
    def quote_hold(self) -> timedelta:
        """How long a quote holds what it promised."""
        return timedelta(hours=self.promises.quote_hold_hours)

    @property
    def plan_policy(self) -> PlanPolicy:
        """What the company has decided about planning."""
        told = self.planning
        return PlanPolicy(
            weights=told.weights, rush_factor=told.rush_factor, frozen_days=told.frozen_days,
            evaluations=told.search_evaluations, seconds=told.search_seconds, minutes_per_move=told.minutes_per_move,
            moved_percent=told.moved_percent, changed_percent=told.changed_percent,
            uncertainty=told.uncertainty, risk_samples=told.risk_samples,
        )  # fmt: skip

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes over what `load` has read from the file; names of secret files are read by `load`."""
        environment = cast(EnvSettingsSource, env_settings)
        environment.env_vars = {
            name: value for name, value in environment.env_vars.items() if not name.lower().endswith(SECRET_FILE)
        }
        return environment, init_settings
