"""Stations of every kind: how they stand, greenhouse gases above background, what VOC may do to ozone."""
