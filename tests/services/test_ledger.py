"""The ledger's services: who may move what, and what each reader sees."""

from __future__ import annotations

import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import an_actor
from tongyuan.vocabulary.problems import InputError, NotFoundError, PermissionDeniedError

MOVE = {"commodity": "co2_allowance", "vintage": 2025, "memo": "测试"}


@pytest.fixture
def cities(own: Session) -> list[str]:
    """Two cities of the workspace that the test changes."""
    regions = own.call("region.list").frame()
    return regions.filter(level="prefecture")["region"].head(2).to_list()


@pytest.fixture
def books(own: Session, cities: list[str]) -> Session:
    for number, city in enumerate(cities):
        own.call(
            "ledger.issue",
            amount="100",
            by="authority:eco",
            to=f"region:{city}",
            key=f"issue-{number}",
            **MOVE,
        )
    return own


def test_a_year_of_an_allowance_from_issue_to_use(books: Session, cities: list[str]) -> None:
    one, other = (f"region:{city}" for city in cities)
    held = books.call("ledger.reserve", amount="40", holder=one, key="hold", **MOVE).frame()
    number = held["reservation"][0]
    settled = books.call("ledger.settle", number=number, to=other, key="pay", memo="交割")
    assert settled.frame()["state"].to_list() == ["settled"]
    books.call("ledger.retire", amount="60", origin=one, by="authority:eco", key="use", **MOVE)
    rows = books.call("ledger.balance").rows()
    found = {(row["holder"], row["purpose"]): row["available"] for row in rows}
    assert found == {
        (cities[0], "holding"): "0.000",
        (cities[1], "holding"): "140.000",
        ("eco", "issuance"): "-200.000",
        ("eco", "retirement"): "60.000",
    }
    back = books.call("ledger.list").frame()["transfer"].max()
    books.call("ledger.reverse", number=back, key="undo", memo="更正")
    assert books.call("workspace.doctor").frame().filter(check="ledger")["passed"].to_list() == [True]


def test_a_city_sees_its_own_accounts_and_moves_nothing(books: Session, cities: list[str]) -> None:
    city = Session(books.workspace, an_actor(role="city_analyst", region=cities[0]))
    for verb in ("balance", "list"):
        assert set(city.call(f"ledger.{verb}").frame()["holder"]) == {cities[0]}
    with pytest.raises(PermissionDeniedError):
        city.call(
            "ledger.transfer",
            amount="1",
            origin=f"region:{cities[1]}",
            to=f"region:{cities[0]}",
            key="take",
            **MOVE,
        )


def test_only_who_issues_issues(books: Session, cities: list[str]) -> None:
    analyst = Session(books.workspace, an_actor(role="provincial_analyst"))
    with pytest.raises(PermissionDeniedError):
        analyst.call(
            "ledger.issue", amount="1", by="authority:eco", to=f"region:{cities[0]}", key="mine", **MOVE
        )


@pytest.mark.parametrize(
    ("holder", "error"),
    [
        ("nobody", InputError),
        ("region:", InputError),
        ("region:404", NotFoundError),
        ("enterprise:404", NotFoundError),
    ],
)
def test_a_holder_that_is_none_is_refused(books: Session, holder: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        books.call("ledger.reserve", amount="1", holder=holder, key="x", **MOVE)


def test_the_commodities_are_told_with_their_units(own: Session) -> None:
    rows = own.call("ledger.commodities").rows()
    assert {"commodity": "co2_allowance", "unit": "tCO2", "scale": 0}.items() <= rows[0].items()


def test_an_account_tells_what_came_in_what_went_out_and_what_was_left(
    books: Session, cities: list[str]
) -> None:
    one, other = (f"region:{city}" for city in cities)
    books.call("ledger.transfer", amount="30", origin=one, to=other, key="move", **MOVE)
    answer = books.call("ledger.account", commodity="co2_allowance", holder=one)
    told = answer.frame().select("debit", "credit", "balance").cast(float).rows()
    assert told == [(None, 30.0, 70.0), (100.0, None, 100.0)]
    assert answer.meta["unit"] == "tCO2"
    issued = books.call(
        "ledger.account", commodity="co2_allowance", holder="authority:eco", purpose="issuance"
    )
    assert issued.frame()["balance"].cast(float).to_list() == [-200.0, -100.0]


def test_the_account_of_another_city_is_refused(books: Session, cities: list[str]) -> None:
    analyst = Session(books.workspace, an_actor(role="city_analyst", region=cities[0]))
    asked = {"commodity": "co2_allowance"}
    assert analyst.call("ledger.account", holder=f"region:{cities[0]}", **asked).frame().height == 1
    with pytest.raises(PermissionDeniedError):
        analyst.call("ledger.account", holder=f"region:{cities[1]}", **asked)
