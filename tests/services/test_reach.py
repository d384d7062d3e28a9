"""Figures are computed from what their reader may see; nobody writes beyond their reach."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import an_actor, state_of
from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.vocabulary.problems import NotFoundError, PermissionDeniedError
from tongyuan.vocabulary.sensitivity import Sensitivity

ON = "2023-12-31"
KEPT = ("series", "region", "period", "kind", "vintage", "unit", "citation", "quality")


def reader(session: Session, role: str, name: str = "reader", **bound: str) -> Session:
    return Session(session.workspace, an_actor(name, role=role, **bound))


def corrected(session: Session) -> str:
    """Correct a figure that a target's status stands on, inside the government alone; tell the target."""
    for row in session.target.status(on=ON).frame().iter_rows(named=True):
        tree = session.lineage.why(figure=row["figure"]).record()
        leaves = [node for node in nodes(tree) if "figure" in node["detail"] and node["kind"] == "reported"]
        if tree["value"] is None or not leaves:
            continue
        series, region = leaves[0]["detail"]["figure"].removeprefix("statistic/").split(",")[:2]
        held = session.workspace.current_statistics(region=region, series=series).to_dicts()
        told = [{name: found[name] for name in KEPT} | {"value": found["value"] * 1.1} for found in held]
        session.workspace.add_statistics(statistics_of(*(a_statistic(**one) for one in told)), actor="tester")
        return str(row["target"])
    raise AssertionError("no status stands on a figure")


def _declared(session: Session) -> Any:
    from tongyuan.services.jurisdiction import jurisdiction

    return jurisdiction(session.workspace).indicators()


def test_the_publics_status_is_computed_from_public_figures_alone(own: Session) -> None:
    public = reader(own, "public")
    before = public.target.status(on=ON)
    corrected(own)
    after, inside = public.target.status(on=ON), own.target.status(on=ON)
    assert after.frame().equals(before.frame())
    assert after.meta["run"] == before.meta["run"] != inside.meta["run"]
    assert (after.meta["sensitivity"], inside.meta["sensitivity"]) == ("public", "internal")


def test_a_target_without_a_public_figure_cannot_be_told_by_the_public(own: Session) -> None:
    region = own.workspace.meta.region
    grey = own.target.status(on=ON).frame().filter(pl.col("status") == "cannot_tell")
    declared = {found.id: found for found in _declared(own)}
    lacking = grey.filter(pl.col("indicator").is_in(list(declared)))["indicator"].to_list()
    one = next(name for name in lacking if len(declared[name].inputs) == 1)
    taken = next(iter(declared[one].inputs.values()))
    unit = dict(own.workspace.dataset_frame("jurisdiction.series").select("series", "unit").iter_rows())
    told = {"series": taken.series, "region": region, "unit": unit[taken.series], "value": 1.0}
    rows = [a_statistic(**told, period=str(year)) for year in range(2020, 2024)]
    own.workspace.add_statistics(statistics_of(*rows), actor="tester")
    row = pl.col("indicator") == one
    public = reader(own, "public").target.status(on=ON).frame().filter(row)
    assert set(public["status"]) == {"cannot_tell"}
    assert public["value"].null_count() == public.height
    assert own.target.status(on=ON).frame().filter(row)["value"].null_count() < public.height


@pytest.fixture
def official(own: Session) -> tuple[Session, str]:
    """A run that stands on an internal figure, made official; and a figure of it."""
    target = corrected(own)
    status = own.target.status(on=ON)
    number = own.release.propose(name="状态", run=status.meta["run"]).frame()["id"][0]
    reader(own, "administrator", "second").release.review(number=number)
    reader(own, "administrator", "third").release.approve(number=number)
    return own, status.frame().filter(pl.col("target") == target)["figure"][0]


