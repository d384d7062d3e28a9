"""Tracing by its services: planted sources found again, faults told together, winds and cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_bare_demo, a_session
from tongyuan.testing.traced import PLANTED, a_cells_file, a_samples_file, a_wind_file
from tongyuan.vocabulary.problems import InputError, NotFoundError, PermissionDeniedError


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_bare_demo(tmp_path_factory.mktemp("tracing") / "workspace", pack="exercise"))
    yield made
    made.workspace.close()


@pytest.fixture(scope="module")
def run(session: Session, tmp_path_factory: pytest.TempPathFactory) -> str:
    files = a_samples_file(tmp_path_factory.mktemp("samples"))
    answer = session.call(
        "trace.apportion",
        file=files["samples"],
        uncertainty=files["uncertainties"],
        factors=3,
        receptor="甲站",
        starts=5,
        resamples=20,
    )
    return str(answer.meta["run"])


def codes(error: InputError) -> list[str]:
    return [problem.code for problem in error.problems]


def test_planted_sources_come_back_and_are_proposed_by_their_tracers(session: Session, run: str) -> None:
    proposed = session.call("trace.match", run=run).frame().filter("proposed")
    assert sorted(proposed["source"]) == sorted(PLANTED)
    profiles = session.call("trace.show", run=run).frame()
    for row in proposed.iter_rows(named=True):
        own = profiles.filter(factor=row["factor"])
        found = dict(own.select("species", "amount").iter_rows())
        for species, amount in PLANTED[row["source"]].items():
            if amount >= 1:
                assert found[species] == pytest.approx(amount, rel=0.25), (row["source"], species)


def test_what_factors_bring_sums_to_what_the_model_says_of_a_species(session: Session, run: str) -> None:
    profiles = session.call("trace.show", run=run).frame()
    species = session.call("trace.show", run=run, part="species").frame()
    sums = dict(profiles.group_by("species").agg(pl.col("amount").sum()).iter_rows())
    for row in species.iter_rows(named=True):
        assert sums[row["species"]] == pytest.approx(row["explained"], rel=1e-6)
        assert row["mean"] == pytest.approx(row["explained"], rel=0.1)
    assert profiles.group_by("species").agg(pl.col("share").sum())["share"].round(6).unique().to_list() == [
        100.0
    ]


def test_contributions_have_the_mean_one_and_an_interval_holds_its_median(session: Session, run: str) -> None:
    means = session.call("trace.show", run=run, part="contributions").frame().group_by("factor")
    assert means.agg(pl.col("contribution").mean())["contribution"].to_list() == pytest.approx([1.0] * 3)
    profiles = session.call("trace.show", run=run).frame().drop_nulls("low")
    assert profiles.filter(~pl.col("median").is_between(pl.col("low"), pl.col("high"))).is_empty()


def test_invented_samples_are_said_to_be_so(session: Session, run: str, tmp_path: Path) -> None:
    assert not session.workspace.run(run).params["synthetic"]
    files = a_samples_file(tmp_path, samples=40)
    given = {"factors": 2, "receptor": "丙站", "starts": 1, "resamples": 1, "origin": "synthetic"}
    made = session.call("trace.apportion", file=files["samples"], uncertainty=files["uncertainties"], **given)
    assert session.workspace.run(str(made.meta["run"])).params["synthetic"]
    assert session.call("trace.show", run=made.meta["run"]).meta["synthetic"]


def test_every_start_and_every_resample_is_told(session: Session, run: str) -> None:
    starts = session.call("trace.show", run=run, part="starts").frame()
    listed = session.call("trace.list").frame().filter(run=run).row(0, named=True)
    assert (starts.height, int(starts["agrees"].sum())) == (5, listed["starts_agreeing"])
    mapping = session.call("trace.show", run=run, part="mapping").frame()
    assert mapping.group_by("factor").agg(pl.col("times").sum())["times"].to_list() == [20] * 3


def test_the_same_seed_is_the_same_run(session: Session, run: str, tmp_path: Path) -> None:
    files = a_samples_file(tmp_path)
    again = session.call(
        "trace.apportion",
        file=files["samples"],
        uncertainty=files["uncertainties"],
        factors=3,
        receptor="甲站",
        starts=5,
        resamples=20,
    )
    assert again.meta["run"] == run


def test_a_displaced_element_lies_within_its_reach(session: Session, run: str) -> None:
    with pytest.raises(NotFoundError):
        session.call("trace.show", run=run, part="reach")
    rows = session.call("trace.displace", run=run, every=4).frame()
    assert rows["species"].unique().sort().to_list() == ["Fe", "Ni", "SO4"]
    told = session.call("trace.show", run=run).frame().select("factor", "species", told="amount")
    both = rows.join(told, on=["factor", "species"])
    assert both["amount"].to_list() == pytest.approx(both["told"].to_list())
    assert rows.filter(pl.col("amount") > pl.col("high") + 1e-9).is_empty()
    assert session.call("trace.show", run=run, part="reach").frame().height == rows.height


def test_limits_of_detection_stand_for_uncertainties(session: Session, tmp_path: Path) -> None:
    files = a_samples_file(tmp_path, samples=60)
    species = pl.read_csv(files["samples"]).columns[1:]
    limits = tmp_path / "limits.csv"
    limits.write_text("species,detection,error\n" + "".join(f"{one},0.001,0.1\n" for one in species))
    given = {"factors": 2, "receptor": "乙站", "starts": 2, "resamples": 2}
    answer = session.call("trace.apportion", file=files["samples"], limits=limits, **given)
    assert answer.meta["samples"] == 60
    limits.write_text("species,detection,error\nSO4,0.001,0.1\n")
    with pytest.raises(InputError) as told:
        session.call("trace.apportion", file=files["samples"], limits=limits, **given)
    assert codes(told.value) == ["tracing.limits"]


@pytest.mark.parametrize(
    ("samples", "uncertainties", "told"),
    [
        ("time,A,B\n1,x,2\n2,1,y\n", "time,A,B\n1,1,1\n2,1,1\n", ["tracing.number", "tracing.number"]),
        ("time,A,B\n1,1,2\n2,1,2\n", "time,A,B\n1,1,1\n", ["tracing.rows"]),
        ("time,A,B\n1,1,2\n2,1,2\n", "time,A,C\n1,1,1\n2,1,1\n", ["tracing.rows"]),
        ("time,A,B\n", "time,A,B\n", ["tracing.empty"]),
        ("time,A,B\n1,-1,2\n2,1,2\n3,1,1\n", "time,A,B\n1,1,1\n2,0,1\n3,1,1\n", None),
    ],
)
def test_faults_of_samples_are_told_together(
    session: Session, tmp_path: Path, samples: str, uncertainties: str, told: list[str] | None
) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(samples)
    second.write_text(uncertainties)
    with pytest.raises(InputError) as error:
        session.call("trace.apportion", file=first, uncertainty=second, factors=1, receptor="r")
    assert codes(error.value) == (told or ["tracing.concentration", "tracing.uncertainty"])


def test_samples_without_uncertainties_are_refused(session: Session, tmp_path: Path) -> None:
    files = a_samples_file(tmp_path)
    with pytest.raises(InputError) as told:
        session.call("trace.apportion", file=files["samples"], factors=3, receptor="r")
    assert codes(told.value) == ["tracing.no_uncertainty"]


def test_a_library_of_ones_own_is_laid_beside_factors(session: Session, run: str, tmp_path: Path) -> None:
    library = tmp_path / "library.csv"
    shares = {"SO4": 0.72, "NH4": 0.24, "OC": 0.04}
    lines = "".join(f"硫酸铵,{species},{share}\n" for species, share in shares.items())
    library.write_text("source,species,share\n" + lines, encoding="utf-8")
    rows = session.call("trace.match", run=run, library=library).frame().sort("cosine", descending=True)
    sulfate = session.call("trace.match", run=run).frame().filter("proposed", source="secondary_sulfate")
    assert rows["factor"][0] == sulfate["factor"].item()
    library.write_text("source,species,share\nx,SO4,7\n")
    with pytest.raises(InputError):
        session.call("trace.match", run=run, library=library)


def test_a_planted_wind_is_found_and_hours_without_wind_are_counted(session: Session, tmp_path: Path) -> None:
    lines = [
        f"2024-01-{day:02d} {hour:02d}:00,S1,990100,{90 if hour == 6 else 20}\n"
        for day in range(1, 5)
        for hour in range(1, 25)
    ]
    file = tmp_path / "air.csv"
    file.write_text("time,station,city,PM2.5\n" + "".join(lines))
    session.call("monitor.import", file=file, unknown="enter")
    session.call("monitor.import", file=a_wind_file(tmp_path, city="990100"), kind="weather", unknown="enter")
    asked = {"station": "S1", "weather": "W1", "first": "2024-01-01", "last": "2024-01-04"}
    answer = session.call("trace.polar", **asked)
    rows = answer.frame()
    assert rows["unusable"].unique().to_list() == [24]
    assert rows.filter(pl.col("high") > 0)["from_degrees"].unique().to_list() == [90.0]
    roses = session.call("trace.rose", **asked).frame()
    assert roses["share"].sum() == pytest.approx(100)
    assert roses.sort("mean", nulls_last=True).drop_nulls("mean")["from_degrees"][-1] == 90.0
    for verb in ("polar", "rose"):
        with pytest.raises(NotFoundError):
            session.call(f"trace.{verb}", **(asked | {"weather": "W2"}))


def test_cells_that_are_often_hot_come_first(session: Session, tmp_path: Path) -> None:
    found = session.call("trace.hotspots", file=a_cells_file(tmp_path), percentile=80.0).frame()
    assert found.select("cell", "level").rows()[:2] == [("C0", 1), ("C1", 2)]
    assert session.call("trace.cells").frame().equals(found)
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("cell,period,value\nA,1,many\n")
    with pytest.raises(InputError):
        session.call("trace.hotspots", file=wrong)


def test_a_city_traces_for_itself_alone(session: Session, tmp_path: Path) -> None:
    city = a_session(session.workspace.folder, role="city_analyst", region="990200")
    with pytest.raises(PermissionDeniedError):
        city.call("trace.hotspots", file=a_cells_file(tmp_path), region="990100")
    mine = city.call("trace.hotspots", file=a_cells_file(tmp_path), region="990200", percentile=85.0)
    assert city.call("trace.cells").meta["run"] == mine.meta["run"]
    other = a_session(session.workspace.folder, role="city_analyst", region="990100")
    with pytest.raises(NotFoundError):
        other.call("trace.cells")
    for one in (city, other):
        one.workspace.close()
