"""What each key alone cannot show."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pydantic import SecretStr

from bot.config.problems import Place
from bot.config.sections import AibotSettings, FeishuSettings, WecomSettings
from bot.config.settings import Settings

PLACEHOLDERS = frozenset({"...", "changeme", "cli_...", "ww..."})

_AES_KEY = re.compile(r"[0-9A-Za-z]{43}")

Found = tuple[Place, str]


def contradictions(settings: Settings) -> Iterator[Found]:
    """Every contradiction, with the place it is told at."""
    yield from _feishu(settings.feishu)
    yield from _wecom(settings)
    if settings.server.secret_key.get_secret_value() in PLACEHOLDERS:
        yield ("server", "secret_key"), "still the placeholder. Write a long random text, or leave it out."
    yield from _pace(settings)
    yield from _company(settings)


def _feishu(feishu: FeishuSettings) -> Iterator[Found]:
    if not feishu.enabled:
        return
    needed = ["app_id", "app_secret"] + (["verification_token", "encrypt_key"] if feishu.mode == "webhook" else [])
    for key in needed:
        if _plain(getattr(feishu, key)).strip() in PLACEHOLDERS | {""}:
            yield ("feishu", key), "missing. Copy it from the Feishu developer console, or set feishu.enabled = false."
    previous = [key for key in ("previous_verification_token", "previous_encrypt_key") if _plain(getattr(feishu, key))]
    if len(previous) == 1:
        yield ("feishu", previous[0]), "only one of the previous pair. Write both, or neither."


def _wecom(settings: Settings) -> Iterator[Found]:
    wecom, bot = settings.wecom, settings.wecom.aibot
    if bot.enabled and not wecom.enabled:
        yield ("wecom", "aibot", "enabled"), "the smart bot needs the app beside it. Set wecom.enabled = true."
    if not wecom.enabled:
        return
    for key in ("corp_id", "agent_id", "secret", "token", "encoding_aes_key"):
        if _plain(getattr(wecom, key)).strip() in PLACEHOLDERS | {"", "0"}:
            yield ("wecom", key), "missing. Copy it from the WeCom admin console, or set wecom.enabled = false."
    yield from _aes_keys(("wecom",), wecom)
    if bot.enabled:
        yield from _aibot(bot)


def _aibot(bot: AibotSettings) -> Iterator[Found]:
    needed = ("bot_id", "secret") if bot.mode == "websocket" else ("token", "encoding_aes_key")
    for key in needed:
        if _plain(getattr(bot, key)).strip() in PLACEHOLDERS | {""}:
            yield ("wecom", "aibot", key), "missing. Copy it from the smart bot's page in the WeCom admin console."
    yield from _aes_keys(("wecom", "aibot"), bot)


def _aes_keys(table: Place, section: WecomSettings | AibotSettings) -> Iterator[Found]:
    for key in ("encoding_aes_key", "previous_encoding_aes_key"):
        plain = _plain(getattr(section, key))
        if plain and plain not in PLACEHOLDERS and not _AES_KEY.fullmatch(plain):
            yield (*table, key), "not 43 letters and digits. Copy the whole EncodingAESKey."
    previous = [key for key in ("previous_token", "previous_encoding_aes_key") if _plain(getattr(section, key))]
    if len(previous) == 1:
        yield (*table, previous[0]), "only one of the previous pair. Write both, or neither."


def _pace(settings: Settings) -> Iterator[Found]:
    asked = settings.acknowledgements
    if not asked.remind_after_minutes < asked.lead_after_minutes < asked.coordinator_after_minutes:
        yield (
            ("acknowledgements", "lead_after_minutes"),
            "the lead is asked after the reminder and before the coordinator. Write growing numbers of minutes.",
        )
    approvals = settings.approvals
    if not approvals.remind_after_minutes < approvals.lead_after_minutes < approvals.coordinator_after_minutes:
        yield (
            ("approvals", "lead_after_minutes"),
            "the lead is told after the reminder and before the coordinator. Write growing numbers of minutes.",
        )
    if not settings.changes.idle_remind_after_work_hours < settings.changes.idle_expire_after_work_hours:
        yield (
            ("changes", "idle_expire_after_work_hours"),
            "a change that nobody goes on with expires after its reminder. Write a larger number of hours.",
        )
    delivery = settings.delivery
    if delivery.messages_per_second_per_chat > delivery.messages_per_second:
        yield ("delivery", "messages_per_second"), "one chat may get more than all together. Write a larger number."


def _company(settings: Settings) -> Iterator[Found]:
    departments, people = settings.departments, settings.people
    yield from _twice("departments", "key", [department.key for department in departments])
    for key in ("key", "feishu", "wecom"):
        yield from _twice("people", key, [getattr(person, key) for person in people])
    known_departments = {department.key for department in departments}
    for number, person in enumerate(people):
        if departments and person.department not in known_departments:
            yield (
                ("people", str(number), "department"),
                f"'{person.department}' is not among [[departments]]. "
                f"Write one of {', '.join(sorted(known_departments))}.",
            )


def _twice(table: str, key: str, values: Iterable[str]) -> Iterator[Found]:
    """Each value that stands twice, told where it stands for the second time."""
    seen: Counter[str] = Counter()
    for number, value in enumerate(values):
        seen[value] += 1
        if value and seen[value] == 2:
            yield (table, str(number), key), f"'{value}' stands here for the second time. Write each only once."


def _plain(value: str | int | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
