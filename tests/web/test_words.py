"""Every word of the pages has its English, and the catalogue holds none that no page says."""

from __future__ import annotations

import csv
import io
import re

import pytest
from babel.messages.pofile import read_po

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.quality import Quality
from tongyuan.web.words import explanation, term, translate

from .page_words import WEB, page_words

CHINESE = re.compile("[\u3400-\u9fff]")


def _catalogue() -> dict[str, str]:
    content = (WEB / "locale" / "en" / "messages.po").read_bytes()
    return {entry.id: entry.string for entry in read_po(io.BytesIO(content), locale="en") if entry.id}


def _terms() -> list[dict[str, str]]:
    return list(csv.DictReader((WEB / "data" / "terms.csv").read_text(encoding="utf-8").splitlines()))


def test_every_word_of_the_pages_has_its_english() -> None:
    assert sorted(set(page_words()) - set(_catalogue())) == []


def test_the_catalogue_holds_no_word_that_no_page_says() -> None:
    assert sorted(set(_catalogue()) - set(page_words())) == []


def test_no_english_word_is_empty_or_chinese() -> None:
    wrong = [word for word, english in _catalogue().items() if not english or CHINESE.search(english)]
    assert wrong == []


def test_every_term_speaks_both_languages() -> None:
    for row in _terms():
        assert row["zh"], row
        assert row["en"], row
        assert not CHINESE.search(row["en"] + row["explain_en"]), row
        assert bool(row["explain_zh"]) == bool(row["explain_en"]), row


def test_every_quality_is_explained_in_both_languages() -> None:
    for quality in Quality:
        for language in ("zh", "en"):
            assert term("quality", quality.value, language) != quality.value or language == "en"
            assert explanation("quality", quality.value, language)


def test_every_identity_of_the_balance_is_explained() -> None:
    for identity in packaged_table("balance_identities")["identity"]:
        assert explanation("identity", identity, "zh"), identity


def test_every_unit_is_written_in_both_languages() -> None:
    for row in packaged_table("units").iter_rows(named=True):
        assert not CHINESE.search(row["written_en"] or ""), row


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_code_without_a_word_is_shown_as_it_is(language: str) -> None:
    assert term("quality", "something", language) == "something"  # type: ignore[arg-type]


def test_chinese_pages_say_what_the_code_says() -> None:
    assert translate("没有这个词", "zh") == "没有这个词"
