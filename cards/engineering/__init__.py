"""Engineering changes as people see them."""
