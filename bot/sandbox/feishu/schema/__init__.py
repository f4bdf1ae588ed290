"""The rules of a Feishu card, JSON 2.0, as strict as the documents say."""

from bot.sandbox.feishu.schema.card import check_card, schema_of
from bot.sandbox.feishu.schema.spot import Known

__all__ = ["Known", "check_card", "schema_of"]
