"""Export of a gridded inventory as NetCDF by the CF conventions."""

from __future__ import annotations

from datetime import date
from tempfile import TemporaryFile
from typing import Annotated, Literal

from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.grid_runs import GridRun, grid_run
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["LONGEST", "NETCDF", "netcdf"]

NETCDF = "application/x-netcdf"
#: Most days in one file by the hour: a month.
LONGEST = 31


@service("export.netcdf", job=True)
def netcdf(
    ctx: Context,
    *,
    run: Annotated[
        str | None, "网格化运行编号，缺省为最近一次 · run of the grid; the latest by default"
    ] = None,
    resolution: Annotated[
        Literal["month", "hour"],
        "时间分辨率：month 全年逐月，hour 一段日期逐时 · by the month of a year, by the hour of some days",
    ] = "month",
    first: Annotated[str | None, "逐时：起始日期（年-月-日） · by the hour: first day"] = None,
    last: Annotated[str | None, "逐时：结束日期，最多 31 天 · by the hour: last day, at most 31 days"] = None,
    species: Annotated[str | None, "逐时：物种，缺省为全部 · by the hour: species; all by default"] = None,
) -> Answer:
    """Write a gridded inventory as NetCDF (CF-1.8): fluxes by month or by the hour. 导出网格化清单。"""
    found = grid_run(ctx.workspace, run=run)
    meta = found.meta() | {"resolution": resolution}
    name = f"grid_{meta['year']}_{found.run.id}"
    if resolution == "month":
        content = bytes(found.laid_out().to_netcdf(engine="h5netcdf"))
        return Answer(meta=meta, document=Document(f"{name}.nc", NETCDF, content))
    begin, end = _range(found, first=first, last=last)
    with TemporaryFile() as file:
        found.write_hours(
            file,
            first=begin,
            last=end,
            species=species,
            told=lambda share: ctx.progress(share, "逐时通量 · hourly fluxes"),
        )
        file.seek(0)
        content = file.read()
    days = f"{begin:%Y%m%d}-{end:%Y%m%d}"
    meta |= {"first": begin.isoformat(), "last": end.isoformat()}
    return Answer(meta=meta, document=Document(f"{name}_{days}.nc", NETCDF, content))


def _range(found: GridRun, *, first: str | None, last: str | None) -> tuple[date, date]:
    """Read the days, both within the year of the run, and no more than a month of them."""
    begin, end = day(first, name="first"), day(last, name="last")
    fits = begin and end and begin.year == end.year == found.year and 0 <= (end - begin).days < LONGEST
    if not begin or not end or not fits:
        values = {"first": first or "—", "last": last or "—", "year": found.year, "most": LONGEST}
        raise InputError(Problem("city.hours_range", values))
    return begin, end
