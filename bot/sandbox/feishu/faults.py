"""What the platform's side says no with.

ApiError    a REST call is refused: becomes `{"code", "msg"}` with an HTTP status
CardFault   a card breaks a rule: becomes 230099 with the sub-code in its message
"""

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """A REST call is refused with a code of feishu.md §4.4."""

    def __init__(
        self, code: int, msg: str, *, status: int = 400, headers: Mapping[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(f"{code} {msg}")
        self.code = code
        self.msg = msg
        self.status = status
        self.headers = dict(headers or {})
        self.extra = extra


class CardFault(Exception):
    """A card breaks a rule; `sub_code` of feishu.md §4.5."""

    def __init__(self, sub_code: int, why: str, path: str = "ROOT", value: object = None) -> None:
        super().__init__(f"{sub_code} {why}")
        self.sub_code = sub_code
        self.why = why
        self.path = path
        self.value = value

    @property
    def text(self) -> str:
        """The sentence the platform puts into `msg`."""
        value = "" if self.value is None else f" ErrorValue: {str(self.value)[:80]};"
        return (
            f"Failed to create card content, ext=ErrCode: {self.sub_code}; ErrPath: {self.path}; "
            f"ErrMsg: {self.why};{value}"
        )

    def as_api_error(self) -> ApiError:
        """The refusal of the message API."""
        return ApiError(230099, self.text)
