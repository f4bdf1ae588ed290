"""F5: what is in a file decides what it is; what is kept is whole, and kept once."""

import io
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from bot.filing import DiskStore, Filing
from bot.filing.kinds import kind_of
from bot.platforms.port import Attachment, Fault, PlatformBusy, PlatformRefused
from core.design.errors import DrawingTooLarge, FileGone, FileNotAllowed, FileNotAsNamed

PDF = b"%PDF-1.7\n"
PNG = b"\x89PNG\r\n\x1a\n...."


def packed(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("a.PDF", b"\n\n" + PDF),
        ("a.png", PNG),
        ("a.jpeg", b"\xff\xd8\xff\xe0"),
        ("a.dwg", b"AC1032...."),
        ("a.dxf", b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n"),
        ("a.dxf", b"999\nmade by hand\n0\nSECTION\n"),
        ("a.stp", b"ISO-10303-21;\nHEADER;"),
        ("a.xlsx", packed("[Content_Types].xml", "xl/workbook.xml")),
        ("a.zip", packed("a.pdf", "b.step")),
        ("a.csv", "件号,数量\nA,1\n".encode("gb18030")),
    ],
)
def test_what_is_drawn_with_is_taken(name: str, content: bytes) -> None:
    assert kind_of(name, content)[0] == name


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.exe", b"MZ", FileNotAllowed),
        ("a", PDF, FileNotAllowed),
        ("a.html", b"<html>", FileNotAllowed),
        ("a.pdf", PNG, FileNotAsNamed),
        ("a.pdf", b"MZ\x90", FileNotAsNamed),
        ("a.csv", b"<script>alert(1)</script>,", FileNotAsNamed),
        ("a.xlsx", packed("evil.exe"), FileNotAsNamed),
        ("a.zip", b"PK\x03\x04 cut short", FileNotAsNamed),
        ("a.docx", packed("[Content_Types].xml", "word/document.xml"), FileNotAllowed),
    ],
)
def test_what_is_not_or_pretends_to_be_is_refused(name: str, content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        kind_of(name, content)


def test_a_picture_and_a_file_without_a_name_are_called_by_what_is_in_them() -> None:
    assert kind_of("img_v3_x", PNG, is_picture=True)[0] == "img_v3_x.png"
    assert kind_of("photo.jpg", PNG, is_picture=True)[0] == "photo.png"
    assert kind_of("", PDF)[0] == "file.pdf"


def test_bytes_are_kept_whole_under_their_hash(tmp_path: Path) -> None:
    store, digest = DiskStore(tmp_path / "files"), sha256(PDF).hexdigest()

    store.keep(digest, PDF)
    store.keep(digest, PDF)

    assert store.read(digest) == PDF
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest]


def test_what_was_spoiled_on_the_disk_is_not_given_out_and_mended_by_the_next(tmp_path: Path) -> None:
    store, digest = DiskStore(tmp_path), sha256(PDF).hexdigest()
    store.keep(digest, PDF)
    (tmp_path / digest[:2] / digest).write_bytes(b"half")

    assert store.read(digest) is None
    store.keep(digest, PDF)
    assert store.read(digest) == PDF


def test_a_hash_is_no_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="hash"):
        DiskStore(tmp_path).read("../../etc/passwd")


def a_filing(tmp_path: Path, answer: bytes | Exception) -> Filing:
    def fetch(platform: str, attachment: Attachment) -> bytes:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Filing(DiskStore(tmp_path), fetch, 1)


ATTACHMENT = Attachment("om_1", "file_1", "a.pdf", "file")


def test_a_file_is_fetched_looked_at_and_kept(tmp_path: Path) -> None:
    facts = a_filing(tmp_path, PDF).take("feishu", ATTACHMENT)

    assert (facts.name, facts.media_type, facts.size) == ("a.pdf", "application/pdf", len(PDF))
    assert facts.source == "feishu:om_1"
    assert DiskStore(tmp_path).read(facts.sha256) == PDF


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (PDF + b"x" * 1_000_000, DrawingTooLarge),
        (PlatformRefused(Fault.TOO_LARGE, "234037"), DrawingTooLarge),
        (PlatformRefused(Fault.MESSAGE_GONE, "40007"), FileGone),
        (PlatformBusy("timeout"), PlatformBusy),
    ],
)
def test_what_cannot_be_had_says_why_and_leaves_nothing(
    tmp_path: Path, answer: bytes | Exception, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        a_filing(tmp_path, answer).take("feishu", ATTACHMENT)

    assert list(tmp_path.rglob("*")) == []
