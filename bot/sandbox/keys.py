"""The settings under which this very process plays both platforms: keys made up for this run."""

import secrets
import string

from pydantic import SecretStr

from bot.config import FeishuSettings, Settings, WecomSettings
from bot.config.sections import AibotSettings, ServerSettings

APP_ID = "cli_sandbox"
CORP_ID = "wwsandbox5d2e4810"
AGENT_ID = 1000031
AIBOT_ID = "aibsandbox0001"
_AES_KEY_LENGTH = 43
_LETTERS = string.ascii_letters + string.digits
_LAST_LETTERS = "AEIMQUYcgkosw048"
"""43 characters of base64 are two bits more than 32 bytes: a key that is written in full leaves them empty."""


def with_sandbox(settings: Settings) -> Settings:
    """The same settings, with both platforms played by this process. Their names stay from run to run, the keys not."""
    here = f"127.0.0.1:{settings.server.port}"
    server = _server(settings.server, f"http://{here}")
    made_up = {
        "server": server,
        "feishu": _feishu(settings.feishu.mode, f"http://{here}/sandbox/feishu"),
        "wecom": _wecom(here, server.public_url.rstrip("/"), settings.wecom.aibot.mode),
    }
    return settings.model_copy(update=made_up)


def _server(server: ServerSettings, here: str) -> ServerSettings:
    is_default = server.public_url == ServerSettings.model_fields["public_url"].default
    told = {"public_url": here} if is_default else {}
    key = {} if server.secret_key.get_secret_value() else {"secret_key": _secret()}
    return server.model_copy(update={**told, **key})


def _feishu(mode: str, base_url: str) -> FeishuSettings:
    return FeishuSettings.model_validate({
        "enabled": True, "mode": mode, "app_id": APP_ID, "app_secret": _secret(), "verification_token": _secret(),
        "encrypt_key": _secret(), "base_url": base_url,
    })  # fmt: skip


def _wecom(here: str, public_url: str, mode: str) -> WecomSettings:
    """People's browsers go to the page of the web sign-in: that is where they find us, too."""
    bot = AibotSettings.model_validate({
        "enabled": True, "mode": mode, "bot_id": AIBOT_ID, "secret": _secret(), "token": _secret(),
        "encoding_aes_key": aes_key(), "websocket_url": f"ws://{here}/sandbox/wecom/ws",
    })  # fmt: skip
    return WecomSettings(
        enabled=True, corp_id=CORP_ID, agent_id=AGENT_ID, secret=_secret(), token=_secret(),
        encoding_aes_key=SecretStr(aes_key()), base_url=f"http://{here}/sandbox/wecom",
        authorize_url=f"{public_url}/sandbox/wecom/connect/oauth2/authorize", aibot=bot,
    )  # fmt: skip


def aes_key() -> str:
    """As WeCom's console makes them: 43 letters and digits that are 32 bytes."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_AES_KEY_LENGTH - 1)) + secrets.choice(_LAST_LETTERS)


def _secret() -> SecretStr:
    return SecretStr(secrets.token_hex(16))
