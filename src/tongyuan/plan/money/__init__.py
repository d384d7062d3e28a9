"""Money of projects (Art. 24): worth, tax on pollution, public money a tonne, and their pool."""

from tongyuan.plan.money.appraisal import Appraisal, Basis, appraise
from tongyuan.plan.money.eligibility import eligibility
from tongyuan.plan.money.flows import INPUTS, Venture, owner_flows, public_flows, social_flows
from tongyuan.plan.money.pool import Ceiling, Movement, Pool, yuan
from tongyuan.plan.money.tax import pollution_tax
from tongyuan.plan.money.tornado import Figure, Swing, tornado

__all__ = [
    "INPUTS",
    "Appraisal",
    "Basis",
    "Ceiling",
    "Figure",
    "Movement",
    "Pool",
    "Swing",
    "Venture",
    "appraise",
    "eligibility",
    "owner_flows",
    "pollution_tax",
    "public_flows",
    "social_flows",
    "tornado",
    "yuan",
]
