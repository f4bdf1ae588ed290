"""What `tongpin doctor` says about WeCom, in each state that the company's console can be in."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI

from bot.app.wecom import LEASE
from bot.cli import checkup
from bot.cli.checkup import Check
from bot.cli.context import Failed
from bot.clock import Clock
from bot.sandbox.wecom import WecomTenant
from bot.sandbox.wecom.http import router_for
from bot.sandbox.wecom.wire import Asked, WireAnswer
from core.people import Department
from storage import leases
from storage.database import Database
from tests.bot.cli.conftest import add, configure
from tests.bot.sandbox.wecom.servers import served
from tests.kit.factory import AES_KEY, wecom_tenant

PUBLIC = "https://tongpin.example.com"
GROUP, APPCHAT, ROBOT = "wecom:wr_sales", "wecom:appchat/MO1", "wecom:webhook/daily"
SECRET = "app-secret"
Findings = dict[str, str]


class Clinic:
    """A machine with a configuration, and WeCom behind a real server."""

    def __init__(self, corp: WecomTenant, origin: str, folder: Path, url: str, patch: pytest.MonkeyPatch) -> None:
        self.corp, self.url = corp, url
        self.config = configure(patch, folder, url)
        add(self.config, _CONFIG.format(origin=origin, public=PUBLIC, aes_key=AES_KEY, secret=SECRET))

    def change(self, before: str, after: str) -> None:
        """Write something else into the configuration."""
        text = self.config.read_text("utf-8")
        assert before in text
        self.config.write_text(text.replace(before, after), "utf-8")

    def gives_chats(self, *chats: str) -> None:
        """The sales department has these."""
        database = Database(self.url)
        department = Department(key="sales", name="销售部", chats=list(chats))
        database.write(lambda session: session.merge(department))
        database.close()

    def connects(self, owner: str) -> None:
        """A process holds the smart bot's connection."""
        database = Database(self.url)
        database.write(lambda session: leases.take(session, LEASE, owner, now=Clock()()))
        database.close()

    def answers(self, **changes: object) -> None:
        """The platform says this of the app."""
        carry: Callable[[Asked], WireAnswer] = self.corp.call

        def call(request: Asked) -> WireAnswer:
            answer = carry(request)
            if not request.path.endswith("agent/get"):
                return answer
            return WireAnswer(answer.status, answer.headers, json.dumps(json.loads(answer.body) | changes).encode())

        self.corp.call = call  # type: ignore[method-assign]


_CONFIG = """
[server]
public_url = "{public}"
secret_key = "a-long-enough-secret-key-of-ours"
[wecom]
enabled = true
corp_id = "ww-story"
agent_id = 1000031
secret = "{secret}"
token = "token"
encoding_aes_key = "{aes_key}"
base_url = "{origin}/sandbox/wecom"
sign_in = true
[wecom.aibot]
enabled = true
bot_id = "aib-story"
secret = "bot-secret"
"""


