"""Changes of orders: asked for by sales, worked out, shown beside what is, decided about, put into effect."""
