"""The permission table: role × command. This is the whole of it.

On whose orders somebody may act is the handlers' question: see `ownership`.
"""

from core.people import Role
from handlers import commands as c
from handlers import plan_commands as p
from handlers.card_commands import OpenForm, ShowDetails
from handlers.importing import ImportOrders, ImportRows
from handlers.permissions import ADMIN, ANYBODY, DEPARTMENTS, EVERYBODY, PRODUCTION, PROGRAM, PURCHASING, SALES, allow
from handlers.promise_commands import ApprovePromise, PromiseAnew, RefusePromise, TakeLess

PLANNERS = frozenset({Role.PRODUCTION})
"""Of them only the lead: see `planning`."""

allow(ANYBODY, c.ShowHelp)
allow(EVERYBODY, OpenForm, ShowDetails)
allow(EVERYBODY, c.ShowOrder, c.ShowMyOrders, c.ShowLate, c.ShowStatus, c.ShowWho, c.ShowRole)
allow(EVERYBODY, c.ShowSchedule, c.ShowLoad, c.ShowKit, c.ShowShortages)
allow(PRODUCTION | PURCHASING, c.HandOverMaterial)
allow(SALES, c.StartOrder, c.SubmitDraft, c.PlaceAnyway, c.DiscardDraft)
allow(SALES, c.CompleteSpec, c.AskAgain, c.HoldQuote, c.ConfirmOrder, c.CancelOrder)
allow(DEPARTMENTS, c.Acknowledge, c.ReportProblem, c.SolveProblem)
allow(DEPARTMENTS | SALES, c.ReportNode)
allow(DEPARTMENTS | SALES | {Role.MANAGER}, c.AcknowledgeAlert)
allow(PRODUCTION, p.AskForPlan, p.MachineDown, p.MachineUp)
allow(PRODUCTION | SALES, p.AskForRush)
allow(SALES, PromiseAnew, TakeLess)
allow({Role.MANAGER}, ApprovePromise, RefusePromise)
allow(EVERYBODY, p.AgreeToRush, p.RefuseRush)
allow({Role.MANAGER}, p.WaiveConsents)
allow(PLANNERS, p.PublishPlan, p.RejectPlan, p.RollBackPlan, p.PinWork, p.UnpinWork)
allow(ADMIN, c.GrantRole, c.RevokeRole, ImportRows, ImportOrders)
allow(PROGRAM, c.ComputePromise, c.RecordPromise, c.ExpireQuote, c.ChaseAcknowledgement, c.CheckFeasibility)
allow(PROGRAM, c.TurnDay, c.SendDigest, c.ReissueCard, c.NoteAccountClosed, c.NoteChatReachable, c.PrunePast)
allow(PROGRAM, p.ComputePlan, p.RecordPlan, p.ReviewPlan, p.ComputeForecasts, p.RecordForecasts)
allow(PROGRAM, p.ScanRisks, p.ComputeRisks, p.RecordRisks)
