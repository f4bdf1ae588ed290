"""The memory: sessions, queries, audit, inbox, outbox, timers, migrations."""
