"""Contracts: one schema for every table that crosses a room.

Each column's metadata gives its unit, its label in Chinese and English and what a null means; templates,
documentation and the description of the HTTP interface are generated from it.
"""

from tongyuan.vocabulary.tables.accounting import Activity, Control, Emission, EnergyBalance, Factor
from tongyuan.vocabulary.tables.contract import Contract, column_labels, contracts, frame_contract, key_of
from tongyuan.vocabulary.tables.energy import BalanceFinding, PublishedEmission, StandardCoal
from tongyuan.vocabulary.tables.indicators import IndicatorValue, TargetStatus
from tongyuan.vocabulary.tables.jurisdiction import Department, Enterprise, Membership, Region
from tongyuan.vocabulary.tables.ledger import AccountEntry, Balance, LedgerEntry, Reservation
from tongyuan.vocabulary.tables.policy import Article, Entity, Mention, Policy, Target, Task
from tongyuan.vocabulary.tables.rounds import Assignment, Entry, Form, FormItem, Round, Step
from tongyuan.vocabulary.tables.statistics import Series, Statistic
from tongyuan.vocabulary.tables.upcasting import upcast

__all__ = [
    "AccountEntry",
    "Activity",
    "Article",
    "Assignment",
    "Balance",
    "BalanceFinding",
    "Contract",
    "Control",
    "Department",
    "Emission",
    "EnergyBalance",
    "Enterprise",
    "Entity",
    "Entry",
    "Factor",
    "Form",
    "FormItem",
    "IndicatorValue",
    "LedgerEntry",
    "Membership",
    "Mention",
    "Policy",
    "PublishedEmission",
    "Region",
    "Reservation",
    "Round",
    "Series",
    "StandardCoal",
    "Statistic",
    "Step",
    "Target",
    "TargetStatus",
    "Task",
    "column_labels",
    "contracts",
    "frame_contract",
    "key_of",
    "upcast",
]
