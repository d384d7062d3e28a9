"""Why a city's air is what the model says: what every region and height puts into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.quality import Quality

__all__ = ["explain_contribution", "explain_total"]

Row = Mapping[str, Any]
PART = "contribution"


def explain_contribution(row: Row, *, response: Row, figure: str = "") -> Node:
    """Explain what a region and height contributes.

    Parameters
    ----------
    row
        Row of the contract ``AirContribution``.
    response
        Row of the contract ``SourceReceptor``.
    figure
        Id of the figure, where it is one part of a sum.

    Returns
    -------
    Node
        The tree [ug/m3].

    Examples
    --------
    >>> row = {"region": "a", "species": "SO2", "release": "tall", "mass_t": 2000.0, "ug_m3": 1.0}
    >>> response = {"ug_m3_per_kt": 0.5, "model": "screening", "citation": "c", "quality": "unverified"}
    >>> explain_contribution(row, response=response).equation
    'mass_t / 1000 * ug_m3_per_kt'
    """
    told = {name: row[name] for name in ("region", "species", "release")}
    named = " ".join(map(str, told.values()))
    return Node(
        name=PART,
        kind=NodeKind.EQUATION,
        value=row["ug_m3"],
        unit="ug/m3",
        equation="mass_t / 1000 * ug_m3_per_kt",
        label_zh=f"{named} 的贡献（未校准）",
        label_en=f"contribution of {named}, uncalibrated",
        detail=told | ({"figure": figure} if figure else {}),
        children=(
            Node(
                name="mass_t",
                kind=NodeKind.AGGREGATE,
                value=row["mass_t"],
                unit="t",
                label_zh="该地区该高度的排放（分市清单）",
                label_en="emission of the region at the height, of the inventory of cities",
            ),
            Node(
                name="ug_m3_per_kt",
                kind=NodeKind.FACTOR,
                value=response["ug_m3_per_kt"],
                unit="ug/m3 per kt",
                label_zh="响应系数（筛查）" if response["model"] == "screening" else "响应系数（导入）",
                label_en=f"response, {response['model']}",
                citation=response["citation"],
                quality=Quality(response["quality"]),
            ),
        ),
    )


def explain_total(row: Row, *, parts: Sequence[Node]) -> Node:
    """Explain the modelled air of a city, uncalibrated.

    Parameters
    ----------
    row
        Row of the contract ``AirTotal``.
    parts
        What every region and height contributes.

    Returns
    -------
    Node
        The tree [ug/m3].
    """
    return Node(
        name="modelled_ug_m3",
        kind=NodeKind.AGGREGATE,
        value=row["modelled_ug_m3"],
        unit="ug/m3",
        equation=f"sum({PART})" if parts else "0",
        label_zh="细颗粒物的模型部分（未校准）",
        label_en="modelled part of PM2.5, uncalibrated",
        detail={name: row[name] for name in ("calibrated_ug_m3", "observed_ug_m3", "left_out_ug_m3")},
        children=tuple(parts),
    )
