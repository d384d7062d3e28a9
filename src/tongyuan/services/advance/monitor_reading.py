"""Tables of observations read into rows: every fault of a file told at once, with its row and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from tongyuan import reference
from tongyuan.advance.ambient.formats import FACTORS, Form, Named, form_of, item_of, unit_of
from tongyuan.services.advance.monitor_files import Leaf
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Stamp", "Taken", "read_rows"]

Stamp = Literal["end", "start"]
#: How values are said to be missing.
ABSENT = frozenset({"", "na", "nan", "null", "none", "-", "--", "—", "/", "-99", "-99.0", "-999", "-9999"})
#: No more faults of one file are told one by one.
MOST_TOLD = 200
FORMATS = (
    *("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"),
    *("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y%m%d%H%M"),
)
#: A zone behind a time of day.
ZONE = r"(:\d{2})(?:\.0+)?(Z|[+-]\d{2}:?\d{2})$"
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")
#: Columns that tell a time together.
SPELT = ["time", "date", "hour"]
#: A median that many times above what the item may be was written in another unit.
DOUBT = 1.0
#: A value of water below detection, as 0.0003L or <0.0003: the limit of detection stands as its value.
BELOW = r"^(?:[<＜]\s*([0-9.eE+-]+)|([0-9.eE+-]+)\s*[Ll])$"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file told.

    Parameters
    ----------
    rows
        ``place`` and ``city`` (as written; the latter may be null), ``item``, ``averaging``, ``ended_at``,
        ``value``, ``mark``, ``number`` of the row that told it.
    skipped
        Names of columns or kinds of rows that are no known item.
    twice
        Rows that said again what another had said.
    """

    rows: pl.DataFrame
    skipped: tuple[str, ...] = ()
    twice: int = 0


@dataclass(slots=True)
class Faults:
    """Problems of a file; after the two-hundredth they are counted only."""

    leaf: Leaf
    told: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, code: str, rows: pl.DataFrame, **values: object) -> None:
        """Tell a problem of each row: ``number``, ``column`` and ``got``."""
        self.count += rows.height
        room = max(MOST_TOLD - len(self.told), 0)
        for row in rows.head(room).iter_rows(named=True):
            place = self.leaf.place(row["number"], row["column"])
            self.told.append(Problem(code, {**values, "got": row["got"]}, place))

    def refuse(self) -> None:
        """Refuse the file if anything is wrong with it."""
        if self.count > len(self.told):
            more = {"got": self.count - len(self.told)}
            self.told.append(Problem("monitoring.more", more, self.leaf.place()))
        if self.told:
            raise InputError(self.told)


def read_rows(leaf: Leaf, *, stamp: Stamp = "end", averaging: str | None = None) -> Taken:
    """Read a table in one of the three forms.

    Parameters
    ----------
    leaf
        The table.
    stamp
        Whether a time is the end or the start of its interval.
    averaging
        ``hour`` or ``day``; by default days where the table tells no hours.

    Returns
    -------
    Taken
        Its rows, in the items' units.

    Raises
    ------
    InputError
        With every fault: a form that is not known, times, numbers and units that cannot be, rows that
        contradict each other.
    """
    names = dict(reference.monitored_names().iter_rows())
    names |= {item: item for item in reference.monitored_items()["item"]}
    form = form_of(leaf.rows.columns, names=names)
    if form is None:
        there = "、".join(leaf.rows.columns[:20])
        raise InputError(Problem("monitoring.form", {"got": there}, leaf.place()))
    cells, skipped = _cells(leaf, form, names)
    faults = Faults(leaf)
    timed = _timed(cells, faults, stamp=stamp, averaging=averaging)
    valued = _valued(timed, faults)
    faults.refuse()
    rows = _in_units(valued, faults)
    once, twice = _once(rows, faults)
    faults.refuse()
    return Taken(once, tuple(skipped), twice)


