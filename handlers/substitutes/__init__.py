"""Substitutes for one order, one customer or some days: asked for, decided by R&D, and used."""
