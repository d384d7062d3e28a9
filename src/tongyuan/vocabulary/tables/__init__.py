"""Contracts: one schema for every table that crosses a room.

Each column's metadata gives its unit, its label in Chinese and English and what a null means; templates,
documentation and the description of the HTTP interface are generated from it.
"""

from tongyuan.vocabulary.tables.accounting import Activity, Control, Emission, EnergyBalance, Factor
from tongyuan.vocabulary.tables.agriculture import Countryside, Cropping, Fertiliser, Herd
from tongyuan.vocabulary.tables.cities import CityEmission, CityFinding, PowerOverlap, ProxyRule, ProxySeries
from tongyuan.vocabulary.tables.contract import Contract, column_labels, contracts, frame_contract, key_of
from tongyuan.vocabulary.tables.energy import BalanceFinding, PublishedEmission, StandardCoal
from tongyuan.vocabulary.tables.fuel_supply import CoalMining, OilGasOperation, TechnologyShare
from tongyuan.vocabulary.tables.gridding import (
    GridPattern,
    GridShare,
    PointSource,
    SpeciationShare,
    TimeProfile,
)
from tongyuan.vocabulary.tables.indicators import IndicatorValue, TargetStatus
from tongyuan.vocabulary.tables.jurisdiction import Department, Enterprise, Membership, Region
from tongyuan.vocabulary.tables.ledger import AccountEntry, Balance, LedgerEntry, Reservation
from tongyuan.vocabulary.tables.policy import Article, Entity, Mention, Policy, Target, Task
from tongyuan.vocabulary.tables.rounds import Assignment, Entry, Form, FormItem, Round, Step
from tongyuan.vocabulary.tables.statistics import Series, Statistic
from tongyuan.vocabulary.tables.transport import (
    FlightCycle,
    Fleet,
    PortCall,
    Registration,
    RoadCondition,
)
from tongyuan.vocabulary.tables.upcasting import upcast
from tongyuan.vocabulary.tables.waste import (
    Deposit,
    GasRecovery,
    Outfall,
    TreatedWaste,
    TreatmentPlant,
    WasteFlow,
)

__all__ = [
    "AccountEntry",
    "Activity",
    "Article",
    "Assignment",
    "Balance",
    "BalanceFinding",
    "CityEmission",
    "CityFinding",
    "CoalMining",
    "Contract",
    "Control",
    "Countryside",
    "Cropping",
    "Department",
    "Deposit",
    "Emission",
    "EnergyBalance",
    "Enterprise",
    "Entity",
    "Entry",
    "Factor",
    "Fertiliser",
    "Fleet",
    "FlightCycle",
    "Form",
    "FormItem",
    "GasRecovery",
    "GridPattern",
    "GridShare",
    "Herd",
    "IndicatorValue",
    "LedgerEntry",
    "Membership",
    "Mention",
    "OilGasOperation",
    "Outfall",
    "PointSource",
    "Policy",
    "PortCall",
    "PowerOverlap",
    "ProxyRule",
    "ProxySeries",
    "PublishedEmission",
    "Region",
    "Registration",
    "Reservation",
    "RoadCondition",
    "Round",
    "Series",
    "SpeciationShare",
    "StandardCoal",
    "Statistic",
    "Step",
    "Target",
    "TargetStatus",
    "Task",
    "TechnologyShare",
    "TimeProfile",
    "TreatedWaste",
    "TreatmentPlant",
    "WasteFlow",
    "column_labels",
    "contracts",
    "frame_contract",
    "key_of",
    "upcast",
]
