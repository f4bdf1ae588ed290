import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import BadConfig, load
from tests.bot.config.desk import FEISHU, Desk


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[server]\n\nprot = 80", "config.toml:3: server.prot: unknown key. Did you mean port? config"),
        ("[sevrer]\nport = 80", "config.toml:1: sevrer: unknown key. Did you mean server?"),
        ("wrong = 1", "config.toml:1: wrong: unknown key. config.example.toml shows all keys."),
        ("[server]\nport = 70000", "config.toml:2: server.port: 70000 cannot be used. Write a port"),
        ("server.port = 0", "config.toml:1: server.port: 0 cannot be used. Write a port"),
        ('[server]\npublic_url = "tongpin"', "config.toml:2: server.public_url: 'tongpin' cannot be used. Write"),
        ("[server]\nsecret_key = 5", "config.toml:2: server.secret_key: this value cannot be used. Write"),
        ('[server]\nsecret_key = "changeme"', "config.toml:2: server.secret_key: still the placeholder. Write"),
        ('[locale]\ntimezone = "Mars"', "config.toml:2: locale.timezone: 'Mars' cannot be used (no such time"),
        ('[locale]\nlanguage = "fr"', "config.toml:2: locale.language: 'fr' cannot be used. Write \"zh-CN\" or"),
        ('[jobs]\nprune = "at night"', "config.toml:2: jobs.prune: 'at night' cannot be used (Wrong number"),
        ('[jobs]\nprune = "1 2 * * 1-5"', "config.toml:2: jobs.prune: '1 2 * * 1-5' cannot be used (days of"),
        ('[jobs]\nprune = "99 2 * * *"', "config.toml:2: jobs.prune: '99 2 * * *' cannot be used ("),
        ("feishu = 3", "config.toml:1: feishu: 3 cannot be used. Write a table."),
        ('[feishu]\nenabled = "maybe"', "config.toml:2: feishu.enabled: 'maybe' cannot be used. Write true or false."),
        ("[feishu]\ntimeout_seconds = 0", "config.toml:2: feishu.timeout_seconds: 0 cannot be used. Write seconds"),
        (
            "[wecom.aibot]\nenabled = true",
            "config.toml:2: wecom.aibot.enabled: the smart bot needs the app beside it. Set wecom.enabled = true.",
        ),
        ("[wecom.aibot]\nwebsocket_url = 'https://x'", "config.toml:2: wecom.aibot.websocket_url: 'https://x' cannot"),
        ("[[departments]]\nkey = 'it'\nname = 'x'", "config.toml:2: departments.key: 'it' cannot be used. Write one"),
        ("[wecom.aibot]\nmode = 1", "config.toml:2: wecom.aibot.mode: 1 cannot be used. Write \"websocket\" or"),
        ("a =", "config.toml: not TOML: "),
        ("[server]\nport = 1\n\nport = 2\nhost = 'x'", "config.toml:4: 'port' stands here for the second time."),
        ("[server]\nport = 1\nport = 2\n", "config.toml:3: 'port' stands here for the second time."),
        ("[server]\n[locale]\n[server]\nport = 1", "config.toml:3: '[server]' stands here for the second time."),
        ("[[departments]]\nname = 'x'", "config.toml:1: departments.key: missing. Write one of sales, production"),
        (
            "[acknowledgements]\nlead_after_minutes = 30",
            "config.toml:2: acknowledgements.lead_after_minutes: the lead is asked after the reminder",
        ),
        (
            "[delivery]\nmessages_per_second = 1",
            "config.toml:2: delivery.messages_per_second: one chat may get more than all together.",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_what_to_write(desk: Desk, text: str, problem: str) -> None:
    (told,) = desk.hears(text)

    assert told.startswith(problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "wecom.corp_id: missing. Copy it from the WeCom admin console"),
        ("encoding_aes_key = 'abc'", "config.toml:3: wecom.encoding_aes_key: not 43 letters and digits."),
        ("previous_token = 'abc'", "config.toml:3: wecom.previous_token: only one of the previous pair."),
        ("[wecom.aibot]\nenabled = true", "wecom.aibot.bot_id: missing. Copy it"),
        ("[wecom.aibot]\nenabled = true\nmode = 'webhook'", "wecom.aibot.token: missing. Copy it"),
    ],
)
def test_what_wecom_needs_is_named(desk: Desk, text: str, problem: str) -> None:
    told = desk.hears(f"[wecom]\nenabled = true\n{text}")

    assert any(problem in line for line in told)


