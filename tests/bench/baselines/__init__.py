"""What the figures are compared with: other ways to do less."""
