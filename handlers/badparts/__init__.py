"""Bad parts: blocked at once, decided by R&D, purchasing and quality together, and reckoned with."""
