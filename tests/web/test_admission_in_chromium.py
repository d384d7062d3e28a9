"""The desk in a browser: the list, a card gate by gate, the letter, decisions, milestones, what differs."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from selenium.webdriver.common.keys import Keys

from tongyuan.services.session import Session
from tongyuan.testing.sessions import an_actor
from tongyuan.workspace.workspace import Workspace

from .browsing import Browser, Served

pytestmark = pytest.mark.slow
STEEL = {"project": "EX-2", "project_sector": "steel", "announced_on": date(2024, 9, 1), "sources": []}


def fill(browser: Browser, **fields: str) -> None:
    for name, text in fields.items():
        place = f'[data-testid="admission-{name}"]'
        box = browser.wait(lambda css=f"input{place}, {place} input": browser.all(css))[0]
        box.send_keys(Keys.CONTROL, "a")
        box.send_keys(text)


def listed(session: Session, folder: Path) -> None:
    """Enter a clinker line and a steel plant that was announced too late, and judge both."""
    made = session.call("admission.example").document
    form: dict[str, Any] = yaml.safe_load(b"" if made is None else made.content)
    for changed in ({}, STEEL | {"project_stage": "existing"}):
        file = folder / "form.yaml"
        file.write_text(yaml.safe_dump(form | changed, allow_unicode=True), encoding="utf-8")
        session.call("admission.import", file=file)
        session.call("admission.opinion", project=str(changed.get("project", "EX-1")))


def approve(browser: Browser, project: str) -> None:
    browser.open(f"/deploy/admission?lang=zh&project={project}")
    fill(browser, document="函 1 号", memo="证据已补")
    browser.press("admission-take")


def test_the_desk_lists_judges_decides_and_tells_what_differs(
    beginner: Browser, bare: Served, tmp_path: Path
) -> None:
    beginner.open("/deploy/admission?lang=zh")
    assert "清单中还没有项目" in beginner.run("return document.body.innerText")
    with Workspace.open(bare.workspace) as workspace:
        session = Session(workspace, an_actor("second"))
        listed(session, tmp_path)
        beginner.open("/deploy/admission?lang=zh&stage=existing")
        assert "1 个项目，1 个研判不支持。" in beginner.run("return document.body.innerText")
        beginner.open("/deploy/admission?lang=zh&project=EX-1")
        gates = beginner.text("admission-gates")
        assert "置换比例 1.5:1，不低于 1.5:1" in gates
        assert "未关联减排登记" in gates
        assert "没有保留的目标分解" in beginner.text("admission-carbon")
        address = str(beginner.find("admission-letter").get_attribute("href"))
        letter = docx.Document(BytesIO(beginner.fetch("/" + address.split("/", 3)[3])))
        assert "暂缓（待补证）" in "".join(one.text for one in letter.paragraphs)
        approve(beginner, "EX-2")
        beginner.wait(lambda: "R04" in beginner.text("admission-deeds"))
        approve(beginner, "EX-1")
        beginner.wait(lambda: "开工" in beginner.text("admission-deeds"))
        assert "批准" in beginner.run("return document.body.innerText")
        session.call(
            "admission.settle",
            setting="coal_ratio",
            figure=1.1,
            effective_from="2024-01-01",
            document="演练规定（合成）",
        )
    beginner.open("/deploy/admission?lang=zh")
    assert "煤炭减量替代" in beginner.text("admission-differs")
    assert "演练规定" in beginner.text("admission-settings")
    beginner.size(390, phone=True)
    beginner.open("/deploy/admission?lang=en&project=EX-1")
    assert "use of energy reaches the advanced level" in beginner.text("admission-gates")
    assert beginner.run("return document.documentElement.scrollWidth <= window.innerWidth")
    beginner.size(1360)
    assert beginner.errors() == []


def test_a_form_that_is_not_whole_names_every_gap_on_the_page(beginner: Browser) -> None:
    beginner.open("/deploy/admission?lang=zh")
    beginner.find("admission-form").click()
    beginner.wait(lambda: beginner.find("admission-enter").is_displayed())
    beginner.press("admission-enter")
    told = beginner.wait(lambda: beginner.all('[data-testid="problems"]') or beginner.all(".ty-problems"))
    assert "未作任何更改" in told[0].text
    wrong = '[data-testid="admission-form"] .q-field--error'
    beginner.wait(lambda: len(beginner.all(wrong)) >= told[0].text.count("应为：") - 1)
