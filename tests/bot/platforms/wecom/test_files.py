"""Files, there and back: names, sizes, errors that look like files, and files in pieces."""

from email import message_from_bytes

import pytest

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom.files import LARGEST, MEGABYTE, PIECE, Kind, encode_file, name_of
from bot.platforms.wecom.wire import WireAnswer
from tests.bot.platforms.wecom.wires import DONE, ScriptedWire, answer, api_on, file, refusal

PDF = b"%PDF-1.7 drawing"


class TestUploading:
    def test_a_file_is_stored_under_its_chinese_name(self) -> None:
        wire = ScriptedWire(answer({"type": "file", "media_id": "3Xm", "created_at": "1790041000"}))

        assert api_on(wire).upload("file", "图纸 B版.pdf", PDF) == "3Xm"

        (request,) = wire.asked
        assert (request.path, request.query["type"]) == ("/cgi-bin/media/upload", "file")
        assert 'name="media"; filename="图纸 B版.pdf"'.encode() in request.body
        assert b"filename*" not in request.body
        form = message_from_bytes(f"Content-Type: {request.content_type}\r\n\r\n".encode() + request.body)
        assert [part.get_payload(decode=True) for part in form.walk()] == [None, PDF]

    def test_a_picture_is_stored_for_good(self) -> None:
        wire = ScriptedWire(answer({"url": "https://wework.qpic.cn/x"}))

        assert api_on(wire).upload_image("logo.png", PDF) == "https://wework.qpic.cn/x"
        assert wire.asked[0].path == "/cgi-bin/media/uploadimg"

    @pytest.mark.parametrize("kind", LARGEST)
    def test_what_is_too_large_is_not_even_sent(self, kind: Kind) -> None:
        wire = ScriptedWire()

        with pytest.raises(PlatformRefused) as caught:
            api_on(wire).upload(kind, "a.bin", bytes(LARGEST[kind] + 1))

        assert caught.value.fault is Fault.TOO_LARGE
        assert wire.asked == []

    @pytest.mark.parametrize("kind", LARGEST)
    def test_what_just_fits_is(self, kind: Kind) -> None:
        wire = ScriptedWire(answer({"media_id": "3Xm"}))

        assert api_on(wire).upload(kind, "a.bin", bytes(LARGEST[kind])) == "3Xm"

    @pytest.mark.parametrize("content", [b"", b"12345"])
    def test_next_to_nothing_is_refused(self, content: bytes) -> None:
        with pytest.raises(PlatformRefused) as caught:
            api_on(ScriptedWire()).webhook_upload("KEY", "a.txt", content)

        assert caught.value.fault is Fault.INVALID

    def test_an_answer_without_an_id_is_busy(self) -> None:
        with pytest.raises(PlatformBusy, match="without media_id"):
            api_on(ScriptedWire(DONE)).upload("file", "a.pdf", PDF)

    @pytest.mark.parametrize("name", ["../../etc/a.pdf", "C:\\x\\a.pdf", "a.pdf\r\nX-Evil: 1", ""])
    def test_a_name_is_a_name_only(self, name: str) -> None:
        body, _ = encode_file(name, PDF)

        head = body.partition(b"\r\n\r\n")[0]
        assert head.count(b"\r\n") <= 2
        assert b"/" not in head.partition(b"filename=")[2].partition(b"\r\n")[0]


class TestDownloading:
    def test_a_file_comes_with_its_name(self) -> None:
        wire = ScriptedWire(file(PDF, "图纸.pdf"))

        assert api_on(wire).download("3Xm") == ("图纸.pdf", PDF)
        assert wire.asked[0].query == {"media_id": "3Xm", "access_token": "t-1"}

    def test_a_file_that_looks_like_a_refusal_is_one(self) -> None:
        content = b'{"errcode":40014}'
        named = WireAnswer(200, {"content-type": "application/json", "content-disposition": "filename=a.json"}, content)

        assert api_on(ScriptedWire(named)).download("3Xm") == ("a.json", content)

    def test_an_error_instead_of_a_file_is_told(self) -> None:
        with pytest.raises(PlatformRefused, match="40007"):
            api_on(ScriptedWire(refusal(40007, "invalid media_id"))).download("3Xm")

    def test_a_rejected_token_is_replaced_here_too(self) -> None:
        assert api_on(ScriptedWire(refusal(42001), file(PDF))).download("3Xm")[1] == PDF

    def test_a_large_file_comes_in_pieces(self) -> None:
        whole = bytes(range(256)) * (25 * MEGABYTE // 256)
        pieces = [
            file(whole[at : at + PIECE], status=206, content_range=f"bytes {at}-{at + 9}/{len(whole)}")
            for at in range(0, len(whole), PIECE)
        ]
        wire = ScriptedWire(refusal(830002), *pieces)

        assert api_on(wire).download("3Xm") == ("HX-200-B.pdf", whole)
        assert [request.headers.get("range") for request in wire.asked] == [
            None,
            "bytes=0-10485759",
            "bytes=10485760-20971519",
            "bytes=20971520-31457279",
        ]

    def test_a_platform_without_pieces_gives_all(self) -> None:
        assert api_on(ScriptedWire(refusal(830002), file(PDF))).download("3Xm")[1] == PDF

    def test_a_file_without_end_is_refused(self) -> None:
        piece = file(PDF, status=206, content_range="bytes 0-9/999999999999")

        with pytest.raises(PlatformRefused) as caught:
            api_on(ScriptedWire(refusal(830002), piece)).download("3Xm")

        assert caught.value.fault is Fault.TOO_LARGE

    @pytest.mark.parametrize("place", ["", "bytes 5-9/100", "bytes */100", "all"])
    def test_a_piece_without_its_place_is_busy(self, place: str) -> None:
        piece = file(PDF, status=206, content_range=place)

        with pytest.raises(PlatformBusy, match="without its place"):
            api_on(ScriptedWire(refusal(830002), piece)).download("3Xm")

    def test_trouble_between_pieces_is_told(self) -> None:
        piece = file(PDF, status=206, content_range="bytes 0-15/100")

        with pytest.raises(PlatformBusy, match="-1"):
            api_on(ScriptedWire(refusal(830002), piece, refusal(-1))).download("3Xm")


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ("attachment; filename=a.pdf; size=7", "a.pdf"),
        ("attachment; filename*=UTF-8''%E5%9B%BE.pdf", "图.pdf"),
        ("attachment; filename=\"x.pdf\"; filename*=UTF-8''%E5%9B%BE.pdf", "图.pdf"),
        ('attachment; filename="a\\"b.pdf"', 'a"b.pdf'),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="a\x00\n.pdf"', "a.pdf"),
        ("attachment", "file"),
        ('attachment; filename=""', "file"),
        ("", "file"),
    ],
)
def test_the_name_of_a_downloaded_file(disposition: str, name: str) -> None:
    assert name_of(WireAnswer(200, {"content-disposition": disposition}, b"")) == name
