"""The tenant's file: what was accepted is there after the process was killed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.bot.sandbox.feishu.tenants import GROUP, SALES, Clock, FakeBot, Rest, a_button, a_card, a_tenant

NEWER = a_card({"tag": "markdown", "content": "排产完成"})
SENDER = """
import sys
from pathlib import Path
from tests.bot.sandbox.feishu.tenants import Clock, FakeBot, Rest, a_tenant, a_card
tenant = a_tenant(Clock(), FakeBot(), path=Path(sys.argv[1]))
tenant.failures.has_rate_limits = False
rest = Rest(tenant)
while True:
    print(rest.sent(a_card()), flush=True)
"""


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    clock, bot, path = Clock(), FakeBot(), tmp_path / "var" / "feishu.db"
    bot.answer = (500, b"")
    first = a_tenant(clock, bot, path=path)
    rest = Rest(first)
    card = rest.send(a_card(a_button()), uuid="once")["data"]["message_id"]
    rest.patch(card, NEWER)
    file_message = first.send_file(SALES, GROUP, "图纸.pdf", b"%PDF")
    first.say(SALES, GROUP, "/help", mention_bot=True)
    first.read(SALES, GROUP)
    first.deliver_due()
    before = first.snapshot(SALES)
    first.close()

    second = a_tenant(clock, bot, path=path)
    again = Rest(second, token=rest.token)

    after = second.snapshot(SALES)
    assert (after["chats"], after["people"]) == (before["chats"], before["people"])
    assert [it["by"] for it in second.revisions(card)] == ["send", "patch"]
    assert again.send(a_card(), uuid="once")["data"]["message_id"] == card
    key = json.loads(second.message(file_message).content)["file_key"]
    assert second.file_content(key) == ("图纸.pdf", b"%PDF")
    clock.advance(seconds=15)
    assert second.deliver_due() == 1
    assert bot.pushes[0] == bot.pushes[-1]
    second.close()


def test_a_killed_process_loses_nothing_it_accepted(tmp_path: Path) -> None:
    path = tmp_path / "feishu.db"
    process = subprocess.Popen([sys.executable, "-c", SENDER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    accepted = [process.stdout.readline().strip() for _ in range(50)]
    os.kill(process.pid, signal.SIGKILL)
    accepted += [line.strip() for line in process.stdout.read().splitlines() if len(line) == 35]
    process.wait()
    process.stdout.close()

    tenant = a_tenant(Clock(), FakeBot(), path=path)
    known = {it.message_id for it in tenant.messages(GROUP)}
    tenant.close()

    assert len(accepted) >= 50
    assert set(accepted) <= known


def test_a_click_that_was_cut_off_leaves_no_lock(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "feishu.db"
    tenant = a_tenant(clock, FakeBot(), path=path)
    card = Rest(tenant).sent(a_card(a_button()))

    def crash(push: object) -> tuple[int, bytes]:
        raise KeyboardInterrupt

    tenant.deliver_to(lambda headers, body: crash(body))
    try:
        tenant.tap(SALES, card, "确认")
    except KeyboardInterrupt:
        tenant.close()

    reopened = a_tenant(clock, FakeBot(), path=path)
    assert not reopened.message_json(card)["is_locked"]
    assert Rest(reopened).patch(card, NEWER)["code"] == 0
    reopened.close()
