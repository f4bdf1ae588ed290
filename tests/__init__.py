"""Tests. They mirror the tree; whole stories live in `conversations/`, benchmarks in `bench/`."""
