"""Seeded shops of any size, for benchmarks and tests (see README.md)."""
