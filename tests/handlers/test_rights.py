"""Who may do what: the policy written out once more, and compared with the table that is enforced."""

import pytest

import handlers.everything  # noqa: F401  (fills the tables)
from core.errors import NotAllowed
from core.people import Person, Role
from handlers.command import COMMANDS, Command
from handlers.commands import ShowHelp
from handlers.permissions import MAY, may, require_permission
from handlers.sender import TONGPIN, Sender

ROLES = (
    "SALES", "PRODUCTION", "RND", "PURCHASING", "QUALITY", "WAREHOUSE", "MANAGER", "COORDINATOR", "ADMIN",
)  # fmt: skip

POLICY = """
command              sal pro rnd pur qua war man coo adm
ShowHelp              x   x   x   x   x   x   x   x   x
ShowOrder             x   x   x   x   x   x   x   x   x
ShowDetails           x   x   x   x   x   x   x   x   x
OpenForm              x   x   x   x   x   x   x   x   x
ShowMyOrders          x   x   x   x   x   x   x   x   x
ShowLate              x   x   x   x   x   x   x   x   x
ShowSchedule          x   x   x   x   x   x   x   x   x
ShowLoad              x   x   x   x   x   x   x   x   x
ShowStatus            x   x   x   x   x   x   x   x   x
ShowKit               x   x   x   x   x   x   x   x   x
ShowShortages         x   x   x   x   x   x   x   x   x
HandOverMaterial      -   x   -   x   -   -   -   x   -
ShowWho               x   x   x   x   x   x   x   x   x
ShowRole              x   x   x   x   x   x   x   x   x
StartOrder            x   -   -   -   -   -   -   x   -
SubmitDraft           x   -   -   -   -   -   -   x   -
PlaceAnyway           x   -   -   -   -   -   -   x   -
DiscardDraft          x   -   -   -   -   -   -   x   -
CompleteSpec          x   -   -   -   -   -   -   x   -
AskAgain              x   -   -   -   -   -   -   x   -
TakeLess              x   -   -   -   -   -   -   x   -
HoldQuote             x   -   -   -   -   -   -   x   -
ConfirmOrder          x   -   -   -   -   -   -   x   -
CancelOrder           x   -   -   -   -   -   -   x   -
Acknowledge           -   x   x   x   x   x   -   x   -
ReportProblem         -   x   x   x   x   x   -   x   -
SolveProblem          -   x   x   x   x   x   -   x   -
ReportNode            x   x   x   x   x   x   -   x   -
AcknowledgeAlert      x   x   x   x   x   x   x   x   -
AskForPlan            -   x   -   -   -   -   -   x   -
MachineDown           -   x   -   -   -   -   -   x   -
MachineUp             -   x   -   -   -   -   -   x   -
AskForRush            x   x   -   -   -   -   -   x   -
AgreeToRush           x   x   x   x   x   x   x   x   x
RefuseRush            x   x   x   x   x   x   x   x   x
WaiveConsents         -   -   -   -   -   -   x   -   -
PublishPlan           -   x   -   -   -   -   -   -   -
RejectPlan            -   x   -   -   -   -   -   -   -
RollBackPlan          -   x   -   -   -   -   -   -   -
PromiseAnew           x   -   -   -   -   -   -   x   -
ApprovePromise        -   -   -   -   -   -   x   -   -
RefusePromise         -   -   -   -   -   -   x   -   -
PinWork               -   x   -   -   -   -   -   -   -
UnpinWork             -   x   -   -   -   -   -   -   -
GrantRole             -   -   -   -   -   -   -   -   x
RevokeRole            -   -   -   -   -   -   -   -   x
ImportRows            -   -   -   -   -   -   -   -   x
ImportOrders          -   -   -   -   -   -   -   -   x
Understand            x   x   x   x   x   x   x   x   x
SendReview            x   x   x   x   x   x   x   x   x
AgreeToProposal       x   x   x   x   x   x   x   x   x
WaiveAnswers          x   -   -   -   -   -   x   -   -
ChaseReview           -   -   -   -   -   -   -   -   -
FoundGroup            -   -   -   -   -   -   -   -   -
NoteGroup             -   -   -   -   -   -   -   -   -
ComputePromise        -   -   -   -   -   -   -   -   -
RecordPromise         -   -   -   -   -   -   -   -   -
ExpireQuote           -   -   -   -   -   -   -   -   -
ChaseAcknowledgement  -   -   -   -   -   -   -   -   -
CheckFeasibility      -   -   -   -   -   -   -   -   -
TurnDay               -   -   -   -   -   -   -   -   -
SendDigest            -   -   -   -   -   -   -   -   -
ReissueCard           -   -   -   -   -   -   -   -   -
NoteAccountClosed     -   -   -   -   -   -   -   -   -
NoteChatReachable     -   -   -   -   -   -   -   -   -
PrunePast             -   -   -   -   -   -   -   -   -
ComputePlan           -   -   -   -   -   -   -   -   -
RecordPlan            -   -   -   -   -   -   -   -   -
ReviewPlan            -   -   -   -   -   -   -   -   -
ComputeForecasts      -   -   -   -   -   -   -   -   -
RecordForecasts       -   -   -   -   -   -   -   -   -
ScanRisks             -   -   -   -   -   -   -   -   -
ComputeRisks          -   -   -   -   -   -   -   -   -
RecordRisks           -   -   -   -   -   -   -   -   -
ApplyChange           -   -   -   -   -   -   -   -   -
PutOff                -   -   -   -   -   -   -   -   -
ErrandDone            -   -   -   -   -   -   -   -   -
FileForm              -   -   -   -   -   -   -   -   -
NoteFormFiled         -   -   -   -   -   -   -   -   -
NoteFormRefused       -   -   -   -   -   -   -   -   -
HearForm              -   -   -   -   -   -   -   -   -
SyncForm              -   -   -   -   -   -   -   -   -
RecordForm            -   -   -   -   -   -   -   -   -
NoteFormMoved         -   -   -   -   -   -   -   -   -
ReconcileForms        -   -   -   -   -   -   -   -   -
ChangeOrder           x   -   -   -   -   -   -   x   -
SubmitOrderChange     x   -   -   -   -   -   -   x   -
ConfirmOrderChange    x   -   -   -   -   -   -   x   -
WithdrawOrderChange   x   -   -   -   -   -   -   x   -
HoldOrder             x   -   -   -   -   -   -   x   -
ResumeOrder           x   -   -   -   -   -   -   x   -
CallOffOrder          x   -   -   -   -   -   -   x   -
UndoHold              x   -   -   -   -   -   -   x   -
UndoResume            x   -   -   -   -   -   -   x   -
UndoCancel            x   -   -   -   -   -   -   x   -
Undo                  x   x   x   x   x   x   x   x   x
UndoAcknowledge       -   x   x   x   x   x   -   x   -
UndoAlert             x   x   x   x   x   x   x   x   -
ComputeOrderChange    -   -   -   -   -   -   -   -   -
RecordOrderChange     -   -   -   -   -   -   -   -   -
AcknowledgeChange     x   x   x   x   x   x   x   x   x
DecideDisposition     x   x   x   x   x   x   x   x   x
RemindOfChange        -   -   -   -   -   -   -   -   -
ExpireChange          -   -   -   -   -   -   -   -   -
DecideWork            x   x   x   x   x   x   x   x   x
ShowReceipts          x   x   x   x   x   x   x   x   x
RecordCustomerConsent x   -   -   -   -   -   -   x   -
WaiveCustomerConsent  -   -   -   -   -   -   x   -   -
ChaseConsent          -   -   -   -   -   -   -   -   -
ChaseNotice           -   -   -   -   -   -   -   -   -
OfferHandOver         x   x   x   x   x   x   x   x   x
AcceptHandOver        x   x   x   x   x   x   x   x   x
DeclineHandOver       x   x   x   x   x   x   x   x   x
WithdrawHandOver      x   x   x   x   x   x   x   x   x
LapseHandOver         -   -   -   -   -   -   -   -   -
ShowDesign            x   x   x   x   x   x   x   x   x
OpenFiles             x   x   x   x   x   x   x   x   x
KeepFiles             x   x   x   x   x   x   x   x   x
AcceptDesign          -   -   x   -   -   -   -   x   -
AssignDesign          -   -   x   -   -   -   -   x   -
ExpectDesign          -   -   x   -   -   -   -   x   -
ExemptDesign          -   -   x   -   -   -   -   x   -
CollectFiles          -   -   x   -   -   -   -   x   -
SubmitDesign          -   -   x   -   -   -   -   x   -
CheckDesign           -   -   x   -   -   -   -   x   -
ReleaseDesign         -   -   x   -   -   -   -   x   -
ReworkDesign          -   -   x   -   -   -   -   x   -
AnswerFloor           -   -   x   -   -   -   -   x   -
GrantStartWaiver      -   -   x   -   -   -   -   x   -
RefuseStartWaiver     -   -   x   -   -   -   -   x   -
AskStartWaiver        -   x   -   -   -   -   -   x   -
FinishPrep            -   x   x   x   x   x   -   x   -
AskEngineer           -   x   x   x   x   x   -   x   -
ChaseDesign           -   -   -   -   -   -   -   -   -
SettleDesignDues      -   -   -   -   -   -   -   -   -
FollowFindings        -   -   -   -   -   -   -   -   -
ChaseFloorQuestion    -   -   -   -   -   -   -   -   -
ChasePreps            -   -   -   -   -   -   -   -   -
CheckManufacturability -  x   x   -   x   -   -   x   -
ShowDfmForm           -   x   x   -   x   -   -   x   -
ShowDfmRules          -   x   x   -   x   -   -   x   -
SetDfmRule            -   -   x   -   x   -   -   -   -
SwitchDfmRule         -   -   x   -   x   -   -   -   -
RestoreDfmRule        -   -   x   -   x   -   -   -   -
AskDfmWaiver          -   x   x   -   -   -   -   x   -
GrantDfmWaiver        -   -   x   -   x   -   -   x   -
RefuseDfmWaiver       -   -   x   -   x   -   -   x   -
ExpireDfmWaiver       -   -   -   -   -   -   -   -   -
ChaseDfmWaiver        -   -   -   -   -   -   -   -   -
MatchSolutions        x   x   x   -   -   -   -   x   -
PickSolution          x   -   x   -   -   -   -   x   -
ShowSolutions         x   x   x   x   x   x   x   x   x
ClearSolution         -   -   x   -   -   -   -   -   -
ComputeMatch          -   -   -   -   -   -   -   -   -
RecordMatch           -   -   -   -   -   -   -   -   -
AskForSubstitute      -   x   -   x   -   -   -   x   -
ApproveSubstitute     -   -   x   -   -   -   -   -   -
RefuseSubstitute      -   -   x   -   -   -   -   -   -
RevokeSubstitute      -   -   x   -   -   -   -   -   -
UseSubstitute         -   -   -   -   -   -   -   -   -
BlockBadPart          -   x   -   x   x   x   -   x   -
SayBadPart            -   -   x   x   x   -   -   x   -
ChaseBadPart          -   -   -   -   -   -   -   -   -
ReportBadPart         -   -   -   -   -   -   -   -   -
ChaseApproval         -   -   -   -   -   -   -   -   -
LapseApproval         -   -   -   -   -   -   -   -   -
FollowDelegations     -   -   -   -   -   -   -   -   -
ApproveChange         x   x   x   x   x   x   x   x   x
RejectChange          x   x   x   x   x   x   x   x   x
SendChangeBack        x   x   x   x   x   x   x   x   x
AddSigner             x   x   x   x   x   x   x   x   x
HandOverApproval      x   x   x   x   x   x   x   x   x
RemarkOnChange        x   x   x   x   x   x   x   x   x
WithdrawChange        x   x   x   x   x   x   x   x   x
ShowApprovals         x   x   x   x   x   x   x   x   x
ShowChange            x   x   x   x   x   x   x   x   x
SetDelegate           x   x   x   x   x   x   x   x   x
ShowDelegates         x   x   x   x   x   x   x   x   x
EndDelegates          x   x   x   x   x   x   x   x   x
StartEcn              -   -   x   -   -   -   -   x   -
SubmitEcn             -   -   x   -   -   -   -   x   -
DiscardEcn            -   -   x   -   -   -   -   x   -
AssessEcn             -   -   -   -   -   -   -   -   -
RecordImpact          -   -   -   -   -   -   -   -   -
SettleRivals          -   -   -   -   -   -   -   -   -
SettleRevisions       -   -   -   -   -   -   -   -   -
"""

