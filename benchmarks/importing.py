"""Hours imported by the service, beside DuckDB that turns the file into parquet without a question.

    python -m benchmarks.importing [--stations 120] [--folder DIR] [--only service bare]

A file as the national network gives it, a column an item: invented by a seed and SYNTHETIC, two of a hundred
lacking; 120 stations are 6.3 million values of a year. The service reads times, numbers and units, tells all
faults, matches stations, lays the values over what is held, and writes them durably with an audit; ``again``
imports the same file once more. ``bare`` turns columns to rows and writes parquet. Each contender runs in a
process of its own; peak memory is that of the whole process.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from tongyuan.advance.ambient.example import SHAPES, invented_hours
from tongyuan.vocabulary.periods import CIVIL_ZONE

STATUS = Path("/proc/self/status")
PART = 20
DAYS = 366
FILE = "hours-synthetic.csv"


def write_file(folder: Path, stations: int) -> Path:
    """Invent the hours of twenty stations, and give them to each further twenty at another level."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stations}-{FILE}"
    if path.exists():
        return path
    first = invented_hours({f"{at:02d}": 1 + 0.01 * at for at in range(PART)}, year=2024, days=DAYS, seed=1)
    local = pl.col("ended_at").dt.convert_time_zone(CIVIL_ZONE.key).dt.strftime("%Y-%m-%d %H:%M")
    wide = first.pivot("item", index=["station", "ended_at"], values="value").sort("station", "ended_at")
    table = wide.select(local.alias("time"), "station", pl.lit("990100").alias("city"), *SHAPES)
    with path.open("wb") as file:
        for at in range(stations // PART):
            named = table.with_columns(pl.concat_str(pl.lit(f"SYN{at:03d}"), "station").alias("station"))
            named.write_csv(file, include_header=at == 0)
    return path


def service(file: Path, folder: Path) -> Iterator[tuple[str, float, int]]:
    """Import by the service, and once more."""
    from tongyuan.testing.sessions import a_bare_demo, a_session

    session = a_session(a_bare_demo(Path(tempfile.mkdtemp(dir=folder)) / "workspace", pack="exercise"))
    for name in ("service", "again"):
        began = time.perf_counter()
        answer = session.call("monitor.import", file=file, unknown="enter", origin="synthetic")
        took = time.perf_counter() - began
        assert answer.meta["added"] == (answer.meta["rows"] if name == "service" else 0)
        yield name, took, int(answer.meta["rows"])


def bare(file: Path, folder: Path) -> Iterator[tuple[str, float, int]]:
    """Turn the file into parquet by one statement of DuckDB."""
    import duckdb

    connection = duckdb.connect()
    named = ", ".join(f'"{item}"' for item in SHAPES)
    out = Path(tempfile.mkdtemp(dir=folder)) / "hours.parquet"
    began = time.perf_counter()
    connection.execute(f"""
        copy (select * from (select * from read_csv('{file}', types = {{'time': 'timestamp'}}))
              unpivot include nulls (value for item in ({named})))
        to '{out}' (format parquet, compression zstd)""")
    took = time.perf_counter() - began
    counted = connection.execute(f"select count(*) from read_parquet('{out}')").fetchone()
    assert counted is not None
    yield "bare", took, int(counted[0])


CONTENDERS: dict[str, Callable[[Path, Path], Iterator[tuple[str, float, int]]]] = {
    "service": service,
    "bare": bare,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.importing")
    parser.add_argument("--stations", type=int, default=120)
    parser.add_argument("--folder")
    parser.add_argument("--only", nargs="+", default=list(CONTENDERS), choices=list(CONTENDERS))
    parser.add_argument("--run", choices=list(CONTENDERS))
    asked = parser.parse_args()
    folder = Path(asked.folder or tempfile.mkdtemp())
    file = write_file(folder, asked.stations)
    if asked.run:
        for name, took, rows in CONTENDERS[asked.run](file, folder):
            line = next(line for line in STATUS.read_text().splitlines() if "VmHWM" in line)
            print(f"{name} {took:.3f} {rows} {float(line.split()[1]) / 1024**2:.2f}")
        return
    print("| contender | values | values a second | peak memory [GiB] |\n|---|---|---|---|")
    for contender in asked.only:
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.importing", "--run", contender]
        command += ["--stations", str(asked.stations), "--folder", str(folder)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        for line in done.stdout.splitlines():
            name, took, rows, peak = line.split()
            print(f"| {name} | {int(rows):,} | {int(rows) / float(took):,.0f} | {peak} |")


if __name__ == "__main__":
    main()
