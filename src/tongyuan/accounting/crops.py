"""Crops: methane of paddies, burning of straw, dust and vapours of fields, ammonia of fertilisers."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, REMOVAL, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = ["emit_by_unit", "flood_paddy"]


@method(
    "field.mass",
    equation="quantity * ef_kg_per_input * (1 - removal) / 1000",
    unit="t",
    source="provincial guideline, paddies by area; IPCC 2006, volume 4, equation 2.27; EMEP/EEA 3.D, 3.F",
    edition="2011; 2006; 2023",
    terms={
        "quantity": QUANTITY,
        "ef_kg_per_input": factor("ef_kg_per_input", "kg/ha or kg/t"),
        "removal": REMOVAL,
    },
)
def emit_by_unit(quantity: Amount, *, ef_kg_per_input: Amount, removal: Amount) -> Amount:
    """Compute what a field gives off, by area, by straw burned or by fertiliser spread.

    Source: provincial guideline 2011 (paddies); 2006 IPCC Guidelines, volume 4, equation 2.27 (straw);
    EMEP/EEA Guidebook 2023, 3.D table 3-2 (fertiliser).

    Parameters
    ----------
    quantity
        Area [ha], straw burned [t of dry matter], or nitrogen spread [t N].
    ef_kg_per_input
        Emission factor [kg per ha or t].
    removal
        Share kept back by measures [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Gas or particles to air [t].

    Examples
    --------
    1,000 ha of single rice in the northeast at 168 kg of CH4 per ha:

    >>> emit_by_unit(1000.0, ef_kg_per_input=168.0, removal=0.0)
    168.0
    """
    return quantity * ef_kg_per_input * (1 - removal) / 1000


@method(
    "rice.flooding",
    equation="quantity * ef_kg_per_ha_day * days * flooding / 1000",
    unit="t",
    source="2006 IPCC Guidelines, volume 4, equations 5.1 and 5.2: area x days x factor x water regime",
    edition="2006; 2019 refinement",
    terms={
        "quantity": QUANTITY,
        "ef_kg_per_ha_day": factor("ef_kg_per_ha_day", "kg/(ha day)"),
        "days": factor("days", "day"),
        "flooding": factor("flooding", "1"),
    },
)
def flood_paddy(quantity: Amount, *, ef_kg_per_ha_day: Amount, days: Amount, flooding: Amount) -> Amount:
    """Compute the methane of a paddy by its days of cultivation and its water regime.

    Source: 2006 IPCC Guidelines, volume 4, equations 5.1 and 5.2, tables 5.11 and 5.12.

    Parameters
    ----------
    quantity
        Harvested area, weighted with the regime before the season and with organic amendments [ha].
    ef_kg_per_ha_day
        Factor of fields always flooded, without amendments [kg of CH4 per ha and day].
    days
        Days of cultivation.
    flooding
        Scaling factor of the water regime in the season [1].

    Returns
    -------
    float, ndarray or pl.Expr
        CH4 to air [t].

    Examples
    --------
    1,000 ha, 100 days, 1.30 kg a day, drained several times (0.52):

    >>> round(flood_paddy(1000.0, ef_kg_per_ha_day=1.30, days=100.0, flooding=0.52), 3)
    67.6
    """
    return quantity * ef_kg_per_ha_day * days * flooding / 1000
