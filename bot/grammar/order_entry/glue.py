"""Words that only hold an order together, and say nothing once its fields are read."""

import re

from bot.grammar.folding import SEPARATORS

_CHINESE = (
    "麻烦您|麻烦你|麻烦|谢谢|感谢|辛苦了|辛苦|你好|您好|请问|请|帮忙|帮我|帮|给我|给到|给|替|为|向|我们|咱们|我这边|我|这边|那边|"
    "客户|产品|型号|数量|交货期|交货|交期|交付|到货|发货|出货|下单|下个单|下一单|下|订单|订购|订货|订|定|做|采购|买|来一批|来|"
    "需要|想要|要求|要货|要|之前|以前|前|一共|总共|合计|共计|共|就要|就|再|还|也|吧|哈|啊|呢|哦|呀|了|的|是|和|跟|与|及|在|于|到|"
    "安排一下|安排下|安排|一下|新单|急单|单子|这批|那批|然后|家|发|各"
)
_ENGLISH = (
    "please|pls|thanks|thank you|hi|hello|we|i|they|need|needs|want|wants|would like|order|new|for|to|of|the|a|an|"
    "by|before|due|deliver|delivery|delivered|date|on|with|and|at|in|from|customer|product|quantity|qty|x"
)
_MENTION = rf"@[^{SEPARATORS}]+"
_WORD = rf"(?:{_CHINESE}|{_MENTION}|(?<![a-z])(?:{_ENGLISH})(?![a-z]))"
_GAP = rf"[{SEPARATORS}:.!?~·*×/()\[\]+'\"“”‘’「」『』-]"
# Possessive: 就要 is also 就 and 要, and trying every split of a long text would take for ever.
_GLUE = re.compile(rf"(?:{_WORD}|{_GAP})*+")
_FIRST = re.compile(rf"(?:{_GAP}|{_WORD}(?=\s)|的)*+")
_LAST = re.compile(rf"(?:\s+{_WORD}|[{SEPARATORS}:·])*$")
_BEFORE_A_NAME = re.compile(r"(?:(?:麻烦|请|帮忙|帮|给|替|为|向|我们|客户|新客户|for|to)\s*)+")
_AFTER_A_NAME = re.compile(r"(?:那边|这边|他们|家|客户|需要|想要|要|来|订购|订|定|做|下单|下|采购|买|追加|再|的|\s)+$")


def is_glue(folded: str) -> bool:
    """Nothing but such words and punctuation."""
    return _GLUE.fullmatch(folded) is not None


def without_ends(folded: str, start: int, end: int) -> tuple[int, int]:
    """The place without such words, standing alone, at both of its ends."""
    first = _FIRST.match(folded, start, end)
    start = first.end() if first else start
    last = _LAST.search(folded, start, end)
    end = max(start, last.start() if last else end)
    return start, end - (folded[start:end].endswith(")") and "(" not in folded[start:end])


def name_in(folded: str, start: int, end: int) -> tuple[int, int]:
    """The place without what people say around a customer's name: 给恒远来."""
    before = _BEFORE_A_NAME.match(folded, start, end)
    start = before.end() if before else start
    after = _AFTER_A_NAME.search(folded, start, end)
    end = after.start() if after and after.start() > start else end
    while start < end and folded[start] == " ":
        start += 1
    return start, end
