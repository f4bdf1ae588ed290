"""Chat platforms: one folder each, all speaking through `port`."""
