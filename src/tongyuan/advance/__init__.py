"""Advance (推进): monitoring, stacks, water and the carbon market; rooms come with later stages."""
