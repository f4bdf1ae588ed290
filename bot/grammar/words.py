"""A line of chat as words: the command, `key=value` pairs, free words and numbers people read aloud.

Nothing typed is lost: every character is in the command word, in a pair or in a token, or it is a separator.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.grammar.folding import SEPARATORS, fold
from core.errors import BadInput

_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "'": "'", "‘": "’"}
_ENGLISH_WORD = re.compile(r"[a-z][a-z0-9_-]*")
_CHINESE_WORD = re.compile(r"[㐀-鿿]{1,8}")
_WORD = re.compile(rf"(?:[^{SEPARATORS}]|(?<=[0-9]),(?=[0-9]{{3}}(?![0-9])))+")
_SLASHES = re.compile(r"[/\\]+\s*|、")
_GENERIC_KEY = r"(?:(?<=[\s,;、。])|^)(?P<word>[a-z_][a-z0-9_.-]*|[㐀-鿿]{1,8})\s*=(?!=)"
_SAFE_ALIAS = 3
"""From so many characters on, a Chinese command word without a slash may run on into other characters."""

_MONTHLY = frozenset({"ORD"})
"""Numbers that carry year and month, `ORD-2611-0042`."""


class NumberMissing(BadInput):
    """`prefix` of the number that is wanted, and an `example`."""


@dataclass(frozen=True, slots=True)
class Pair:
    """`key=value` at a place of the text; `key` is the field's name where the key is known."""

    key: str
    value: str
    start: int
    value_start: int
    end: int
    is_known: bool


class Keys:
    """Keys that people may type, and the field that each means. Make it once, it compiles a pattern."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = {fold(word): field for word, field in fields.items()}
        known = "|".join(_edged(word) for word in sorted(self._fields, key=len, reverse=True))
        self._pattern = re.compile(rf"(?:(?P<known>{known})\s*[:=](?!=)|{_GENERIC_KEY})" if known else _GENERIC_KEY)

    def pairs(self, text: str) -> list[Pair]:
        """The pairs of a text. A known key's value runs to the next key, another's to the next blank."""
        folded = fold(text)
        heads = list(self._heads(folded))
        ends = [*(head.start() for head in heads[1:]), len(text)]
        return [self._pair(text, folded, head, end) for head, end in zip(heads, ends, strict=False)]

    def _heads(self, folded: str) -> Iterator[re.Match[str]]:
        place = 0
        while match := self._pattern.search(folded, place):
            yield match
            place = _end_of_quote(folded, match.end()) or match.end()

    def _pair(self, text: str, folded: str, head: re.Match[str], end: int) -> Pair:
        known = head.groupdict().get("known")
        if quoted := _end_of_quote(folded, head.end()):
            end = quoted
        elif known is None:
            end = _end_of_word(folded, head.end()) if head.end() < end else end
        start, end = _trimmed(folded, head.end(), end)
        key = self._fields[known] if known is not None else head["word"]
        return Pair(key, _unquoted(text[start:end]), head.start(), start, end, known is not None)


@dataclass(frozen=True)
class Words:
    """What somebody wrote. `command` is in lower case and without its slash, empty when there is none."""

    command: str
    rest: str
    """Everything behind the command word, as typed."""
    has_slash: bool = False

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """`key=value` of any key, in order."""
        return tuple(_ANY_KEY.pairs(self.rest))

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The words outside pairs, in order; quoted words are one."""
        gaps, place = [], 0
        for pair in self.pairs:
            gaps.append(self.rest[place : pair.start])
            place = pair.end
        return tuple(token for gap in (*gaps, self.rest[place:]) for token in _tokens(gap))

    def value(self, *keys: str) -> str | None:
        """The value typed for one of these keys (lower case)."""
        return next((pair.value for pair in self.pairs if pair.key in keys), None)

    def find_number(self, prefix: str) -> str | None:
        """The number of that kind, complete (`ORD-2611-0042`, `CHG-0007`) or its end (`0042`); None without one."""
        return _find_number(fold(self.rest), prefix)

    def number(self, prefix: str) -> str:
        """Like `find_number`, but refuses (`NumberMissing`)."""
        found = self.find_number(prefix)
        if found is None:
            raise NumberMissing(
                prefix=prefix, example=f"{prefix}-2611-0042" if prefix in _MONTHLY else f"{prefix}-0007"
            )
        return found


