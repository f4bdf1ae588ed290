"""The socket of a private installation, whose certificate only its own authority vouches for."""

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.sync.server import serve

from bot.platforms.wecom.aibot.connection import AibotConnection
from tests.bot.platforms.wecom.aibot.bodies import SENT_AT
from tests.bot.platforms.wecom.aibot.sockets import QUICK, Office, Platform, wait_until


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 127.0.0.1, signed by itself, with its key in the same file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "factory")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(
        datetime(2099, 1, 1, tzinfo=UTC)
    )
    signed = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    path = tmp_path_factory.mktemp("tls") / "factory.pem"
    path.write_bytes(
        signed.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def private_platform(certificate: Path) -> Iterator[Platform]:
    state, tls = Platform(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with serve(state.serve_one, "127.0.0.1", 0, ssl=tls) as server:
        state.url = f"wss://127.0.0.1:{server.socket.getsockname()[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield state
        server.shutdown()
        thread.join()


def connect(platform: Platform, ca_bundle: str) -> AibotConnection:
    return AibotConnection(
        platform.url, "aib1", "secret", Office().deliver, lambda: SENT_AT, lease=None, ca_bundle=ca_bundle, pace=QUICK
    )


def test_its_authority_is_trusted_when_it_is_named(private_platform: Platform, certificate: Path) -> None:
    connection = connect(private_platform, str(certificate))
    connection.start()

    wait_until(lambda: connection.is_connected)
    connection.stop()


def test_an_authority_that_is_not_named_is_not_trusted(private_platform: Platform) -> None:
    connection = connect(private_platform, "")
    connection.start()

    wait_until(lambda: connection.trouble == "SSLCertVerificationError")
    connection.stop()
    assert private_platform.subscriptions.empty()


def test_certificates_that_cannot_be_read_are_told_at_once(private_platform: Platform, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        connect(private_platform, str(tmp_path / "nothing.pem"))
