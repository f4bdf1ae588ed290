"""The settings under which one process plays both platforms."""

import base64
from typing import Any

import pytest

from bot.config import Settings, secret_values
from bot.sandbox.keys import aes_key, with_sandbox


def test_both_platforms_are_on_and_live_at_our_own_port() -> None:
    played = with_sandbox(_settings(server={"port": 8131}))

    assert (played.feishu.enabled, played.wecom.enabled, played.wecom.aibot.enabled) == (True, True, True)
    assert played.wecom.agent_id == 1000031
    assert played.feishu.base_url == "http://127.0.0.1:8131/sandbox/feishu"
    assert played.wecom.base_url == "http://127.0.0.1:8131/sandbox/wecom"
    assert played.wecom.authorize_url == "http://127.0.0.1:8131/sandbox/wecom/connect/oauth2/authorize"
    assert played.wecom.aibot.websocket_url == "ws://127.0.0.1:8131/sandbox/wecom/ws"
    assert played.server.public_url == "http://127.0.0.1:8131"


def test_an_address_that_somebody_has_set_stays_and_people_sign_in_there() -> None:
    played = with_sandbox(_settings(server={"public_url": "https://try.example.com/"}))

    assert played.server.public_url == "https://try.example.com/"
    assert played.wecom.authorize_url == "https://try.example.com/sandbox/wecom/connect/oauth2/authorize"
    assert played.wecom.base_url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("mode", ["webhook", "websocket"])
def test_the_modes_are_those_that_somebody_has_set(mode: str) -> None:
    played = with_sandbox(_settings(feishu={"mode": mode}, wecom={"aibot": {"mode": mode}}))

    assert (played.feishu.mode, played.wecom.aibot.mode) == (mode, mode)


def test_the_keys_are_others_each_time_and_the_names_the_same() -> None:
    one, other = with_sandbox(_settings()), with_sandbox(_settings())

    assert not set(secret_values(one)) & set(secret_values(other))
    assert (one.wecom.corp_id, one.wecom.aibot.bot_id) == (other.wecom.corp_id, other.wecom.aibot.bot_id)


def test_a_secret_key_that_somebody_has_set_stays() -> None:
    assert with_sandbox(_settings(server={"secret_key": "long enough"})).server.secret_key.get_secret_value() == (
        "long enough"
    )
    assert with_sandbox(_settings()).server.secret_key.get_secret_value()


def test_an_aes_key_is_43_letters_and_digits_that_are_32_bytes() -> None:
    key = aes_key()

    assert (len(key), key.isalnum()) == (43, True)
    raw = base64.b64decode(f"{key}=", validate=True)
    assert (len(raw), base64.b64encode(raw).decode()) == (32, f"{key}=")


def _settings(**told: Any) -> Settings:
    return Settings.model_validate(told)
