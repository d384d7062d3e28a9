"""Zoning through its services: imports whole or not at all, sites located, plots through their life."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyogrio
import pytest
import shapely
from shapely.geometry import box, mapping

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.testing.zones import zoned
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError

TOLD = {"edition": "2024", "valid_from": "2024-01-01", "source": "示例", "origin": "synthetic"}
BOW = shapely.Polygon([(0, -1), (0.5, -0.5), (0.5, -1), (0, -0.5)])


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("zones") / "workspace"))
    zoned(made, folder=tmp_path_factory.mktemp("files"))
    yield made
    made.workspace.close()


def geojson(path: Path, *shapes: Any, **properties: list[Any]) -> Path:
    features = [
        {
            "type": "Feature",
            "geometry": mapping(shape),
            "properties": {
                "unit": f"G{at}",
                "name": f"单元{at}",
                "class": "一般管控",
                **{name: values[at] for name, values in properties.items()},
            },
        }
        for at, shape in enumerate(shapes)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def shapefile(path: Path, shape: Any, *, crs: str | None, encoding: str) -> Path:
    """Write a zipped shapefile whose names are cut off at ten bytes, as shapefiles do."""
    folder = path.parent / path.stem
    folder.mkdir()
    names = (
        ["管控单元编", "管控单元名", "管控分类", "空间布局约"]
        if encoding == "gbk"
        else ["unit", "name", "class", "space"]
    )
    values = [np.array([text], dtype=object) for text in ("S1", "河口单元", "优先保护", "禁止新建化工")]
    pyogrio.raw.write(
        folder / "units.shp",
        geometry=np.array([shapely.to_wkb(shape)], dtype=object),
        field_data=values,
        fields=names,
        crs=crs,
        geometry_type="Polygon",
        encoding=encoding,
        driver="ESRI Shapefile",
    )
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, f"图层/{part.name}")
    return path


def inside(session: Session) -> Any:
    """Where the plot stands, inside of the one unit."""
    return shapely.from_wkb(session.workspace.plots.frame()["geometry"][0])


def codes(caught: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_a_point_is_answered_with_its_unit_its_class_and_where_the_red_line_is_not_told(
    session: Session,
) -> None:
    place = shapely.Point(0, 0)
    wkt = session.workspace.plots.frame()["geometry"][0]
    place = shapely.from_wkb(wkt)
    row = session.call("zone.locate", lon=place.x, lat=place.y).frame().row(0, named=True)
    assert (row["unit"], row["zone_class"], row["red_line_state"], row["origin"]) == (
        "Z1",
        "key",
        "not_told",
        "synthetic",
    )
    assert session.call("zone.show", unit="Z1").record()["rules"][0]["effect"] == "forbid"


def test_many_sites_of_a_file_are_located_and_one_outside_keeps_its_row(
    session: Session, tmp_path: Path
) -> None:
    place = inside(session)
    file = tmp_path / "sites.csv"
    file.write_text(f"项目名称,经度,纬度\n甲,{place.x},{place.y}\n乙,0.01,-0.01\n", encoding="gbk")
    rows = session.call("zone.screen", file=file).frame()
    assert rows["site"].to_list() == ["甲", "乙"]
    assert rows["unit"].to_list() == ["Z1", None]
    assert rows["outside_share"].to_list() == [0, 1]


def test_a_bow_tie_a_metre_map_and_a_map_of_elsewhere_have_one_clear_answer_each(
    session: Session, tmp_path: Path
) -> None:
    bare = shapefile(tmp_path / "bare.zip", box(0, -1, 1, 0), crs=None, encoding="utf-8")
    cases = {
        "broken": (geojson(tmp_path / "bow.geojson", BOW), "zoning.broken"),
        "metres": (
            geojson(tmp_path / "metres.geojson", box(4e7, 4.5e6, 4.0001e7, 4.6e6)),
            "zoning.crs_metres",
        ),
        "elsewhere": (geojson(tmp_path / "far.geojson", box(100, 30, 101, 31)), "zoning.elsewhere"),
        "swapped": (geojson(tmp_path / "swapped.geojson", box(-3.9, 3, -3.5, 3.5)), "zoning.swapped"),
        "no zip": (_bytes(tmp_path / "no.zip", b"no zip"), "zoning.no_zip"),
        "no shp": (_bytes(tmp_path / "empty.zip", _zip({"a.txt": b"a"})), "zoning.no_shp"),
        "bomb": (_bytes(tmp_path / "bomb.zip", _bomb()), "zoning.too_large"),
        "no prj": (bare, "zoning.crs_missing"),
        "not json": (_bytes(tmp_path / "a.geojson", b"{"), "zoning.file"),
    }
    before = session.call("zone.editions").frame().height
    for name, (file, code) in cases.items():
        with pytest.raises(InputError) as caught:
            session.call("zone.import", file=file, **{**TOLD, "edition": "X"})
        assert codes(caught) == [code], name
    assert session.call("zone.editions").frame().height == before


def _bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _bomb() -> bytes:
    """Say of a small member that it unpacks to gigabytes."""
    content = bytearray(_zip({"a.shp": b"a"}))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = (3_000_000_000).to_bytes(4, "little")
    return bytes(content)


def test_a_shapefile_in_gbk_with_cut_off_names_is_read(session: Session, tmp_path: Path) -> None:
    file = shapefile(tmp_path / "gbk.zip", box(0, -1, 0.5, -0.5), crs="EPSG:4490", encoding="gbk")
    session.call("zone.import", file=file, **{**TOLD, "edition": "gbk", "valid_from": "2020-01-01"})
    row = session.call("zone.show", unit="S1", on="2021-01-01").record()
    assert (row["name"], row["zone_class"], row["space"]) == ("河口单元", "priority", "禁止新建化工")


def test_a_polygon_that_is_mended_tells_its_area_before_and_after(session: Session, tmp_path: Path) -> None:
    spike = shapely.Polygon(
        [(1, -1), (1.5, -1), (1.5, -0.5), (1.2, -0.5), (1.2, -0.4), (1.2, -0.5), (1, -0.5)]
    )
    file = geojson(tmp_path / "spike.geojson", spike, box(1.4, -1, 1.6, -0.5))
    told = {**TOLD, "edition": "spike", "valid_from": "2019-01-01"}
    found = session.call("zone.import", file=file, **told).frame()
    mended = found.filter(kind="repaired").row(0, named=True)
    assert mended["unit"] == "G0"
    assert mended["area_m2"] == pytest.approx(mended["before_m2"])
    assert found.filter(kind="overlap").select("unit", "other").rows() == [("G0", "G1")]
    assert found.filter(kind="uncovered")["share"][0] > 0.5


def test_every_fault_of_every_row_is_told_and_nothing_is_kept(session: Session, tmp_path: Path) -> None:
    file = geojson(
        tmp_path / "words.geojson",
        box(0, -1, 1, 0),
        box(1, -1, 2, 0),
        **{"class": ["其他", "重点管控"], "地区": ["火星", ""]},
    )
    with pytest.raises(InputError) as caught:
        session.call("zone.import", file=file, **TOLD)
    assert codes(caught) == ["zoning.word", "zoning.region"]


def test_a_list_without_a_map_keeps_the_outlines_that_the_edition_has(
    session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("管控单元编码,空间布局约束\nZ1,禁止新建化工项目\n", encoding="utf-8")
    session.call("zone.import", file=file, **TOLD)
    place = inside(session)
    row = session.call("zone.locate", wkt=place.wkt).frame().row(0, named=True)
    assert (row["unit"], row["space"]) == ("Z1", "禁止新建化工项目")


def test_the_newer_edition_holds_from_its_day_and_the_older_before(session: Session, tmp_path: Path) -> None:
    place = inside(session)
    file = geojson(tmp_path / "new.geojson", place.buffer(0.2))
    session.call("zone.import", file=file, **{**TOLD, "edition": "2030", "valid_from": "2030-01-01"})
    units = [
        session.call("zone.locate", wkt=place.wkt, on=day).frame()["unit"][0]
        for day in ("2029-12-31", "2030-01-01")
    ]
    assert units == ["Z1", "G0"]


def test_a_plot_goes_through_its_life_with_evidence_and_no_step_is_left_out(session: Session) -> None:
    told = {"plot": "L1", "on": "2024-05-01", "evidence": "报告〔2024〕1号"}
    with pytest.raises(ConflictError) as caught:
        session.call("plot.step", step="remove", key="early", **told)
    assert codes(caught) == ["zoning.step"]
    for at, step in enumerate(("suspect", "found_polluted", "risk_listed", "remediate", "passed")):
        session.call("plot.step", step=step, key=f"step {at}", **told)
    assert session.call("plot.show", plot="L1").record()["state"] == "evaluated"
    session.call("plot.step", step="passed", key="step 4", **told)
    with pytest.raises(ConflictError) as caught:
        session.call("plot.step", step="remove", key="own", **told)
    assert codes(caught) == ["zoning.own_step"]
    uses = {row["use"]: row["verdict"] for row in session.call("plot.show", plot="L1").record()["uses"]}
    assert uses["residential"] == "forbidden"
    assert session.call("plot.steps").frame().height == 5


def test_a_candidate_in_the_red_line_is_excluded_and_one_that_cannot_be_told_stays_open(
    session: Session, tmp_path: Path
) -> None:
    place = inside(session)
    line = tmp_path / "line.csv"
    pl.DataFrame({"unit": ["R1"], "name": ["红线"], "wkt": [place.buffer(0.01).wkt]}).write_csv(line)
    rows = {"plot": ["P1", "P2"], "name": ["矿坑一", "矿坑二"], "region": [session.workspace.meta.region] * 2}
    shapes = [place.buffer(0.001).wkt, shapely.Point(place.x + 0.03, place.y).wkt]
    pl.DataFrame({**rows, "wkt": shapes}).write_csv(tmp_path / "pv.csv")
    session.call("plot.import", file=tmp_path / "pv.csv", kind="pv", source="示例", origin="synthetic")
    verdicts = []
    for _ in range(2):
        verdicts.append(session.call("plot.list", kind="pv").frame()["verdict"].to_list())
        session.call("zone.import", file=line, layer="red_line", **TOLD)
    assert verdicts == [["open", "open"], ["excluded", "kept"]]


def test_what_is_not_there_is_said_to_be_not_there(session: Session) -> None:
    for verb, told in (("zone.show", {"unit": "none"}), ("plot.show", {"plot": "none"})):
        with pytest.raises(NotFoundError):
            session.call(verb, **told)
    with pytest.raises(InputError):
        session.call("zone.locate", wkt="POLYGON nonsense")
