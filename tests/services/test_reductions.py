"""Reductions as people register, recognise, count and use them; the books of the ledger agree."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import an_actor
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError

BY = "authority:province"


def registered(session: Session, **changed: Any) -> int:
    told = {
        "facility": "锅炉1",
        "commodity": "nox",
        "year": 2024,
        "amount": "100",
        "holder": f"region:{session.workspace.meta.region}",
        "measure": "closure",
        "before": "100",
        "after": "0",
        "base": "2020-12-31",
        "began": "2024-03-01",
        "lawful": "yes",
        "evidence": "关停文件",
        "key": f"登记 {changed}",
    }
    return int(session.call("reduction.register", **told | changed).frame()["reduction"][0])


def recognised(session: Session, **changed: Any) -> int:
    number = registered(session, **changed)
    other = Session(session.workspace, an_actor("second"))
    other.call("reduction.recognise", number=number, amount="90", key=f"r{number}", memo="按清单系数核减")
    return number


def left(session: Session) -> tuple[Decimal, Decimal]:
    rows = session.call("ledger.balance").frame().filter(commodity="nox", purpose="holding")
    rows = rows.filter(holder_kind="region")
    return rows["balance"].sum(), rows["available"].sum()


def test_the_worked_example_of_the_guide_comes_out(own: Session) -> None:
    """100 claimed, 90 recognised, 40 counted, 50 credited; 15 x 2 held and used, 20 left."""
    number = recognised(own)
    own.call("reduction.count", number=number, amount="40", quarter=2, key="c")
    own.call("replacement.credit", number=number, amount="50", by=BY, key="i", memo="核发")
    assert left(own) == (50, 50)
    wanted: dict[str, Any] = {"number": number, "project": "P1", "need": "15", "ratio": 2.0}
    assert own.call("replacement.check", **wanted).data["verdict"] == "fits"
    hold = int(own.call("replacement.reserve", **wanted, key="h", memo="环评").frame()["step"][0])
    assert left(own) == (50, 20)
    row = own.call("replacement.use", number=number, hold=hold, by=BY, key="u", memo="投产").frame()
    assert row.select("counted", "used", "replacing", "free").row(0) == (40, 30, 20, 0)
    assert left(own) == (20, 20)
    assert own.workspace.ledger.faults() == ()
    steps = own.call("replacement.statement", number=number).frame()["step"].to_list()
    assert steps == ["recognise", "count", "credit", "reserve", "use"]
    total = own.call("reduction.totals").frame().row(0, named=True)
    assert (total["claimed"], total["recognised"], total["counted"]) == (100, 90, 40)


def test_a_tonne_both_reduced_and_replaced_is_refused_with_the_clause_and_nothing_is_issued(
    own: Session,
) -> None:
    number = recognised(own)
    own.call("reduction.count", number=number, amount="60", quarter=1, key="c")
    with pytest.raises(ConflictError) as refused:
        own.call("replacement.credit", number=number, amount="31", by=BY, key="i", memo="核发")
    problem = refused.value.problems[0]
    assert (problem.code, problem.values["free"]) == ("reduction.taken", Decimal(30))
    assert "60.000" in str(problem.values["holds"])
    assert "一吨只用一次" in str(problem.values["clause"])
    assert left(own) == (0, 0)


def test_an_amount_held_by_one_project_is_refused_to_another(own: Session) -> None:
    number = recognised(own)
    own.call("replacement.credit", number=number, amount="90", by=BY, key="i", memo="核发")
    wanted: dict[str, Any] = {"number": number, "need": "30", "ratio": 2.0, "memo": "环评"}
    hold = int(own.call("replacement.reserve", project="P1", key="h1", **wanted).frame()["step"][0])
    with pytest.raises(ConflictError) as refused:
        own.call("replacement.reserve", project="P2", key="h2", **wanted)
    assert "P1" in str(refused.value.problems[0].values["holds"])
    own.call("replacement.release", number=number, hold=hold, key="l", memo="项目撤回")
    own.call("replacement.reserve", project="P2", key="h2", **wanted)
    assert left(own) == (90, 30)


def test_petcoke_replaces_no_coal(own: Session) -> None:
    number = recognised(own, commodity="coal", substitute="petcoke")
    with pytest.raises(ConflictError) as refused:
        own.call("replacement.credit", number=number, amount="1", by=BY, key="i", memo="核发")
    problem = refused.value.problems[0]
    assert problem.code == "reduction.dirty_fuel"
    assert "国发〔2023〕24号" in str(problem.values["clause"])


def test_what_cannot_be_registered_is_refused(own: Session) -> None:
    with pytest.raises(InputError):
        registered(own, after=None)
    with pytest.raises(InputError):
        registered(own, holder=BY)
    with pytest.raises(NotFoundError):
        own.call("replacement.use", number=1, hold=9, by=BY, key="u", memo="m")
    with pytest.raises(ConflictError):  # nobody recognises his own
        own.call("reduction.recognise", number=registered(own), amount="1", key="r", memo="m")


BOILER = "activity_before=7320;factor_before=5;removal_before=0"


def test_a_reduction_is_recomputed_and_recognised_above_it_only_with_a_reason(own: Session) -> None:
    number = registered(own, facility="复算锅炉", amount="40", parameters=BOILER)
    row = own.call("reduction.list").frame().filter(reduction=number)
    assert row.select("proved", "recomputed").row(0) == ("recomputed", pytest.approx(36.6))
    other = Session(own.workspace, an_actor("second"))
    with pytest.raises(ConflictError) as refusal:
        other.call("reduction.recognise", number=number, amount="40", key="too much")
    assert refusal.value.problems[0].code == "reduction.above_recomputed"
    other.call("reduction.recognise", number=number, amount="36.6", key="as recomputed", memo="按参数复算")


def test_what_is_only_stated_says_so(own: Session) -> None:
    number = registered(own, facility="申报锅炉")
    row = own.call("reduction.list").frame().filter(reduction=number)
    assert row.select("proved", "recomputed").row(0) == ("stated", None)


@pytest.mark.parametrize(
    ("parameters", "codes"),
    [
        ("activity_before=7320", ["reduction.lacking"]),
        ("activity_before=many;removal_before=2;colour=1", ["reduction.parameter"] * 3),
        ("activity_before=-1;factor_before=5;removal_before=0", ["reduction.parameter"]),
        ("activity_before=nan;factor_before=5;removal_before=0", ["reduction.parameter"]),
    ],
)
def test_parameters_that_cannot_be_are_all_named(own: Session, parameters: str, codes: list[str]) -> None:
    with pytest.raises(InputError) as refusal:
        registered(own, facility="错参", parameters=parameters)
    assert [one.code for one in refusal.value.problems] == codes


def test_a_sewage_plant_is_not_recomputed_for_what_it_does_not_treat(own: Session) -> None:
    told = {"measure": "sewage_plant", "parameters": "activity_after=365;factor_before=300;factor_after=40"}
    with pytest.raises(InputError) as refusal:
        registered(own, facility="污水厂", **told)
    assert refusal.value.problems[0].code == "reduction.no_equation"
    number = registered(own, facility="污水厂", commodity="cod", amount="949", before="949", **told)
    assert own.call("reduction.list").frame().filter(reduction=number)["recomputed"][0] == pytest.approx(949)


def test_quarters_add_up_within_their_year(own: Session) -> None:
    number = recognised(own)
    for quarter, amount in ((1, "10"), (2, "20"), (2, "5")):
        told = {"number": number, "amount": amount, "quarter": quarter, "key": f"{quarter} {amount}"}
        own.call("reduction.count", **told)
    rows = own.call("reduction.quarters").frame().select("quarter", "counted", "so_far").rows()
    assert rows == [(1, Decimal("10.000"), Decimal("10.000")), (2, Decimal("25.000"), Decimal("35.000"))]


def test_what_is_held_tells_the_day_on_which_it_lapses(own: Session) -> None:
    number = recognised(own)
    own.call("replacement.credit", number=number, amount="50", by=BY, key="c", memo="m")
    held = {"number": number, "need": "10", "ratio": 2.0, "memo": "m"}
    own.call("replacement.reserve", **held, project="P1", key="h1", until="2999-12-31")
    own.call("replacement.reserve", **held, project="P2", key="h2")
    rows = own.call("replacement.holds").frame()
    assert rows.select("project", "amount").rows() == [("P1", Decimal("20.000")), ("P2", Decimal("20.000"))]
    assert [str(last) for last in rows["last_day"]] == ["2999-12-31", "None"]
    own.call("replacement.release", number=number, hold=int(rows["hold"][0]), key="r", memo="m")
    assert own.call("replacement.holds").frame()["project"].to_list() == ["P2"]
