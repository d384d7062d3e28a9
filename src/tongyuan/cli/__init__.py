"""The command line: a thin door on the declared services."""
