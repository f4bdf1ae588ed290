"""The permission table: role × command. This is the whole of it.

On whose orders somebody may act is the handlers' question: see `ownership`.
"""

from core.people import Role
from handlers import commands as c
from handlers import design_commands as d
from handlers import order_commands as o
from handlers import plan_commands as p
from handlers.badparts import commands as b
from handlers.card_commands import OpenForm, ShowDetails
from handlers.changes import commands as h
from handlers.changes.commands import ApplyChange
from handlers.changes.form_commands import (
    FileForm,
    HearForm,
    NoteFormFiled,
    NoteFormMoved,
    NoteFormRefused,
    ReconcileForms,
    RecordForm,
    SyncForm,
)
from handlers.changes.receipt_commands import (
    AcknowledgeChange,
    ChaseConsent,
    ChaseNotice,
    DecideDisposition,
    RecordCustomerConsent,
    ShowReceipts,
    WaiveCustomerConsent,
)
from handlers.engineering.commands import (
    AssessEcn,
    DecideWork,
    DiscardEcn,
    RecordImpact,
    SettleRivals,
    StartEcn,
    SubmitEcn,
)
from handlers.errands import ErrandDone, PutOff
from handlers.handovers.commands import (
    AcceptHandOver,
    DeclineHandOver,
    LapseHandOver,
    OfferHandOver,
    WithdrawHandOver,
)
from handlers.importing import ImportOrders, ImportRows
from handlers.manufacturability import commands as m
from handlers.permissions import (
    ADMIN,
    ANYBODY,
    DEPARTMENTS,
    EVERYBODY,
    PRODUCTION,
    PROGRAM,
    PURCHASING,
    RND,
    SALES,
    allow,
)
from handlers.promise_commands import ApprovePromise, PromiseAnew, RefusePromise, TakeLess
from handlers.reviews.commands import (
    AgreeToProposal,
    ChaseReview,
    FoundGroup,
    NoteGroup,
    SendReview,
    Understand,
    WaiveAnswers,
)
from handlers.revision_commands import SettleRevisions
from handlers.solutions import commands as s
from handlers.substitutes import commands as i

PLANNERS = frozenset({Role.PRODUCTION})
"""Of them only the lead: see `planning`."""
MAKERS = frozenset({Role.RND, Role.PRODUCTION, Role.COORDINATOR})
RULERS = frozenset({Role.RND, Role.QUALITY})
"""Process engineers. Of those who may grant a waiver see `waiving`."""

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
allow(EVERYBODY, Understand, SendReview, AgreeToProposal)
allow({Role.SALES, Role.MANAGER}, WaiveAnswers)
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
allow(SALES, o.ChangeOrder, o.SubmitOrderChange, o.ConfirmOrderChange, o.WithdrawOrderChange)
allow(SALES, o.HoldOrder, o.ResumeOrder, o.CallOffOrder, o.UndoHold, o.UndoResume, o.UndoCancel)
allow(EVERYBODY, o.Undo)
allow(DEPARTMENTS, o.UndoAcknowledge)
allow(DEPARTMENTS | SALES | {Role.MANAGER}, o.UndoAlert)
allow(PROGRAM, o.ComputeOrderChange, o.RecordOrderChange)
allow(PROGRAM, ApplyChange)
allow(PROGRAM, SettleRevisions)
allow(EVERYBODY, d.ShowDesign, d.KeepFiles)
allow(EVERYBODY, d.OpenFiles)
allow(RND, d.AcceptDesign, d.AssignDesign, d.ExpectDesign, d.ExemptDesign, d.CollectFiles)
allow(RND, d.SubmitDesign, d.CheckDesign, d.ReleaseDesign, d.ReworkDesign, d.AnswerFloor)
allow(RND, d.GrantStartWaiver, d.RefuseStartWaiver)
allow(PRODUCTION, d.AskStartWaiver)
allow(DEPARTMENTS, d.FinishPrep, d.AskEngineer)
allow(PROGRAM, d.ChaseDesign, d.SettleDesignDues, d.FollowFindings, d.ChaseFloorQuestion, d.ChasePreps)
allow(RND | PRODUCTION | SALES, s.MatchSolutions)
allow(RND | SALES, s.PickSolution)
allow(EVERYBODY, s.ShowSolutions)
allow({Role.RND}, s.ClearSolution)
allow(PROGRAM, s.ComputeMatch, s.RecordMatch)
allow(PURCHASING | PRODUCTION, i.AskForSubstitute)
allow({Role.RND}, i.ApproveSubstitute, i.RefuseSubstitute, i.RevokeSubstitute)
allow(PROGRAM, i.UseSubstitute)
allow(PROGRAM, PutOff, ErrandDone, FileForm, NoteFormFiled, NoteFormRefused)
allow(PROGRAM, HearForm, SyncForm, RecordForm, NoteFormMoved, ReconcileForms)
allow(EVERYBODY, h.ApproveChange, h.RejectChange, h.SendChangeBack, h.AddSigner, h.HandOverApproval, h.RemarkOnChange)
allow(EVERYBODY, h.WithdrawChange, h.ShowApprovals, h.ShowChange)
allow(EVERYBODY, h.SetDelegate, h.ShowDelegates, h.EndDelegates)
allow(PROGRAM, h.ChaseApproval, h.LapseApproval, h.FollowDelegations, h.RemindOfChange, h.ExpireChange)
allow(RND, StartEcn, SubmitEcn, DiscardEcn)
allow(PROGRAM, AssessEcn, RecordImpact, SettleRivals)
allow(EVERYBODY, AcknowledgeChange, DecideDisposition, DecideWork, ShowReceipts)
allow(SALES, RecordCustomerConsent)
allow({Role.MANAGER}, WaiveCustomerConsent)
allow(EVERYBODY, OfferHandOver, AcceptHandOver, DeclineHandOver, WithdrawHandOver)
allow(PROGRAM, ChaseNotice, LapseHandOver)
allow(MAKERS | {Role.QUALITY}, m.CheckManufacturability, m.ShowDfmForm, m.ShowDfmRules)
allow(RULERS, m.SetDfmRule, m.SwitchDfmRule, m.RestoreDfmRule)
allow(MAKERS, m.AskDfmWaiver)
allow(RULERS | {Role.COORDINATOR}, m.GrantDfmWaiver, m.RefuseDfmWaiver)
allow(PROGRAM, m.ExpireDfmWaiver, m.ChaseDfmWaiver)
allow(PROGRAM, ChaseReview, FoundGroup, NoteGroup)
allow(PURCHASING | PRODUCTION | {Role.QUALITY, Role.WAREHOUSE}, b.BlockBadPart)
allow(RND | PURCHASING | {Role.QUALITY}, b.SayBadPart)
allow(PROGRAM, b.ChaseBadPart, b.ReportBadPart)
allow(PROGRAM, ChaseConsent)
