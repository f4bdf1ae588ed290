"""The page's own files: nothing inline, nothing from elsewhere, nothing lost."""

import re
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI

from bot.sandbox.page import page_router
from bot.sandbox.page.assets import STATIC, Assets
from bot.sandbox.page.guard import HEADERS
from tests.bot.sandbox.page.rooms import Client, Room

SCRIPTS = sorted(STATIC.glob("js/**/*.js"))
STYLES = sorted(STATIC.glob("css/*.css"))
WORDS = (STATIC / "js/words.js").read_text("utf-8")
PYTHON = "".join(path.read_text("utf-8") for path in STATIC.parent.glob("**/*.py"))
REASONS = sorted(set(re.findall(r'\b(?:SandboxRefused|refused)\("(\w+)"', PYTHON)))


def test_the_page_comes_with_a_strict_policy(client: Client) -> None:
    answer = client.get("/")

    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_nothing_in_the_page_is_inline_or_from_elsewhere(client: Client) -> None:
    html = client.get("/").text

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bon\w+=|\bstyle=", html)
    assert all(address.startswith("/sandbox/") for address in _addresses(html))


def test_every_file_that_the_page_names_is_served(client: Client) -> None:
    addresses = _addresses(client.get("/").text)

    assert {path.name for path in (*SCRIPTS, *STYLES)} <= {address.rsplit("/")[-1] for address in addresses}
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, address) == (200, address)
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_short_and_imports_only_what_is_there(script: Path) -> None:
    text = script.read_text("utf-8")

    assert len(text.splitlines()) < 300
    for target in re.findall(r'from "([^"]+)"', text):
        assert (script.parent / target).is_file(), target


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_ever_makes_markup_out_of_data(script: Path) -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|DOMParser"

    assert not re.search(forbidden, script.read_text("utf-8"))


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_fetches_nothing(style: Path) -> None:
    text = style.read_text("utf-8")

    assert len(text.splitlines()) < 300
    assert "@import" not in text
    assert all(address.startswith("data:") for address in re.findall(r'url\("?([^)]*)', text))


@pytest.mark.parametrize("path", ["nothing.js", "../page/router.py", "%2e%2e/page/router.py", "index.html.j2", ""])
def test_only_the_pages_own_files_are_served(client: Client, path: str) -> None:
    assert client.get(f"/sandbox/static/any/{path}").status_code == 404


def test_a_file_is_kept_for_good_under_its_digest_and_not_at_all_under_another(client: Client) -> None:
    [script] = [it for it in _addresses(client.get("/").text) if it.endswith("/js/app.js")][:1]

    kept, other = client.get(script), client.get("/sandbox/static/0ld/js/app.js")

    assert kept.content == other.content
    assert "immutable" in kept.headers["cache-control"]
    assert other.headers["cache-control"] == client.get("/").headers["cache-control"] == "no-cache"


def test_somebody_who_asks_for_the_sandbox_finds_the_page(client: Client) -> None:
    assert client.get("/sandbox", follow_redirects=False).headers["location"] == "/"


def test_a_font_is_served_where_one_is_given(tmp_path: Path) -> None:
    font = tmp_path / "some.otf"
    font.write_bytes(b"OTTO")
    client = _with_font(font)

    assert "@font-face" in client.get("/sandbox/font.css").text
    assert client.get("/sandbox/font.otf").content == b"OTTO"


def test_without_a_font_the_system_has_its_own() -> None:
    client = _with_font(None)

    assert client.get("/sandbox/font.css").text == ""
    assert client.get("/sandbox/font.otf").status_code == 404


def test_every_word_is_there_in_both_languages() -> None:
    entries = re.findall(r"^  (\w+): (\[.*\]),$", WORDS, re.MULTILINE)

    assert len(entries) > 100
    for name, pair in entries:
        assert len(re.findall(r'"((?:[^"\\]|\\.)+)"', pair)) == 2, name


def test_the_pages_chinese_has_chinese_punctuation() -> None:
    chinese = re.findall(r'^  \w+: \["((?:[^"\\]|\\.)+)"', WORDS, re.MULTILINE)

    half_width = [text for text in chinese if re.search(r"[\u4e00-\u9fff}][,;:!?(]|[)][\u4e00-\u9fff]", text)]

    assert half_width == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_puts_punctuation_between_words_by_itself(script: Path) -> None:
    """A colon or a list's comma is another one in another language: `words.js` has them."""
    assert not re.search(r'\}: ?\$\{|\)\}:`|join\("、"\)', script.read_text("utf-8"))


def test_the_page_begins_in_the_language_of_the_server(room: Room) -> None:
    app = FastAPI()
    app.include_router(page_router(room.tenant, room.clock, list, language="en"))

    assert '<html lang="en">' in Client(app).get("/").text


def test_refusals_are_found() -> None:
    assert {"unknown_person", "not_a_member", "disabled", "cross_site", "too_large"} <= set(REASONS)


@pytest.mark.parametrize("reason", REASONS)
def test_every_refusal_has_its_sentence(reason: str) -> None:
    assert re.search(rf"^  (is_)?{reason}: \[", WORDS, re.MULTILINE)


def test_the_room_says_who_is_there_and_what_the_bot_understands(client: Client, room: Room) -> None:
    found = client.get("/sandbox/page/room").json()

    assert [one["name"] for one in found["people"]] == ["刘销售", "王工", "陈采购"]
    assert found["bot"]["name"] == room.tenant.settings.bot_name
    assert [command["word"] for command in found["commands"]] == ["neworder", "order", "help"]
    assert found["timezone"] == "Asia/Shanghai"


def _addresses(html: str) -> list[str]:
    return re.findall(r'(?:src|href)="([^"]*)"', html)


def _with_font(font: Path | None) -> Client:
    app, router = FastAPI(), APIRouter()
    Assets(font, "zh-CN").add_to(router)
    app.include_router(router)
    return Client(app)
