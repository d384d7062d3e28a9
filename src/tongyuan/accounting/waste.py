"""Solid waste: methane of landfills, gas recovered, carbon burned, and what goes by the mass treated."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, REMOVAL, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = [
    "burn_biogenic_carbon",
    "burn_fossil_carbon",
    "put_on_land",
    "recover_landfill_gas",
    "release_landfill_gas",
    "treat_by_mass",
]

VOLUME_5 = "2006 IPCC Guidelines, volume 5"
BURNED = {
    "quantity": QUANTITY,
    "waste_carbon_share": factor("waste_carbon_share", "1"),
    "fossil_share": factor("fossil_share", "1"),
    "burnout": factor("burnout", "1"),
}


@method(
    "waste.landfill",
    equation="quantity * methane_share * 16 / 12 * (1 - soil_oxidation)",
    unit="t",
    source=f"{VOLUME_5}, equations 3.1 and 3.6; recovery stands in a row of its own",
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "methane_share": factor("methane_share", "1"),
        "soil_oxidation": factor("soil_oxidation", "1"),
    },
)
def release_landfill_gas(quantity: Amount, *, methane_share: Amount, soil_oxidation: Amount) -> Amount:
    """Compute the methane that leaves a landfill from the carbon that decayed there.

    Source: 2006 IPCC Guidelines, volume 5, equations 3.1 and 3.6.

    Parameters
    ----------
    quantity
        Decomposable carbon that decayed in the year [t C].
    methane_share
        Methane in the gas [0-1, by volume].
    soil_oxidation
        Share oxidised on the way through the cover [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Methane to air before recovery is deducted [t].

    Examples
    --------
    177.3405 t C of food waste, half of it as methane, a tenth oxidised:

    >>> round(release_landfill_gas(177.3405, methane_share=0.5, soil_oxidation=0.1), 3)
    106.404
    """
    return quantity * methane_share * 16 / 12 * (1 - soil_oxidation)


@method(
    "waste.recovered",
    equation="quantity * (1 - soil_oxidation)",
    unit="t",
    source=f"{VOLUME_5}, equation 3.1: (generated - recovered) x (1 - OX); the activity is negative",
    edition="2006",
    terms={"quantity": QUANTITY, "soil_oxidation": factor("soil_oxidation", "1")},
)
def recover_landfill_gas(quantity: Amount, *, soil_oxidation: Amount) -> Amount:
    """Compute what recovery of landfill gas deducts: recovered methane would in part have been oxidised.

    Source: 2006 IPCC Guidelines, volume 5, equation 3.1.

    Parameters
    ----------
    quantity
        Methane recovered, as a negative number [t].
    soil_oxidation
        Share oxidised on the way through the cover [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Methane deducted, 0 or less [t].

    Examples
    --------
    >>> recover_landfill_gas(-10.0, soil_oxidation=0.1)
    -9.0
    """
    return quantity * (1 - soil_oxidation)


@method(
    "waste.burned_carbon",
    equation="quantity * waste_carbon_share * fossil_share * burnout * 44 / 12",
    unit="t",
    source=f"{VOLUME_5}, equation 5.1; provincial guideline 2025, incineration",
    edition="2006; 2025",
    terms=BURNED,
)
def burn_fossil_carbon(
    quantity: Amount, *, waste_carbon_share: Amount, fossil_share: Amount, burnout: Amount
) -> Amount:
    """Compute the CO2 of fossil carbon in burned waste.

    Source: 2006 IPCC Guidelines, volume 5, equation 5.1; provincial guideline 2025.

    Parameters
    ----------
    quantity
        Waste burned [t].
    waste_carbon_share
        Carbon in the waste [0-1].
    fossil_share
        Fossil part of the carbon [0-1].
    burnout
        Share burned out [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 to air [t].

    Examples
    --------
    The provincial guideline prints 0.5573 for municipal and 1.64175 for hazardous waste:

    >>> round(burn_fossil_carbon(1.0, waste_carbon_share=0.4, fossil_share=0.4, burnout=0.95), 4)
    0.5573
    >>> round(burn_fossil_carbon(1.0, waste_carbon_share=0.5, fossil_share=0.9, burnout=0.995), 5)
    1.64175
    """
    return quantity * waste_carbon_share * fossil_share * burnout * 44 / 12


@method(
    "waste.burned_biogenic",
    equation="quantity * waste_carbon_share * (1 - fossil_share) * burnout * 44 / 12",
    unit="t",
    source=f"{VOLUME_5}, section 5.1: biogenic CO2 is a memo item and in no total",
    edition="2006",
    terms=BURNED,
)
def burn_biogenic_carbon(
    quantity: Amount, *, waste_carbon_share: Amount, fossil_share: Amount, burnout: Amount
) -> Amount:
    """Compute the biogenic CO2 of burned waste, a memo item.

    Source: 2006 IPCC Guidelines, volume 5, section 5.1.

    Parameters
    ----------
    quantity
        Waste burned [t].
    waste_carbon_share
        Carbon in the waste [0-1].
    fossil_share
        Fossil part of the carbon [0-1].
    burnout
        Share burned out [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Biogenic CO2 to air [t].

    Examples
    --------
    With the fossil CO2 above it makes up all carbon burned, 0.4 x 0.95 x 44/12 = 1.3933:

    >>> round(burn_biogenic_carbon(1.0, waste_carbon_share=0.4, fossil_share=0.4, burnout=0.95), 4)
    0.836
    """
    return quantity * waste_carbon_share * (1 - fossil_share) * burnout * 44 / 12


@method(
    "waste.mass",
    equation="quantity * ef_kg_per_t / 1000 * (1 - removal)",
    unit="t",
    source=f"{VOLUME_5}, equations 4.1, 4.2, 5.4, 5.5; EMEP/EEA Guidebook, 5.B and 5.C, tiers 1 and 2",
    edition="2006; 2023",
    terms={"quantity": QUANTITY, "ef_kg_per_t": factor("ef_kg_per_t", "kg/t"), "removal": REMOVAL},
)
def treat_by_mass(quantity: Amount, *, ef_kg_per_t: Amount, removal: Amount) -> Amount:
    """Compute a gas of composting, digestion or incineration from the mass treated.

    Source: 2006 IPCC Guidelines, volume 5, equations 4.1, 4.2, 5.4 and 5.5; EMEP/EEA Guidebook 2023.

    Parameters
    ----------
    quantity
        Waste treated [t, wet].
    ef_kg_per_t
        Emission factor [kg/t].
    removal
        Share removed by controls [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Gas to air [t].

    Examples
    --------
    1,000 t composted at 4 kg of methane a tonne:

    >>> treat_by_mass(1000.0, ef_kg_per_t=4.0, removal=0.0)
    4.0
    """
    return quantity * ef_kg_per_t / 1000 * (1 - removal)


@method(
    "waste.put_on_land",
    equation="quantity * released_share",
    unit="t",
    source="this platform: solid waste landfilled or dumped is released to land",
    edition="1",
    terms={"quantity": QUANTITY, "released_share": factor("released_share", "1")},
)
def put_on_land(quantity: Amount, *, released_share: Amount) -> Amount:
    """Compute the solid waste released to land.

    Source: definition of this platform, edition 1; the balance of waste flows closes on it.

    Parameters
    ----------
    quantity
        Waste landfilled or dumped [t].
    released_share
        Share that counts as released [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Waste to land [t].

    Examples
    --------
    >>> put_on_land(12.0, released_share=1.0)
    12.0
    """
    return quantity * released_share