def test_a_password_is_not_repeated(desk: Desk) -> None:
    (told,) = desk.hears('[database]\nurl = "mysql://tongpin:pass-word@db/tongpin"')

    assert "pass-word" not in told
    assert "Write sqlite:///var/tongpin.db or postgresql://user:password@host/name." in told


def test_every_mistake_is_told_at_once(desk: Desk) -> None:
    told = desk.hears("[server]\nport = 0\nhots = 1\n[locale]\nlanguage = 1\n")

    assert [line.split(" ")[0] for line in told] == ["config.toml:2:", "config.toml:3:", "config.toml:5:"]


def test_the_line_of_a_list_entry_is_its_own(desk: Desk) -> None:
    person = '[[people]]\nkey = "{}"\nname = "x"\ndepartment = "sales"\nroles = ["{}"]\n'

    (told,) = desk.hears(person.format("a", "SALES") + "\n# the second\n" + person.format("b", "BOSS"))

    assert told.startswith("config.toml:12: people.roles: 'BOSS' cannot be used. Write a list out of SALES, PRODUCTION")


@pytest.mark.parametrize("missing", ["app_id", "app_secret", "verification_token", "encrypt_key"])
@pytest.mark.parametrize("value", [None, "", "...", "changeme", "cli_..."])
def test_feishu_without_its_keys_does_not_start(desk: Desk, missing: str, value: str | None) -> None:
    lines = [line for line in FEISHU.splitlines() if not line.startswith(missing)]
    lines += [] if value is None else [f'{missing} = "{value}"']

    (told,) = desk.hears("\n".join(lines))

    assert f"feishu.{missing}: missing. Copy it from the Feishu developer console, or set" in told


def test_the_long_connection_needs_no_webhook_keys(desk: Desk) -> None:
    text = '[feishu]\nenabled = true\nmode = "websocket"\napp_id = "cli_a1"\napp_secret = "s"\n'

    assert desk.reads(text).feishu.mode == "websocket"


def test_half_of_a_previous_pair_is_a_mistake(desk: Desk) -> None:
    (told,) = desk.hears(FEISHU + 'previous_encrypt_key = "old"\n')

    assert told.startswith("config.toml:8: feishu.previous_encrypt_key: only one of the previous pair.")


@pytest.mark.parametrize("key", ["key", "feishu"])
def test_what_is_written_twice_is_told_at_the_second(desk: Desk, key: str) -> None:
    other = {"key": "lin", "feishu": "ou_1"} | ({"feishu": "ou_2"} if key == "key" else {"key": "wang"})
    entries = [{"key": "lin", "feishu": "ou_1"}, other]
    text = "".join(
        f'[[people]]\nname = "x"\ndepartment = "sales"\nroles = []\nkey = "{it["key"]}"\nfeishu = "{it["feishu"]}"\n'
        for it in entries
    )

    (told,) = desk.hears(text)

    line = 11 if key == "key" else 12
    assert told.startswith(f"config.toml:{line}: people.{key}: '{entries[0][key]}' stands here for the second time.")


def test_a_person_of_no_department_is_a_mistake(desk: Desk) -> None:
    (told,) = desk.hears(
        '[[departments]]\nkey = "sales"\nname = "x"\n'
        '[[people]]\nkey = "a"\nname = "a"\nroles = []\ndepartment = "rnd"\n'
    )

    assert told == "config.toml:8: people.department: 'rnd' is not among [[departments]]. Write one of sales."


