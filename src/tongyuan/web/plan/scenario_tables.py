"""Tables of scenarios: by source, by cause, and where what is taken up counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, mass_scale, percent
from tongyuan.web.frame import heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["adoption_table", "cause_table", "city_table", "source_table"]

Row = dict[str, Any]
#: All places, or all sources, in the id of a sum's figure.
ALL = "*"


def source_table(
    view: View,
    rows: pl.DataFrame,
    *,
    found: Sequence[Row],
    species: str,
    year: int,
    asked: Row,
    region: str,
) -> None:
    """Draw one year of every scenario source by source, and how far each is from the first.

    Parameters
    ----------
    view
        What is shown.
    rows
        Of ``scenario.compare`` by source, of one species and year.
    found
        The scenarios, in order.
    species, year
        What is shown.
    asked
        Arguments of the download.
    region
        The province: what is not by city has one figure a source.
    """
    known = rows["mass_t"].drop_nulls()
    scale = mass_scale(float(known.abs().max() or 0.0), view.lang)  # type: ignore[arg-type]
    columns = [Column("source", view.word("排放源"))]
    for place, row in enumerate(found):
        name = view.of(row, "name")
        columns.append(Column(f"mass{place}", view.measure(name, scale.unit), right=True))
        if place:
            columns.append(Column(f"gap{place}", view.measure(view.word("差"), "%"), right=True))
    by_run = {row["run"]: place for place, row in enumerate(found)}
    lines: dict[str, Row] = {}
    for row in rows.to_dicts():
        line = lines.setdefault(
            row["source"],
            {"source": cell(f"{row['source']} {view.of(row, 'source')}", raw=row["source"])},
        )
        place = by_run[row["run"]]
        table, of = ("scenario_sum", ALL) if found[place]["cities"] else ("scenario_emission", region)
        figure = f"{row['run']}/{table}/{row['scenario']},{of},{row['source']},{species},{year}"
        line[f"mass{place}"] = _mass(view, row, scale.write(row["mass_t"]), figure)
        if place:
            line[f"gap{place}"] = _gap(row)
    with ui.column().classes("ty-card"):
        heading(
            view.pick(f"{species}：{year} 年分源", f"{species} by source in {year}"),
            note=view.word("差为与第一个情景相比；“—”为清单没有估算，“*”为只知道其中一部分。"),
        )
        whole = [{**{column.name: DASH for column in columns}, **line} for line in lines.values()]
        draw_table(view, columns, whole, name="scenario-sources", page=20)
        downloads(view, "scenario.compare", **asked, by="source")


def _mass(view: View, row: Row, text: str, figure: str, *, name: str = "mass_t") -> Any:
    """Write a mass, which leads to why it is so."""
    if row[name] is None:
        return cell(DASH, raw=None)
    link = view.link("/figure", id=figure)
    return cell(f"{text} *" if row["state"] else text, raw=row[name], link=link)


def _gap(row: Row) -> Any:
    if row["difference_t"] is None or row["mass_t"] is None:
        return DASH
    first = row["mass_t"] - row["difference_t"]
    share = row["difference_t"] / abs(first) if first else None
    return cell(percent(share, signed=True), raw=share)


def cause_table(
    view: View, rows: pl.DataFrame, *, found: Sequence[Row], species: str, year: int, asked: Row
) -> None:
    """Draw why scenarios differ from the first: drivers, then measures; the parts add up.

    Parameters
    ----------
    view
        What is shown.
    rows
        Of ``scenario.compare`` by cause, of one species and year.
    found
        The scenarios, in order.
    species, year
        What is shown.
    asked
        Arguments of the download.
    """
    scale = mass_scale(float(rows["part_t"].abs().max() or 0.0), view.lang)  # type: ignore[arg-type]
    columns = [
        Column("cause", view.word("原因")),
        Column("kind", view.word("类别")),
        *(
            Column(row["run"], view.measure(view.of(row, "name"), scale.unit), right=True)
            for row in found[1:]
        ),
    ]
    lines: dict[tuple[str, str], Row] = {}
    for row in rows.sort("rank", "code", maintain_order=True).to_dicts():
        line = lines.setdefault(
            (row["kind"], row["code"]),
            {
                "cause": cell(view.of(row, "name"), raw=row["code"]),
                "kind": view.word("驱动因素") if row["kind"] == "driver" else view.word("措施"),
            },
        )
        line[row["run"]] = cell(scale.write(row["part_t"]), raw=row["part_t"])
    sums = dict(rows.group_by("run").agg(pl.col("part_t").sum()).iter_rows())
    total: Row = {"cause": view.word("合计"), "kind": ""}
    for row in found[1:]:
        value = sums.get(row["run"], 0.0)
        total[row["run"]] = cell(scale.write(value), raw=value, tone="ty-strong")
    base = {column.name: DASH for column in columns}
    first = view.of(found[0], "name")
    with ui.column().classes("ty-card"):
        heading(
            view.pick(
                f"{species}：{year} 年各情景与{first}为什么不同",
                f"{species}: why scenarios differ from {first} in {year}",
            ),
            note=view.word("驱动因素与措施的各部分相加等于两个情景之差。"),
        )
        table = [*({**base, **line} for line in lines.values()), {**base, **total}]
        draw_table(view, columns, table, name="scenario-causes", page=20)
        downloads(view, "scenario.compare", **asked, by="cause")


def adoption_table(view: View, shown: Answer, *, run: str) -> None:
    """Draw where what a scenario takes up counts, and where it does not, with the reason.

    Parameters
    ----------
    view
        What is shown.
    shown
        Of ``scenario.show`` with table ``adoption``.
    run
        The scenario.
    """
    rows = shown.frame()
    if rows.is_empty():
        return
    keys = ["rank", "measure", "measure_zh", "measure_en", "source", "source_zh", "source_en", "state"]
    summed = rows.group_by(keys, maintain_order=True).agg(
        activities=pl.len(), most=pl.col("most_share").min()
    )
    columns = [
        Column("rank", view.word("次序"), right=True),
        Column("measure", view.word("措施")),
        Column("source", view.word("排放源")),
        Column("activities", view.word("活动数"), right=True),
        Column("state", view.word("是否计入")),
        Column("most", view.measure(view.word("来源给出的最高比例"), "%"), right=True),
    ]
    lines = [
        {
            "rank": row["rank"],
            "measure": f"{row['measure']} {view.of(row, 'measure')}",
            "source": f"{row['source']} {view.of(row, 'source')}",
            "activities": row["activities"],
            "state": view.term("adoption_state", row["state"]),
            "most": cell(DASH if row["most"] is None else percent(row["most"]), raw=row["most"]),
        }
        for row in summed.sort("rank", "source", "state").to_dicts()
    ]
    left = rows.filter(~pl.col("state").is_in(["counted", "above_most"])).height
    with ui.column().classes("ty-card"):
        heading(
            view.pick(
                f"采用的措施：{rows.height} 处中 {left} 处不能计入",
                f"Measures taken up: of {rows.height} places {left} cannot be counted",
            ),
            note=view.word("不能计入的地方按不采用处理并写明原因，不作猜测。"),
        )
        draw_table(view, columns, lines, name="scenario-adoption", page=20)
        downloads(view, "scenario.show", run=run, table="adoption")


def city_table(view: View, rows: pl.DataFrame, *, row: Row, species: str, year: int) -> None:
    """Draw what each city emits under a scenario by city; what no city took stands with the province.

    Parameters
    ----------
    view
        What is shown.
    rows
        Of ``scenario.show`` by region, of one species and year.
    row
        The scenario.
    species, year
        What is shown.
    """
    scale = mass_scale(float(rows["mass_t"].abs().max() or 0.0), view.lang)  # type: ignore[arg-type]
    columns = [
        Column("region", view.word("地区")),
        Column("mass", view.measure(view.word("情景排放"), scale.unit), right=True),
        Column("without", view.measure(view.word("不采用措施"), scale.unit), right=True),
    ]
    lines = []
    for one in rows.to_dicts():
        key = f"{one['scenario']},{one['region']},{ALL},{species},{year}"
        with_measures, without = (f"{row['run']}/{of}/{key}" for of in ("scenario_sum", "scenario_without"))
        lines.append(
            {
                "region": cell(view.of(one, "region_name"), raw=one["region"]),
                "mass": _mass(view, one, scale.write(one["mass_t"]), with_measures),
                "without": _mass(view, one, scale.write(one["baseline_t"]), without, name="baseline_t"),
            }
        )
    with ui.column().classes("ty-card").props("data-testid=scenario-cities"):
        heading(
            view.pick(
                f"{species}：{year} 年{view.of(row, 'name')}分市",
                f"{species} by city in {year}: {row['run'][:6]}",
            ),
            note=view.word("没有分到市的部分列在全省之下；没有本市数值的市用全省数值推算。"),
        )
        draw_table(view, columns, lines, name="scenario-cities", page=20)
        downloads(view, "scenario.show", run=row["run"], table="region", species=species, year=year)
