"""Builders that the tests of several rooms share, one module a noun; everything they make is synthetic."""
