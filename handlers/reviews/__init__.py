"""Reviews: who is asked about an order, what they say, and who hears of it."""
