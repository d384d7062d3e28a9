"""Air: source-receptor matrices, a screening kernel that conserves mass, the response to emissions."""

from tongyuan.plan.air.calibration import Calibration, Skill, calibrate, skill
from tongyuan.plan.air.checks import check_matrix
from tongyuan.plan.air.response import contributions, sensitivities, totals
from tongyuan.plan.air.scale import scale_check, shares_beside
from tongyuan.plan.air.screening import Place, screening_matrix
from tongyuan.plan.air.winds import WindClass, wind_classes

__all__ = [
    "Calibration",
    "Place",
    "Skill",
    "WindClass",
    "calibrate",
    "check_matrix",
    "contributions",
    "scale_check",
    "screening_matrix",
    "sensitivities",
    "shares_beside",
    "skill",
    "totals",
    "wind_classes",
]
