"""The tables of the file. Each key's description says what to write there, and is shown when something else was."""

from typing import Annotated, Literal
from zoneinfo import available_timezones

from apscheduler.triggers.cron import CronTrigger
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from core.planning.plan.uncertainty import Uncertainty

PREFIX = "TONGPIN_"
SECRET_FILE = "_file"
"""`app_secret_file` names the file that holds `app_secret`."""


def _known_timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no such time zone")
    return name


def _cron(expression: str) -> str:
    CronTrigger.from_crontab(expression)
    # To cron 1 is Monday, to APScheduler Tuesday: nobody should have to know.
    if any(character.isdigit() for character in expression.split()[4]):
        raise ValueError("days of the week are written as names")
    return expression


Name = Annotated[str, Field(min_length=1, description="a name")]
Key = Annotated[str, Field(min_length=1, description="a key such as lin.xiaoyan")]
Url = Annotated[str, Field(pattern=r"^https?://\S+$", description="an address that begins with https:// or http://")]
Cron = Annotated[
    str, AfterValidator(_cron), Field(description='a cron expression of five fields such as "20 8 * * mon-sat"')
]
Chat = Annotated[str, Field(pattern=r"^(feishu|wecom):\S+$", description="a platform and its id: feishu:oc_…")]
Secret = Annotated[SecretStr, Field(description="the secret as text, or the name of its file under <key>_file")]
Flag = Annotated[bool, Field(description="true or false")]


