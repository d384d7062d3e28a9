"""Maps and lists handed in as files: GeoJSON, a zipped shapefile, xlsx, csv; read into rows and shapes."""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import openpyxl
import polars as pl
import pyogrio
import shapely

from tongyuan.deploy.zoning.columns import columns_of
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.workspace.workbooks.marking import TITLE

__all__ = ["Layer", "read_layer"]

Shapes = npt.NDArray[np.object_]
#: What an archive may unpack to [MB], and the parts of a shapefile.
MOST_MB = 600
PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
ENCODINGS = ("utf-8", "gbk")
DEGREES = "EPSG:4490"


@dataclass(frozen=True, slots=True)
class Layer:
    """Rows of a file as text, their shapes, and the reference system that the file tells."""

    rows: pl.DataFrame
    shapes: Shapes
    crs: str | None


def read_layer(content: bytes, *, file: str) -> Layer:
    """Read a file that holds places.

    Parameters
    ----------
    content
        Its bytes.
    file
        Its name; the ending tells what it is.

    Returns
    -------
    Layer
        Rows and shapes; None for a row without one.

    Raises
    ------
    InputError
        If it cannot be read, is no zip, unpacks to too much, or holds no or several shapefiles.
    """
    suffix = Path(file).suffix.lower()
    try:
        if suffix == ".zip":
            return _shapefile(content, file)
        if suffix in {".geojson", ".json"}:
            return _geojson(content, file)
        return _list(_sheet(content, file) if suffix == ".xlsx" else _csv(content), file)
    except InputError:
        raise
    except Exception as error:  # a damaged file fails anywhere in the parsers, with any exception
        raise _unreadable(error, file) from error


def _unreadable(error: Exception, file: str) -> InputError:
    got = f"{type(error).__name__}: {error}"[:200]
    return InputError(Problem("zoning.file", {"got": got}, Place(file=file)))


def _members(content: bytes, file: str) -> zipfile.ZipFile:
    """Open an archive after looking at what it would unpack to."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        unpacked = sum(entry.file_size for entry in archive.infolist()) / 1e6
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise InputError(Problem("zoning.no_zip", {}, Place(file=file))) from error
    if unpacked > MOST_MB:
        values = {"got": f"{unpacked:.0f}", "most": MOST_MB}
        raise InputError(Problem("zoning.too_large", values, Place(file=file)))
    return archive


def _shapefile(content: bytes, file: str) -> Layer:
    """Read a zipped shapefile; its parts are written under names of our own."""
    archive = _members(content, file)
    parts = {entry: Path(entry.filename).suffix.lower() for entry in archive.infolist()}
    shapes = [entry for entry, suffix in parts.items() if suffix == ".shp"]
    if len(shapes) != 1:
        raise InputError(Problem("zoning.no_shp", {"got": len(shapes)}, Place(file=file)))
    stem = shapes[0].filename[:-4]
    with tempfile.TemporaryDirectory() as folder:
        for entry, suffix in parts.items():
            if suffix in PARTS and entry.filename[: -len(suffix)] == stem:
                (Path(folder) / f"layer{suffix}").write_bytes(archive.read(entry))
        code = Path(folder) / "layer.cpg"
        told = code.read_text("ascii", "ignore").strip() if code.exists() else ""
        code.unlink(missing_ok=True)
        return _read(Path(folder) / "layer.shp", _encodings(told))


def _encodings(told: str) -> tuple[str, ...]:
    """Say which encodings to try: the one that is told, or both that offices use."""
    name = told.lower().replace("-", "").replace("ansi", "").strip()
    if name in {"gbk", "gb2312", "gb18030", "936", "cp936"}:
        return ("gbk",)
    return ("utf-8",) if name in {"utf8", "65001"} else ENCODINGS


def _read(path: Path, encodings: tuple[str, ...]) -> Layer:
    for encoding in encodings:
        try:
            meta, _, wkb, columns = pyogrio.raw.read(path, encoding=encoding)
        except UnicodeDecodeError:
            if encoding == encodings[-1]:
                raise
        else:
            return _layer(meta, wkb, columns)
    raise AssertionError(encodings)


def _layer(meta: dict[str, Any], wkb: Any, columns: Any) -> Layer:
    if not len(meta["fields"]):  # rows of shapes alone
        meta, columns = {**meta, "fields": ["row"]}, [np.arange(1, len(wkb) + 1)]
    names = [str(name) for name in meta["fields"]]
    rows = pl.DataFrame(
        {name: _texts(column) for name, column in zip(names, columns, strict=True)},
        schema=dict.fromkeys(names, pl.String),
    )
    return Layer(rows, shapely.force_2d(shapely.from_wkb(wkb, on_invalid="ignore")), meta["crs"])


def _texts(column: Any) -> list[str | None]:
    return [_text(value) for value in column.tolist()]


def _text(value: Any) -> str | None:
    if value is None or value != value:  # not a number is what a blank number is read as
        return None
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)


def _geojson(content: bytes, file: str) -> Layer:
    """Read GeoJSON: by its standard in degrees of WGS 84, which is CGCS2000 but for less than a metre."""
    content.decode("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.geojson"
        path.write_bytes(content)
        read = _read(path, ("utf-8",))
    bounds = shapely.total_bounds(read.shapes)
    unfit = bool(np.abs(bounds).max() > 180) and read.crs in {"EPSG:4326", "OGC:CRS84"}
    return Layer(read.rows, read.shapes, None if unfit else read.crs)


def _csv(content: bytes) -> pl.DataFrame:
    for encoding in ("utf-8-sig", "gbk"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            if encoding == "gbk":
                raise
        else:
            return pl.read_csv(io.StringIO(text), infer_schema=False)
    raise AssertionError(content[:10])


def _sheet(content: bytes, file: str) -> pl.DataFrame:
    _members(content, file).close()
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet = next((one for one in book.worksheets if one.title != TITLE), book.worksheets[0])  # not our marks
    lines = [[_text(value) for value in line] for line in sheet.iter_rows(values_only=True)]
    head = [name or f"column {at}" for at, name in enumerate(lines[0], start=1)]
    filled = [line[: len(head)] for line in lines[1:] if any(line)]
    return pl.DataFrame(filled, schema=dict.fromkeys(head, pl.String), orient="row")


def _list(rows: pl.DataFrame, file: str) -> Layer:
    """Read the shapes of a list: WKT, longitude and latitude, or none at all."""
    found = columns_of(rows.columns, fields=("geometry", "lon", "lat"))
    if "geometry" in found:
        texts = rows[found["geometry"]].to_list()
        shapes = [shapely.from_wkt(text) if text else None for text in texts]
    elif {"lon", "lat"} <= set(found):
        pairs = rows.select(pl.col(found["lon"], found["lat"]).cast(pl.Float64, strict=True)).iter_rows()
        shapes = [None if None in pair else shapely.Point(*pair) for pair in pairs]
    else:
        shapes = [None] * rows.height
    made = np.empty(rows.height, dtype=object)
    made[:] = shapes
    like_degrees = bool(np.nanmax(np.abs(shapely.total_bounds(made)), initial=0) <= 180)
    return Layer(rows, made, DEGREES if like_degrees else None)
