"""The regional energy balance (地区能源平衡表): its layout, its identities, its standard coal."""

from tongyuan.plan.energy.check import check, problems
from tongyuan.plan.energy.identities import equations
from tongyuan.plan.energy.layout import pivot, unpivot
from tongyuan.plan.energy.standard_coal import column_scales, row_totals, standard_coal

__all__ = [
    "check",
    "column_scales",
    "equations",
    "pivot",
    "problems",
    "row_totals",
    "standard_coal",
    "unpivot",
]
