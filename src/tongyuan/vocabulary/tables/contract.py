"""What a contract is: a dataframely schema whose columns carry unit, labels and the meaning of null."""

from __future__ import annotations

from typing import Any, ClassVar

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["Contract", "column", "column_labels", "contracts", "frame_contract", "key_of"]

_CONTRACTS: dict[str, type[Contract]] = {}


class Contract(dy.Schema):
    """Base of every contract.

    ``contract_version`` rises when a column changes its meaning; ``sensitivity`` is the level of its rows
    where they bear none of their own.
    """

    contract_version: ClassVar[int] = 1
    sensitivity: ClassVar[Sensitivity] = Sensitivity.INTERNAL

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        _CONTRACTS[cls.__name__] = cls


def column(zh: str, en: str, *, unit: str = "", null: str = "", sign: str = "") -> dict[str, str]:
    """Describe a column: labels, unit, sign rule, and what a null in it means."""
    return {"label_zh": zh, "label_en": en, "unit": unit, "null": null, "sign": sign}


def contracts() -> dict[str, type[Contract]]:
    """Return all contracts by name."""
    return dict(_CONTRACTS)


def frame_contract(name: str) -> type[Contract] | None:
    """Return the contract of a frame that runs keep under a name; None where it has none.

    Parameters
    ----------
    name
        Name of an input or a table of a run.

    Returns
    -------
    type of Contract or None
        The contract.

    Examples
    --------
    >>> import tongyuan.vocabulary.tables
    >>> frame_contract("factor").__name__
    'Factor'
    """
    named = packaged_table("frames").filter(pl.col("frame") == name)["contract"]
    return _CONTRACTS[named[0]] if named.len() else None


def key_of(contract: type[Contract]) -> tuple[str, ...]:
    """Return the names of a contract's primary key, in order.

    Parameters
    ----------
    contract
        A contract.

    Returns
    -------
    tuple of str
        Column names.

    Examples
    --------
    >>> from tongyuan.vocabulary.tables import EnergyBalance
    >>> key_of(EnergyBalance)
    ('region', 'year', 'row', 'fuel')
    """
    return tuple(contract.primary_key())


def column_labels(contract: type[Contract], language: str = "zh") -> dict[str, str]:
    """Return each column's label with its unit, for heads of tables.

    Parameters
    ----------
    contract
        A contract.
    language
        ``zh`` or ``en``.

    Returns
    -------
    dict
        Column name to label.

    Examples
    --------
    >>> from tongyuan.vocabulary.tables import Emission
    >>> column_labels(Emission)["mass_t"]
    '排放量（t）'
    """
    labels = {}
    for name, definition in contract.columns().items():
        metadata = definition.metadata or {}
        label = metadata.get(f"label_{language}", name)
        unit = metadata.get("unit", "")
        bracketed = f"（{unit}）" if language == "zh" else f" [{unit}]"
        labels[name] = label + bracketed if unit else label
    return labels
