"""What links and cookies carry is signed: nobody makes one up, and nobody changes one."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadData, Signer, URLSafeSerializer

LONGEST_TOKEN = 200
"""Characters; ours have about seventy."""
LONGEST_SEAL = 2000
_UNTIL = "until"


class NoSecretKey(ValueError):
    """Without `server.secret_key` anybody could sign."""

    def __init__(self) -> None:
        super().__init__("server.secret_key is missing. Write a long random text: it signs the links people open.")


class FormLinks:
    """Turns the number of a form's ticket into a link, and back. Raises NoSecretKey."""

    def __init__(self, secret_key: str, public_url: str) -> None:
        self._signer = Signer(_required(secret_key), salt="tongpin.form", key_derivation="hmac", digest_method=sha256)
        self._public_url = public_url.rstrip("/")
        address = urlsplit(self._public_url)
        self.origin = f"{address.scheme}://{address.netloc}"
        """What a browser calls our own site."""

    def url(self, ticket_id: str) -> str:
        """The address that the person opens."""
        return f"{self._public_url}/f/{self.token(ticket_id)}"

    def token(self, ticket_id: str) -> str:
        """The last part of the address."""
        return self._signer.sign(ticket_id).decode()

    def read(self, token: str) -> str | None:
        """The ticket's number; None when the token is none of ours."""
        if len(token) > LONGEST_TOKEN:
            return None
        try:
            return self._signer.unsign(token).decode()
        except (BadData, UnicodeError):
            return None


class Seal:
    """Facts in a browser's keeping: it can neither change them nor keep them longer than told.

    What is sealed for one purpose opens for no other. Raises NoSecretKey.
    """

    def __init__(self, secret_key: str, purpose: str) -> None:
        options = {"key_derivation": "hmac", "digest_method": sha256}
        self._serializer = URLSafeSerializer(
            _required(secret_key), salt=f"tongpin.{purpose}", signer_kwargs=options
        )  # fmt: skip

    def close(self, facts: Mapping[str, Any], until: datetime) -> str:
        """The facts as text for a cookie."""
        return str(self._serializer.dumps({**facts, _UNTIL: until.timestamp()}))

    def open(self, text: str, now: datetime) -> dict[str, Any] | None:
        """The facts; None when they are not ours, or no longer good."""
        if not text or len(text) > LONGEST_SEAL:
            return None
        try:
            facts: dict[str, Any] = self._serializer.loads(text)
        except (BadData, UnicodeError):
            return None
        return facts if now.timestamp() < facts.pop(_UNTIL) else None


def _required(secret_key: str) -> str:
    if not secret_key:
        raise NoSecretKey
    return secret_key
