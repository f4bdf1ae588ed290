"""feishu.md §11: files and pictures, in and out."""

import json
import struct
from typing import Any

import pytest

from bot.sandbox.feishu import FeishuTenant
from tests.bot.sandbox.feishu.tenants import GROUP, SALES, Rest, a_card, plain

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 8, 8) + b"\r\n\0\n\r"
MB = 1024 * 1024


def upload(
    rest: Rest, what: str, content: bytes | None, fields: dict[str, str], *, has_file_name: bool = True
) -> dict[str, Any]:
    """A multipart body by hand, as the SDK's encoder makes it."""
    line = b"--frontier\r\nContent-Disposition: form-data; name="
    parts = [line + f'"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    if content is not None:
        tail = '; filename="a.bin"\r\nContent-Type: application/octet-stream' if has_file_name else ""
        parts.append(line + f'"{what}"{tail}\r\n\r\n'.encode() + content + b"\r\n")
    body = b"".join(parts) + b"--frontier--\r\n"
    answer = rest.raw("POST", f"im/v1/{what}s", body, content_type="multipart/form-data; boundary=frontier")
    return dict(json.loads(answer.body))


def test_an_uploaded_picture_can_be_fetched_and_shown_in_a_card(rest: Rest) -> None:
    key = upload(rest, "image", PNG, {"image_type": "message"})["data"]["image_key"]

    fetched = rest.raw("GET", f"im/v1/images/{key}")
    shown = rest.send(a_card({"tag": "img", "img_key": key, "alt": plain("x")}))
    sent = rest.send(json.dumps({"image_key": key}), msg_type="image")

    assert fetched.body == PNG
    assert (shown["code"], sent["code"]) == (0, 0)


def test_an_uploaded_file_can_be_sent_under_its_own_type_only(rest: Rest) -> None:
    fields = {"file_type": "xls", "file_name": "BOM.xlsx"}
    key = upload(rest, "file", b"\r\n\0binary\r\n", fields)["data"]["file_key"]

    sent = rest.send(json.dumps({"file_key": key}), msg_type="file")
    as_sound = rest.send(json.dumps({"file_key": key}), msg_type="audio")

    assert (sent["code"], as_sound["code"]) == (0, 230055)
    assert rest.raw("GET", f"im/v1/files/{key}").body == b"\r\n\0binary\r\n"


@pytest.mark.parametrize(
    ("content", "fields", "code"),
    [
        (PNG, {"image_type": "poster"}, 234001),
        (PNG, {}, 234001),
        (None, {"image_type": "message"}, 234001),
        (b"", {"image_type": "message"}, 234010),
        (b"plain words", {"image_type": "message"}, 234011),
        (PNG + b"x" * 10 * MB, {"image_type": "message"}, 234006),
        (PNG[:16] + struct.pack(">II", 12001, 8), {"image_type": "message"}, 234039),
        (b"GIF89a" + struct.pack("<HH", 2001, 8), {"image_type": "message"}, 234039),
    ],
)
def test_a_picture_that_breaks_a_rule_is_refused(
    rest: Rest, content: bytes | None, fields: dict[str, str], code: int
) -> None:
    assert upload(rest, "image", content, fields)["code"] == code


@pytest.mark.parametrize(
    ("content", "fields", "code"),
    [
        (b"x", {"file_type": "exe", "file_name": "a"}, 234001),
        (b"x", {"file_type": "pdf"}, 234001),
        (b"", {"file_type": "pdf", "file_name": "a"}, 234010),
        (b"x" * (30 * MB + 1), {"file_type": "stream", "file_name": "a"}, 234006),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused(rest: Rest, content: bytes, fields: dict[str, str], code: int) -> None:
    assert upload(rest, "file", content, fields)["code"] == code


def test_a_part_may_come_without_a_file_name_as_the_sdk_sends_it(rest: Rest) -> None:
    assert upload(rest, "image", PNG, {"image_type": "message"}, has_file_name=False)["code"] == 0


@pytest.mark.parametrize(
    "content_type", ["", "application/json", "multipart/form-data", "multipart/form-data; boundary="]
)
def test_an_upload_that_is_no_form_is_refused(rest: Rest, content_type: str) -> None:
    answer = rest.raw("POST", "im/v1/images", b"--x\r\n\r\n", content_type=content_type)

    assert json.loads(answer.body)["code"] == 234001


def test_what_a_person_sent_is_fetched_through_its_message(tenant: FeishuTenant, rest: Rest) -> None:
    message_id = tenant.send_file(SALES, GROUP, "图纸.pdf", b"%PDF")
    key = json.loads(tenant.message(message_id).content)["file_key"]
    path = f"im/v1/messages/{message_id}/resources/{key}"

    fetched = rest.raw("GET", path, query={"type": "file"})

    assert fetched.body == b"%PDF"
    assert "%E5%9B%BE%E7%BA%B8.pdf" in fetched.headers["content-disposition"]
    assert rest.call("GET", path, type="image")["code"] == 234003
    assert rest.call("GET", path)["code"] == 234001
    assert rest.call("GET", f"im/v1/messages/{message_id}/resources/file_v3_other", type="file")["code"] == 234003
    assert rest.call("GET", f"im/v1/files/{key}")["code"] == 234008


def test_files_of_a_chat_the_bot_left_stay_closed(tenant: FeishuTenant, rest: Rest) -> None:
    message_id = tenant.send_file(SALES, GROUP, "a.png", PNG, kind="image")
    key = json.loads(tenant.message(message_id).content)["image_key"]
    tenant.remove_bot(SALES, GROUP)

    assert rest.call("GET", f"im/v1/messages/{message_id}/resources/{key}", type="image")["code"] == 234004


def test_a_card_has_no_resources(rest: Rest) -> None:
    message_id = rest.sent(a_card())

    assert rest.call("GET", f"im/v1/messages/{message_id}/resources/x", type="file")["code"] == 234043


def test_the_page_can_show_any_file(tenant: FeishuTenant) -> None:
    message_id = tenant.send_file(SALES, GROUP, "a.txt", b"words")
    shown = tenant.message_json(message_id)["file"]

    assert (shown["name"], shown["size"], shown["kind"]) == ("a.txt", 5, "file")
    assert tenant.file_content(shown["key"]) == ("a.txt", b"words")
