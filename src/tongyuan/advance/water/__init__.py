"""Surface water: classes of means, sections, rivers and basins, lakes, trends, warnings, plants."""

from __future__ import annotations

from tongyuan.advance.water.basins import state_of_shares, states_of
from tongyuan.advance.water.classing import class_of, item_classes, section_classes, waters
from tongyuan.advance.water.evaluating import Evaluated, evaluate
from tongyuan.advance.water.facts import Facts, Standard, standard_of, unverified
from tongyuan.advance.water.means import monthly_means, months_between, yearly_means
from tongyuan.advance.water.plants import PlantFactors, carbon_of, intensities, removed_kg
from tongyuan.advance.water.synthetic import Invented, invented
from tongyuan.advance.water.trend import exact_share, rank_correlation, trends
from tongyuan.advance.water.trophic import level_of, trophic_index, trophic_indices
from tongyuan.advance.water.warning import warnings_of

__all__ = [
    "Evaluated",
    "Facts",
    "Invented",
    "PlantFactors",
    "Standard",
    "carbon_of",
    "class_of",
    "evaluate",
    "exact_share",
    "intensities",
    "invented",
    "item_classes",
    "level_of",
    "monthly_means",
    "months_between",
    "rank_correlation",
    "removed_kg",
    "section_classes",
    "standard_of",
    "state_of_shares",
    "states_of",
    "trends",
    "trophic_index",
    "trophic_indices",
    "unverified",
    "warnings_of",
    "waters",
    "yearly_means",
]
