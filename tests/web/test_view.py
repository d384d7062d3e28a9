"""A view's address says all of its state; what an address gets wrong is told."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tongyuan.vocabulary.problems import InputError
from tongyuan.web.view import View


def _view(lang: Any = "zh", **query: str) -> View:
    return View(session=None, path="/plan/inventory", lang=lang, query=query)  # type: ignore[arg-type]


def _read(address: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(address)
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_the_other_language_keeps_every_choice() -> None:
    path, query = _read(_view(species="NOx", run="1a2b").other_language())
    assert (path, query) == ("/plan/inventory", {"lang": "en", "species": "NOx", "run": "1a2b"})


def test_a_choice_that_is_cleared_leaves_the_address() -> None:
    assert _read(_view("en", status="behind", article="6").here(status=None))[1] == {
        "lang": "en",
        "article": "6",
    }


def test_chinese_in_an_address_comes_back_as_it_was() -> None:
    assert _read(_view().link("/search", q="煤 炭&油"))[1]["q"] == "煤 炭&油"


def test_a_year_that_is_no_number_is_refused_by_its_name() -> None:
    with pytest.raises(InputError) as caught:
        _view(year="二〇〇七").number("year")
    assert "year" in caught.value.text("zh")


def test_a_choice_outside_the_list_is_refused_with_the_list() -> None:
    with pytest.raises(InputError) as caught:
        _view(gwp="AR9").choice("gwp", ("AR5", "AR6"))
    assert "AR6" in caught.value.text("en")


def test_a_row_without_english_is_told_in_chinese() -> None:
    assert _view("en").of({"name_zh": "原煤", "name_en": None}, "name") == "原煤"


def test_labels_bear_their_units_in_the_brackets_of_the_language() -> None:
    assert (_view().measure("排放量", "万吨"), _view("en").measure("Emission", "kt")) == (
        "排放量（万吨）",
        "Emission (kt)",
    )