# --- files that cannot be read --------------------------------------------------------------


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"No such file or directory. Copy config.example.toml and edit it."):
        load(tmp_path / "config.toml")


def test_a_file_in_another_encoding_is_told(desk: Desk) -> None:
    desk.path.write_bytes("name = '生产部'".encode("gb18030"))

    with pytest.raises(BadConfig, match=r"not UTF-8 text. Save the file as UTF-8."):
        load(desk.path)


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "No such file or directory"), (b"", "empty"), (b" \n", "empty"), (b"\xff\xfe", "not UTF-8 text")],
)
def test_a_secret_that_cannot_be_read_is_told_once(
    desk: Desk, tmp_path: Path, content: bytes | None, problem: str
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)

    (told,) = desk.hears(FEISHU.replace('app_secret = "app-secret"', 'app_secret_file = "secret"'))

    assert told == (
        f"config.toml:5: feishu.app_secret_file: secret: {problem}. Write the name of a file that holds the secret."
    )


def test_a_secret_that_is_written_twice_is_a_mistake(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-a-file")

    (told,) = desk.hears(FEISHU + 'app_secret_file = "secret"\n')

    assert told == "config.toml:8: feishu.app_secret_file: app_secret is written too. Keep one of them."


# --- the environment ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("TONGPIN_SERVER__PORT", "abc", "TONGPIN_SERVER__PORT: 'abc' cannot be used. Write a port number from 1"),
        ("TONGPIN_FEISHU__APP_SECERT", "", "TONGPIN_FEISHU__APP_SECERT: unknown key. Did you mean TONGPIN_FEISHU__APP"),
        ("TONGPIN_FEISHU", '{"app": 1}', "TONGPIN_FEISHU: unknown key. Did you mean app_id?"),
        ("TONGPIN_PEOPLE", "{not json", "environment: error parsing value for field \"people\""),
        ("TONGPIN_FEISHU__APP_SECRET_FILE", "/nowhere", "TONGPIN_FEISHU__APP_SECRET_FILE: /nowhere: No such file"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_environment_is_told_by_its_variable(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    monkeypatch.setenv(name, value)

    assert [told[: len(problem)] for told in desk.hears("")] == [problem]


def test_nothing_is_suggested_where_nothing_is_near(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGPIN_FOO__BAR", "")

    assert desk.hears("") == ["TONGPIN_FOO__BAR: unknown key."]


def test_variables_that_a_container_brings_along_are_none_of_ours(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGPIN_PORT", "tcp://10.0.0.1:8000")
    monkeypatch.setenv("TONGPIN_SERVICE_HOST", "10.0.0.1")

    assert desk.reads("").server.port == 8000


# --- whatever is written ---------------------------------------------------------------------

TOML = st.recursive(
    st.booleans() | st.integers(-(2**40), 2**40) | st.text("abc: /*.", max_size=8),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(
    table=st.sampled_from(["server", "feishu", "jobs", "delivery", "people", "wecom"]),
    value=TOML,
    is_list=st.booleans(),
)
def test_nothing_that_can_be_written_ends_in_anything_but_a_sentence(table: str, value: Any, is_list: bool) -> None:
    key = {"server": "port", "feishu": "mode", "jobs": "prune", "people": "key", "wecom": "agent_id"}.get(table, "x")
    text = f"[[{table}]]\n" if is_list else f"[{table}]\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(f"{text}{key} = {as_toml(value)}\n", "utf-8")
        try:
            load(path)
        except BadConfig as bad:
            told = bad.problems
        else:
            told = [f"{path}: fine"]
    assert told
    assert all(problem.startswith(f"{path}:") for problem in told)


def as_toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else f"'{value}'"
