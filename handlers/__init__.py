"""What happens: one function per intention, who may, and who hears of it."""
