"""`tongpin seed` and `import`, and what `doctor` says afterwards."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.cli.checkup import run as doctor
from bot.cli.context import Failed, program
from bot.cli.data import export_all, import_files, seed_sample
from bot.cli.main import main
from bot.cli.undelivered import run as undelivered
from bot.config import BadConfig
from bot.seeding import apply_configured
from core.orders.events import DraftOpened
from core.people import Department, PersonIdentity
from storage import audit, outbox
from storage.audit import Origin
from storage.outbox import OUTBOX, Owed
from storage.tables import MessageState
from tests.bot.cli.conftest import COMPANY, UNREACHABLE, add


def lanes(session: Session) -> set[str]:
    """Every chat that something is owed to."""
    return set(session.execute(select(OUTBOX.c.lane)).scalars())


def test_the_sample_s_first_messages_go_to_the_configured_chats(configured: Path) -> None:
    add(configured, UNREACHABLE + COMPANY)

    seed_sample()

    with program() as running, running.database.read() as session:
        chats = {each.key: each.chats for each in session.exec(select(Department))}
        feishu = select(PersonIdentity).where(col(PersonIdentity.platform) == "feishu")
        accounts = {each.person_key: each.platform_user_id for each in session.exec(feishu)}
        owed = lanes(session)
    assert {key: it for key, it in chats.items() if it} == {
        "production": ["feishu:oc_ours"],
        "sales": ["feishu:oc_our_sales"],
    }
    assert accounts == {"wang.sheng": "ou_ours"}
    assert owed
    assert owed <= {"feishu:oc_ours", "feishu:oc_our_sales", "feishu:@ou_ours"}


def test_without_a_company_of_one_s_own_the_sample_keeps_its_chats(configured: Path) -> None:
    add(configured, UNREACHABLE)

    seed_sample()

    with program() as running, running.database.read() as session:
        assert "feishu:oc_production" in lanes(session)


def test_seeding_twice_is_refused(seeded: Path) -> None:
    with pytest.raises(Failed, match="already holds a factory"):
        seed_sample()


def test_a_person_of_a_department_that_is_not_there_is_told(configured: Path) -> None:
    add(configured, COMPANY[COMPANY.index("[[people]]") :])

    with pytest.raises(BadConfig, match=r"people.department: 'production' of wang.sheng is no department. Write it"):
        import_files([])


def test_a_lead_whom_nobody_knows_is_told(seeded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(seeded, COMPANY.replace('lead = "wang.sheng"', 'lead = "nobody.here"'))

    with (
        program() as running,
        pytest.raises(BadConfig, match=r"departments.lead: 'nobody.here' of production is nobody"),
    ):
        apply_configured(running)
    with pytest.raises(Failed, match="company"):
        doctor()

    assert "FAIL company: configuration: departments.lead: 'nobody.here' of production" in capsys.readouterr().out


def test_before_there_are_people_a_lead_may_come_later_and_the_doctor_misses_them(
    configured: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(configured, COMPANY.replace('lead = "wang.sheng"', 'lead = "comes.later"'))

    with program() as running:
        apply_configured(running)
    with pytest.raises(Failed, match="department leads"):
        doctor()

    assert "FAIL department leads: not here: comes.later of production. Name" in capsys.readouterr().out


def test_an_account_of_somebody_else_is_told(seeded: Path) -> None:
    add(seeded, COMPANY.replace("ou_ours", "ou_sun_li"))

    with pytest.raises(BadConfig, match=r"people.feishu: 'ou_sun_li' of wang.sheng is the account of sun.li already"):
        import_files([])


@pytest.mark.parametrize(("language", "says"), [("zh-CN", "客户 (customer): +1"), ("en", "Customers (customer): +1")])
def test_an_import_reports_in_the_configured_language(
    configured: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, says: str
) -> None:
    add(configured, f'[locale]\nlanguage = "{language}"\n')
    (tmp_path / "customers.csv").write_text("客户编码,客户名称,客户等级\nC-1,恒远,A\n", "utf-8")

    import_files([tmp_path / "customers.csv"])

    assert says in capsys.readouterr().out


def test_a_file_that_is_not_there_is_told_in_words(
    configured: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["tongpin", "--config", str(configured), "import", "/nope.csv"])

    with pytest.raises(SystemExit):
        main()

    said = capsys.readouterr().err
    assert said == "tongpin: /nope.csv: No such file or directory. Check the path, and who may use it.\n"


def test_the_audit_trail_is_exported_with_its_keys_in_order(seeded: Path, tmp_path: Path) -> None:
    export_all(tmp_path / "out")

    for line in (tmp_path / "out" / "audit.jsonl").read_text("utf-8").splitlines():
        assert line == json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True)


# --- doctor --------------------------------------------------------------------------------


def test_the_doctor_finds_a_seeded_sample_in_order(seeded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doctor()

    said = capsys.readouterr().out
    assert "FAIL" not in said
    assert "ok   clock: " in said
    assert "ok   files: " in said


def test_the_doctor_says_when_no_file_can_be_kept(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with program() as running:
        folder = running.settings.files_folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")

    with pytest.raises(Failed, match=r"1 of .* checks failed: files"):
        doctor()

    said = capsys.readouterr().out
    assert f"FAIL files: nothing can be written to {folder}" in said
    assert "files.directory" in said


def test_the_doctor_says_which_chats_are_missing(configured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(configured, COMPANY)
    seed_sample()

    with pytest.raises(Failed, match=r"1 of .* checks failed: department chats"):
        doctor()

    assert "FAIL department chats: none for collaboration, management, purchasing" in capsys.readouterr().out


def test_the_doctor_does_not_mind_a_group_that_is_asked_for_nothing(
    configured: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = "".join(
        f'[[departments]]\nkey = "{key}"\nname = "{key}"\nchats = ["feishu:oc_{key}"]\n'
        for key in ("production", "rnd", "purchasing", "sales", "quality", "warehouse", "management")
    )
    add(configured, asked)
    seed_sample()

    doctor()

    assert "?    department chats: none for collaboration. Write them under" in capsys.readouterr().out


def test_the_doctor_says_what_to_do_about_a_clock_that_is_behind(
    configured: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with program() as running:
        later = DraftOpened(at=running.clock() + timedelta(hours=2), subject="DRF-1")
        running.database.write(lambda session: audit.append(session, [later], Origin(actor="")))
    seed_sample()

    with pytest.raises(Failed, match="clock"):
        doctor()

    assert "Set this machine's clock" in capsys.readouterr().out


# --- undelivered ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "said", "left"), [("--resend", "1 to be sent again", 1), ("--drop", "1 dropped", 0)]
)
def test_what_could_not_be_delivered_is_sent_again_or_dropped(
    configured: Path, capsys: pytest.CaptureFixture[str], option: str, said: str, left: int
) -> None:
    with program() as running:
        owed = Owed(lane="feishu:oc_rnd", key="n1", due_at=running.clock(), subject="ORD-1", notice={})
        running.database.write(lambda session: outbox.enqueue(session, owed, now=running.clock()))
        given_up = update(OUTBOX).values(state=MessageState.DEAD, error="chat_gone: not inside")
        running.database.write(lambda session: session.execute(given_up))

    undelivered(resend=option == "--resend", drop=option == "--drop")

    told = capsys.readouterr().out
    assert "feishu:oc_rnd ORD-1: chat_gone: not inside (since" in told
    assert told.endswith(f"{said}\n")
    with program() as running, running.database.read() as session:
        assert (outbox.dead_letters(session), outbox.pending_count(session)) == ([], left)
