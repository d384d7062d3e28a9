"""Each method's function against the equation that is printed for it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tongyuan.accounting
from tongyuan.accounting.choice import services
from tongyuan.vocabulary.methods import Method, methods

OURS = [entry for entry in methods() if entry.function.__module__.startswith(tongyuan.accounting.__name__)]
SHARES = {
    "ash_retention",
    "calcination",
    "carbon_share",
    "cullet_share",
    "from_carbonate",
    "gas_used",
    "heel",
    "mgo_share",
    "oxidation",
    "oxide_share",
    "oxidised_share",
    "purity",
    "recovery",
    "release_share",
    "removal",
    "share_of_pm25",
    "sulphur_share",
}


def evaluate(equation: str, values: dict[str, float]) -> float:
    """Arithmetic alone: knows the printed text and no method."""
    return eval(equation, {"__builtins__": {}}, values)


def some_values(entry: Method, draw: st.DrawFn) -> dict[str, float]:
    return {
        name: draw(st.floats(0, 1) if name in SHARES else st.floats(1e-3, 1e6), label=name)
        for name in entry.terms
    }


def applied(entry: Method, values: dict[str, object]) -> object:
    rest = dict(values)
    return entry.function(rest.pop("quantity"), **rest)


def test_all_methods_are_registered_and_serve_something() -> None:
    assert {entry.id for entry in OURS} == {service.method for service in services()}


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: entry.id)
@given(data=st.data())
def test_the_function_is_its_printed_equation(entry: Method, data: st.DataObject) -> None:
    values = some_values(entry, data.draw)
    assert applied(entry, values) == pytest.approx(evaluate(entry.equation, values), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: entry.id)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_numbers_arrays_and_columns_give_the_same(entry: Method, data: st.DataObject) -> None:
    values = some_values(entry, data.draw)
    number = applied(entry, values)
    array = applied(entry, {name: np.array([value]) for name, value in values.items()})
    columns = {name: pl.col(name) for name in values}
    column = pl.DataFrame({name: [value] for name, value in values.items()}).select(applied(entry, columns))
    assert array[0] == pytest.approx(number, rel=1e-14)
    assert column.item() == pytest.approx(number, rel=1e-14)


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: entry.id)
@given(data=st.data(), share=st.floats(0, 1))
def test_a_split_activity_gives_what_the_whole_gives(
    entry: Method, data: st.DataObject, share: float
) -> None:
    values = some_values(entry, data.draw)
    whole = applied(entry, values)
    parts = [applied(entry, values | {"quantity": values["quantity"] * part}) for part in (share, 1 - share)]
    assert sum(parts) == pytest.approx(whole, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("entry", [e for e in OURS if "removal" in e.terms], ids=lambda entry: entry.id)
@given(data=st.data(), more=st.floats(0, 1))
def test_more_control_never_raises_emission(entry: Method, data: st.DataObject, more: float) -> None:
    values = some_values(entry, data.draw)
    cleaner = values | {"removal": values["removal"] + (1 - values["removal"]) * more}
    assert applied(entry, cleaner) <= applied(entry, values)


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: entry.id)
def test_every_method_says_where_it_is_from(entry: Method) -> None:
    assert entry.source
    assert entry.edition
    assert entry.unit == "t"
