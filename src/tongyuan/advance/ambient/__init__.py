"""Ambient air by the national rules: days, indices, periods, composite index and ranks."""
