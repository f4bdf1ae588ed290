"""Design tasks: opened by orders, drawn, checked, released; and what waits for them."""
