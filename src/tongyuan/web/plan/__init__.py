"""Pages of 谋划."""
