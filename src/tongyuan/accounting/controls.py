"""Controls: what share of a species they remove, and the electricity that they use for it."""

from __future__ import annotations

from collections.abc import Sequence

import dataframely as dy
import polars as pl

from tongyuan.accounting.factors import choose, contexts_of
from tongyuan.accounting.matching import match_rows
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import Activity, Control, Factor, key_of

__all__ = ["SERVED", "energy_penalty", "matching_controls", "removal"]

SERVED = ("region", "year", "source", "fuel")
"""What a control is chosen by: its technology is the control's, not the activity's."""

ROUNDING = 1e-9


def removal(
    activity: pl.DataFrame, *, controls: dy.DataFrame[Control], species: Sequence[str]
) -> pl.DataFrame:
    """Sum the removal of all matching controls, as parallel shares of the activity.

    Source: emission = activity x factor x (1 - sum of efficiency x application), the common form of the
    Chinese technical guides on air-pollutant inventories, 2014.

    Parameters
    ----------
    activity
        Rows with ``region``, ``year``, ``source``, ``fuel``.
    controls
        Controls: efficiency [1] and application [1].
    species
        Species asked for.

    Returns
    -------
    pl.DataFrame
        One row per place and species that has a control: ``region``, ``year``, ``source``, ``fuel``,
        ``species``, ``removal`` [1], and the worst ``control_quality``. Where there is no row, no control
        is stated.

    Raises
    ------
    InputError
        If controls of one species together serve more than the whole activity; all at once.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_control, activity_of, an_activity, controls_of
    >>> half = controls_of(a_control(species="SO2", efficiency=0.9, application=0.5))
    >>> removal(activity_of(an_activity()), controls=half, species=["SO2"])["removal"].to_list()
    [0.45]
    """
    matched = matching_controls(activity, controls=controls, species=species)
    summed = matched.group_by(*SERVED, "species", maintain_order=True).agg(
        removal=(pl.col("efficiency") * pl.col("application")).sum(),
        application=pl.col("application").sum(),
        control_quality=pl.col("quality").cast(controls.schema["quality"]).max(),
        control_id=pl.col("control_id").str.join(", "),
    )
    above = summed.filter(pl.col("application") > 1 + ROUNDING).rename({"application": "got"})
    if not above.is_empty():
        raise InputError([Problem("accounting.removal_above_one", row) for row in above.to_dicts()])
    return summed.drop("application", "control_id")


def matching_controls(
    activity: pl.DataFrame, *, controls: pl.DataFrame, species: Sequence[str]
) -> pl.DataFrame:
    """Pair every place of the activity with the controls that serve it.

    Parameters
    ----------
    activity
        Rows with ``region``, ``year``, ``source``, ``fuel``.
    controls
        Controls.
    species
        Species asked for.

    Returns
    -------
    pl.DataFrame
        The place and the columns of the control, sorted by place and ``control_id``.

    Examples
    --------
    >>> from tongyuan.testing.accounting import a_control, activity_of, an_activity, controls_of
    >>> elsewhere = controls_of(a_control(source="2A1"))
    >>> matching_controls(activity_of(an_activity()), controls=elsewhere, species=["SO2"]).height
    0
    """
    places = activity.select(SERVED).unique(maintain_order=True).with_row_index("place")
    asked = controls.filter(pl.col("species").is_in(list(species)))
    matched = match_rows(asked, places=places).drop("specificity")
    return places.join(matched, on="place").sort("place", "control_id").drop("place")


def energy_penalty(
    activity: dy.DataFrame[Activity],
    *,
    factors: dy.DataFrame[Factor],
    controls: dy.DataFrame[Control],
    family: str,
) -> pl.DataFrame:
    """Compute the electricity that controls of combustion use; a memo, never added to totals.

    Statistics of electricity include it already. A technology that removes several species is counted
    once, with its greatest share. Source: penalty [MWh/TJ] x energy burned [TJ] x application.

    Parameters
    ----------
    activity
        Activity.
    factors
        Factors, for the net calorific values.
    controls
        Controls with ``energy_penalty_mwh_per_tj`` [MWh/TJ].
    family
        Factor family.

    Returns
    -------
    pl.DataFrame
        The activity's key, ``control`` (its technology), ``electricity_mwh`` [MWh]; null where the
        penalty, the calorific value or the activity is not known.

    Raises
    ------
    ConflictError
        As for `tongyuan.accounting.factors.assign`.

    Examples
    --------
    1,000 t at 20.908 GJ/t are 20.908 TJ; at 2 MWh/TJ on half of it they take 20.908 MWh:

    >>> from tongyuan.testing.accounting import a_control, a_factor, activity_of, an_activity
    >>> from tongyuan.testing.accounting import controls_of, factors_of
    >>> wet = controls_of(a_control(application=0.5, energy_penalty_mwh_per_tj=2.0))
    >>> coal = factors_of(a_factor(), a_factor(parameter="carbon_tc_per_tj", value=26.37),
    ...                   a_factor(parameter="oxidation", value=0.94))
    >>> rows = activity_of(an_activity(quantity=1000.0))
    >>> penalty = energy_penalty(rows, factors=coal, controls=wet, family="NDRC_2013")
    >>> round(penalty["electricity_mwh"].item(), 3)
    20.908
    """
    burned = activity.filter(pl.col("activity") == "combustion")
    matched = matching_controls(burned, controls=controls, species=sorted(controls["species"].unique()))
    uses = matched.group_by(*SERVED, control="technology", maintain_order=True).agg(
        mwh_per_tj=(pl.col("energy_penalty_mwh_per_tj") * pl.col("application")).max()
    )
    contexts = contexts_of(burned)
    carbon = choose(contexts, factors=factors, family=family, species=["CO2"])
    calorific = carbon.filter(pl.col("parameter") == "ncv_gj_per_unit").select(*SERVED, ncv="value")
    tj = pl.col("quantity") * pl.col("ncv") / 1000
    return (
        burned.select(*key_of(Activity), "quantity")
        .join(uses, on=SERVED, maintain_order="left_right")
        .join(calorific, on=SERVED, how="left", maintain_order="left")
        .select(*key_of(Activity), "control", electricity_mwh=tj * pl.col("mwh_per_tj"))
    )
