"""A point of a front becomes a plan of its own, that says of which front it is and which bounds it moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tongyuan.services.session import Session
from tongyuan.testing.posing import a_problem
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError, NotFoundError

pytestmark = pytest.mark.slow
POINTS = 3


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("points") / "workspace"))
    yield made
    made.workspace.close()


@pytest.fixture(scope="module")
def front(session: Session, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A front between cost, SO2 and a target of the policy."""
    file = tmp_path_factory.mktemp("problem") / "problem.yaml"
    file.write_text(yaml.safe_dump(a_problem(), allow_unicode=True), encoding="utf-8")
    told = session.call("cocontrol.pareto", file=file, across="SO2:2030 X02:2025", points=POINTS)
    return str(told.meta["run"])


def test_a_point_is_a_plan_of_the_same_cost_under_its_bounds(session: Session, front: str) -> None:
    rows = session.call("cocontrol.points", run=front).frame().filter(point=1)
    told = session.call("cocontrol.pick", run=front, point=1)
    assert (told.meta["front"], told.meta["point"]) == (front, 1)
    assert told.meta["cost_cny"] == pytest.approx(rows["cost_cny"][0], rel=1e-6)
    limits = session.call("cocontrol.show", run=told.meta["run"], table="limit").frame()
    for row in rows.iter_rows(named=True):
        held = limits.filter(limit=row["limit"], year=row["year"])
        assert held["bound"].item() == row["bound"]
    again = session.call("cocontrol.pick", run=front, point=1)
    assert again.meta["run"] == told.meta["run"]
    # The front itself knows which of its points are plans, whatever plan is shown beside it.
    solved = session.call("cocontrol.points", run=front).meta["solved"]
    assert {"point": 1, "run": told.meta["run"]} in solved
    listed = session.call("cocontrol.show", run=told.meta["run"]).meta["runs"]
    assert {"front": front, "point": 1}.items() <= next(
        row for row in listed if row["run"] == told.meta["run"]
    ).items()


def test_a_point_says_where_it_is_looser_than_the_policy(session: Session, front: str) -> None:
    told = session.call("cocontrol.pick", run=front, point=0)
    moved = {row["limit"]: row for row in told.meta["moved"]}
    assert moved["X02"]["target"] == "X02"
    assert moved["X02"]["looser"] == (moved["X02"]["bound"] > moved["X02"]["stated"])
    assert any(row["looser"] for row in moved.values())


def test_the_problem_of_a_point_gives_the_same_figures(session: Session, front: str, tmp_path: Path) -> None:
    told = session.call("cocontrol.pick", run=front, point=1)
    document = session.call("cocontrol.example", run=told.meta["run"]).document
    assert document is not None
    file = tmp_path / "point.yaml"
    file.write_bytes(document.content)
    again = session.call("cocontrol.solve", file=file)
    assert again.meta["cost_cny"] == told.meta["cost_cny"]


def test_a_point_that_is_not_there_is_refused(session: Session, front: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        session.call("cocontrol.pick", run=front, point=99)
    assert caught.value.problems[0].code == "cocontrol.no_point"


def test_a_bound_of_no_limit_is_refused(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "problem.yaml"
    file.write_text(yaml.safe_dump(a_problem(bounds={"SO3:2030": 1.0}), allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        session.call("cocontrol.solve", file=file)
    assert caught.value.problems[0].code == "cocontrol.no_limit"


def test_two_points_say_what_one_does_otherwise(session: Session, front: str) -> None:
    runs = [str(session.call("cocontrol.pick", run=front, point=point).meta["run"]) for point in (1, 0)]
    told = session.call("cocontrol.differ", run=runs[0], other=runs[1])
    assert not told.frame().is_empty()
    sulphur = next(row for row in told.meta["emission"] if (row["species"], row["year"]) == ("SO2", 2030))
    assert sulphur["mass_t"] != sulphur["other_mass_t"]
