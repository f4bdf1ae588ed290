"""Read-only questions: what cards, lists, digests and pages are drawn from."""
