"""The evaluation on Spark, a master and two workers as processes of their own: the figures of DuckDB."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from benchmarks.spark_cluster import absent, cluster, tasks_of_workers
from polars.testing import assert_frame_equal

from tongyuan.advance.ambient.days import station_days
from tongyuan.advance.ambient.evaluating import air_days
from tongyuan.advance.ambient.example import invented_hours
from tongyuan.advance.ambient.periods import summed
from tongyuan.services.advance.monitor_spark import spark_engine
from tongyuan.testing.monitoring import a_standard, an_hours_file
from tongyuan.testing.sessions import a_bare_demo, a_session
from tongyuan.vocabulary.problems import InputError

TABLES = ("air_days", "air_periods", "air_ranks")
lacking = absent()
needs_spark = pytest.mark.skipif(lacking is not None, reason=str(lacking))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("cluster")
    with cluster(folder) as address:
        yield address, folder


def evaluated(folder: Path) -> dict[str, pl.DataFrame]:
    """Evaluate a year with a correction, a void day, a day of dust, and hours that lack."""
    session = a_session(a_bare_demo(folder / "workspace", pack="exercise"))
    try:
        file = an_hours_file(folder, days=70, stations=3)
        session.call("monitor.import", file=file, unknown="enter", origin="synthetic")
        hours = pl.read_csv(file)
        hours[::7].with_columns(pl.col("o3") * 1.5, so2=pl.lit(None)).write_csv(folder / "corrected.csv")
        session.call("monitor.import", file=folder / "corrected.csv", origin="synthetic")
        said = {"reason": "校准 · calibration", "place": "SYN9901002"}
        session.call("monitor.decide", decision="void", first="2024-01-05", item="pm10", **said)
        session.call("monitor.decide", decision="dust", first="2024-02-03", reason="沙尘", place="990100")
        run = session.call("monitor.evaluate", year=2024).meta["run"]
        return {name: session.workspace.run_table(str(run), name) for name in TABLES}
    finally:
        session.workspace.close()


@pytest.mark.slow
@needs_spark
def test_two_workers_give_the_figures_of_duckdb(
    running: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, folder = running
    for engine in ("duckdb", "spark"):
        (tmp_path / engine).mkdir()
    here = evaluated(tmp_path / "duckdb")
    monkeypatch.setenv("TONGYUAN_SPARK", address)
    there = evaluated(tmp_path / "spark")
    assert all(tasks > 0 for tasks in tasks_of_workers(folder))
    assert len(tasks_of_workers(folder)) == 2
    for name in TABLES:
        assert here[name].height > 0
        assert_frame_equal(here[name], there[name], check_exact=False, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.slow
@needs_spark
def test_days_and_periods_are_judged_alike(running: tuple[str, Path], tmp_path: Path) -> None:
    import ibis

    standard = a_standard(date(2026, 12, 31))
    rows = invented_hours({"A": 1.0, "B": 2.5}, year=2026, days=200, seed=1)
    hours = ibis.memtable(rows.to_arrow())
    found: dict[str, list[pl.DataFrame]] = {}
    with spark_engine(running[0], spill=tmp_path) as session:
        for connection in (ibis.duckdb.connect(), session):
            days = station_days(hours, standard=standard)
            told = days.select("item", "day", "value", "valid", place="station", dust=ibis.literal(False))
            for name, table, key in (
                ("days", air_days(told, standard=standard), ["place", "day"]),
                ("periods", summed(told, standard=standard), ["place", "item", "quarter", "month"]),
            ):
                frame = pl.from_arrow(connection.to_pyarrow(table))
                assert isinstance(frame, pl.DataFrame)
                found.setdefault(name, []).append(frame.sort(key))
    for name, (here, there) in found.items():
        assert here.height > 0, name
        assert_frame_equal(here, there, check_exact=False, check_dtypes=False, rel_tol=1e-9, abs_tol=1e-9)


def test_a_machine_without_java_is_told_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(InputError) as told, spark_engine("local[1]", spill=tmp_path):
        pass
    assert [problem.code for problem in told.value.problems] == ["monitoring.spark_absent"]
    assert told.value.problems[0].values["got"] == "Java"


def test_a_machine_without_pyspark_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(InputError) as told, spark_engine("local[1]", spill=tmp_path):
        pass
    assert told.value.problems[0].values["got"] == "PySpark"
