"""The registry: entries of any type, whose fields and states are rows."""

from __future__ import annotations

from tongyuan.deploy.registry.checking import entry_problems, move_problems, values_of
from tongyuan.deploy.registry.counting import statistics
from tongyuan.deploy.registry.types import Field, State, Type, type_of, types_of

__all__ = [
    "Field",
    "State",
    "Type",
    "entry_problems",
    "move_problems",
    "statistics",
    "type_of",
    "types_of",
    "values_of",
]
