"""A year of rounds on the exercise, played through the services by the people whose steps they are.

The January call of 23 departments in 15 units with what is nested below and above, twelve monthly ledgers,
four quarterly dispatches, the year-end assessment: some late, reminded, listed as overdue, returned, excused,
corrected; all locked and released. The script's own book and the workspace must say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.round_staff import Staff
from tongyuan.testing.round_year import Played, Year
from tongyuan.testing.sessions import a_copy, an_actor
from tongyuan.vocabulary.problems import CheckFailed
from tongyuan.vocabulary.rounds import DUTIES, duty_of, next_state, round_kind
from tongyuan.workspace.workspace import Workspace

pytestmark = pytest.mark.slow

DAY = date(2025, 1, 5)
ROUNDS = (
    ("january_call", "2024", True),
    *(("ledger", f"2025-{month:02d}", False) for month in range(1, 13)),
    *(("dispatch", f"2025Q{quarter}", False) for quarter in range(1, 5)),
    ("assessment", "2025", False),
)
Told = tuple[Year, list[Played]]


@pytest.fixture(scope="module")
def told(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The year as the script played it, with its workspace."""
    folder = a_copy(founded("exercise"), to=tmp_path_factory.mktemp("year") / "workspace")
    with Workspace.open(folder) as workspace:
        year = Year(Staff.of(workspace), Random(2025))
        yield year, [year.play(kind, period, desks=desks) for kind, period, desks in ROUNDS]


def everything(told: Told) -> Session:
    return Session(told[0].staff.workspace, an_actor())


def numbers_of(told: Told) -> list[int]:
    return [number for played in told[1] for number in played.rows]


def test_the_call_asks_every_department_in_every_unit(told: Told) -> None:
    january = told[1][0]
    units = [row for row in january.rows.values() if row["level"] == "unit"]
    assert len(units) == 23 * 15
    assert {row["level"] for row in january.rows.values()} == {"province", "unit", "county"}
    levels = {row["level"] for played in told[1] for row in played.rows.values()}
    assert levels == {"province", "unit", "county", "park", "enterprise"}


def test_every_kind_of_thing_happened(told: Told) -> None:
    counts: Counter[str] = sum((played.counts for played in told[1]), Counter())
    assert not [
        kind for kind in ("returned", "waived", "overdue", "reminded", "corrected") if not counts[kind]
    ]
    drafts = everything(told).workspace.rounds.steps(numbers_of(told))
    assert drafts.filter(pl.col("step").cast(pl.String) == "save").height > len(numbers_of(told))


def test_every_value_that_was_saved_is_there_in_its_version(told: Told) -> None:
    held = told[0].staff.workspace.rounds.versions(numbers_of(told))
    written = {
        (assignment, item, version): (*cell, actor)
        for (assignment, item), cells in told[0].book.versions.items()
        for version, (cell, actor) in enumerate(cells, start=1)
    }
    columns = ("value", "state", "reason", "actor")
    found = {
        (row["assignment"], row["item"], row["version"]): tuple(row[name] for name in columns)
        for row in held.iter_rows(named=True)
    }
    assert found == written


def test_the_statistics_are_what_was_entered(told: Told) -> None:
    workspace = told[0].staff.workspace
    declared = workspace.statistics().filter(pl.col("kind") == "declared")
    from_rounds = declared.filter(pl.col("evidence").str.starts_with("round/"))
    found = {
        (row["evidence"], row["series"]): (
            row["period"],
            row["vintage"],
            row["region"],
            row["value"],
            row["state"],
        )
        for row in from_rounds.iter_rows(named=True)
    }
    expected = {}
    for played in told[1]:
        for number, row in played.rows.items():
            if row["enterprise"] is None and played.states[number] == "locked":
                for item in (item for item in played.items[number] if item["series"]):
                    cell = told[0].book.latest(number, item["item"])
                    assert cell is not None
                    key = (f"round/{played.number}/{number}", item["series"])
                    vintage = round_kind(played.kind).vintage
                    expected[key] = (played.period, vintage, row["region"], cell.value, cell.state)
    assert found == expected


