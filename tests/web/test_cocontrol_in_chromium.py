"""A problem is posed, solved and read in words; faults stand with their fields; a front is picked from."""

from __future__ import annotations

import json

import pytest
import yaml
from selenium.webdriver.common.keys import Keys

from tongyuan.testing.posing import a_problem

from .browsing import Browser, Served, run_tongyuan

pytestmark = pytest.mark.slow
PHONE = 390


@pytest.fixture(scope="module")
def plan(exercise: Served, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A kept plan and a kept front."""
    file = tmp_path_factory.mktemp("problem") / "problem.yaml"
    file.write_text(yaml.safe_dump(a_problem(), allow_unicode=True), encoding="utf-8")
    place = ("--workspace", str(exercise.workspace))
    run_tongyuan("cocontrol", "solve", str(file), *place)
    run_tongyuan("cocontrol", "pareto", str(file), "--across", "SO2:2030", "--points", "4", *place)


@pytest.fixture(scope="module")
def by_city(plan: None, exercise: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A kept plan by city with a cap on the air of one; its run."""
    place = ("--workspace", str(exercise.workspace))
    for step in ("city compile", "air response"):
        run_tongyuan(*step.split(), "--year", "2020", *place)
    cap = {"limit": "air", "name_zh": "细颗粒物", "name_en": "PM2.5", "year": 2030, "city": "991000"}
    cap |= {"at_most_ugm3": 44.0, "observed_ugm3": 45.0, "citation": "演练"}
    file = tmp_path_factory.mktemp("cities") / "problem.yaml"
    asked = a_problem(by="city", concentrations=[cap])
    file.write_text(yaml.safe_dump(asked, allow_unicode=True), encoding="utf-8")
    told = run_tongyuan("cocontrol", "solve", str(file), "--json", *place).stdout
    return str(json.loads(told)["meta"]["run"])


def test_without_a_plan_the_page_says_who_makes_one(beginner: Browser) -> None:
    beginner.open("/plan/cocontrol?lang=zh")
    assert "还没有求解过" in beginner.text("empty")


def test_the_answer_comes_first_and_says_what_the_next_tonnes_cost(trainee: Browser, plan: None) -> None:
    trainee.open("/plan/cocontrol?lang=zh")
    assert "有方案能同时满足全部约束" in trainee.text("answer")
    assert "每年要多花" in trainee.text("next-unit")
    assert "最高应用比例没有找到" in trainee.text("wary")
    assert trainee.all('[data-testid="uptake"] tbody tr')
    assert trainee.run("return document.querySelectorAll('[data-testid=cocontrol-costs] canvas').length") == 1
    trainee.open("/plan/cocontrol?lang=en&part=targets")
    assert "X02" in trainee.text("prices")
    trainee.size(PHONE, phone=True)
    trainee.open("/plan/cocontrol?lang=en")
    wide = trainee.run("return document.documentElement.scrollWidth - window.innerWidth")
    assert int(wide) <= 0
    assert trainee.errors() == []


def test_a_point_of_a_front_is_in_the_address(trainee: Browser, plan: None) -> None:
    trainee.open("/plan/cocontrol?lang=zh&part=front&point=1")
    assert "第 2 点" in trainee.text("point")
    assert "下一单位的价格" in trainee.text("point")
    assert trainee.errors() == []


def test_faults_of_a_problem_stand_with_their_fields(trainee: Browser, plan: None) -> None:
    trainee.open("/plan/cocontrol?lang=zh&part=pose")
    wrong = json.dumps(a_problem(species="SO3", without=["X999"]))
    box = trainee.all('textarea[data-testid="problem"], [data-testid="problem"] textarea')[0]
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(wrong)
    trainee.find("solve").click()
    trainee.wait(lambda: trainee.all('[data-testid="problems"]'))
    told = trainee.text("problems")
    assert "limits.0.species" in told
    assert "without.0" in told


def test_a_plan_by_city_is_read_city_by_city(trainee: Browser, by_city: str) -> None:
    trainee.open(f"/plan/cocontrol?lang=zh&run={by_city}&species=SO2")
    assert "甲州市" in trainee.text("plan-by-city")
    assert "没有分到市" in trainee.text("left-with-province")
    whole = trainee.text("uptake")
    trainee.wait(lambda: trainee.all("[data-testid=cocontrol-cities] canvas"))
    trainee.all('[data-testid="plan-by-city"] tbody a')[0].click()
    trainee.wait(lambda: "region=" in str(trainee.run("return location.search")))
    trainee.wait(lambda: trainee.text("uptake") != whole)
    trainee.open(f"/plan/cocontrol?lang=en&run={by_city}&part=targets")
    assert "PM2.5 (screening)" in trainee.text("prices")
    assert "PM2.5 (screening)" in trainee.text("source-prices")
    trainee.open(f"/plan/cocontrol?lang=en&run={by_city}&part=left")
    assert "stay with the province" in trainee.text("city-shares")
    assert trainee.errors() == []


def test_a_point_is_solved_kept_as_a_proposal_and_read(trainee: Browser, plan: None) -> None:
    trainee.open("/plan/cocontrol?lang=zh&part=front&point=3")
    trainee.find("pick").click()
    trainee.wait(lambda: trainee.all("[data-testid=point-plan]"))
    assert trainee.all('[data-testid="point-emission"] tbody tr')
    assert trainee.all('[data-testid="uptake"] tbody tr')
    trainee.find("proposal-save").click()
    trainee.wait(lambda: "/plan/proposals" in str(trainee.run("return location.pathname")))
    assert "尚未下达任务" in trainee.text("answer")
    assert "未指明" in trainee.text("proposal-rows")
    assert "合成" in trainee.text("proposal-assumptions")
    assert trainee.errors() == []


def test_a_plan_by_city_tells_what_it_means_for_air_and_health(trainee: Browser, by_city: str) -> None:
    trainee.open(f"/plan/cocontrol?lang=zh&run={by_city}")
    trainee.find("make-benefits").click()
    trainee.wait(lambda: trainee.all("[data-testid=benefits-air]"))
    told = trainee.text("benefits")
    assert "筛查模型" in told
    assert "不证明它会算输送" in told
    assert "健康没有评估" in told
    assert "没有计入（不是零）" in told
    assert trainee.all('[data-testid="benefits-cities"] tbody tr')
    assert trainee.text("invested").startswith("投资")
    assert "没有计入：补贴" in trainee.text("bearing")
    assert trainee.errors() == []