@pytest.fixture
def clinic(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    monkeypatch.setattr(checkup, "_planner", lambda settings: Check("planner", True, "not looked at"))
    corp = wecom_tenant(Clock())  # type: ignore[arg-type]
    world = corp._world
    world.settings = replace(world.settings, trusted_domains=frozenset({"tongpin.example.com"}))
    app = FastAPI()
    app.include_router(router_for(corp))
    with served(app) as origin:
        yield Clinic(corp, origin, tmp_path, sqlite_url, monkeypatch)
    corp.close()


@pytest.fixture
def says(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> Callable[[], Findings]:
    """What the doctor says about WeCom: its mark and its words, by subject."""

    def examine() -> Findings:
        with pytest.raises(Failed):  # there is no factory yet
            checkup.run()
        said = capsys.readouterr().out
        assert SECRET not in said
        assert "bot-secret" not in said
        lines = [line for line in said.splitlines() if line[5:].startswith("wecom")]
        return {
            line[5:].partition(": ")[0].removeprefix("wecom "): line[:5] + line.partition(": ")[2] for line in lines
        }

    return examine


Says = Callable[[], Findings]


def test_an_app_that_is_well_set_up(says: Says) -> None:
    found = says()

    assert {subject: said[:4].strip() for subject, said in found.items()} == {
        "token": "ok", "address": "ok", "app": "ok", "range": "ok", "domain": "ok", "entering": "ok",
        "callback": "?", "smart bot": "?",
    }  # fmt: skip


def test_a_wrong_secret_ends_it(clinic: Clinic, says: Says) -> None:
    clinic.change(f'secret = "{SECRET}"', 'secret = "another"')

    found = says()

    assert found["token"].startswith("FAIL")
    assert "Copy the app's Secret into wecom.secret." in found["token"]
    assert "app" not in found


def test_a_wrong_company_is_told(clinic: Clinic, says: Says) -> None:
    clinic.change("ww-story", "ww-other")

    assert "wecom.corp_id" in says()["token"]


def test_an_address_that_is_not_trusted_is_told_with_the_address(clinic: Clinic, says: Says) -> None:
    clinic.corp.failures.untrusted_ip = "203.0.113.7"

    found = says()

    assert found["token"].startswith("ok")
    assert found["address"].startswith("FAIL 60020: our address 203.0.113.7 is not trusted. Add it under")
    assert "app" not in found


@pytest.mark.parametrize("off", ["disabled", "closed"])
def test_an_app_that_is_off(clinic: Clinic, says: Says, off: str) -> None:
    if off == "disabled":
        clinic.corp.failures.is_app_disabled = True
    else:
        clinic.answers(close=1)

    found = says()

    assert found["app"].startswith("FAIL")
    assert "应用管理" in found["app"]


def test_an_app_that_nobody_sees(clinic: Clinic, says: Says) -> None:
    clinic.answers(allow_partys={"partyid": []}, allow_userinfos={"user": []}, allow_tags={"tagid": []})

    assert says()["range"].startswith("FAIL nobody sees the app. Set 可见范围")


def test_an_app_that_a_part_of_the_company_sees(clinic: Clinic, says: Says) -> None:
    clinic.corp.add_person("lin", "林", "销售部")
    clinic.corp.failures.lacks_root_range = True

    found = says()

    assert found["range"].startswith("ok   1 departments")
    assert "cannot found groups" in found["range"]


@pytest.mark.parametrize(
    ("domains", "told"), [(set[str](), "is not set"), ({"other.example.com"}, "is other.example.com")]
)
def test_a_domain_that_is_missing_or_anothers(clinic: Clinic, says: Says, domains: set[str], told: str) -> None:
    world = clinic.corp._world
    world.settings = replace(world.settings, trusted_domains=frozenset(domains))

    found = says()

    assert found["domain"].startswith("FAIL")
    assert told in found["domain"]
    assert "Make it tongpin.example.com under 网页授权及JS-SDK." in found["domain"]


def test_without_sign_in_no_domain_is_needed(clinic: Clinic, says: Says) -> None:
    clinic.change("sign_in = true", "sign_in = false")

    assert "domain" not in says()


def test_a_platform_that_cannot_be_reached(clinic: Clinic, says: Says) -> None:
    clinic.corp.failures.platform_down = "502"

    assert says()["token"] == "FAIL HTTP 502 without an answer of WeCom"


# --- groups --------------------------------------------------------------------------------


def test_a_smart_bot_that_some_process_has_connected(clinic: Clinic, says: Says) -> None:
    clinic.gives_chats(GROUP, "wecom:wr_sales2", APPCHAT)
    clinic.connects("machine-1:4711")

    assert says()["smart bot"] == "ok   connected by machine-1:4711; speak to it once in each of 2 groups"


def test_a_smart_bot_that_nobody_has_connected(says: Says) -> None:
    assert says()["smart bot"] == "?    no process holds its connection: start tongpin serve"


@pytest.mark.parametrize(("chats", "mark"), [((), "ok"), ((APPCHAT,), "ok"), ((GROUP,), "?")])
def test_over_the_webhook_it_cannot_write_to_groups(
    clinic: Clinic, says: Says, chats: tuple[str, ...], mark: str
) -> None:
    bot = f'mode = "webhook"\ntoken = "bot-token"\nencoding_aes_key = "{AES_KEY}"\nbot_id'
    clinic.change("bot_id", bot)
    clinic.gives_chats(*chats)

    found = says()["smart bot"]

    assert found[:4].strip() == mark
    assert "Set <public_url>/wecom/aibot as its address" in found


def test_without_a_smart_bot_nothing_is_heard_in_groups(clinic: Clinic, says: Says) -> None:
    clinic.change('enabled = true\nbot_id = "aib-story"\nsecret = "bot-secret"', "enabled = false")

    assert says()["smart bot"].startswith("?    switched off")


def test_a_robot_without_a_key(clinic: Clinic, says: Says) -> None:
    clinic.gives_chats(ROBOT)

    assert says()["group robot"] == "FAIL 销售部: write the key of 'daily' under [wecom.webhooks]"


def test_a_robot_with_its_key(clinic: Clinic, says: Says) -> None:
    clinic.gives_chats(ROBOT)
    add(clinic.config, '[wecom.webhooks]\ndaily = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"\n')

    assert "group robot" not in says()


def test_a_group_that_the_app_did_not_found(clinic: Clinic, says: Says) -> None:
    clinic.gives_chats(APPCHAT)

    assert says()["group"].startswith("?    销售部 (MO1): not founded by the app")


def test_switched_off(clinic: Clinic, says: Says) -> None:
    clinic.change("enabled = true\ncorp_id", "enabled = false\ncorp_id")
    clinic.change("enabled = true\nbot_id", "enabled = false\nbot_id")

    assert says() == {"wecom": "?    switched off (wecom.enabled = false)"}
