"""The tables of departments and people."""

from typing import Literal, get_args

from pydantic import Field

from bot.config.sections import Chat, Key, Name, Section

RoleName = Literal[
    "SALES", "PRODUCTION", "RND", "PURCHASING", "QUALITY", "WAREHOUSE", "MANAGER", "COORDINATOR", "ADMIN"
]
DepartmentKey = Literal[
    "sales", "production", "rnd", "purchasing", "quality", "warehouse", "management", "collaboration"
]


class DepartmentSettings(Section):
    """A department with its lead and its chats."""

    key: DepartmentKey = Field(description=f"one of {', '.join(get_args(DepartmentKey))}")
    name: Name
    english_name: str = ""
    lead: str = Field(default="", description="the key of a person")
    chats: list[Chat] = Field(default=[], description='a list of chats such as ["feishu:oc_prod"]')


class PersonSettings(Section):
    """A person with roles and accounts."""

    key: Key
    name: Name
    english_name: str = ""
    department: str = Field(min_length=1, description="the key of a department")
    roles: list[RoleName] = Field(description=f"a list out of {', '.join(get_args(RoleName))}")
    feishu: str = Field(default="", description="the person's open id (ou_…)")
    wecom: str = Field(default="", description="the person's user id")
    prefers: Literal["", "feishu", "wecom"] = Field(default="", description='"feishu" or "wecom"')
