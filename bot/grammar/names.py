"""What people call things, and which thing they mean.

Exact names first, then without regard to case, width, blanks and hyphens (`sw300` is SW-300), then the beginning of
one name only (云栖酒店 for 云栖酒店集团), then one slip (恒远地厂). Digits are never guessed: SW-301 is not SW-300.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.grammar.folding import fold, is_plain_word

MOST_CANDIDATES = 5
"""Names offered when several fit, or none does."""

_IGNORED = frozenset(" \t\r\n\v\f-_·'’`")
_COMPANY = re.compile(r"(?:集团|股份|有限|责任|公司|总部|那边|这边|客户|的|ltd\.?|inc\.?|gmbh|co\.?|,)+$")
_LONGEST = 60
_SLIP_IN_CHINESE, _SLIP_IN_ENGLISH, _NEAR = 75, 85, 40
_CLEARLY_BETTER = 8
"""Points of similarity by which the best must beat the second."""


@dataclass(frozen=True, slots=True)
class Found:
    """Exactly one thing is meant."""

    code: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several things are called that."""

    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing is called that; `near` are the most similar ones, best first."""

    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A name inside a sentence. `is_code`: it is the code itself, not an alias."""

    start: int
    end: int
    codes: tuple[str, ...]
    is_code: bool


class NameIndex:
    """All names of one kind of thing, ready to be looked up. Make it once per state of the master data."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._codes: dict[str, list[str]] = {}
        self._own: dict[str, list[str]] = {}
        for code, called in names.items():
            self._own.setdefault(plain(code), []).append(code)
            for name in dict.fromkeys((plain(code), *map(plain, called))):
                if name:
                    self._codes.setdefault(name, []).append(code)
        self._lengths = _lengths_by_first(self._codes)

    def exact(self, text: str) -> tuple[str, ...]:
        """The codes that have this very name; case, width, blanks and hyphens aside."""
        name = plain(text)
        return self._by_code(name, text) or tuple(self._codes.get(name, ()))

    def beginning(self, text: str) -> tuple[str, ...]:
        """The codes with a name that begins like this."""
        name = plain(text)
        if len(name) < 2:
            return ()
        return tuple(
            dict.fromkeys(code for known, codes in self._codes.items() if known.startswith(name) for code in codes)
        )

    def similar(self, text: str) -> list[tuple[float, str]]:
        """Codes with the similarity of their most similar name (0 to 100), best first."""
        from rapidfuzz import fuzz, process  # only a name that is not known needs it

        best: dict[str, float] = {}
        for known, score, _ in process.extract(
            plain(text), list(self._codes), scorer=fuzz.ratio, limit=20, score_cutoff=_NEAR
        ):
            for code in self._codes[known]:
                best[code] = max(best.get(code, 0), score)
        return sorted(((score, code) for code, score in best.items()), key=lambda pair: -pair[0])

    def find(self, folded: str) -> list[Hit]:
        """Names inside a sentence (folded text), longest first come, without overlaps."""
        places = [place for place, letter in enumerate(folded) if letter not in _IGNORED]
        squeezed = "".join(folded[place] for place in places)
        found, at = [], 0
        while at < len(squeezed):
            hit = self._hit_at(folded, squeezed, places, at)
            if hit is not None:
                found.append(hit)
            at = (
                at + 1
                if hit is None
                else next((i for i in range(at, len(places)) if places[i] >= hit.end), len(places))
            )
        return found

    def _hit_at(self, folded: str, squeezed: str, places: list[int], at: int) -> Hit | None:
        for length in self._lengths.get(squeezed[at], ()):
            name = squeezed[at : at + length]
            if name not in self._codes or len(name) < length:
                continue
            start, end = places[at], places[at + length - 1] + 1
            if _stands_alone(folded, start, end):
                own = self._by_code(name, folded[start:end])
                return Hit(start, end, own or tuple(self._codes[name]), bool(own))
        return None

    def _by_code(self, name: str, typed: str) -> tuple[str, ...]:
        """The codes that are this name; of AB-1 and AB1 the one that is spelt as `typed`."""
        own = tuple(self._own.get(name, ()))
        for spelling in (str, fold):
            if spelt := tuple(code for code in own if spelling(code) == spelling(typed)):
                return spelt
        return own


def resolve(text: str, names: NameIndex | Mapping[str, Iterable[str]]) -> Found | Ambiguous | Unknown:
    """Which thing is meant by `text`. `names`: code to what it is called."""
    index = names if isinstance(names, NameIndex) else NameIndex(names)
    words = text.strip()[:_LONGEST]
    for codes in (index.exact(words), index.exact(_COMPANY.sub("", fold(words))), index.beginning(words)):
        if codes:
            return Found(codes[0]) if len(codes) == 1 else Ambiguous(codes[:MOST_CANDIDATES])
    return _nearest(words, index)


def plain(text: str) -> str:
    """A name as it is compared."""
    return "".join(letter for letter in fold(text) if letter not in _IGNORED)


def _nearest(words: str, index: NameIndex) -> Found | Ambiguous | Unknown:
    ranked = index.similar(words) if plain(words) else []
    needed = _SLIP_IN_ENGLISH if fold(words).isascii() else _SLIP_IN_CHINESE
    likely = [code for score, code in ranked if score >= max(needed, ranked[0][0] - _CLEARLY_BETTER)]
    if not likely or re.search(r"[0-9]", fold(words)):
        return Unknown(tuple(code for _, code in ranked[:3]))
    return Found(likely[0]) if len(likely) == 1 else Ambiguous(tuple(likely[:MOST_CANDIDATES]))


def _lengths_by_first(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[0], set()).add(len(name))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """An English name or a code must not be part of a longer word; `SW-300x200` is 200 of them."""
    before, after = folded[start - 1 : start], folded[end : end + 1]
    if (
        is_plain_word(folded[start])
        and before
        and (is_plain_word(before) or (before == "." and folded[start].isdigit()))
    ):
        return False
    if not is_plain_word(folded[end - 1]) or not after or not is_plain_word(after):
        return True
    return re.match(r"x\s*[0-9]", folded[end:]) is not None