class Section(BaseModel):
    """A table of the file; a key that is not here stops the start."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ServerSettings(Section):
    """Where to listen, and the address people reach it by."""

    host: str = Field(default="127.0.0.1", description="a host name or address to listen on")
    port: int = Field(default=8000, ge=1, le=65535, description="a port number from 1 to 65535")
    public_url: Url = "http://127.0.0.1:8000"
    secret_key: Secret = SecretStr("")


class DatabaseSettings(Section):
    """SQLite by default; PostgreSQL when a company outgrows one machine."""

    url: str = Field(
        default="sqlite:///var/tongpin.db",
        pattern=r"^(sqlite:///.+|postgresql://.+)",
        description="sqlite:///var/tongpin.db or postgresql://user:password@host/name",
    )


class LocaleSettings(Section):
    """Language and time zone of the factory."""

    language: Literal["zh-CN", "en"] = Field(default="zh-CN", description='"zh-CN" or "en"')
    timezone: Annotated[str, AfterValidator(_known_timezone)] = Field(
        default="Asia/Shanghai", description="a time zone such as Asia/Shanghai"
    )


class ApprovalFields(Section):
    """The ids of the fields of a form that hold what is told; what has none is left out."""

    number: str = ""
    summary: str = ""
    reason: str = ""
    content: str = ""
    impact: str = ""

    @property
    def told(self) -> dict[str, str]:
        """By our name of it, the id of each field there is."""
        return {name: field for name, field in self.model_dump().items() if field}


class FeishuApprovalSettings(Section):
    """飞书审批: the definition that reviews of changes are mirrored into; off without one."""

    code: str = Field(default="", description="the approval code of the definition")
    fields: ApprovalFields = ApprovalFields()


class WecomApprovalSettings(Section):
    """企业微信审批: the template that reviews of changes are mirrored into; off without one."""

    template: str = Field(default="", description="the id of the template")
    fields: ApprovalFields = ApprovalFields()


class FeishuSettings(Section):
    """The Feishu app."""

    enabled: Flag = False
    mode: Literal["webhook", "websocket"] = Field(default="webhook", description='"webhook" or "websocket"')
    app_id: str = Field(default="", description="the app id (cli_…) from the Feishu developer console")
    app_secret: Secret = SecretStr("")
    verification_token: Secret = SecretStr("")
    encrypt_key: Secret = SecretStr("")
    previous_verification_token: Secret = SecretStr("")
    previous_encrypt_key: Secret = SecretStr("")
    base_url: Url = "https://open.feishu.cn"
    timeout_seconds: float = Field(default=10.0, gt=0, le=60, description="seconds, more than 0 and at most 60")
    approval: FeishuApprovalSettings = FeishuApprovalSettings()


class AibotSettings(Section):
    """The WeCom smart bot."""

    enabled: Flag = False
    mode: Literal["websocket", "webhook"] = Field(default="websocket", description='"websocket" or "webhook"')
    bot_id: str = ""
    secret: Secret = SecretStr("")
    token: Secret = SecretStr("")
    encoding_aes_key: Secret = SecretStr("")
    previous_token: Secret = SecretStr("")
    previous_encoding_aes_key: Secret = SecretStr("")
    websocket_url: str = Field(
        default="wss://openws.work.weixin.qq.com", pattern=r"^wss?://\S+$",
        description="an address that begins with wss:// or ws://",
    )  # fmt: skip


class WecomSettings(Section):
    """The WeCom self-built app."""

    enabled: Flag = False
    corp_id: str = ""
    agent_id: int = Field(default=0, description="the number of the app")
    secret: Secret = SecretStr("")
    token: Secret = SecretStr("")
    encoding_aes_key: Secret = SecretStr("")
    previous_token: Secret = SecretStr("")
    previous_encoding_aes_key: Secret = SecretStr("")
    base_url: Url = "https://qyapi.weixin.qq.com"
    authorize_url: Url = "https://open.weixin.qq.com/connect/oauth2/authorize"
    ca_bundle: str = Field(default="", description="the name of a file with certificates, for private installations")
    timeout_seconds: float = Field(default=10.0, gt=0, le=60, description="seconds, more than 0 and at most 60")
    redraw_seconds: float = Field(default=15.0, ge=0, le=600, description="seconds, at most 600")
    spread_seconds: int = Field(default=90, ge=0, le=600, description="whole seconds, at most 600; 0: at once")
    sign_in: Flag = True
    webhooks: dict[str, Secret] = Field(default={}, description="names with the keys of group robots")
    aibot: AibotSettings = AibotSettings()
    approval: WecomApprovalSettings = WecomApprovalSettings()


class JobSettings(Section):
    """Cron expressions in factory time."""

    feasibility_check: Cron = "*/30 * * * *"
    daily_digest: Cron = "20 8 * * mon-sat"
    plan_review: Cron = "30 5 * * *"
    risk_scan: Cron = "45 4 * * *"
    prune: Cron = "40 3 * * *"
    reconcile_forms: Cron = "*/10 * * * *"


class PromiseSettings(Section):
    """How long quotes hold."""

    quote_hold_hours: float = Field(default=24, gt=0, le=24 * 30, description="hours, more than 0 and at most 720")


Weights = Annotated[dict[str, Annotated[int, Field(ge=1, le=1000)]], Field(max_length=20)]


class PlanningSettings(Section):
    """Whose lateness weighs how much, what stays where it is, and how long may be thought about it."""

    answer_seconds: float = Field(default=30, gt=0, le=3600, description="seconds, more than 0 and at most 3600")
    plan_seconds: float = Field(default=300, gt=0, le=3600, description="seconds, more than 0 and at most 3600")
    weights: Weights = Field(
        default={"A": 8, "B": 4, "C": 2}, description="customer classes with whole numbers from 1 to 1000"
    )
    rush_factor: int = Field(default=2, ge=1, le=100, description="a whole number from 1 to 100")
    frozen_days: int = Field(default=1, ge=0, le=60, description="whole working days, at most 60; 0 freezes nothing")
    search_evaluations: int = Field(
        default=200_000, ge=0, le=100_000_000, description="a whole number, at most 100,000,000"
    )
    search_seconds: float = Field(default=20, gt=0, le=600, description="seconds, more than 0 and at most 600")
    minutes_per_move: int = Field(default=15, ge=0, le=10_000, description="whole minutes, at most 10,000")
    moved_percent: int = Field(default=15, ge=0, le=100, description="a whole number from 0 to 100")
    changed_percent: int = Field(default=2, ge=0, le=100, description="a whole number from 0 to 100")
    risk_samples: int = Field(default=200, ge=0, le=10_000, description="a whole number, at most 10,000; 0: no risks")
    work_spread: float = Field(default=0.15, ge=0, le=2, description="a share, at most 2")
    hours_between_stops: float = Field(default=100, ge=0, le=100_000, description="hours, at most 100,000; 0: never")
    stop_hours: float = Field(default=2, ge=0, le=1000, description="hours, at most 1000")
    slip_share: float = Field(default=0.25, ge=0, le=1, description="a share, at most 1")
    slip_days: float = Field(default=2, ge=0, le=365, description="days, at most 365")

    @property
    def uncertainty(self) -> Uncertainty:
        """The same in minutes."""
        return Uncertainty(
            spread=self.work_spread, between_stops=self.hours_between_stops * 60, stop=self.stop_hours * 60,
            slip_share=self.slip_share, slip=self.slip_days * 24 * 60,
        )  # fmt: skip


class AcknowledgementSettings(Section):
    """When an unanswered department is asked again; minutes of working time since it was asked."""

    remind_after_minutes: int = Field(default=60, ge=1, description="whole minutes, at least 1")
    lead_after_minutes: int = Field(default=120, ge=1, description="whole minutes, at least 1")
    coordinator_after_minutes: int = Field(default=240, ge=1, description="whole minutes, at least 1")


class ApprovalSettings(Section):
    """When somebody who has to decide about a change is asked again; minutes of working time since their turn."""

    remind_after_minutes: int = Field(default=240, ge=1, le=100_000, description="whole minutes, 1 to 100,000")
    lead_after_minutes: int = Field(default=480, ge=1, le=100_000, description="whole minutes, 1 to 100,000")
    coordinator_after_minutes: int = Field(default=720, ge=1, le=100_000, description="whole minutes, 1 to 100,000")


class ChangeSettings(Section):
    """How long people have to answer for a change; hours of working time."""

    receipt_after_work_hours: float = Field(
        default=4, ge=0.1, le=1000, description="hours, at least 0.1 and at most 1000"
    )
    idle_remind_after_work_hours: float = Field(
        default=24, ge=0.1, le=1000, description="hours, at least 0.1 and at most 1000"
    )
    idle_expire_after_work_hours: float = Field(
        default=80, ge=0.1, le=1000, description="hours, at least 0.1 and at most 1000"
    )


class HandoverSettings(Section):
    """How long whoever is offered something has to take it over; hours of working time."""

    answer_after_work_hours: float = Field(
        default=8, ge=0.1, le=1000, description="hours, at least 0.1 and at most 1000"
    )


class DesignSettings(Section):
    """When drawings are due."""

    buffer_work_hours: float = Field(default=8, ge=0, le=400, description="hours of working time, at most 400")


class FilesSettings(Section):
    """Where files of drawings are kept."""

    directory: str = Field(default="", description="a directory; empty: `files` beside the database")
    largest_megabytes: int = Field(default=50, ge=1, le=100, description="whole megabytes from 1 to 100")


class ReviewSettings(Section):
    """How long those who are asked before an order is sold have to answer."""

    answer_after_work_hours: float = Field(
        default=4, gt=0, le=400, description="hours of working time, more than 0 and at most 400"
    )


class DeliverySettings(Section):
    """How fast messages go out; the platforms' limits are the defaults."""

    messages_per_second_per_chat: float = Field(
        default=4.76, gt=0, le=5, description="messages a second, more than 0 and at most 5"
    )
    messages_per_second: float = Field(
        default=45, gt=0, le=50, description="messages a second, more than 0 and at most 50"
    )
