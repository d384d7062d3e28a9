"""Export of a gridded inventory as NetCDF by the CF conventions."""

from __future__ import annotations

from typing import Annotated

from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.grid_runs import grid_run

__all__ = ["NETCDF", "netcdf"]

NETCDF = "application/x-netcdf"


@service("export.netcdf", job=True)
def netcdf(
    ctx: Context,
    *,
    run: Annotated[
        str | None, "网格化运行编号，缺省为最近一次 · run of the grid; the latest by default"
    ] = None,
) -> Answer:
    """Write a gridded inventory as NetCDF (CF-1.8): fluxes by sector and month. 导出网格化清单。"""
    found = grid_run(ctx.workspace, run=run)
    laid = found.laid_out()
    content = bytes(laid.to_netcdf(engine="h5netcdf"))
    meta = found.meta()
    return Answer(meta=meta, document=Document(f"grid_{meta['year']}_{found.run.id}.nc", NETCDF, content))
