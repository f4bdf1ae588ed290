"""Changes: what somebody wants different, what it would do, who decides, and who has to know."""

from core.changes.affected import Affected as Affected
from core.changes.affected import AffectedKind as AffectedKind
from core.changes.affected import Location as Location
from core.changes.affected import LocationKind as LocationKind
from core.changes.approval import Approval as Approval
from core.changes.approval import ApprovalMode as ApprovalMode
from core.changes.approval import Ask as Ask
from core.changes.approval import Decision as Decision
from core.changes.approval import Need as Need
from core.changes.change import ChangeRequest as ChangeRequest
from core.changes.disposition import DispositionChoice as DispositionChoice
from core.changes.flagged import FlaggedWork as FlaggedWork
from core.changes.flagged import WorkChoice as WorkChoice
from core.changes.replanned import Replanned as Replanned
from core.changes.rule import ApprovalRule as ApprovalRule
from core.changes.stakes import Stakes as Stakes
from core.changes.status import ChangeKind as ChangeKind
from core.changes.status import ChangeReason as ChangeReason
from core.changes.status import ChangeStatus as ChangeStatus