ROWS = [line.split() for line in POLICY.strip().splitlines()[1:]]


def a_sender(role: str) -> Sender:
    return Sender("somebody", "某人", "sales", frozenset({Role[role]}))


def test_the_policy_speaks_of_every_command() -> None:
    assert {row[0] for row in ROWS} == {command.__name__ for command in MAY}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_table_is_the_policy(row: list[str], role: str) -> None:
    name, *marks = row

    assert may(COMMANDS[name], a_sender(role)) is (marks[ROLES.index(role)] == "x")


def test_every_role_is_in_the_policy() -> None:
    assert set(ROLES) == {role.name for role in Role}


@pytest.mark.parametrize("command", MAY, ids=lambda it: it.__name__)
def test_the_program_itself_may_do_everything(command: type[Command]) -> None:
    require_permission(command, TONGPIN)


@pytest.mark.parametrize("command", [it for it in MAY if it is not ShowHelp], ids=lambda it: it.__name__)
def test_somebody_without_a_role_may_do_nothing_but_ask_what_they_may(command: type[Command]) -> None:
    with pytest.raises(NotAllowed) as refused:
        require_permission(command, Sender("nobody", "无名"))
    assert set(refused.value.facts["who"]) == MAY[command]
    assert may(ShowHelp, Sender("nobody", "无名"))


def test_two_roles_may_what_each_of_them_may() -> None:
    person = Person(key="both", name="双", department="sales", roles=[Role.SALES, Role.RND])
    both = Sender.of(person)

    allowed = {command.__name__ for command in MAY if may(command, both)}
    assert {"StartOrder", "Acknowledge"} <= allowed
    assert "GrantRole" not in allowed
