"""Benchmarks: each spec names contenders that give the same answer; what is reported is a ratio."""
