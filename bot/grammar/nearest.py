"""Did you mean …? for command words.

Mistakes of the hand in English (`/newoder`), of the sound in Chinese (新定单); a beginning (`/new`) counts as well.
"""

from collections.abc import Iterable

from bot.grammar.folding import fold

MOST = 3
"""Suggestions at most; more would be a list to read."""

_LONGEST = 24


def nearest(word: str, commands: Iterable[str]) -> tuple[str, ...]:
    """The commands closest to a word that is none, best first, as they are written in `commands`; none when too far."""
    from rapidfuzz.distance import OSA  # only a mistyped command needs it

    typed = _plain(word)
    if not 2 <= len(typed) <= _LONGEST:
        return ()
    ranked = []
    for command in commands:
        known = _plain(command)
        distance = OSA.distance(typed, known, score_cutoff=_allowed(typed, known))
        if distance <= _allowed(typed, known):
            ranked.append((distance, abs(len(known) - len(typed)), command))
        elif known.startswith(typed) or typed.startswith(known):
            ranked.append((MOST, len(known), command))
    return tuple(command for _, _, command in sorted(ranked)[:MOST])


def _plain(word: str) -> str:
    return fold(word).strip().lstrip("/").strip()


def _allowed(typed: str, known: str) -> int:
    """Slips allowed between two words: one in a short word, up to three in a long one, never most of it."""
    length = min(len(typed), len(known))
    if not (typed.isascii() and known.isascii()):
        # Two characters with one in common are a likely slip only when nothing was added.
        return 1 if length >= 3 or (length == 2 and len(typed) == len(known) and set(typed) & set(known)) else 0
    return 1 if length <= 4 else 2 if length <= 8 else 3