def _cells(leaf: Leaf, form: Form, names: Mapping[str, str]) -> tuple[pl.DataFrame, list[str]]:
    """Lay a table out as one row a value, with the row and column where it stands."""
    columns = form.columns
    base = leaf.rows.with_columns(number=leaf.numbers)

    def told(word: str) -> pl.Expr:
        return pl.col(columns[word]) if word in columns else pl.lit(None, pl.String)

    words = ["city", "time", "date", "hour", "mark"] + (["station"] if form.kind != "places" else [])
    head = {word: told(word) for word in words}
    frame = base.select("number", **head, **_bodies(form, told))
    if form.kind == "long":
        known = {name: item_of(name, names=names) for name in frame["name"].drop_nulls().unique()}
        column = pl.lit(columns["value"])
        cells = frame.with_columns(column=column)
    elif form.kind == "places":
        known = {name: item_of(name, names=names) for name in frame["name"].drop_nulls().unique()}
        index = ["number", "city", "time", "date", "hour", "mark", "name", "unit"]
        cells = frame.unpivot(list(form.places), index=index, variable_name="station", value_name="got")
        cells = cells.with_columns(column=pl.col("station"))
    else:
        known = dict(form.items)
        index = ["number", "station", "city", "time", "date", "hour", "mark", "unit"]
        cells = frame.unpivot(list(form.items), index=index, variable_name="name", value_name="got")
        cells = cells.with_columns(column=pl.col("name"))
    found = {name: named for name, named in known.items() if named is not None}
    skipped = sorted(name for name, named in known.items() if named is None)
    return _named(cells, found), skipped


def _bodies(form: Form, give: Callable[[str], pl.Expr]) -> dict[str, pl.Expr]:
    if form.kind == "long":
        return {"name": give("item"), "got": give("value"), "unit": give("unit")}
    if form.kind == "places":
        return {"name": give("type"), "unit": give("unit"), **{one: pl.col(one) for one in form.places}}
    return {"unit": give("unit"), **{one: pl.col(one) for one in form.items}}


def _named(cells: pl.DataFrame, found: Mapping[str, Named]) -> pl.DataFrame:
    table = pl.DataFrame(
        [{"name": name, "item": named.item, "told_unit": named.unit} for name, named in found.items()],
        schema={"name": pl.String(), "item": pl.String(), "told_unit": pl.String()},
    )
    return cells.join(table, on="name", how="inner", maintain_order="left")


def _timed(cells: pl.DataFrame, faults: Faults, *, stamp: Stamp, averaging: str | None) -> pl.DataFrame:
    """Read times as ends of intervals, each spelling once: a network's hours share theirs."""
    once = cells.select(SPELT).unique(maintain_order=True)
    read = _instants(once, stamp=stamp, averaging=averaging)
    rows = cells.join(read, on=SPELT, how="left", nulls_equal=True, maintain_order="left")
    got = pl.concat_str(pl.coalesce("time", "date"), "hour", separator=" ", ignore_nulls=True)
    wrong = rows.filter("untold").select("number", got=got)
    faults.add("monitoring.time", wrong.unique("number", maintain_order=True).with_columns(column=pl.lit("")))
    return rows.drop(*SPELT, "untold")


def _instants(spelt: pl.DataFrame, *, stamp: Stamp, averaging: str | None) -> pl.DataFrame:
    """Read spellings of times; hour 24 is the end of its own day, and ``untold`` is what cannot be read."""
    text = pl.coalesce("time", "date").str.strip_chars()
    hour = pl.col("hour").str.strip_chars().cast(pl.Int64, strict=False)
    bare = text.str.replace(ZONE, "${1}")
    at24 = bare.str.contains(r"[T ]24:00(:00)?$")
    plain = bare.str.replace(r"([T ])24:00(:00)?$", "${1}00:00")
    civil = pl.coalesce(*[plain.str.to_datetime(one, strict=False, time_unit="us") for one in FORMATS])
    day = pl.coalesce(*[plain.str.to_datetime(one, strict=False, time_unit="us") for one in DAYS])
    told_hours = pl.col("hour").is_not_null() | civil.is_not_null()
    by_itself = pl.when(told_hours).then(pl.lit("hour")).otherwise(pl.lit("day"))
    rows = spelt.with_columns(
        *(civil.alias("civil"), day.alias("day"), hour.alias("hours")),
        next=at24.fill_null(value=False),
        zone=text.str.extract(ZONE, 2),
        averaging=pl.lit(averaging) if averaging else by_itself,
    )
    at = pl.coalesce("civil", pl.col("day") + pl.duration(hours=pl.col("hours").fill_null(0)))
    at = at + pl.when(pl.col("next")).then(pl.duration(days=1)).otherwise(pl.duration(days=0))
    bad_hour = pl.col("hour").is_not_null() & (hour.is_null() | ~hour.is_between(0, 24))
    of_day, of_hour = pl.duration(days=1), pl.duration(hours=1 if stamp == "start" else 0)
    shift = pl.when(pl.col("averaging") == "day").then(of_day).otherwise(of_hour)
    ended_at = _in_utc(at + shift, rows["zone"].unique())
    return rows.select(*SPELT, "averaging", ended_at=ended_at, untold=at.is_null() | bad_hour)


