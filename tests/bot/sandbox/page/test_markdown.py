"""Markdown as the page draws it: what it means, and that odd text does no harm."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.bot.sandbox.page.rooms import a_room, served

_ODD = (
    *"*[<`_~!|>-&",
    *(
        "**a",
        "_a ",
        "&#",
        "|-|\n",
        "![",
        "](",
        "- ",
        "> ",
        "a\n",
        "\\",
        "<at id=",
        "<font color='red'>",
        "</font>",
        "1. ",
    ),
)
_DRAW_ALONE = """async () => {
  const { markdown } = await import("/sandbox/static/tests/js/card/markdown.js");
  const names = { ou_prod_wang: "王工" };
  const context = { card: {}, me: "", personName: (id) => names[id] ?? id };
  window.drawn = (text) => markdown(text, context).innerHTML;
  window.timed = (text) => {
    const from = performance.now();
    markdown(text, context);
    return performance.now() - from;
  };
}"""


@pytest.fixture(scope="module")
def lines(browser: Browser) -> Iterator[Page]:
    """A page on which markdown can be drawn by itself."""
    with a_room() as room, served(room.app) as origin:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{origin}/")
        page.evaluate(_DRAW_ALONE)
        yield page
        context.close()
        room.is_stopping.append(True)


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("**粗** *斜* ~~删~~ `码`", "<strong>粗</strong> <em>斜</em> <s>删</s> <code>码</code>"),
        ("a_b_c 2*3*4 _斜_", "a_b_c 2<em>3</em>4 <em>斜</em>"),
        ("&#42;&#42;不粗&#42;&#42; &#60;b&#62; &amp;", "**不粗** &lt;b&gt; &amp;"),
        ("一\n二", "一<br>二"),
        ("[好](https://a.example/) [坏](javascript:alert(1))", '<a href="https://a.example/">好</a> <span>坏</span>)'),
        ("<font color='red'>**红**</font>", "<span><strong>红</strong></span>"),
        ("<script>alert(1)</script><b>x</b>", "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;x&lt;/b&gt;"),
        ("<text_tag color='blue'>新</text_tag>", "<span>新</span>"),
        ("<at id=ou_prod_wang></at>", "<span><span>@王工</span></span>"),
        ("<at ids=ou_prod_wang,all></at>", "<span><span>@王工</span><span>@所有人</span></span>"),
        ("\\*星\\* <raw>**原样**</raw>", "*星* <span>**原样**</span>"),
        ("**没有结尾 <font color='red'>也没有", "**没有结尾 <span></span>也没有"),
    ],
)  # fmt: skip
def test_markdown_within_a_line(lines: Page, source: str, drawn: str) -> None:
    assert _markup(lines, source) == f"<p>{drawn}</p>"


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("# 一\n## 二", "<div>一</div><div>二</div>"),
        ("- 一\n- 二\n  - 三", "<ul><li><p>一</p></li><li><p>二</p><ul><li><p>三</p></li></ul></li></ul>"),
        ("3. 三\n4. 四", "<ol><li><p>三</p></li><li><p>四</p></li></ol>"),
        ("> 引\n> 用", "<blockquote><p>引<br>用</p></blockquote>"),
        ("```py\n<b>\n```", "<pre><code>&lt;b&gt;</code></pre>"),
        ("    码", "<pre><code>码</code></pre>"),
        ("上\n\n---\n下", "<p>上</p><hr><p>下</p>"),
        ("|甲|乙|\n|-|-:|\n|1|2|", "<div><table><thead><tr><th>甲</th><th>乙</th></tr></thead>"
                                   "<tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>"),
    ],
)  # fmt: skip
def test_markdown_in_blocks(lines: Page, source: str, drawn: str) -> None:
    assert _markup(lines, source) == drawn


def test_no_markdown_however_odd_breaks_the_page_or_takes_long(lines: Page) -> None:
    odd = [part * 3000 for part in _ODD]

    slowest = lines.evaluate("texts => Math.max(...texts.map(window.timed))", odd)

    assert slowest < 2000, "milliseconds for one hostile text"


def _markup(page: Page, source: str) -> str:
    """What is drawn, without classes and other attributes than addresses."""
    html = str(page.evaluate("text => window.drawn(text)", source))
    return re.sub(r'\s(?!href)[\w-]+(="[^"]*")?(?=[^<]*>)', "", html)
