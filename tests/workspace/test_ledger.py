"""The ledger: nothing appears from nowhere, nothing is spent twice, on both databases."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest
from sqlalchemy import text

from tongyuan.testing.ledger import CITY, MARKET, PLANT, PROVINCE, a_voucher, an_issue
from tongyuan.vocabulary.commodities import commodity_of
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError
from tongyuan.vocabulary.scope import Reach, Scope
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.ledger import Holder, Ledger, Posting
from tongyuan.workspace.ledger.accounts import open_account
from tongyuan.workspace.ledger.transfers import post
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

ALLOWANCE = "co2_allowance"


@pytest.fixture
def ledger(workspace: Workspace) -> Ledger:
    return Ledger(workspace.database)


def free(ledger: Ledger, holder: Holder, *, commodity: str = ALLOWANCE) -> tuple[str, str, str]:
    rows = ledger.balances().filter(holder=holder.id, commodity=commodity, purpose="holding")
    return tuple(str(rows[name].sum()) for name in ("balance", "held", "available"))


def sums(ledger: Ledger) -> dict[tuple[str, int | None], Decimal]:
    found: dict[tuple[str, int | None], Decimal] = defaultdict(Decimal)
    for row in ledger.entries().iter_rows(named=True):
        found[row["commodity"], row["vintage"]] += row["amount"]
    return dict(found)


def test_the_example_of_the_module_comes_out(ledger: Ledger) -> None:
    an_issue(ledger, "100")
    held = ledger.reserve(ALLOWANCE, "40", holder=PLANT, vintage=2025, voucher=a_voucher())
    ledger.transfer(ALLOWANCE, "30", origin=PLANT, to=CITY, vintage=2025, voucher=a_voucher())
    assert free(ledger, PLANT) == ("70.000", "40.000", "30.000")
    settled = ledger.settle(held.id, to=MARKET, amount="25", voucher=a_voucher())
    assert settled.state == "settled"
    assert free(ledger, PLANT) == ("45.000", "0.000", "45.000")
    assert sums(ledger) == {(ALLOWANCE, 2025): 0}
    issued = ledger.balances().filter(purpose="issuance")
    assert issued["balance"].to_list() == [Decimal(-100)]
    assert ledger.faults() == ()


def test_what_is_held_back_cannot_be_spent(ledger: Ledger) -> None:
    an_issue(ledger, "100")
    ledger.reserve(ALLOWANCE, "40", holder=PLANT, vintage=2025, voucher=a_voucher())
    with pytest.raises(ConflictError, match="lacks 1 tCO2"):
        ledger.transfer(ALLOWANCE, "61", origin=PLANT, to=CITY, vintage=2025, voucher=a_voucher())
    with pytest.raises(ConflictError):
        ledger.reserve(ALLOWANCE, "61", holder=PLANT, vintage=2025, voucher=a_voucher())
    assert free(ledger, PLANT) == ("100.000", "40.000", "60.000")
    assert ledger.entries().height == 2


def test_units_of_one_year_are_not_those_of_another(ledger: Ledger) -> None:
    an_issue(ledger, "100")
    with pytest.raises(ConflictError):
        ledger.transfer(ALLOWANCE, "1", origin=PLANT, to=CITY, vintage=2024, voucher=a_voucher())


def test_the_same_key_again_changes_nothing(ledger: Ledger) -> None:
    an_issue(ledger, "100")
    moves = [
        ledger.transfer(ALLOWANCE, "30", origin=PLANT, to=CITY, vintage=2025, voucher=a_voucher("one"))
        for _ in range(3)
    ]
    assert len(set(moves)) == 1
    holds = [
        ledger.reserve(ALLOWANCE, "20", holder=PLANT, vintage=2025, voucher=a_voucher("two"))
        for _ in range(3)
    ]
    assert len({held.id for held in holds}) == 1
    settled = [ledger.settle(holds[0].id, to=CITY, voucher=a_voucher("three")) for _ in range(3)]
    assert len({held.transfer for held in settled}) == 1
    back = [ledger.reverse(moves[0].id, a_voucher("four")) for _ in range(3)]
    assert len(set(back)) == 1
    assert free(ledger, PLANT) == ("80.000", "0.000", "80.000")
    assert ledger.faults() == ()


def test_a_key_that_stands_for_something_else_is_refused(ledger: Ledger) -> None:
    an_issue(ledger, "100")
    ledger.transfer(ALLOWANCE, "30", origin=PLANT, to=CITY, vintage=2025, voucher=a_voucher("one"))
    with pytest.raises(ConflictError, match="another movement"):
        ledger.transfer(ALLOWANCE, "31", origin=PLANT, to=CITY, vintage=2025, voucher=a_voucher("one"))


def test_a_reservation_ends_once(ledger: Ledger) -> None:
    an_issue(ledger, "100")
    held = ledger.reserve(ALLOWANCE, "40", holder=PLANT, vintage=2025, voucher=a_voucher())
    assert ledger.release(held.id, actor="tester", note="not needed").state == "released"
    assert ledger.release(held.id, actor="tester", note="not needed").state == "released"
    with pytest.raises(ConflictError, match="released"):
        ledger.settle(held.id, to=CITY, voucher=a_voucher())
    assert free(ledger, PLANT) == ("100.000", "0.000", "100.000")


def test_a_reservation_that_lapsed_holds_nothing(ledger: Ledger) -> None:
    an_issue(ledger, "100")
    past = now() - timedelta(seconds=1)
    held = ledger.reserve(ALLOWANCE, "40", holder=PLANT, vintage=2025, voucher=a_voucher(), expires_at=past)
    assert held.state == "expired"
    assert free(ledger, PLANT) == ("100.000", "0.000", "100.000")
    with pytest.raises(ConflictError, match="expired"):
        ledger.settle(held.id, to=CITY, voucher=a_voucher())
    assert (ledger.expire(actor="tester"), ledger.expire(actor="tester")) == (1, 0)
    assert ledger.reservations()["state"].to_list() == ["expired"]


def test_more_than_was_held_back_is_not_settled(ledger: Ledger) -> None:
    an_issue(ledger, "100")
    held = ledger.reserve(ALLOWANCE, "40", holder=PLANT, vintage=2025, voucher=a_voucher())
    with pytest.raises(ConflictError, match="holds 40"):
        ledger.settle(held.id, to=CITY, amount="41", voucher=a_voucher())


def test_a_transfer_is_taken_back_once_and_only_while_it_is_unspent(ledger: Ledger) -> None:
    an_issue(ledger, "100")
    sale = ledger.transfer(ALLOWANCE, "30", origin=PLANT, to=CITY, vintage=2025, voucher=a_voucher())
    spent = ledger.transfer(ALLOWANCE, "10", origin=CITY, to=MARKET, vintage=2025, voucher=a_voucher())
    with pytest.raises(ConflictError, match="lacks 10"):
        ledger.reverse(sale.id, a_voucher())
    ledger.reverse(spent.id, a_voucher())
    back = ledger.reverse(sale.id, a_voucher())
    for number in (sale.id, back.id):
        with pytest.raises(ConflictError, match="reversed before"):
            ledger.reverse(number, a_voucher())
    assert free(ledger, PLANT) == ("100.000", "0.000", "100.000")


def test_what_is_used_up_is_gone(ledger: Ledger) -> None:
    an_issue(ledger, "100")
    ledger.retire(ALLOWANCE, "100", origin=PLANT, by=PROVINCE, vintage=2025, voucher=a_voucher())
    with pytest.raises(ConflictError):
        ledger.retire(ALLOWANCE, "1", origin=PLANT, by=PROVINCE, vintage=2025, voucher=a_voucher())
    with pytest.raises(ConflictError):
        ledger.transfer(ALLOWANCE, "1", origin=PROVINCE, to=PLANT, vintage=2025, voucher=a_voucher())


@pytest.mark.parametrize(
    ("commodity", "amount", "vintage"),
    [
        (ALLOWANCE, "0", 2025),
        (ALLOWANCE, "-1", 2025),
        (ALLOWANCE, "0.5", 2025),
        (ALLOWANCE, "NaN", 2025),
        (ALLOWANCE, "sNaN", 2025),
        (ALLOWANCE, "1e15", 2025),
        (ALLOWANCE, "1e999999", 2025),
        (ALLOWANCE, "ten", 2025),
        (ALLOWANCE, "1", None),
        (ALLOWANCE, "1", 1066),
        ("so2", "0.0005", None),
        ("cny", "1", 2025),
        ("cny", "0.001", None),
    ],
)
def test_an_amount_that_cannot_be_counted_is_refused(
    ledger: Ledger, commodity: str, amount: str, vintage: int | None
) -> None:
    with pytest.raises(InputError):
        ledger.issue(commodity, amount, by=PROVINCE, to=PLANT, vintage=vintage, voucher=a_voucher())
    assert ledger.entries().is_empty()


def test_what_is_not_there_is_said_not_to_be_there(ledger: Ledger) -> None:
    for act in (
        lambda: ledger.issue("gold", "1", by=PROVINCE, to=PLANT, voucher=a_voucher()),
        lambda: ledger.reverse(404, a_voucher()),
        lambda: ledger.settle(404, to=CITY, voucher=a_voucher()),
        lambda: ledger.release(404, actor="tester", note=""),
    ):
        with pytest.raises(NotFoundError):
            act()


def test_amounts_stay_exact_where_sums_of_floats_drift(ledger: Ledger) -> None:
    for _ in range(10):
        ledger.issue("so2", "0.1", by=PROVINCE, to=PLANT, voucher=a_voucher())
    assert free(ledger, PLANT, commodity="so2")[0] == "1.000"


def test_postings_that_do_not_balance_are_refused(workspace: Workspace) -> None:
    kind = commodity_of("so2")
    for steps in ((5, -4), (5, -5, 0), (0, 0), (5,)):
        with workspace.database.write() as session:
            account = open_account(session, CITY, commodity=kind)
            postings = [Posting(account, None, each) for each in steps]
            with pytest.raises(InputError):
                post(session, a_voucher(), kind="transfer", postings=postings)


def test_a_holder_sees_its_own_accounts_alone(workspace: Workspace) -> None:
    ledger = Ledger(workspace.database)
    for holder in (PLANT, CITY, Holder("enterprise", "E002", region="990200")):
        an_issue(ledger, "10", to=holder)
        ledger.reserve(ALLOWANCE, "1", holder=holder, vintage=2025, voucher=a_voucher())
    own = Scope((Reach(enterprises=frozenset({"E001"})),))
    city = Scope((Reach(regions=frozenset({"990100"}), up_to=Sensitivity.INTERNAL),))
    office = Scope((Reach(regions=frozenset({"990100"})),))
    assert seen(workspace, own) == {"E001"}
    assert seen(workspace, city) == {"990100"}
    assert seen(workspace, office) == {"990100", "E001"}
    assert seen(workspace, Scope()) == set()


def seen(workspace: Workspace, scope: Scope) -> set[str]:
    ledger = Ledger(workspace.database, scope)
    frames: tuple[pl.DataFrame, ...] = (ledger.balances(), ledger.entries(), ledger.reservations())
    found = [set(frame["holder"]) for frame in frames]
    assert found[0] == found[1] == found[2]
    return found[0]


def test_books_that_were_meddled_with_are_found(workspace: Workspace) -> None:
    ledger = Ledger(workspace.database)
    an_issue(ledger, "100")
    with workspace.database.write() as session:
        guards = {"ledger_posting_refuse_update": "", "ledger_posting_refuse": " ON ledger_posting"}
        guard = list(guards.items())[0 if workspace.database.is_sqlite else 1]
        session.execute(text(f"DROP TRIGGER {guard[0]}{guard[1]}"))
        session.execute(text("UPDATE ledger_posting SET amount = -7 WHERE amount > 0"))
    assert {problem.code for problem in ledger.faults()} == {"ledger.unequal", "ledger.below_zero"}


@pytest.mark.parametrize("opening", ["queued", "meeting"])
def test_twenty_workers_never_overdraw_one_account(workspace: Workspace, opening: str) -> None:
    if opening == "meeting":
        workspace.database.opening = None  # writers meet, and the database chooses
        workspace.database.pace.tries = 40
    ledger = Ledger(workspace.database)
    an_issue(ledger, "100")

    def spend(number: int) -> str:
        voucher = a_voucher(f"spend-{number}")
        try:
            if number % 2:
                ledger.reserve(ALLOWANCE, "7", holder=PLANT, vintage=2025, voucher=voucher)
            else:
                ledger.transfer(ALLOWANCE, "7", origin=PLANT, to=CITY, vintage=2025, voucher=voucher)
        except ConflictError as refused:
            return refused.problems[0].code
        return "spent"

    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(spend, range(40)))
    assert (said.count("spent"), set(said)) == (14, {"spent", "ledger.overdrawn"})  # 14 x 7 = 98
    assert free(ledger, PLANT)[2] == "2.000"
    assert (ledger.faults(), sums(ledger)) == ((), {(ALLOWANCE, 2025): 0})


def test_of_fifty_reservations_at_once_exactly_what_is_available_is_granted(workspace: Workspace) -> None:
    ledger = Ledger(workspace.database)
    ledger.issue("nox", "60.5", by=PROVINCE, to=PLANT, vintage=2024, voucher=a_voucher())
    wanted = {number: Decimal(number % 7 + 1) / 2 for number in range(50)}

    def reserve(number: int) -> str:
        voucher = a_voucher(f"project-{number}")
        try:
            held = ledger.reserve("nox", str(wanted[number]), holder=PLANT, vintage=2024, voucher=voucher)
        except ConflictError as refusal:
            return refusal.problems[0].code
        return held.state

    with ThreadPoolExecutor(50) as pool:
        said = list(pool.map(reserve, range(50)))
    assert set(said) == {"held", "ledger.overdrawn"}
    granted = {number: wanted[number] for number in range(50) if said[number] == "held"}
    balance, held, available = (Decimal(text) for text in free(ledger, PLANT, commodity="nox"))
    assert balance == Decimal("60.5")
    assert held == sum(granted.values()) <= balance
    refused = [amount for number, amount in wanted.items() if number not in granted]
    assert available == balance - held < min(refused)  # nobody was refused what was there
    assert {reserve(number) for number in granted} == {"held"}  # the same project again holds nothing more
    assert (free(ledger, PLANT, commodity="nox")[1], ledger.faults()) == (f"{held:.3f}", ())
