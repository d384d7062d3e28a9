"""Export: a whole run as one workbook, with everything it stands on."""

from __future__ import annotations

from typing import Annotated, Literal

from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.documents import XLSX
from tongyuan.services.ground.export_netcdf import netcdf
from tongyuan.services.sheets import Sheet, write_sheets
from tongyuan.vocabulary.tables import column_labels, contracts

__all__ = ["netcdf", "xlsx"]

CONTRACTS = {
    "emission": "Emission",
    "activity": "Activity",
    "factor": "Factor",
    "control": "Control",
    "balance": "EnergyBalance",
    "statistic": "Statistic",
    "series": "Series",
    "target": "Target",
    "indicator_value": "IndicatorValue",
    "target_status": "TargetStatus",
    "standard_coal": "StandardCoal",
    "city_emission": "CityEmission",
    "city_finding": "CityFinding",
    "power_overlap": "PowerOverlap",
    "proxy_rule": "ProxyRule",
    "points": "PointSource",
    "grid_pattern": "GridPattern",
    "grid_share": "GridShare",
}


@service("export.xlsx")
def xlsx(
    ctx: Context,
    *,
    run: Annotated[str, Positional("运行编号 · run id")],
    heads: Annotated[Literal["zh", "en"], "表头语言 · language of the heads"] = "zh",
) -> Answer:
    """Write a run's tables and pinned inputs as one workbook. 一次运行的全部结果与依据。"""
    found = ctx.workspace.run(run)
    tables = [(name, ctx.workspace.run_table(found.id, name)) for name in found.tables]
    inputs = [(name, ctx.workspace.run_input(found.id, name)) for name in found.inputs]
    sheets = [
        Sheet(name, frame, column_labels(contracts()[CONTRACTS[name]], heads) if name in CONTRACTS else {})
        for name, frame in tables + inputs
    ]
    meta = {
        "run": found.id,
        "kind": found.kind,
        "family": found.family,
        "as_of": found.as_of,
        "package_version": found.package_version,
        "synthetic": ctx.workspace.meta.synthetic,
        **found.params,
    }
    content = write_sheets(sheets, meta=meta, language=heads)
    return Answer(meta=meta, document=Document(f"{found.kind}_{found.id}.xlsx", XLSX, content))
