"""The inventory of a jurisdiction and year: compiled, totalled, judged for key categories, compared."""

from tongyuan.plan.inventory.comparison import compare
from tongyuan.plan.inventory.compilation import compile
from tongyuan.plan.inventory.equivalents import co2e, total_co2e, with_land
from tongyuan.plan.inventory.key_categories import key_categories
from tongyuan.plan.inventory.reference_approach import reference_activity, reference_approach
from tongyuan.plan.inventory.source_tree import account_totals, source_tree
from tongyuan.plan.inventory.totals import total

__all__ = [
    "account_totals",
    "co2e",
    "compare",
    "compile",
    "key_categories",
    "reference_activity",
    "reference_approach",
    "source_tree",
    "total",
    "total_co2e",
    "with_land",
]
