"""The edge: every socket, clock and file."""
