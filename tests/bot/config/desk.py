"""Writing configurations and reading what is said of them."""

from pathlib import Path

import pytest

from bot.config import BadConfig, Settings, load

FEISHU = """
[feishu]
enabled = true
app_id = "cli_a1"
app_secret = "app-secret"
verification_token = "verification-token"
encrypt_key = "encrypt-key"
"""


class Desk:
    """A folder with a configuration in it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "config.toml"

    def reads(self, text: str) -> Settings:
        """The settings of this text."""
        self.path.write_text(text, "utf-8")
        return load(self.path)

    def hears(self, text: str) -> list[str]:
        """What is wrong with this text, with the folder left out."""
        with pytest.raises(BadConfig) as bad:
            self.reads(text)
        assert str(bad.value) == "\n".join(bad.value.problems)
        return [problem.replace(f"{self.path.parent}/", "") for problem in bad.value.problems]
