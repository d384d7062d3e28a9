"""Mariculture: carbon taken out of the sea with shellfish and seaweed, told apart and kept out of totals.

What is harvested is eaten or used and gives its carbon back; shell stays longer, but making it gives CO2 off.
The IPCC Guidelines count neither, so all parts are memo items and a reader may see what each would be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from tongyuan.accounting.workings import (
    Record,
    Working,
    computed,
    derived_by,
    parameters_of,
    reported,
)
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.tables import Factor

__all__ = ["derive_harvest", "tell_harvest"]

METHOD = "mariculture.harvest"
PARAMETERS = ("dry_share", "tissue_share", "shell_share", "tissue_carbon", "shell_carbon", "calcification")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is harvested: its name, its carbon, and what to say of it."""

    name: str
    equation: str
    parameters: tuple[str, ...]
    note: str


TISSUE = Part(
    "tissue",
    "wet * dry_share * tissue_share * tissue_carbon",
    ("dry_share", "tissue_share", "tissue_carbon"),
    "有争议：食用或利用后碳返回大气，不计入总量 · disputed: eaten or used, its carbon goes back",
)
SHELL = Part(
    "shell",
    "wet * dry_share * shell_share * shell_carbon",
    ("dry_share", "shell_share", "shell_carbon"),
    "有争议：须与钙化释放并看，不计入总量 · disputed: to be read with what calcification gives off",
)
CALCIFICATION = Part(
    "calcification",
    "-wet * dry_share * shell_share * shell_carbon * calcification",
    ("dry_share", "shell_share", "shell_carbon", "calcification"),
    "成壳时放出的二氧化碳，与贝壳的碳并列，不计入总量 · CO2 given off in making shell, beside its carbon",
)


def tell_harvest(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the carbon of the year's harvest by parts: tissue, shell, what calcification gives off.

    Parameters
    ----------
    records
        Contract Mariculture.
    factors, family
        Factors and the run's family.
    year
        Year.

    Returns
    -------
    list of Working
        Carbon [t C], under the memo items.

    Raises
    ------
    ConflictError
        If two factors fit equally well.

    Examples
    --------
    >>> tell_harvest(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []

    1,000 t of kelp, a fifth dry, 31.2 % carbon:

    >>> from tongyuan.testing.land import a_harvest, harvests_of, sea_factors
    >>> kelp = harvests_of(a_harvest())
    >>> derive_harvest(kelp, factors=sea_factors(), family="x", year=2020)["quantity"].round(6).to_list()
    [62.4]
    """
    rows = [row for row in records.to_dicts() if row["year"] == year]
    places = [{**row, "source": "M3", "fuel": row["material"], "technology": "unstated"} for row in rows]
    found = parameters_of(places, factors=factors, family=family, method=METHOD, parameters=PARAMETERS)
    return [
        _working(row, part, leaves)
        for row, leaves in zip(rows, found, strict=True)
        for part in _parts(leaves["shell_share"])
    ]


def _parts(shell: Node) -> Sequence[Part]:
    """Seaweed has no shell."""
    return (TISSUE,) if shell.value == 0 else (TISSUE, SHELL, CALCIFICATION)


def _working(row: Record, part: Part, leaves: dict[str, Node]) -> Working:
    tree = computed(
        "quantity",
        part.equation,
        [reported("wet", row, column="wet_t", unit="t"), *(leaves[name] for name in part.parameters)],
        unit="t",
        zh="养殖收获的碳",
        en="carbon of the harvest",
        citation="HY/T 0305-2021: dry share x share of the part x its carbon",
    )
    return Working(
        region=row["region"],
        year=row["year"],
        sector="mariculture",
        source="M3",
        fuel=row["material"],
        technology=part.name,
        activity="land",
        unit="t",
        tree=tree,
        citation=row["citation"],
        note=part.note,
    )


derive_harvest = derived_by(
    tell_harvest,
    METHOD,
    dataset="mariculture",
    source="HY/T 0305-2021 carbon of farmed seaweed and bivalves; memo item, not in the IPCC Guidelines",
    edition="2021",
    span="year",
)
