"""What can go wrong on Feishu's side, beyond what can on any."""

from dataclasses import dataclass

from bot.sandbox.common import failures
from bot.sandbox.feishu.faults import ApiError


@dataclass(slots=True)
class Failures(failures.Failures):
    """Plain switches, plus counters of what the next deliveries or calls suffer."""

    hides_user_id: bool = False
    adds_unknown_fields: bool = False

    def refusal_for(self, path: str) -> ApiError | None:
        """A planned refusal of this call; uses it up."""
        planned = self.planned_for(path)
        return None if planned is None else ApiError(planned.code, planned.msg, status=planned.status)
