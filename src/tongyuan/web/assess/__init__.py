"""Pages of 考核."""
