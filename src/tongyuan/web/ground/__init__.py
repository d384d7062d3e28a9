"""Pages of 总览与底座."""
