"""A question about one order and its answer, worked out on the standing plan."""
