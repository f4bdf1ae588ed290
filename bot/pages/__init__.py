"""Pages behind personal links: what a chat platform's cards have no room for."""
