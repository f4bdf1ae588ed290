"""Cards of design tasks and of what waits for them."""
