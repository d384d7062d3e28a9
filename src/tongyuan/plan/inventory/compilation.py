"""Compile: one activity table, every species, one factor family."""

from __future__ import annotations

from collections.abc import Sequence

import dataframely as dy

from tongyuan.accounting import emission
from tongyuan.vocabulary.tables import Activity, Control, Emission, Factor, Leverage

__all__ = ["compile"]


def compile(
    activity: dy.DataFrame[Activity],
    *,
    factors: dy.DataFrame[Factor],
    controls: dy.DataFrame[Control],
    family: str,
    species: Sequence[str],
    leverage: dy.DataFrame[Leverage] | None = None,
) -> dy.DataFrame[Emission]:
    """Compile an inventory from activity, whether it came from a balance or from a sector x fuel table.

    Parameters
    ----------
    activity
        Activity; any number of regions and years [each fuel's own unit].
    factors
        Factor; all families: only ``family`` and ``*`` are used.
    controls
        Control.
    family
        The one factor family of the inventory.
    species
        Species asked for.
    leverage
        Leverage: by how much parameters of derivations move derived activity.

    Returns
    -------
    dy.DataFrame[Emission]
        One row for each activity and species that it can give [t]; NE where no factor exists.

    Raises
    ------
    ConflictError
        If two factors fit one activity equally well, the family is absent, or activity rows repeat.
    InputError
        If an activity is in another unit, or controls together serve more than the activity.

    Notes
    -----
    Source: the methods are those registered by ``tongyuan.accounting``, each with its document.

    Examples
    --------
    >>> from tongyuan.vocabulary.tables import Activity, Control, Factor
    >>> nothing = {"factors": Factor.create_empty(), "controls": Control.create_empty()}
    >>> compile(Activity.create_empty(), **nothing, family="GBT32150_2025", species=["CO2"]).height
    0
    """
    return emission.estimate(
        activity, factors=factors, controls=controls, family=family, species=species, leverage=leverage
    )
