"""What can go wrong on WeCom's side, beyond what can on any."""

from dataclasses import dataclass

from bot.sandbox.common import failures
from bot.sandbox.wecom.faults import ApiError


@dataclass(slots=True)
class Failures(failures.Failures):
    """Plain switches, plus counters of what the next deliveries or calls suffer."""

    untrusted_ip: str = ""
    """The caller's address, when it is not among the trusted ones: nearly every call gives 60020."""
    is_app_disabled: bool = False
    """50003 on every call."""
    repeats_after_status: bool = False
    """Whether an event that was answered with another status than 200 is posted again: documented both ways."""
    withholds_files: bool = False
    """Files that people send never reach the app, as some report."""
    lacks_root_range: bool = False
    """The visible range is not the root department: 48002 on making groups."""

    def refuse_next(self, path_part: str, code: int, msg: str = "", *, status: int = 200, times: int = 1) -> None:
        """The next `times` calls whose path contains `path_part` are refused; business errors come with 200."""
        failures.Failures.refuse_next(self, path_part, code, msg, status=status, times=times)

    def refusal_for(self, path: str) -> ApiError | None:
        """A planned refusal of this call; uses it up."""
        planned = self.planned_for(path)
        return None if planned is None else ApiError(planned.code, planned.msg, status=planned.status)
