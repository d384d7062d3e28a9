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
from tongyuan.vocabulary.tables.industry import CarbonFlow, GasUse, KilnFlow, OdsUse, PotLine
from tongyuan.vocabulary.tables.jurisdiction import Department, Enterprise, Membership, Region
from tongyuan.vocabulary.tables.land import (
    Greenery,
    HarvestedWood,
    LandChange,
    Mariculture,
    Restoration,
    SoilCarbon,
    Stand,
    WetlandArea,
)
from tongyuan.vocabulary.tables.ledger import AccountEntry, Balance, LedgerEntry, Reservation
from tongyuan.vocabulary.tables.policy import Article, Entity, Mention, Policy, Target, Task
from tongyuan.vocabulary.tables.rounds import Assignment, Entry, Form, FormItem, Round, Step
from tongyuan.vocabulary.tables.statistics import Series, Statistic
from tongyuan.vocabulary.tables.transport import (
    Fleet,
    FlightCycle,
    PortCall,
    Registration,
    RoadCondition,
)
from tongyuan.vocabulary.tables.upcasting import upcast
from tongyuan.vocabulary.tables.waste import (
    Deposit,
    GasRecovery,
    Outfall,
    SewageSystem,
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
    "CarbonFlow",
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
    "GasUse",
    "Greenery",
    "GridPattern",
    "GridShare",
    "HarvestedWood",
    "Herd",
    "IndicatorValue",
    "KilnFlow",
    "LandChange",
    "LedgerEntry",
    "Mariculture",
    "Membership",
    "Mention",
    "OdsUse",
    "OilGasOperation",
    "Outfall",
    "PointSource",
    "Policy",
    "PortCall",
    "PotLine",
    "PowerOverlap",
    "ProxyRule",
    "ProxySeries",
    "PublishedEmission",
    "Region",
    "Registration",
    "Reservation",
    "Restoration",
    "RoadCondition",
    "Round",
    "Series",
    "SewageSystem",
    "SoilCarbon",
    "SpeciationShare",
    "Stand",
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
    "WetlandArea",
    "column_labels",
    "contracts",
    "frame_contract",
    "key_of",
    "upcast",
]
