"""The checker of histories finds what is wrong, and only that."""

from __future__ import annotations

import pytest

from tongyuan.testing.histories import Transaction, anomalies

FIRST = Transaction("first", {"x": []}, {"x": [1]})
SECOND = Transaction("second", {"x": [1]}, {"x": [2]})


def kinds(history: list[Transaction], **final: list[int]) -> set[str]:
    return {found.kind for found in anomalies(history, final)}


def test_one_after_the_other_is_no_anomaly() -> None:
    assert kinds([SECOND, FIRST], x=[1, 2]) == set()


def test_a_lost_update_is_found() -> None:
    """Both counted from the same value; the first append is gone."""
    assert kinds([FIRST, Transaction("second", {"x": []}, {"x": [2]})], x=[2]) >= {"lost"}
    assert kinds([FIRST, Transaction("second", {"x": []}, {"x": [2]})], x=[1, 2]) == {"cycle"}


def test_write_skew_is_found() -> None:
    """Each read what the other then wrote: snapshots allow it, no order does."""
    history = [
        Transaction("one", {"x": [], "y": []}, {"x": [1]}),
        Transaction("two", {"x": [], "y": []}, {"y": [2]}),
    ]
    assert kinds(history, x=[1], y=[2]) == {"cycle"}


def test_a_reader_who_saw_the_later_of_two_without_the_earlier_is_found() -> None:
    """The read-only anomaly, told of PostgreSQL before it was serialisable."""
    history = [
        Transaction("deposit", {"x": []}, {"x": [1]}),
        Transaction("withdraw", {"x": [], "y": []}, {"y": [2]}),
        Transaction("report", {"x": [1], "y": []}),
    ]
    assert kinds(history, x=[1], y=[2]) == {"cycle"}


def test_a_long_way_round_is_found() -> None:
    history = [
        Transaction(str(number), {f"k{number}": []}, {f"k{(number + 1) % 50}": [1]}) for number in range(50)
    ]
    assert kinds(history, **{f"k{number}": [1] for number in range(50)}) == {"cycle"}


@pytest.mark.parametrize(
    ("history", "final", "kind"),
    [
        ([Transaction("a", {"x": [7]}, {})], [1], "torn"),
        ([Transaction("a", {}, {"x": [1]})], [1, 1], "duplicate"),
        ([Transaction("a", {}, {"x": [1]})], [1, 9], "unknown"),
        ([Transaction("a", {}, {"x": [1, 3]}), Transaction("b", {}, {"x": [2]})], [1, 2, 3], "split"),
    ],
)
def test_what_no_list_can_hold_is_found(history: list[Transaction], final: list[int], kind: str) -> None:
    assert kind in kinds(history, x=final)
