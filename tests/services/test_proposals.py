"""A plan becomes a proposal: its tonnes add up, nobody is guessed, its assumptions go with it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import yaml

from tongyuan.services.session import Session
from tongyuan.testing.posing import a_joint_problem, a_problem
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import CheckFailed, InputError

pytestmark = pytest.mark.slow
NAMES = {"name_zh": "近期方案", "name_en": "near-term plan"}


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("proposals") / "workspace"))
    yield made
    made.workspace.close()


@pytest.fixture(scope="module")
def solve(session: Session, tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, object]], str]:
    def of(asked: dict[str, object]) -> str:
        file = tmp_path_factory.mktemp("problem") / "problem.yaml"
        file.write_text(yaml.safe_dump(asked, allow_unicode=True), encoding="utf-8")
        return str(session.call("cocontrol.solve", file=file).meta["run"])

    return of


@pytest.fixture(scope="module")
def plan(solve: Callable[[dict[str, object]], str]) -> str:
    return solve(a_joint_problem())


@pytest.fixture(scope="module")
def proposal(session: Session, plan: str) -> str:
    return str(session.call("proposal.save", run=plan, **NAMES).meta["run"])


def table(session: Session, run: str, name: str) -> pl.DataFrame:
    return session.call("proposal.show", run=run, table=name).frame()


def test_tonnes_of_the_rows_add_up_to_what_the_plan_lowers(
    session: Session, plan: str, proposal: str
) -> None:
    told = table(session, proposal, "falls").group_by("region", "species", "year").agg(pl.col("fall_t").sum())
    emission = session.call("cocontrol.show", run=plan, table="planned_emission").frame()
    both = emission.join(told, on=["region", "species", "year"], how="left").with_columns(
        whole=pl.col("baseline_t") - pl.col("mass_t"), told=pl.col("fall_t").fill_null(0.0)
    )
    apart = both.filter((pl.col("whole") - pl.col("told")).abs() > 1e-9 * pl.col("baseline_t").abs())
    assert apart.is_empty()
    assert both["told"].abs().sum() > 0


def test_costs_of_the_rows_add_up_to_the_plan_and_projects_are_among_them(
    session: Session, plan: str, proposal: str
) -> None:
    rows = table(session, proposal, "rows")
    yearly = session.call("cocontrol.show", run=plan).meta["yearly_cny"]
    costs = dict(rows.group_by("year").agg(pl.col("cost_cny").sum()).iter_rows())
    assert {str(year): cost for year, cost in costs.items()} == pytest.approx(
        {year: cost for year, cost in yearly.items() if cost}
    )
    assert "project" in set(rows["subject"].cast(pl.String))


def test_departments_that_no_article_names_are_not_guessed(session: Session, proposal: str) -> None:
    rows = table(session, proposal, "rows")
    unbound = rows.filter(pl.col("articles").is_null())
    assert unbound["departments"].null_count() == unbound.height


def test_what_is_invented_or_not_known_goes_with_it(session: Session, proposal: str) -> None:
    rows = table(session, proposal, "assumptions").with_columns(pl.col("kind").cast(pl.String))
    assert rows.filter(kind="driver")["quality"].to_list() == ["synthetic"]
    unknown = table(session, proposal, "rows").filter(~pl.col("share_known"))["measure"]
    named = set(rows.filter(kind="share_unknown")["item"])
    assert {one for chain in unknown for one in chain.split("+")} >= named
    assert not table(session, proposal, "left_out").is_empty()


def test_the_same_plan_under_the_same_name_is_one_proposal_and_another_is_its_next_version(
    session: Session, plan: str, proposal: str
) -> None:
    again = session.call("proposal.save", run=plan, **NAMES)
    assert (again.meta["run"], again.meta["version"]) == (proposal, 1)
    noted = session.call("proposal.save", run=plan, note="改", **NAMES)
    assert noted.meta["version"] == 2
    assert noted.meta["state"] == "proposal"
    listed = session.call("proposal.list").frame()
    assert listed["run"].to_list()[:2] == [noted.meta["run"], proposal]


def test_two_proposals_are_set_side_by_side(
    session: Session, solve: Callable[[dict[str, object]], str], proposal: str
) -> None:
    other = session.call("proposal.save", run=solve(a_problem(fall=0.2)), name_zh="另一", name_en="other")
    told = session.call("proposal.compare", run=proposal, other=other.meta["run"])
    assert not told.frame().is_empty()
    more = told.frame()["more_cny"].sum()
    sums = [table(session, run, "rows")["cost_cny"].sum() for run in (proposal, str(other.meta["run"]))]
    assert more == pytest.approx(sums[0] - sums[1])


def test_the_book_has_a_sheet_for_the_region_and_says_that_it_is_no_task(
    session: Session, proposal: str
) -> None:
    document = session.call("proposal.export", run=proposal).document
    assert document is not None
    book = openpyxl.load_workbook(io.BytesIO(document.content))
    names = [name.removesuffix("（合成数据）") for name in book.sheetnames]
    assert {"说明", "演练省", "约束与目标", "依据的假设", "未纳入的措施"} <= set(names)
    texts = [str(cell.value) for row in book.worksheets[names.index("说明")].iter_rows() for cell in row]
    assert "建议，尚未下达任务" in texts
    heads = [cell.value for cell in next(book.worksheets[names.index("演练省")].iter_rows())]
    assert "年成本（万元）" in heads
    assert "减少SO2（t）" in heads


def test_tonnes_of_a_region_s_sheet_add_up_to_what_falls_there(session: Session, proposal: str) -> None:
    document = session.call("proposal.export", run=proposal).document
    assert document is not None
    book = openpyxl.load_workbook(io.BytesIO(document.content))
    sheet = next(one for one in book.worksheets if one.title.startswith("演练省"))
    heads, *lines = sheet.iter_rows(values_only=True)
    told = table(session, proposal, "falls").filter(region="990000")
    for species in told["species"].cast(pl.String).unique():
        column = heads.index(f"减少{species}（t）")
        whole = told.filter(pl.col("species").cast(pl.String) == species)["fall_t"].sum()
        written = sum(float(line[column] or 0.0) for line in lines)  # type: ignore[arg-type]
        assert written == pytest.approx(whole, rel=1e-9, abs=1e-9)
    measures = [str(line[heads.index("措施")]) for line in lines]
    has_rest = told.filter(pl.col("measure") == "rest").height > 0
    assert any(one.startswith("其余") for one in measures) == has_rest


def test_a_conflict_is_no_proposal_and_a_proposal_has_a_name(
    session: Session, solve: Callable[[dict[str, object]], str], plan: str
) -> None:
    with pytest.raises(CheckFailed):
        session.call("proposal.save", run=solve(a_problem(elasticity=0.9)), **NAMES)
    with pytest.raises(InputError):
        session.call("proposal.save", run=plan, name_zh=" ", name_en="x")