def test_a_correction_is_a_second_version_and_the_first_can_still_be_read(told: Told) -> None:
    workspace = told[0].staff.workspace
    history = workspace.statistic_history().filter(pl.col("evidence").str.starts_with("round/"))
    corrected = history.filter(pl.col("version") == 2)
    assert corrected.height > 0
    first = history.join(
        corrected.select("series", "region", "period", "kind", "vintage"),
        on=["series", "region", "period", "kind", "vintage"],
        how="semi",
    ).filter(pl.col("version") == 1)
    assert first.height == corrected.height


def test_no_step_broke_the_order(told: Told) -> None:
    workspace = told[0].staff.workspace
    steps = workspace.rounds.steps(numbers_of(told))
    states = dict(
        workspace.rounds.assignments(numbers=numbers_of(told)).select("assignment", "state").iter_rows()
    )
    for (number,), mine in steps.partition_by("assignment", as_dict=True).items():
        state: str | None = None
        assert mine["seq"].to_list() == list(range(1, mine.height + 1))
        assert mine["at"].is_sorted()
        for step, after in mine.select(pl.col("step", "state").cast(pl.String)).iter_rows():
            state = next_state(step, state)
            assert state == after
        assert state == states[number]


def test_nobody_looked_over_what_they_had_entered(told: Told) -> None:
    workspace = told[0].staff.workspace
    steps = workspace.rounds.steps(numbers_of(told))
    parents = {n: row["parent"] for played in told[1] for n, row in played.rows.items()}
    people: dict[tuple[int, str], set[str]] = {}
    for number, step, actor in steps.select(
        "assignment", pl.col("step").cast(pl.String), "actor"
    ).iter_rows():
        duty = duty_of(step)
        above: int | None = number
        while duty is not None and above is not None:
            people.setdefault((above, duty), set()).add(actor)
            above = parents[above] if duty == "report" else None
    for number in parents:
        report, review, approve = (people.get((number, duty), set()) for duty in DUTIES)
        assert len(report | review | approve) == len(report) + len(review) + len(approve)


def test_the_boards_count_what_the_script_did(told: Told) -> None:
    session = everything(told)
    for played in told[1]:
        board = session.round.board(number=played.number)
        counts = Counter(played.states.values())
        assert {state: n for state, n in board.meta["states"].items() if n} == counts
        due = [n for n, state in played.states.items() if state != "waived"]
        on_time = [n for n in due if played.reported_on[n] <= played.rows[n]["due_on"]]
        assert (board.meta["due"], board.meta["on_time"]) == (len(due), len(on_time))
        assert board.frame()["assignments"].sum() == len(played.rows)
        for level, states in board.meta["levels"].items():
            mine = [n for n, row in played.rows.items() if row["level"] == level]
            assert sum(states.values()) == len(mine)


def test_every_round_is_released_and_its_run_holds_its_figures(told: Told) -> None:
    session = everything(told)
    assert set(session.round.list().frame()["state"].cast(pl.String)) == {"released"}
    for played in told[1]:
        name = f"round/{played.kind}/{played.period}/{played.number}"
        release = session.workspace.releases.official(name)
        assert release is not None
        pinned = session.workspace.run_table(release.run_id, "entry")
        assert pinned.height == sum(
            len(played.items[n])
            for n, row in played.rows.items()
            if row["enterprise"] is None and played.states[n] != "waived"
        )


def test_the_audit_has_every_step_and_holds(told: Told) -> None:
    assert everything(told).audit.verify().passed


def test_a_province_cannot_report_before_its_units(told: Told) -> None:
    year = told[0]
    opened = year.ask(year.staff.who("keeper"), "round.open", DAY, kind="january_call", period="2023")
    summing = pl.col("assignment").is_in(opened.frame()["parent"].drop_nulls().implode())
    province = opened.frame().filter((pl.col("level") == "province") & summing).row(0, named=True)
    number = province["assignment"]
    with pytest.raises(CheckFailed) as caught:
        year.ask(year.staff.reporter(province, desks=True), "round.report", DAY, numbers=str(number))
    codes = Counter(problem.code for problem in caught.value.problems)
    assert codes["round.children_open"] == 15
    assert year.staff.workspace.rounds.assignment(number)["state"] == "not_reported"
