"""Cities of an inventory: from their own records where there are any, else by declared proxies."""

from tongyuan.plan.cities.allocation import allocate
from tongyuan.plan.cities.findings import findings
from tongyuan.plan.cities.power import electricity_use, power_overlap
from tongyuan.plan.cities.proxies import proxy_values

__all__ = ["allocate", "electricity_use", "findings", "power_overlap", "proxy_values"]
