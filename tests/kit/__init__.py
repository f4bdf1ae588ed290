"""The scenario kit: say, click, move the clock, look at the cards.

A story runs the whole program as it is: signed and encrypted callbacks into the real webhook, the real inbox, worker
and bus on a real database, cards drawn and sent through the real client. Only the platform is the sandbox tenant, and
time stands still until it is moved. No socket, no sleeping: thirty days take two seconds.

    room.says("lin.xiaoyan", "/neworder 恒远 SW-300 300台 12月20日 白色", to="sales")
    room.taps("lin.xiaoyan", "确认下单", to="sales")
    room.taps("wang.sheng", "收到", to="production")
    room.advance(days=3)
    assert "已下达" in room.last_card("sales").tags
"""

from tests.kit.room import Room as Room
from tests.kit.shown import Shown as Shown
