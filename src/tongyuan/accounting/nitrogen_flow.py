"""The nitrogen of manure from the animal to the soil: every stage, every loss, nothing made and nothing lost.

Excreted nitrogen is partly ammoniacal (TAN). TAN loses ammonia in the house; stored slurry gains TAN from
organic nitrogen; storage loses NH3, NO, N2O, N2 and what leaches; what is left is spread, loses ammonia
again, and stays in the soil. Source: EMEP/EEA Guidebook 2023, 3.B, tier 2 (steps 4 to 15), with the N2O of
storage by the IPCC (volume 4, equation 10.25) and its N2 beside it (2019 refinement, equation 10.34).
"""

from __future__ import annotations

from collections.abc import Mapping

from tongyuan.accounting.terms import Amount

__all__ = ["EQUATIONS", "LOSSES", "PARAMETERS", "PASTURE", "flow", "pasture"]

EQUATIONS: Mapping[str, str] = {
    "excreted": "head * nitrogen_kg_per_head / 1000",
    "tan_housed": "excreted * tan_share",
    "nh3_n_housed": "tan_housed * ef_nh3_n_housed",
    "mineral": "(excreted - tan_housed) * mineralised",
    "tan_stored": "tan_housed - nh3_n_housed + mineral",
    "nh3_n_stored": "tan_stored * ef_nh3_n_stored",
    "no_n_stored": "tan_stored * ef_no_n",
    "n2o_n_stored": "excreted * ef_n2o_n",
    "n2_n_stored": "n2o_n_stored * n2_per_n2o",
    "leached_n": "excreted * leached",
    "tan_spread": "tan_stored - nh3_n_stored - no_n_stored - n2o_n_stored - n2_n_stored - leached_n",
    "applied": "excreted - tan_housed - mineral + tan_spread",
    "nh3_n_spread": "tan_spread * ef_nh3_n_spread",
    "in_soil": "applied - nh3_n_spread",
}
"""Each mass [t N] by its equation; names that are no mass are parameters."""

PASTURE: Mapping[str, str] = {
    "excreted": "head * nitrogen_kg_per_head / 1000",
    "tan_grazed": "excreted * tan_share",
    "nh3_n_grazed": "tan_grazed * ef_nh3_n_grazed",
    "in_soil": "excreted - nh3_n_grazed",
}
"""The same for animals that graze."""

PARAMETERS = (
    "nitrogen_kg_per_head",
    "tan_share",
    "ef_nh3_n_housed",
    "mineralised",
    "ef_nh3_n_stored",
    "ef_no_n",
    "ef_n2o_n",
    "n2_per_n2o",
    "leached",
    "ef_nh3_n_spread",
)
LOSSES = (
    "nh3_n_housed",
    "nh3_n_stored",
    "no_n_stored",
    "n2o_n_stored",
    "n2_n_stored",
    "leached_n",
    "nh3_n_spread",
)


