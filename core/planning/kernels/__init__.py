"""The inner loops of planning, on plain arrays. Compiled by numba, or run as they are with `TONGPIN_NUMBA=0`."""
