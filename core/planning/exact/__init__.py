"""Proofs, and the best for a few operations, by CP-SAT. Nothing else imports OR-Tools."""
