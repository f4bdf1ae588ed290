"""How often the app may call."""

from bot.sandbox.common.limits import Rate

PER_TARGET = Rate(5, 1.0)
APP_PER_SECOND = Rate(50, 1.0)
APP_PER_MINUTE = Rate(1000, 60.0)
