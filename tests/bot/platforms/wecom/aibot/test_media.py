"""Files that people sent: fetched and decrypted."""

import base64
from collections.abc import Iterator

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom.aibot import media
from bot.platforms.wecom.aibot.media import attachment_key, decrypt, download, file_name
from bot.platforms.wecom.crypto import Undecipherable

AES_KEY = "mK4wQ9sZx7CvBn2JhLgF5dTyR8uPeAi0WoXq3Mz6NkE"
OTHER_KEY = "Yq3vN8kTz0RcWf5LmXo7HdJs2BgUePa9ViKyCt4Qx1B"
URL = "https://ww-aibot-img.example/enc/882"
PICTURE = b"\x89PNG not really"


def sealed(content: bytes, aes_key: str = AES_KEY, padding: bytes | None = None) -> bytes:
    """As the reference says: block 32, the initialisation vector is the key's beginning, nothing before the file."""
    key, count = base64.b64decode(aes_key + "="), 32 - len(content) % 32
    encryptor = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).encryptor()
    return encryptor.update(content + (padding or bytes([count]) * count)) + encryptor.finalize()


def client(answer: httpx.Response | Exception) -> httpx.Client:
    def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return httpx.Client(transport=httpx.MockTransport(handle))


class TestDecrypt:
    @given(st.binary(max_size=200))
    def test_what_was_sealed_is_opened(self, content: bytes) -> None:
        assert decrypt(sealed(content), AES_KEY) == content

    @pytest.mark.parametrize("size", range(33))
    def test_every_length_of_padding_is_right(self, size: int) -> None:
        assert decrypt(sealed(bytes(size)), AES_KEY) == bytes(size)

    def test_a_key_may_have_its_padding(self) -> None:
        assert decrypt(sealed(PICTURE), AES_KEY + "=") == PICTURE

    @pytest.mark.parametrize("key", ["", "short", "键" * 43, "!" * 43, AES_KEY + AES_KEY])
    def test_what_is_no_key(self, key: str) -> None:
        with pytest.raises(Undecipherable, match="not a key"):
            decrypt(sealed(PICTURE), key)

    @pytest.mark.parametrize(
        "content",
        [
            b"", b"x" * 17, sealed(PICTURE)[:-16], sealed(PICTURE, OTHER_KEY),
            sealed(b"a" * 31, padding=b"\x00"), sealed(b"a" * 31, padding=b"\x21"),
            sealed(b"a" * 30, padding=b"\x01\x02"),
        ],
    )  # fmt: skip
    def test_what_is_not_sealed_with_it(self, content: bytes) -> None:
        with pytest.raises(Undecipherable):
            decrypt(content, AES_KEY)


class TestDownload:
    def test_a_file_with_a_key_of_its_own(self) -> None:
        told = {"content-disposition": "attachment; filename*=UTF-8''HX-200%20%E5%9B%BE%E7%BA%B8.pdf"}
        http = client(httpx.Response(200, content=sealed(PICTURE), headers=told))

        assert download(http, attachment_key(URL, AES_KEY)) == ("HX-200 图纸.pdf", PICTURE)

    def test_a_file_sealed_with_one_of_the_bots_keys(self) -> None:
        http = client(httpx.Response(200, content=sealed(PICTURE)))

        assert download(http, attachment_key(URL), (OTHER_KEY, AES_KEY)) == ("", PICTURE)

    def test_a_file_sealed_with_a_key_we_do_not_have(self) -> None:
        for keys in ((), (OTHER_KEY,)):
            with pytest.raises(PlatformRefused, match="a key we do not have"):
                download(client(httpx.Response(200, content=sealed(PICTURE))), attachment_key(URL), keys)

    @pytest.mark.parametrize("status", [301, 403, 404, 410])
    def test_a_file_that_is_gone(self, status: int) -> None:
        with pytest.raises(PlatformRefused, match=f"HTTP {status}") as refusal:
            download(client(httpx.Response(status)), attachment_key(URL, AES_KEY))

        assert refusal.value.fault is Fault.MESSAGE_GONE

    @pytest.mark.parametrize(
        "answer", [httpx.Response(429), httpx.Response(502), httpx.ConnectError(URL), httpx.ReadTimeout(URL)], ids=str
    )
    def test_a_server_in_trouble(self, answer: httpx.Response | Exception) -> None:
        with pytest.raises(PlatformBusy) as busy:
            download(client(answer), attachment_key(URL, AES_KEY))

        assert "enc/882" not in str(busy.value)  # whoever has the address has the file

    def test_a_file_without_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(media, "MOST_BYTES", 1000)

        def endless() -> Iterator[bytes]:
            while True:
                yield b"x" * 100

        with pytest.raises(PlatformRefused, match="over 100 MB") as refusal:
            download(client(httpx.Response(200, content=endless())), attachment_key(URL, AES_KEY))

        assert refusal.value.fault is Fault.TOO_LARGE

    @pytest.mark.parametrize("key", ["", "{", "[]", '{"url":7}', attachment_key("file:///etc/passwd"), "https://a"])
    def test_a_key_that_is_none(self, key: str) -> None:
        with pytest.raises(PlatformRefused, match="usable address"):
            download(client(httpx.Response(200)), key)

    def test_an_address_that_is_none(self) -> None:
        with pytest.raises(PlatformRefused, match="usable address"):
            download(client(httpx.Response(200)), attachment_key("https://[x\x01/"))


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="a.pdf"', "a.pdf"),
        ("attachment; filename=a.pdf", "a.pdf"),
        ("attachment; filename=old.pdf; filename*=utf-8''%E5%9B%BE.pdf", "图.pdf"),
        ('attachment; filename="图纸 B.pdf"', "图纸 B.pdf"),
        ('attachment; filename="%E5%9B%BE.pdf"', "图.pdf"),
        (r'attachment; filename="a\"b.pdf"', 'a"b.pdf'),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        (r'attachment; filename="C:\\temp\\a.pdf"', "a.pdf"),
        ("attachment; filename*=UTF-8''a%00%0d%0ab.pdf", "ab.pdf"),
        ("attachment; filename=" + "x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("inline", ""),
        ("", ""),
        ('attachment; filename=""', ""),
    ],
)
def test_the_name_of_a_file(disposition: str, name: str) -> None:
    assert file_name(disposition) == name


@given(st.text())
def test_any_header_gives_a_name_or_none(disposition: str) -> None:
    name = file_name(f"attachment; filename={disposition}")

    assert "/" not in name
    assert name.isprintable()
