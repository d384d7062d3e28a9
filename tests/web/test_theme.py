"""Words on colours can be read: contrast AA (4.5 for words, 3 for lines and areas), light and dark."""

from __future__ import annotations

import csv
import re

import pytest

from tongyuan.vocabulary import fuels, species
from tongyuan.web.status import STATUS_WORDS
from tongyuan.web.theme import STATUS_SIGNS, chart_theme, colour

from .page_words import WEB

WORDS, SHAPES = 4.5, 3.0
CSS = (WEB / "static" / "pages.css").read_text(encoding="utf-8")


def _luminance(shade: str) -> float:
    parts = [int(shade[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, as WCAG 2 defines it."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _inks(shade: str) -> dict[str, str]:
    """Variables of the style sheet; dark ones stand over the light ones."""
    blocks = re.findall(r":root(?:\[data-shade=dark\])? \{([^}]*)\}", CSS)
    inks: dict[str, str] = {}
    for block in blocks if shade == "dark" else blocks[:1]:
        inks |= dict(re.findall(r"--ty-([\w-]+): (#[0-9a-f]{6})", block))
    return inks


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_words_are_read_on_their_paper(shade: str) -> None:
    inks = _inks(shade)
    for ink in ("ink", "dim", "link", "done", "on-track", "behind", "not-done", "cannot-tell"):
        for paper in ("paper", "wash", "here"):
            assert contrast(inks[ink], inks[paper]) >= WORDS, (ink, paper)


def test_white_words_are_read_on_every_status() -> None:
    assert {status: contrast("#ffffff", colour(status)) >= WORDS for status in STATUS_WORDS} == dict.fromkeys(
        STATUS_WORDS, True
    )


def test_every_status_has_its_own_sign() -> None:
    assert set(STATUS_SIGNS) == set(STATUS_WORDS)
    assert len(set(STATUS_SIGNS.values())) == len(STATUS_SIGNS)


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_axes_of_charts_are_read(shade: str) -> None:
    label = chart_theme(shade)["valueAxis"]["axisLabel"]["color"]  # type: ignore[arg-type]
    assert contrast(label, _inks(shade)["paper"]) >= WORDS


def test_every_species_and_fuel_of_an_inventory_has_its_own_colour() -> None:
    rows = csv.DictReader((WEB / "data" / "palette.csv").read_text(encoding="utf-8").splitlines())
    known = {row["key"] for row in rows}
    assert set(species.codes("air_pollutant")) <= known
    table = fuels.table()
    burned = table.filter(~table["aggregate"] & table["balance_unit"].is_not_null())["fuel"]
    assert set(burned) <= known


@pytest.mark.parametrize("name", ["pages.css", "rounds.css"])
def test_every_rule_that_names_both_colours_can_be_read(name: str) -> None:
    text = (WEB / "static" / name).read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", text)
    pairs = [
        (rule.strip(), inks[0], papers[0])
        for rule, body in rules
        if (inks := re.findall(r"(?<![\w-])color: (#[0-9a-f]{3,6})\b", body))
        and (papers := re.findall(r"background: (#[0-9a-f]{3,6})\b", body))
    ]
    assert pairs
    poor = [pair for pair in pairs if contrast(_full(pair[1]), _full(pair[2])) < WORDS]
    assert poor == []


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_the_head_and_the_mark_of_focus_are_seen(shade: str) -> None:
    inks = _inks(shade)
    focus = re.findall(r"outline: 2\.5px solid (#[0-9a-f]{6})", CSS)[0]
    assert contrast("#ffffff", inks["head"]) >= WORDS
    assert min(contrast(focus, inks[paper]) for paper in ("paper", "wash", "head")) >= SHAPES


def _full(shade: str) -> str:
    return shade if len(shade) == 7 else "#" + "".join(part * 2 for part in shade[1:])
