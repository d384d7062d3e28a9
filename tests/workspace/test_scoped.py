"""A workspace as one reader sees it: lists and figures are narrowed in the database, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from tongyuan.testing.ledger import a_voucher
from tongyuan.testing.people import a_small_province
from tongyuan.testing.rounds import a_round
from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.vocabulary.scope import EVERYTHING, NOTHING, Reach, Scope
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.ledger import Holder
from tongyuan.workspace.reading import reading
from tongyuan.workspace.runs import Run
from tongyuan.workspace.workspace import Workspace

PUBLIC, INTERNAL, SENSITIVE = Sensitivity
CITY, OTHER = "990100", "990200"
OF_CITY = Scope((Reach(regions=frozenset({CITY}), up_to=INTERNAL),))
OF_DEPARTMENT = Scope((Reach(departments=frozenset({"D1"}), up_to=INTERNAL),))


def add(workspace: Workspace, level: Sensitivity = INTERNAL, **changes: Any) -> None:
    workspace.add_statistics(statistics_of(a_statistic(**changes)), actor="tester", sensitivity=level)


def values(workspace: Workspace) -> list[float]:
    return sorted(workspace.statistics()["value"].to_list())


def test_who_sees_everything_is_handed_the_workspace_itself(workspace: Workspace) -> None:
    assert workspace.scoped(EVERYTHING) is workspace


def test_a_reader_sees_public_figures_and_those_of_their_regions(workspace: Workspace) -> None:
    add(workspace, PUBLIC, region=OTHER, value=1.0)
    add(workspace, region=CITY, value=2.0)
    add(workspace, region=OTHER, period="2023", value=3.0)
    add(workspace, SENSITIVE, region=CITY, period="2023", value=4.0)
    assert values(workspace.scoped(NOTHING)) == [1.0]
    assert values(workspace.scoped(OF_CITY)) == [1.0, 2.0]
    assert values(workspace) == [1.0, 2.0, 3.0, 4.0]


def test_a_public_figure_that_was_corrected_inside_stands_for_the_public_as_it_was(
    workspace: Workspace,
) -> None:
    add(workspace, PUBLIC, value=1.0)
    believed = workspace.believed_until()
    add(workspace, INTERNAL, value=2.0)
    public = workspace.scoped(NOTHING)
    assert values(public) == [1.0]
    assert public.statistic_history()["version"].to_list() == [1]
    assert public.believed_until() == believed
    assert values(workspace) == [2.0]


def test_a_department_sees_the_series_that_it_owns_now(workspace: Workspace) -> None:
    series = pl.DataFrame({"series": ["gdp", "coal"], "owner": ["D1", "D2"]})
    workspace.put_dataset("jurisdiction.series", series, actor="tester")
    add(workspace, series="gdp", value=1.0)
    add(workspace, series="coal", value=2.0)
    department = workspace.scoped(OF_DEPARTMENT)
    assert values(department) == [1.0]
    handed_over = series.with_columns(owner=pl.Series(["D2", "D1"]))
    workspace.put_dataset("jurisdiction.series", handed_over, actor="tester")
    assert values(department) == [2.0]


def test_what_describes_the_jurisdiction_is_public(workspace: Workspace) -> None:
    frame = pl.DataFrame({"region": [CITY]})
    workspace.put_dataset("jurisdiction.regions", frame, actor="tester")
    workspace.put_dataset("activity", frame, actor="tester", region=CITY, year=2024)
    public = workspace.scoped(NOTHING)
    assert public.datasets()["name"].to_list() == ["jurisdiction.regions"]
    assert public.dataset_frame("jurisdiction.regions").equals(frame)


def test_enterprises_are_within_reach_or_not_there_however_they_are_read(workspace: Workspace) -> None:
    a_small_province(workspace)
    whole = workspace.dataset("jurisdiction.enterprises")
    elsewhere = Scope((Reach(regions=frozenset({"990200"}), up_to=SENSITIVE),))
    own = Scope((Reach(enterprises=frozenset({"mill"}), up_to=SENSITIVE),))
    for scope, seen in ((NOTHING, []), (elsewhere, []), (own, ["mill"])):
        reader = workspace.scoped(scope)
        frames = (reader.dataset_frame("jurisdiction.enterprises"), reader.get_dataset(whole.sha256))
        assert [frame["enterprise"].to_list() for frame in frames] == [seen, seen]
    assert workspace.dataset_frame("jurisdiction.enterprises").height == 4


def test_findings_rounds_and_the_ledger_are_narrowed_with_their_workspace(workspace: Workspace) -> None:
    for region in (CITY, OTHER):
        workspace.findings.write("words", region=region, actor="inspector")
        workspace.ledger.issue(
            "so2", "1", by=Holder("authority", "eco"), to=Holder("region", region), voucher=a_voucher()
        )
    a_round(workspace)
    reader = workspace.scoped(OF_CITY)
    assert [found.region for found in reader.findings.listing()] == [CITY]
    assert set(reader.ledger.balances()["region"]) == {CITY}
    assert set(reader.rounds.assignments()["region"]) == {CITY}
    assert workspace.findings.listing()[0].region == OTHER
    assert reader.whole.findings.listing() == workspace.findings.listing()


def test_a_dataset_out_of_reach_is_not_there(workspace: Workspace) -> None:
    kept = workspace.put_dataset("balance", FRAME, actor="tester", region=OTHER, year=2024)
    for reader in (workspace.scoped(NOTHING), workspace.scoped(OF_CITY)):
        assert reader.datasets().is_empty()
        assert reader.lake.imported_until() is None
        for ask in (lambda w: w.dataset("balance"), lambda w: w.get_dataset(kept.sha256)):
            assert said(ask, reader) == said(ask, workspace.scoped(OF_CITY))


FRAME = pl.DataFrame({"region": [CITY, OTHER], "value": [1.0, 2.0]})


def said(ask: Callable[[Workspace], object], reader: Workspace) -> str:
    with pytest.raises(NotFoundError) as caught:
        ask(reader)
    return caught.value.text()


def test_rows_of_other_regions_are_taken_out_of_a_dataset(workspace: Workspace) -> None:
    workspace.put_dataset("balance", FRAME, actor="tester", region=CITY, year=2024)
    assert workspace.scoped(OF_CITY).dataset_frame("balance")["value"].to_list() == [1.0]
    assert workspace.dataset_frame("balance").height == 2


def a_run(workspace: Workspace, level: Sensitivity = INTERNAL, region: str = CITY, **params: Any) -> Run:
    frames = {"inputs": {"activity": FRAME}, "tables": {"emission": FRAME}}
    facts: dict[str, Any] = {"params": {"region": region, **params}, **frames, "sensitivity": level}
    return workspace.record_run("inventory", **facts, actor="tester")


def test_runs_are_public_or_within_reach_or_not_there(workspace: Workspace) -> None:
    public, own = a_run(workspace, PUBLIC, OTHER), a_run(workspace)
    foreign = a_run(workspace, region=OTHER, step=2)
    sensitive = a_run(workspace, SENSITIVE, step=1)
    assert set(workspace.runs()["run"]) == {public.id, own.id, foreign.id, sensitive.id}
    assert set(workspace.scoped(OF_CITY).runs()["run"]) == {public.id, own.id}
    assert workspace.scoped(NOTHING).runs()["run"].to_list() == [public.id]
    unknown = "0" * 12
    told = said(lambda reader: reader.run(foreign.id), workspace.scoped(OF_CITY))
    assert told == said(lambda reader: reader.run(unknown), workspace).replace(unknown, foreign.id)


def test_an_official_release_makes_results_public_and_not_what_they_stand_on(workspace: Workspace) -> None:
    run = a_run(workspace)
    public = workspace.scoped(NOTHING)
    release = workspace.releases.propose("n", run.id, actor="a")
    assert public.releases.listing().is_empty()
    with pytest.raises(NotFoundError):
        public.releases.get(release.id)
    workspace.releases.review(release.id, actor="b")
    workspace.releases.approve(release.id, actor="c")
    assert public.run(run.id).id == run.id
    assert public.run_table(run.id, "emission").height == 2
    assert public.run_input(run.id, "activity").is_empty()
    assert public.releases.listing()["run_id"].to_list() == [run.id]
    workspace.releases.withdraw(release.id, actor="c", reason="wrong")
    with pytest.raises(NotFoundError):
        public.run(run.id)


def test_tables_of_a_run_within_reach_show_the_rows_within_reach(workspace: Workspace) -> None:
    run = a_run(workspace)
    city = workspace.scoped(OF_CITY)
    assert city.run_table(run.id, "emission")["region"].to_list() == [CITY]
    assert workspace.run_table(run.id, "emission").height == 2


def test_who_hands_in_all_that_a_run_stands_on_reads_what_came_of_it(workspace: Workspace) -> None:
    first = a_run(workspace)
    reader = workspace.scoped(NOTHING)
    again = a_run(reader)
    assert again.id == first.id
    assert reader.run_table(again.id, "emission").height == 2
    with pytest.raises(NotFoundError):
        workspace.scoped(NOTHING).run(first.id)


def test_the_level_of_what_was_read_is_noted(workspace: Workspace) -> None:
    add(workspace, PUBLIC, value=1.0)
    add(workspace, region=CITY, value=2.0)
    kept = workspace.put_dataset("balance", FRAME, actor="tester", region=CITY, sensitivity=SENSITIVE)
    run = a_run(workspace)
    for act, level in (
        (lambda: workspace.statistics(region="990000"), PUBLIC),
        (lambda: workspace.statistics(), INTERNAL),
        (lambda: workspace.get_dataset(kept.sha256), SENSITIVE),
        (lambda: workspace.run_table(run.id, "emission"), INTERNAL),
    ):
        with reading() as read:
            act()
        assert read.level is level


def test_the_level_of_figures_is_that_of_the_very_versions(workspace: Workspace) -> None:
    add(workspace, PUBLIC, value=1.0)
    before = workspace.statistics()
    add(workspace, INTERNAL, value=2.0)
    assert workspace.level_of(before) is PUBLIC
    assert workspace.level_of(workspace.statistics()) is INTERNAL
    assert workspace.level_of(before.clear()) is PUBLIC
