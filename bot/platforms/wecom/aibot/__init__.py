"""The smart bot (智能机器人): words and cards in groups, over a webhook or a long connection."""
