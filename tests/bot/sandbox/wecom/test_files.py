"""wecom.md §10: files in and out."""

import json

import pytest

from bot.sandbox.wecom import WecomTenant
from bot.sandbox.wecom.wire import WireRequest
from tests.bot.sandbox.wecom.corps import PNG, ZHAO, Clock, FakeBot, Rest, multipart

MB = 1024 * 1024
AMR, MP4 = b"#!AMR\n" + bytes(20), b"\0\0\0\x18ftypmp42" + bytes(20)


def got(rest: Rest, media_id: str) -> tuple[dict[str, str], bytes]:
    answer = rest.raw("GET", "media/get", query={"media_id": media_id})
    assert answer.status == 200
    return dict(answer.headers), answer.body


def test_what_is_uploaded_comes_back_with_its_name(rest: Rest) -> None:
    answer = rest.upload("file", "HX-200 B版 图纸.pdf", b"%PDF-1.7")
    headers, body = got(rest, answer["media_id"])

    assert (answer["errmsg"], answer["type"], answer["created_at"]) == ("", "file", "1795593600")
    assert body == b"%PDF-1.7"
    assert headers["content-disposition"] == 'attachment; filename="HX-200 B版 图纸.pdf"'


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("file", b"12345", 44001),
        ("file", b"", 44001),
        ("file", bytes(20 * MB + 1), 45001),
        ("image", PNG + bytes(10 * MB), 45001),
        ("image", b"GIF89a" + bytes(20), 40005),
        ("voice", AMR + bytes(2 * MB), 45001),
        ("voice", b"RIFF" + bytes(20), 40005),
        ("video", bytes(30), 40005),
        ("no_such", PNG, 40058),
        ("", PNG, 40058),
    ],
)
def test_what_is_too_large_or_of_the_wrong_kind_is_refused(rest: Rest, kind: str, content: bytes, code: int) -> None:
    assert rest.upload(kind, "a", content)["errcode"] == code


@pytest.mark.parametrize(
    ("kind", "content"), [("file", bytes(20 * MB)), ("image", PNG), ("voice", AMR), ("video", MP4)]
)
def test_what_just_fits_is_taken(rest: Rest, kind: str, content: bytes) -> None:
    assert rest.upload(kind, "a", content)["errcode"] == 0


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (multipart(b"a", PNG, "file"), "multipart/form-data; boundary=x"),
        (multipart(b"a", PNG), "application/json"),
        (b"nonsense", "multipart/form-data; boundary=x"),
        (PNG, ""),
    ],
)
def test_anything_but_the_field_media_is_refused(rest: Rest, body: bytes, content_type: str) -> None:
    answer = rest.raw("POST", "media/upload", body, query={"type": "image"}, content_type=content_type)

    assert json.loads(answer.body)["errcode"] in (44001, 40058)


def test_an_error_of_the_binary_call_is_json_with_status_200(rest: Rest, clock: Clock) -> None:
    media_id = rest.upload("file", "a.pdf", b"%PDF-1.7")["media_id"]
    clock.advance(days=3, seconds=1)
    rest.token = None

    for wanted in (media_id, "3Xm-none"):
        headers, body = got(rest, wanted)
        assert headers["content-type"].startswith("application/json")
        assert json.loads(body)["errcode"] == 40007


def test_a_name_cannot_break_out_of_its_header(rest: Rest) -> None:
    media_id = rest.upload("file", "a.pdf", b"%PDF-1.7")["media_id"]
    media = rest.corp._world.media.get(media_id)
    assert media is not None
    media.name = 'x"\r\nSet-Cookie: y.pdf'

    assert got(rest, media_id)[0]["content-disposition"] == 'attachment; filename="xSet-Cookie: y.pdf"'


def test_what_a_person_sent_can_be_fetched(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    corp.send_file(ZHAO, "HX-200-B.pdf", b"%PDF-1.7")
    corp.deliver_due()

    assert got(rest, bot.event["MediaId"])[1] == b"%PDF-1.7"


def test_a_large_file_comes_in_pieces(rest: Rest, corp: WecomTenant, bot: FakeBot) -> None:
    whole = bytes(range(256)) * (21 * MB // 256)
    corp.send_file(ZHAO, "big.step", whole)
    corp.deliver_due()
    query = {"access_token": rest.fetch_token(), "media_id": bot.event["MediaId"]}

    refused = corp.call(WireRequest("GET", "/cgi-bin/media/get", query))
    first = corp.call(WireRequest("GET", "/cgi-bin/media/get", query, headers={"range": f"bytes=0-{MB - 1}"}))
    rest_of_it = corp.call(WireRequest("GET", "/cgi-bin/media/get", query, headers={"range": f"bytes={MB}-"}))

    assert json.loads(refused.body)["errcode"] == 830002
    assert (first.status, first.headers["content-range"]) == (206, f"bytes 0-{MB - 1}/{len(whole)}")
    assert first.body + rest_of_it.body == whole


def test_a_picture_gets_a_lasting_address(rest: Rest) -> None:
    assert rest.upload("", "a.png", PNG, "media/uploadimg")["url"].startswith("https://")
    assert rest.upload("", "a.gif", b"GIF89a" + bytes(20), "media/uploadimg")["errcode"] == 40005


def test_an_id_of_a_picture_address_is_no_media_id(rest: Rest) -> None:
    url = rest.upload("", "a.png", PNG, "media/uploadimg")["url"]

    assert json.loads(got(rest, url.rpartition("/")[2])[1])["errcode"] == 40007
