"""Packs: jurisdictions as data. A pack is a folder of tables with a ``pack.yaml`` and ``citations.yaml``."""

from tongyuan.packs.boundaries import boundaries
from tongyuan.packs.loading import load, names
from tongyuan.packs.pack import Pack

__all__ = ["Pack", "boundaries", "load", "names"]
