"""A user asks what a plan's problem tells: quadrants and bars at once, the rest by a click, all kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tongyuan.testing.posing import a_joint_problem

from .browsing import Browser, Served, run_tongyuan

pytestmark = pytest.mark.slow
PHONE = 390


@pytest.fixture(scope="module")
def plan(exercise: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A kept plan."""
    file: Path = tmp_path_factory.mktemp("problem") / "problem.yaml"
    file.write_text(yaml.safe_dump(a_joint_problem(), allow_unicode=True), encoding="utf-8")
    place = ("--workspace", str(exercise.workspace), "--json")
    return str(json.loads(run_tongyuan("cocontrol", "solve", str(file), *place).stdout)["meta"]["run"])


def made(browser: Browser, product: str, found: str) -> str:
    """Press the button of an analysis and wait until it stands on the page."""
    browser.press(f"make-{product}")
    browser.wait(lambda: browser.all(f'[data-testid="{found}"]'))
    return browser.text(found)


def test_quadrants_and_bars_stand_at_once_and_the_rest_comes_by_a_click(trainee: Browser, plan: str) -> None:
    trainee.open(f"/plan/cocontrol?lang=zh&part=synergy&run={plan}")
    assert "逐项单独做" in trainee.text("answer")
    assert "污染与碳同降" in trainee.text("coordinates-table")
    assert "当量" in trainee.text("coordinates")
    assert "未经核实" in trainee.text("unsure")
    assert "不计相互作用" in trainee.text("bars")
    assert trainee.run("return document.querySelectorAll('[data-testid=cocontrol-bars] canvas').length") == 1
    assert "协同红利为正" in made(trainee, "dividend", "dividend-said")
    assert "冲突：反而上升" in made(trainee, "elasticity", "elasticity-table")
    assert "整体项目" in made(trainee, "attribution", "attribution-table")
    assert trainee.errors() == []


def test_chances_and_the_price_of_safety_come_by_a_click(trainee: Browser, plan: str) -> None:
    trainee.open(f"/plan/cocontrol?lang=zh&part=safety&run={plan}")
    assert "还没有算过" in trainee.text("answer")
    assert "%" in made(trainee, "chances", "chances-table")
    assert "种子 0" in trainee.text("answer")
    assert "gas_heat" in trainee.text("exact")
    assert "多花" in made(trainee, "robust", "robust-said")
    trainee.open(f"/plan/cocontrol?lang=en&part=safety&run={plan}")
    assert "least sure" in trainee.text("answer")
    trainee.size(PHONE, phone=True)
    for part in ("synergy", "safety"):
        trainee.open(f"/plan/cocontrol?lang=en&part={part}&run={plan}")
        wide = trainee.run("return document.documentElement.scrollWidth - window.innerWidth")
        assert int(wide) <= 0, part
    assert trainee.errors() == []
