"""What a password must be like, and how it is kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.services.passwords import Passwords, check_password
from tongyuan.services.sign_in_rules import rules
from tongyuan.testing.people import PASSWORD, quick_rules
from tongyuan.vocabulary.problems import InputError

QUICK = Passwords(quick_rules())


def codes(password: str, *words: str) -> list[str]:
    try:
        check_password(password, words=words)
    except InputError as error:
        return [problem.code for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "good",
    [
        PASSWORD,
        "烧煤少一点天空蓝一点再蓝一点点",  # any script
        "only small letters and blanks",  # no mixture of signs is asked for
        "8264019573826",  # nor of kinds
        "🦉🦉 owls at 🌊 midnight",
        "a leaf, a stone, a door " * 5,  # 120 characters
    ],
)
def test_a_password_needs_length_and_nothing_else(good: str) -> None:
    assert codes(good) == []


def test_the_shortest_and_the_longest_are_told_with_their_bounds() -> None:
    assert codes("x7 quiet he") == ["people.password_short"]
    assert codes("ab cd ef gh ij kl " * 8) == ["people.password_long"]
    assert (rules().password_min, rules().password_max) == (12, 128)


@pytest.mark.parametrize(
    "common",
    [
        "password1234",
        "PASSWORD1234",
        "qwertyuiop123",
        "1234567890123",
        "iloveyou1234",
        "aaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "abcdefghijklmnop",
        "ponmlkjihgfedcba",
    ],
)
def test_what_everybody_chooses_is_refused(common: str) -> None:
    assert codes(common) == ["people.password_common"]


@pytest.mark.parametrize(
    ("word", "password"),
    [
        ("li.wei", "li.wei-2026!"),
        ("示例省", "示例省示例省2026年示例省"),
        ("Example City", "example city123"),
        ("", "tongyuan2026!"),
        ("", "管理员2026inventory!"),
    ],
)
def test_a_password_that_is_little_more_than_a_known_word_is_refused(word: str, password: str) -> None:
    assert codes(password, word) == ["people.password_word"]
    assert codes(f"{password} and seven herons", word) == []


def test_every_character_counts() -> None:
    long = "a leaf, a stone, a door " * 5
    assert not QUICK.verify(QUICK.hash(long + "x"), long + "y")


def test_one_word_from_two_keyboards_is_one_password() -> None:
    hashed = QUICK.hash(unicodedata.normalize("NFD", "Überraschung é"))
    assert QUICK.verify(hashed, unicodedata.normalize("NFC", "Überraschung é"))


def test_the_hash_is_argon2id_by_the_tables_parameters() -> None:
    stated = rules()
    expected = f"$argon2id$v=19$m={stated.argon2_memory},t={stated.argon2_time},p={stated.argon2_lanes}$"
    assert Passwords(stated).hash(PASSWORD).startswith(expected)
    assert stated.argon2_memory >= 19 * 1024  # the least that is recommended today
    assert stated.argon2_time >= 2


def test_two_hashes_of_one_password_differ() -> None:
    assert QUICK.hash(PASSWORD) != QUICK.hash(PASSWORD)


def test_nobodys_password_is_never_right() -> None:
    assert not QUICK.verify(None, "the password of nobody")
    assert not QUICK.verify("", "")
    assert not QUICK.verify("no hash at all", PASSWORD)


@given(st.text(min_size=12, max_size=128))
def test_any_text_is_told_right_from_wrong_without_a_fault(text: str) -> None:
    codes(text)
    assert QUICK.verify(QUICK.hash(text), text)
