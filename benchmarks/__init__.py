"""Benchmarks: how fast NetKata is, beside what a user would pick instead, in one run and as medians."""
