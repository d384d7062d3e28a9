"""A fictive province drawn by seed from known truth; every figure of it is synthetic."""
