from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from tongyuan.vocabulary.problems import CheckFailed, InputError, NotFoundError
from tongyuan.workspace.runs import Run
from tongyuan.workspace.workspace import Workspace

ACTIVITY = pl.DataFrame({"fuel": ["raw_coal", "crude_oil"], "quantity": [2.0, 1.0]})
EMISSION = pl.DataFrame({"species": ["CO2"], "mass_t": [3.0]})


def record(workspace: Workspace, **changes: Any) -> Run:
    facts: dict[str, Any] = {
        "kind": "inventory",
        "params": {"region": "990000", "year": 2023},
        "inputs": {"activity": ACTIVITY},
        "tables": {"emission": EMISSION},
        "family": "NDRC_2013",
        "seed": 7,
        "as_of": datetime(2026, 1, 1, tzinfo=UTC),
        "actor": "tester",
    }
    return workspace.record_run(**(facts | changes))


def test_a_run_gives_back_what_went_in_and_what_came_out(workspace: Workspace) -> None:
    run = record(workspace)
    assert workspace.run(run.id) == run
    assert workspace.run_table(run.id, "emission").equals(EMISSION)
    assert workspace.run_input(run.id, "activity").equals(ACTIVITY.sort("fuel"))
    assert workspace.runs("inventory")["run"].to_list() == [run.id]
    assert workspace.runs("assessment").is_empty()


def test_the_same_inputs_are_the_same_run(workspace: Workspace) -> None:
    first = record(workspace)
    assert record(workspace, inputs={"activity": ACTIVITY.reverse()}, actor="another") == first
    assert workspace.runs().height == 1


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "scenario"},
        {"params": {"region": "990000", "year": 2024}},
        {"inputs": {"activity": ACTIVITY.head(1)}},
        {"inputs": {"activities": ACTIVITY}},
        {"family": "CEADs_2018"},
        {"seed": 8},
    ],
)
def test_whatever_a_run_stands_on_makes_it_another_run(workspace: Workspace, change: dict[str, Any]) -> None:
    assert record(workspace, **change).id != record(workspace).id


def test_the_id_is_the_beginning_of_the_hash_of_all_it_stands_on(workspace: Workspace) -> None:
    run = record(workspace)
    assert run.id == run.fingerprint[:12]


def test_the_same_inputs_with_another_result_are_refused(workspace: Workspace) -> None:
    record(workspace)
    with pytest.raises(CheckFailed) as caught:
        record(workspace, tables={"emission": EMISSION.with_columns(mass_t=3.1)})
    assert caught.value.problems[0].values["name"] == "emission"


def test_a_table_too_many_or_too_few_is_another_result(workspace: Workspace) -> None:
    record(workspace)
    with pytest.raises(CheckFailed):
        record(workspace, tables={})
    with pytest.raises(CheckFailed):
        record(workspace, tables={"emission": EMISSION, "total": EMISSION})


def test_the_last_digits_of_a_long_sum_do_not_make_another_result(workspace: Workspace) -> None:
    first = record(workspace)
    assert record(workspace, tables={"emission": EMISSION.with_columns(mass_t=3.0 + 4e-16)}) == first
    assert record(workspace, tables={"emission": EMISSION.with_columns(mass_t=3.0 + 1e-12)}) == first


def test_a_run_is_found_by_the_beginning_of_its_id(workspace: Workspace) -> None:
    run = record(workspace)
    assert workspace.run(run.id[:6]) == run


def test_a_beginning_that_fits_several_runs_names_them(workspace: Workspace) -> None:
    ids = [record(workspace, seed=seed).id for seed in range(17)]
    twice = next(run[0] for run in ids if sum(other[0] == run[0] for other in ids) > 1)
    with pytest.raises(InputError) as caught:
        workspace.run(twice)
    assert caught.value.problems[0].code == "workspace.run_ambiguous"


@pytest.mark.parametrize("run_id", ["000000000000", "", "%", "ABC", "1a2b3c/emission"])
def test_an_id_that_no_run_has_is_not_found(workspace: Workspace, run_id: str) -> None:
    record(workspace)
    with pytest.raises(NotFoundError):
        workspace.run(run_id)


def test_a_table_that_a_run_lacks_is_named_with_those_it_has(workspace: Workspace) -> None:
    run = record(workspace)
    with pytest.raises(NotFoundError) as caught:
        workspace.run_table(run.id, "total")
    assert caught.value.problems[0].expected("en") == "emission"


def test_a_run_that_is_there_is_not_computed_again(workspace: Workspace) -> None:
    computed: list[int] = []

    def compute() -> dict[str, pl.DataFrame]:
        computed.append(1)
        return {"emission": EMISSION}

    def obtain() -> Run:
        return workspace.run_of(
            "inventory", params={}, inputs={"activity": ACTIVITY}, compute=compute, actor="tester"
        )

    assert obtain() == obtain()
    assert computed == [1]


def test_a_table_may_go_into_the_next_run(workspace: Workspace) -> None:
    first = record(workspace)
    second = record(workspace, kind="total", inputs={"emission": workspace.run_table(first.id, "emission")})
    assert second.inputs["emission"] == first.tables["emission"]
    assert workspace.artefacts.verify() == ()
