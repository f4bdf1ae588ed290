"""What stories of designs that are checked begin with, and what they look at."""

from handlers.queries.manufacturability import findings_of
from tests.kit.room import Room
from tests.kit.shown import Shown

NUMBER = "ORD-2611-0001"
ENGINEER, LEAD, QUALITY, MAKER, SELLER = "qian.qi", "zhao.gong", "wu.jian", "sun.li", "lin.xiaoyan"
THIN = "壁厚 0.8mm 材料 ABS"
BROKEN = "DFM-WALL-ABS　壁厚 0.8 mm，应 ≥ 1.2 mm。加厚到 1.2 mm 以上"


def dfm_card(room: Room, chat: str = "rnd") -> Shown:
    """The newest card of the check in a chat."""
    return next(card for card in reversed(room.cards(chat)) if card.title == f"{NUMBER} 工艺检查")


def is_blocked(room: Room) -> bool:
    """Something of it is not to be made like that."""
    with room.read() as session:
        return any(it.is_blocking for it in findings_of(session, NUMBER, 1, room.today))