def flow(
    head: Amount,
    *,
    nitrogen_kg_per_head: Amount,
    tan_share: Amount,
    ef_nh3_n_housed: Amount,
    mineralised: Amount,
    ef_nh3_n_stored: Amount,
    ef_no_n: Amount,
    ef_n2o_n: Amount,
    n2_per_n2o: Amount,
    leached: Amount,
    ef_nh3_n_spread: Amount,
) -> dict[str, Amount]:
    """Follow the nitrogen of one kind of animal through one manure system.

    Source: EMEP/EEA Guidebook 2023, 3.B, tier 2, steps 4 to 15.

    Parameters
    ----------
    head
        Animals whose manure goes to the system [head].
    nitrogen_kg_per_head
        Nitrogen excreted in a year [kg per head].
    tan_share
        Share of it that is ammoniacal [0-1].
    ef_nh3_n_housed
        Share of the TAN housed lost as NH3-N [0-1].
    mineralised
        Share of organic nitrogen that becomes TAN in storage [0-1].
    ef_nh3_n_stored
        Share of the TAN stored lost as NH3-N [0-1].
    ef_no_n
        Share of stored TAN lost as NO-N [0-1].
    ef_n2o_n
        Share of excreted nitrogen lost as N2O-N [0-1].
    n2_per_n2o
        N2-N lost for each N2O-N [1].
    leached
        Share of excreted nitrogen that leaches from storage [0-1].
    ef_nh3_n_spread
        Share of the TAN spread lost as NH3-N [0-1].

    Returns
    -------
    dict of str to float, ndarray or pl.Expr
        The masses of ``EQUATIONS`` [t N]; the losses and ``in_soil`` sum to ``excreted``.

    Examples
    --------
    1,000 cows at 100 kg of nitrogen, 60 % of it TAN, slurry: 60 t of TAN, 14.4 t lost in the house.

    >>> masses = flow(1000.0, nitrogen_kg_per_head=100.0, tan_share=0.6, ef_nh3_n_housed=0.24,
    ...               mineralised=0.1, ef_nh3_n_stored=0.25, ef_no_n=0.0, ef_n2o_n=0.0,
    ...               n2_per_n2o=3.0, leached=0.0, ef_nh3_n_spread=0.55)
    >>> [round(masses[name], 3) for name in ("tan_housed", "nh3_n_housed", "tan_stored", "applied")]
    [60.0, 14.4, 49.6, 73.2]
    >>> round(masses["in_soil"], 3)
    52.74
    """
    excreted = head * nitrogen_kg_per_head / 1000
    tan_housed = excreted * tan_share
    nh3_n_housed = tan_housed * ef_nh3_n_housed
    mineral = (excreted - tan_housed) * mineralised
    tan_stored = tan_housed - nh3_n_housed + mineral
    n2o_n_stored = excreted * ef_n2o_n
    stored = {
        "excreted": excreted,
        "tan_housed": tan_housed,
        "nh3_n_housed": nh3_n_housed,
        "mineral": mineral,
        "tan_stored": tan_stored,
        "nh3_n_stored": tan_stored * ef_nh3_n_stored,
        "no_n_stored": tan_stored * ef_no_n,
        "n2o_n_stored": n2o_n_stored,
        "n2_n_stored": n2o_n_stored * n2_per_n2o,
        "leached_n": excreted * leached,
    }
    return stored | _spread(stored, ef_nh3_n_spread=ef_nh3_n_spread)


def _spread(masses: Mapping[str, Amount], *, ef_nh3_n_spread: Amount) -> dict[str, Amount]:
    """Follow what storage leaves, through spreading, to the soil."""
    lost = ("nh3_n_stored", "no_n_stored", "n2o_n_stored", "n2_n_stored", "leached_n")
    tan_spread = masses["tan_stored"]
    for name in lost:
        tan_spread = tan_spread - masses[name]
    applied = masses["excreted"] - masses["tan_housed"] - masses["mineral"] + tan_spread
    nh3_n_spread = tan_spread * ef_nh3_n_spread
    return {
        "tan_spread": tan_spread,
        "applied": applied,
        "nh3_n_spread": nh3_n_spread,
        "in_soil": applied - nh3_n_spread,
    }


def pasture(
    head: Amount, *, nitrogen_kg_per_head: Amount, tan_share: Amount, ef_nh3_n_grazed: Amount
) -> dict[str, Amount]:
    """Follow the nitrogen that grazing animals drop on pasture.

    Source: EMEP/EEA Guidebook 2023, 3.B, tier 2, step 14.

    Parameters
    ----------
    head
        Animals that graze [head].
    nitrogen_kg_per_head
        Nitrogen excreted in a year [kg per head].
    tan_share
        Share of it that is ammoniacal [0-1].
    ef_nh3_n_grazed
        Share of that TAN lost as NH3-N [0-1].

    Returns
    -------
    dict of str to float, ndarray or pl.Expr
        ``excreted``, ``tan_grazed``, ``nh3_n_grazed``, ``in_soil`` [t N].

    Examples
    --------
    >>> pasture(1000.0, nitrogen_kg_per_head=10.0, tan_share=0.5, ef_nh3_n_grazed=0.1)["in_soil"]
    9.5
    """
    excreted = head * nitrogen_kg_per_head / 1000
    tan_grazed = excreted * tan_share
    nh3_n_grazed = tan_grazed * ef_nh3_n_grazed
    return {
        "excreted": excreted,
        "tan_grazed": tan_grazed,
        "nh3_n_grazed": nh3_n_grazed,
        "in_soil": excreted - nh3_n_grazed,
    }
