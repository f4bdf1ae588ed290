"""What each kind of chat on WeCom takes (platform reference §4.2, §5, §6).

The lengths of cards are recommendations in characters, beyond which a client cuts; the others are hard.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to a chat, and how much it takes: characters, `markdown` bytes of UTF-8."""

    markdown: int
    messages: int = 1
    """How many of them one card may become."""
    has_cards: bool = True
    """Interactive cards; otherwise all there is are words, and commands to be typed."""
    source: int = 20
    title: int = 36
    description: int = 44
    words: int = 160
    """Of the paragraph below the title."""
    key: int = 5
    value: int = 30
    button: int = 10
    option: int = 16
    question: int = 13
    """Of a selection's title."""
    is_rich: bool = False
    """Its markdown knows lists, tables and italics: more that somebody's words must not become."""


CHANNELS = {
    "wecom": Channel(markdown=2048, messages=4),
    "wecom-group": Channel(
        markdown=20_480, source=13, title=26, description=30, words=112, value=26, option=10, is_rich=True
    ),
    "wecom-text": Channel(markdown=2048, messages=4, has_cards=False),
    "wecom-webhook": Channel(markdown=4096, has_cards=False),
}
"""A person and the app; a group with the smart bot; a group made by the app; a group's robot."""

MOST_FACTS = 6
MOST_BUTTONS = 6
MOST_IN_MENU = 3
MOST_OPTIONS = 10
MOST_SELECTS = 3
MOST_BOXES = 20
VOTE_TITLE = 16
"""Of a vote, whatever the channel: documented lengths differ (§6.6), the smaller is safe."""
BOX = 11
"""Of a vote's options; the smaller of the two documented."""
MAX_KEY_BYTES = 1024
MAX_OPTION_BYTES = 128
NOTHING_CHOSEN = "none"
"""An untouched selection counts as its first option: that one is always this, and refused."""
