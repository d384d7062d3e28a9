"""Pages of the wing 推进."""
