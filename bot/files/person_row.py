"""One person as a spreadsheet tells them, accounts on the platforms included."""

from pydantic import BaseModel, ConfigDict, Field

from core.fields import Code, Name, OptionalName
from core.people import PlatformName, PlatformUser, Role


class PersonRow(BaseModel):
    """A person; `feishu` and `wecom` are their user ids there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Code
    name: Name
    english_name: OptionalName = ""
    department: Code
    roles: list[Role] = Field(default_factory=list)
    is_active: bool = True
    feishu: PlatformUser | None = None
    wecom: PlatformUser | None = None
    prefers: PlatformName | None = None
