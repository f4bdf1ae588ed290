"""What several commands read the same way."""

import re

from bot.grammar.commands.table import WordsMissing
from bot.grammar.folding import SEPARATORS, fold
from bot.grammar.words import Words


def required(words: Words, example: str) -> str:
    """An order: its number, the end of it, or any words. Raises `WordsMissing`."""
    number = words.find_number("ORD")
    is_several = len(words.tokens) > 1 and all(token.isdecimal() for token in words.tokens)
    if is_several or not (number or words.rest):
        raise WordsMissing(example=example)
    return number or words.rest


def order_and_more(words: Words, example: str) -> tuple[str, str]:
    """What an order is called, the first word, and whatever else is said, on one line."""
    from bot.grammar import downtime

    if not words.tokens:
        raise WordsMissing(example=example)
    first = words.tokens[0]
    more = words.rest.partition(first)[2].lstrip(SEPARATORS + "，；：:")
    return Words("", first).find_number("ORD") or first, downtime.checked_reason(more)


def days(words: Words, example: str, usual: int = 15, most: int = 60) -> int:
    """`15d`, `15天`, `15` or nothing. Raises `WordsMissing`: a machine's number is no number of days."""
    found = re.fullmatch(r"([1-9]\d{0,3})\s*(?:d|days?|天|日)?", fold(words.rest).strip())
    if words.rest.strip() and not found:
        raise WordsMissing(example=example)
    return min(int(found[1]), most) if found else usual


def page(words: Words) -> int:
    """The number of a page; 1 when none is said."""
    digits = [token for token in words.tokens if token.isdecimal()] if words.rest else []
    return min(max(1, int(digits[0][:4])), 1000) if digits else 1
