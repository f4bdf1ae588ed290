"""Who may do what: the policy written out once more, and compared with the table that is enforced."""

import pytest

import handlers.everything  # noqa: F401  (fills the tables)
from core.errors import NotAllowed
from core.people import Person, Role
from handlers.command import COMMANDS, Command
from handlers.permissions import MAY, Scope, may, require_permission
from handlers.sender import TONGPIN, Sender

ROLES = (
    "SALES", "PRODUCTION", "RND", "PURCHASING", "QUALITY", "WAREHOUSE", "MANAGER", "COORDINATOR", "ADMIN",
)  # fmt: skip

POLICY = """
command              sal pro rnd pur qua war man coo adm  scope
ShowHelp              x   x   x   x   x   x   x   x   x   ALL
ShowOrder             x   x   x   x   x   x   x   x   x   ALL
ShowMyOrders          x   x   x   x   x   x   x   x   x   ALL
ShowLate              x   x   x   x   x   x   x   x   x   ALL
ShowStatus            x   x   x   x   x   x   x   x   x   ALL
ShowWho               x   x   x   x   x   x   x   x   x   ALL
ShowRole              x   x   x   x   x   x   x   x   x   ALL
StartOrder            x   -   -   -   -   -   -   x   -   ALL
SubmitDraft           x   -   -   -   -   -   -   x   -   ALL
PlaceAnyway           x   -   -   -   -   -   -   x   -   ALL
DiscardDraft          x   -   -   -   -   -   -   x   -   ALL
CompleteSpec          x   -   -   -   -   -   -   x   -   OWN
AskAgain              x   -   -   -   -   -   -   x   -   OWN
HoldQuote             x   -   -   -   -   -   -   x   -   OWN
ConfirmOrder          x   -   -   -   -   -   -   x   -   OWN
CancelOrder           x   -   -   -   -   -   -   x   -   OWN
Acknowledge           -   x   x   x   x   x   -   x   -   OWN
ReportProblem         -   x   x   x   x   x   -   x   -   OWN
ReportNode            x   x   x   x   x   x   -   x   -   OWN
AcknowledgeAlert      x   x   x   x   x   x   x   x   -   ALL
GrantRole             -   -   -   -   -   -   -   -   x   ALL
RevokeRole            -   -   -   -   -   -   -   -   x   ALL
ImportRows            -   -   -   -   -   -   -   -   x   ALL
ImportOrders          -   -   -   -   -   -   -   -   x   ALL
ComputePromise        -   -   -   -   -   -   -   -   -   ALL
RecordPromise         -   -   -   -   -   -   -   -   -   ALL
ExpireQuote           -   -   -   -   -   -   -   -   -   ALL
ChaseAcknowledgement  -   -   -   -   -   -   -   -   -   ALL
CheckFeasibility      -   -   -   -   -   -   -   -   -   ALL
TurnDay               -   -   -   -   -   -   -   -   -   ALL
SendDigest            -   -   -   -   -   -   -   -   -   ALL
ReissueCard           -   -   -   -   -   -   -   -   -   ALL
NoteAccountClosed     -   -   -   -   -   -   -   -   -   ALL
NoteChatReachable     -   -   -   -   -   -   -   -   -   ALL
PrunePast             -   -   -   -   -   -   -   -   -   ALL
"""

ROWS = [line.split() for line in POLICY.strip().splitlines()[1:]]


def a_sender(role: str) -> Sender:
    return Sender("somebody", "某人", "sales", frozenset({Role[role]}))


def test_the_policy_speaks_of_every_command() -> None:
    assert {row[0] for row in ROWS} == {command.__name__ for command in MAY}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_table_is_the_policy(row: list[str], role: str) -> None:
    name, *marks, scope = row
    command = COMMANDS[name]

    assert may(command, a_sender(role)) is (marks[ROLES.index(role)] == "x")
    assert MAY[command][1] is Scope[scope]


def test_every_role_is_in_the_policy() -> None:
    assert set(ROLES) == {role.name for role in Role}


@pytest.mark.parametrize("command", MAY, ids=lambda it: it.__name__)
def test_the_program_itself_may_do_everything(command: type[Command]) -> None:
    require_permission(command, TONGPIN)


@pytest.mark.parametrize("command", MAY, ids=lambda it: it.__name__)
def test_somebody_without_a_role_may_do_nothing(command: type[Command]) -> None:
    with pytest.raises(NotAllowed) as refused:
        require_permission(command, Sender("nobody", "无名"))
    assert set(refused.value.facts["who"]) == MAY[command][0]


def test_two_roles_may_what_each_of_them_may() -> None:
    person = Person(key="both", name="双", department="sales", roles=[Role.SALES, Role.RND])
    both = Sender.of(person)

    allowed = {command.__name__ for command in MAY if may(command, both)}
    assert {"StartOrder", "Acknowledge"} <= allowed
    assert "GrantRole" not in allowed