def read_words(text: str, commands: Collection[str] = frozenset()) -> Words:
    """Separate the command word from the rest. `commands`: all known ones, lower case, without slash.

    With a slash (`/`, `／`, or `、` as a Chinese keyboard gives it) the word is a command even when it is unknown.
    Without one it must be known; a Chinese one of two characters must not run on into other Chinese characters.
    """
    folded = fold(text)
    start = len(folded) - len(folded.lstrip())
    slash = _SLASHES.match(folded, start)
    word = _command_at(folded, slash.end() if slash else start, commands, has_slash=slash is not None)
    is_enumeration = slash is not None and slash[0] == "、" and word not in commands
    if word is None or is_enumeration:
        return Words("", text.strip())
    end = (slash.end() if slash else start) + len(word)
    return Words(word, text[end:].strip().lstrip(":：,，").lstrip(), slash is not None)


def _command_at(folded: str, start: int, commands: Collection[str], *, has_slash: bool) -> str | None:
    if english := _ENGLISH_WORD.match(folded, start):
        return english[0] if has_slash or english[0] in commands else None
    run = _CHINESE_WORD.match(folded, start)
    if run is None:
        return None
    for length in range(len(run[0]), 0, -1):
        word = run[0][:length]
        if word in commands and (has_slash or length >= _SAFE_ALIAS or length == len(run[0])):
            return word
    return run[0] if has_slash else None


def _edged(word: str) -> str:
    """A key's pattern; an English one must not be the end of a longer word."""
    pattern = re.escape(word).replace(r"\ ", r"\s+")
    return rf"(?<![0-9a-z_]){pattern}" if word[0].isascii() else pattern


def _trimmed(folded: str, start: int, end: int) -> tuple[int, int]:
    while start < end and folded[start] in SEPARATORS:
        start += 1
    while end > start and folded[end - 1] in SEPARATORS:
        end -= 1
    return start, end


def _end_of_quote(folded: str, start: int) -> int | None:
    """Where quoted words that begin here (blanks skipped) end; None if they do not begin or never end."""
    while start < len(folded) and folded[start] == " ":
        start += 1
    close = _QUOTES.get(folded[start]) if start < len(folded) else None
    end = folded.find(close, start + 1) if close else -1
    return end + 1 if end > 0 else None


def _unquoted(value: str) -> str:
    quotes = fold(value[:1]), fold(value[-1:])
    return value[1:-1].strip() if len(value) > 1 and _QUOTES.get(quotes[0]) == quotes[1] else value


def _tokens(text: str) -> Iterator[str]:
    folded, place = fold(text), 0
    while place < len(folded):
        if folded[place] in SEPARATORS:
            place += 1
            continue
        end = _end_of_quote(folded, place) or _end_of_word(folded, place)
        yield _unquoted(text[place:end])
        place = end


def _end_of_word(folded: str, start: int) -> int:
    """The next separator that is not the comma of `1,200`."""
    match = _WORD.match(folded, start)
    return match.end() if match else start


def _find_number(folded: str, prefix: str) -> str | None:
    for pattern in _number_patterns(prefix):
        if match := pattern.search(folded):
            month, count = match.groupdict().get("month"), f"{int(match['count']):04d}"
            if month:
                return f"{prefix}-{month}-{count}"
            has_prefix = prefix not in _MONTHLY and match[0].startswith(prefix.lower())
            return f"{prefix}-{count}" if has_prefix else count
    return None


@lru_cache(maxsize=32)
def _number_patterns(prefix: str) -> tuple[re.Pattern[str], ...]:
    """From the complete number to the mere end of one."""
    name, edge, ends = re.escape(prefix.lower()), r"(?<![0-9a-z-])", r"(?![0-9a-z])(?!-[0-9])"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"{edge}{name}[-_ ]?(?P<month>[0-9]{{4}})[-_ ]?(?P<count>[0-9]{{4,6}}|(?<=[-_ ])[0-9]{{1,3}}){ends}",
            rf"{edge}{name}[-_ #]*(?P<count>[0-9]{{1,6}}){ends}",
            rf"{edge}#?(?P<month>[0-9]{{4}})-(?P<count>[0-9]{{1,6}}){ends}",
            rf"#\s?(?P<count>[0-9]{{1,6}}){ends}",
            rf"{edge}(?P<count>[0-9]{{1,6}}){ends}",
        )
    )


_ANY_KEY = Keys({})