def _in_utc(at: pl.Expr, zones: pl.Series) -> pl.Expr:
    """Give instants in UTC: civil time of China, or of the zone that stands with the time."""
    local = at.dt.replace_time_zone(CIVIL_ZONE.key, ambiguous="earliest", non_existent="null")
    minutes = {zone: _minutes(zone) for zone in zones.drop_nulls()}
    ahead = pl.col("zone").replace_strict(minutes, default=None, return_dtype=pl.Int64)
    told = (at - pl.duration(minutes=ahead)).dt.replace_time_zone("UTC")
    return pl.when(pl.col("zone").is_null()).then(local.dt.convert_time_zone("UTC")).otherwise(told)


def _minutes(zone: str) -> int:
    """Read how far a zone is ahead of UTC: ``+08:00`` is 480."""
    if zone == "Z":
        return 0
    digits = zone[1:].replace(":", "")
    return (-1 if zone[0] == "-" else 1) * (60 * int(digits[:2]) + int(digits[2:]))


def _valued(rows: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """Read numbers; what is written as missing has none, and anything else is a fault."""
    text = pl.col("got").str.strip_chars()
    of_water = reference.monitored_items().filter(kind="water")["item"].to_list()
    limit = pl.coalesce(text.str.extract(BELOW, 1), text.str.extract(BELOW, 2)).cast(pl.Float64, strict=False)
    below = limit.is_not_null() & pl.col("item").is_in(of_water)
    number = pl.when(below).then(limit).otherwise(text.cast(pl.Float64, strict=False))
    finite = number.is_finite()
    absent = text.is_null() | text.str.to_lowercase().is_in(list(ABSENT))
    wrong = rows.filter(~absent & (number.is_null() | ~finite)).select("number", "column", "got")
    faults.add("monitoring.number", wrong)
    mark = pl.when(below & pl.col("mark").is_null()).then(pl.lit("L")).otherwise("mark")
    return rows.with_columns(value=pl.when(~absent & finite).then(number), mark=mark)


def _in_units(rows: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """Bring values to the items' units; a unit that does not convert is told, and one that seems wrong."""
    items = reference.monitored_items().select("item", "most", own="unit")
    rows = rows.join(items, on="item", how="left", maintain_order="left")
    spelt = {one: unit_of(one) or one for one in rows["unit"].drop_nulls().unique()}
    written = pl.col("unit").replace_strict(spelt, default=None, return_dtype=pl.String)
    rows = rows.with_columns(written=pl.coalesce(written, "told_unit", "own"))
    factors = {f"{one}>{other}": factor for (one, other), factor in FACTORS.items()}
    pair = pl.concat_str("written", pl.lit(">"), "own")
    other = pair.replace_strict(factors, default=None, return_dtype=pl.Float64)
    factor = pl.when(pl.col("written") == pl.col("own")).then(1.0).otherwise(other)
    rows = rows.with_columns(factor=factor)
    unknown = rows.filter(pl.col("factor").is_null()).select(
        "number", "column", got=pl.concat_str("item", pl.lit(" "), "written")
    )
    faults.add("monitoring.unit", unknown.unique("number", maintain_order=True))
    rows = rows.with_columns(value=pl.col("value") * pl.col("factor"))
    for item, most, median in (
        rows.group_by("item").agg(pl.col("most").first(), pl.col("value").median()).iter_rows()
    ):
        if median is not None and most is not None and median > most * DOUBT:
            values = {"item": item, "got": f"{median:g}", "most": f"{most:g}"}
            faults.count += 1
            faults.told.append(Problem("monitoring.doubtful_unit", values, faults.leaf.place()))
    return rows


def _once(rows: pl.DataFrame, faults: Faults) -> tuple[pl.DataFrame, int]:
    """Keep of equal rows one; rows of one key that differ contradict each other."""
    rows = rows.with_columns(place=pl.coalesce("station", "city"))
    key = ["place", "city", "item", "averaging", "ended_at"]
    kept = [*key, "value", "mark"]
    rows = rows.select(*kept, "number", "column")
    once = rows.unique(kept, keep="first", maintain_order=True)
    split = once.filter(once.select(key).is_duplicated())
    got = pl.concat_str("place", "item", pl.col("value").cast(pl.String).fill_null("—"), separator=" ")
    faults.add("monitoring.contradiction", split.select("number", "column", got=got))
    return once.select(*kept, "number"), rows.height - once.height
