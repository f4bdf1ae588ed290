"""Cards on WeCom (企业微信): what a card becomes where cards are small and most elements do not exist.

A view model is first laid out (`outlines`): what leads, which facts, which rows and buttons. That is fitted into an
interactive card of few fixed parts (`interactive`), asked for by selections (`guided`), or told in full as markdown
(`details`); `channels` says what each kind of chat has room for, `limits` that nothing larger ever leaves.
"""

from cards.wecom.channels import CHANNELS, Channel
from cards.wecom.details import details_of
from cards.wecom.drawing import draw, draw_guided
from cards.wecom.outlines import buttons_of

__all__ = ["CHANNELS", "Channel", "buttons_of", "details_of", "draw", "draw_guided"]
