"""Same-source accounting: one activity gives every species; each method stands with its equation and source.

Importing this package registers its methods.
"""

from tongyuan.accounting import (
    calls,
    combustion,
    driving,
    fleet,
    fuel_supply,
    fugitive,
    movement,
    production,
    purchase,
)

__all__ = [
    "calls",
    "combustion",
    "driving",
    "fleet",
    "fuel_supply",
    "fugitive",
    "movement",
    "production",
    "purchase",
]
