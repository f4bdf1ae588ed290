from pathlib import Path
from typing import Any, get_args

import pytest

from bot.config import Settings, load, secret_values
from bot.config.people import RoleName
from bot.config.problems import Lines
from core.people import Role
from tests.bot.config.desk import FEISHU, Desk

ROOT = Path(__file__).parents[3]


def test_nothing_written_means_the_defaults(desk: Desk) -> None:
    assert desk.reads("") == load(None) == Settings()


def test_the_example_is_a_configuration_and_shows_the_defaults(desk: Desk) -> None:
    assert desk.reads((ROOT / "config.example.toml").read_text("utf-8")) == Settings()


def test_the_example_names_every_key() -> None:
    written = Lines((ROOT / "config.example.toml").read_text("utf-8").replace("\n# ", "\n"))

    missing = [place for place in keys_of(Settings.model_json_schema()) if place[-1] not in str(written._lines)]

    assert missing == []


def keys_of(schema: dict[str, Any], within: tuple[str, ...] = (), defs: Any = None) -> list[tuple[str, ...]]:
    defs = defs or schema.get("$defs", {})
    found: list[tuple[str, ...]] = []
    for name, inner in schema.get("properties", {}).items():
        inner = inner.get("items", inner)
        inner = defs.get(inner.get("$ref", "").rpartition("/")[2], inner)
        found += [(*within, name), *keys_of(inner, (*within, name), defs)]
    return found


def test_the_environment_goes_over_the_file_key_by_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGPIN_FEISHU__APP_SECRET", "from-the-environment")
    monkeypatch.setenv("TONGPIN_SERVER__PORT", "9000")

    settings = desk.reads(FEISHU + "[server]\nport = 8001\nhost = '0.0.0.0'\n")

    assert settings.feishu.app_secret.get_secret_value() == "from-the-environment"
    assert settings.feishu.encrypt_key.get_secret_value() == "encrypt-key"
    assert (settings.server.port, settings.server.host) == (9000, "0.0.0.0")


def test_a_secret_may_be_in_a_file_of_its_own(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-a-file\n")
    (tmp_path / "key").write_text("from-another-file")
    monkeypatch.setenv("TONGPIN_FEISHU__ENCRYPT_KEY_FILE", str(tmp_path / "key"))

    settings = desk.reads(FEISHU.replace('app_secret = "app-secret"', 'app_secret_file = "secret"'))

    assert settings.feishu.app_secret.get_secret_value() == "from-a-file"
    assert settings.feishu.encrypt_key.get_secret_value() == "from-another-file"


def test_secrets_show_in_no_repr_and_are_known_to_the_log(desk: Desk) -> None:
    settings = desk.reads(FEISHU + '[database]\nurl = "postgresql://tongpin:pass-word@db/tongpin"\n')

    assert "app-secret" not in repr(settings)
    assert secret_values(settings) == {"app-secret", "verification-token", "encrypt-key", "pass-word"}


def test_lists_of_tables_are_read(desk: Desk) -> None:
    settings = desk.reads(
        '[[departments]]\nkey = "sales"\nname = "销售部"\nchats = ["feishu:oc_1"]\n'
        '[[people]]\nkey = "lin"\nname = "林"\ndepartment = "sales"\nroles = ["SALES", "ADMIN"]\n'
    )

    assert settings.departments[0].chats == ["feishu:oc_1"]
    assert settings.people[0].roles == ["SALES", "ADMIN"]


def test_roles_are_those_there_are() -> None:
    assert set(get_args(RoleName)) == set(Role.__members__)
