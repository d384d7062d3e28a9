"""Species: greenhouse gases, air pollutants, water pollutants, by the codes of ``data/species.csv``."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary.packaged import look_up, packaged_table

__all__ = ["codes", "inventoried", "kind", "label", "medium", "table"]


def table() -> pl.DataFrame:
    """Return the table of species: code, names, kind, medium, and as what its mass is reported."""
    return packaged_table("species")


def codes(kind: str | None = None) -> tuple[str, ...]:
    """List the codes of species, in their fixed order.

    Parameters
    ----------
    kind
        ``greenhouse_gas``, ``air_pollutant`` or ``water_pollutant``; all where it is not given.

    Returns
    -------
    tuple of str
        Codes.

    Examples
    --------
    >>> codes("water_pollutant")
    ('COD', 'NH3-N', 'TN', 'TP')
    """
    rows = table() if kind is None else table().filter(pl.col("kind") == kind)
    return tuple(rows["species"].to_list())


def inventoried() -> tuple[str, ...]:
    """List the species that an inventory is compiled for, in their fixed order.

    Returns
    -------
    tuple of str
        Codes.

    Examples
    --------
    >>> inventoried()[:3]
    ('CO2', 'CH4', 'N2O')
    """
    return tuple(table().filter(pl.col("inventoried").cast(pl.Int8) == 1)["species"].to_list())


def kind(code: str) -> str:
    """Return the kind of a species.

    Parameters
    ----------
    code
        Species.

    Returns
    -------
    str
        ``greenhouse_gas``, ``air_pollutant`` or ``water_pollutant``.

    Raises
    ------
    InputError
        If the code is not known.

    Examples
    --------
    >>> kind("CH4")
    'greenhouse_gas'
    """
    return str(look_up("species", key="species", code=code, column="kind"))


def medium(code: str) -> str:
    """Return the medium that a species is emitted to.

    Parameters
    ----------
    code
        Species.

    Returns
    -------
    str
        ``air`` or ``water``.

    Raises
    ------
    InputError
        If the code is not known.

    Examples
    --------
    >>> medium("COD")
    'water'
    """
    return str(look_up("species", key="species", code=code, column="medium"))


def label(code: str, *, language: str = "zh") -> str:
    """Name a species.

    Parameters
    ----------
    code
        Species.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        Its name.

    Raises
    ------
    InputError
        If the code is not known.

    Examples
    --------
    >>> label("SO2")
    '二氧化硫'
    """
    return str(look_up("species", key="species", code=code, column=f"name_{language}"))