def nodes(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return [tree, *(below for child in tree["children"] for below in nodes(child))]


def test_an_official_figure_is_public_and_what_it_stands_on_is_veiled(official: tuple[Session, str]) -> None:
    own, figure = official
    whole = own.lineage.why(figure=figure).record()
    told = reader(own, "public").lineage.why(figure=figure).record()
    assert told["value"] == whole["value"]
    veiled = [node for node in nodes(told) if node["kind"] == "restricted"]
    assert veiled
    for node in veiled:
        assert (node["value"], node["citation"], node["detail"], node["children"]) == (None, "", {}, [])
        assert (node["label_zh"], node["label_en"], node["quality"]) == ("受限", "restricted", None)
    guarded = [node["value"] for node in nodes(whole) if node["detail"].get("reporter") == "tester"]
    assert guarded
    assert not any(str(value) in str(told) for value in guarded)
    assert [node for node in nodes(whole) if node["kind"] == "restricted"] == []


def test_a_figure_that_is_no_longer_official_is_not_there_for_the_public(
    official: tuple[Session, str],
) -> None:
    own, figure = official
    own.release.withdraw(number=1, reason="演练")
    with pytest.raises(NotFoundError):
        reader(own, "public").lineage.why(figure=figure)


def a_file(session: Session, folder: Path, *rows: tuple[str, str]) -> Path:
    about = session.workspace.dataset_frame("jurisdiction.series")
    units = {row["series"]: row["unit"] for row in about.iter_rows(named=True)}
    lines = [f"{series},{units[series]},{region},2024,1" for series, region in rows]
    path = folder / "填报.csv"
    path.write_text("\n".join(["指标代码,单位,地区代码,时期,数值", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def series(own: Session) -> dict[str, str]:
    """One series of numbers for each of several departments, by department."""
    about = own.workspace.dataset_frame("jurisdiction.series")
    numbers = about.filter(
        pl.col("choices").is_null() & pl.col("owner").is_not_null() & pl.col("minimum").fill_null(0).le(1)
    )
    first = numbers.group_by("owner", maintain_order=True).first()
    return dict(first.select("owner", "series").iter_rows())


def test_rows_of_another_department_are_refused_together_and_nothing_lands(
    own: Session, own_folder: Path, tmp_path: Path, series: dict[str, str]
) -> None:
    mine, *others = list(series)[:3]
    region = own.workspace.meta.region
    file = a_file(own, tmp_path, (series[mine], region), *((series[other], region) for other in others))
    before = state_of(own_folder)
    reporter = reader(own, "department_reporter", department=mine)
    with pytest.raises(PermissionDeniedError) as caught:
        reporter.statistic.import_(file=file)
    assert [problem.code for problem in caught.value.problems] == ["scope.out_of_reach"] * len(others)
    assert {problem.place.file for problem in caught.value.problems} == {"填报.csv"}
    assert all(problem.place.cell or problem.place.row for problem in caught.value.problems)
    assert state_of(own_folder) == before
    landed = reporter.statistic.import_(file=a_file(own, tmp_path, (series[mine], region)))
    assert landed.meta["new"] + landed.meta["corrected"] == 1


def test_rows_of_another_city_are_refused(own: Session, tmp_path: Path, series: dict[str, str]) -> None:
    regions = own.workspace.dataset_frame("jurisdiction.regions")
    first, second = regions.filter(pl.col("level") == "prefecture")["region"].sort()[:2]
    one = next(iter(series.values()))
    analyst = reader(own, "city_analyst", region=first)
    with pytest.raises(PermissionDeniedError) as caught:
        analyst.statistic.import_(file=a_file(own, tmp_path, (one, first), (one, second)))
    assert len(caught.value.problems) == 1
    assert second in caught.value.text()
    assert analyst.statistic.import_(file=a_file(own, tmp_path, (one, first))).meta["new"] == 1


def test_nobody_compiles_or_releases_beyond_their_region(own: Session) -> None:
    regions = own.workspace.dataset_frame("jurisdiction.regions")
    city = regions.filter(pl.col("level") == "prefecture")["region"][0]
    year = int(own.workspace.datasets("balance")["year"].max())
    analyst = reader(own, "city_analyst", region=city)
    run = analyst.run.list().frame()["run"][0]
    for refused in (
        lambda: analyst.inventory.compile(year=year),
        lambda: analyst.release.propose(name="清单", run=run),
    ):
        with pytest.raises(PermissionDeniedError):
            refused()
    number = own.release.propose(name="清单", run=run).frame()["id"][0]
    with pytest.raises(PermissionDeniedError):
        reader(own, "reviewer", region=city).release.review(number=number)
    assert reader(own, "reviewer").release.review(number=number).frame()["state"][0] == "reviewed"


def test_what_a_pack_brings_is_public_and_what_people_hand_in_is_not(
    own: Session, tmp_path: Path, series: dict[str, str]
) -> None:
    public = reader(own, "public")
    founded = own.workspace.statistics().height
    assert public.workspace.scoped(public.context().scope).statistics().height == founded
    region = own.workspace.meta.region
    own.statistic.import_(file=a_file(own, tmp_path, (next(iter(series.values())), region)))
    statistics = own.workspace.statistics()
    handed_in = statistics.filter(pl.col("reporter") == "test:tester")
    assert own.workspace.level_of(handed_in) is Sensitivity.INTERNAL
    held = [session.call("workspace.show").record()["statistics"] for session in (own, public)]
    assert held == [statistics.height, founded]


def test_jobs_are_their_owners(own: Session) -> None:
    jobs = own.workspace.jobs
    mine = jobs.submit("target.status", params={}, actor="test:reader")
    others = jobs.submit("target.status", params={}, actor="somebody")
    analyst = reader(own, "city_analyst", region="0")
    assert analyst.job.list().frame()["id"].to_list() == [mine.id]
    assert analyst.job.show(job=mine.id).record()["id"] == mine.id
    for ask in (analyst.job.show, analyst.job.cancel):
        with pytest.raises(NotFoundError) as caught:
            ask(job=others.id)
        assert caught.value.problems[0].code == "workspace.no_job"
    assert set(own.job.list().frame()["id"]) >= {mine.id, others.id}
