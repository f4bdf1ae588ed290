"""What the platform's side says no with.

ApiError    a REST call is refused: becomes `{"errcode", "errmsg"}`, usually with HTTP 200
FieldFault  a part of a message breaks a rule: which part, and why
"""

from typing import Any


class ApiError(Exception):
    """A REST call is refused with a code of wecom.md §12; `extra` are the usual fields of the answer, emptied."""

    def __init__(self, code: int, msg: str, *, status: int = 200, **extra: Any) -> None:
        super().__init__(f"{code} {msg}")
        self.code = code
        self.msg = msg
        self.status = status
        self.extra = extra


class FieldFault(Exception):
    """A part of a message breaks a rule of wecom.md §4 to §7. `path` is the part, as in `button_list[2].key`."""

    def __init__(self, path: str, why: str, code: int = 40058) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why
        self.code = code

    def as_api_error(self) -> ApiError:
        """The refusal of the call that brought it. What the caller sent is quoted only by name."""
        return ApiError(self.code, f"invalid Request Parameter, {self}")
