"""Promises: a frozen shop and a question in, an answer out."""
