"""Changes: asked for, assessed, decided about, put into effect as a whole, acknowledged."""
