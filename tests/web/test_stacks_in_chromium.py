"""The wall of stacks in a browser: tiles with their state, a stack with its charts, nothing without data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongyuan.testing.sessions import a_session
from tongyuan.testing.stacks import stacked

from .browsing import Browser, Served

pytestmark = pytest.mark.slow


def test_the_wall_leads_to_a_stack_with_its_hours_and_days(
    beginner: Browser, bare: Served, tmp_path: Path
) -> None:
    beginner.open("/advance/stacks?lang=zh")
    assert "还没有评价过排放口" in beginner.text("empty")
    session = a_session(bare.workspace)
    stacked(session, tmp_path)
    session.workspace.close()
    beginner.open("/advance/stacks?lang=zh")
    assert "? 无法判断" in beginner.text("stack-SYN-A")
    assert "3 个排放口" in beginner.text("answer")
    assert "合成数据" in beginner.text("synthetic")
    form = beginner.all("[data-testid=stack-checklist-form]")[0].get_attribute("href")
    lines = beginner.fetch(form.removeprefix(bare.address)).decode("utf-8-sig").splitlines()
    filled = [
        lines[0],
        *(f"{line.rstrip(',')},met,,照片 1" if at == 0 else line for at, line in enumerate(lines[1:])),
    ]
    file = tmp_path / "checklist.csv"
    file.write_text("\n".join(filled), encoding="utf-8")
    beginner.all("[data-testid=stack-checklist-card] input[type=file]")[0].send_keys(str(file))
    beginner.wait(lambda: "无组织排放：无法判断" in beginner.text("stack-checklist-card"))
    told = beginner.text("stack-checklist")
    assert "照片 1" in told
    assert "没有填占比" in told
    beginner.open("/advance/stacks?lang=en&station=SYN-A&pollutant=NOx")
    for chart in ("stack-hours", "stack-calendar"):
        assert beginner.wait(lambda css=f"[data-testid={chart}] :is(canvas, svg)": beginner.all(css))
        assert beginner.all(f"[data-testid={chart}-png]")
    assert "substituted" in beginner.text("stack-totals").lower()
    assert "one value for hours in a row" in beginner.text("stack-findings")
    address = beginner.all("[data-testid=stack-hours-csv]")[0].get_attribute("href")
    csv = beginner.fetch(address.removeprefix(bare.address))
    assert len(csv.splitlines()) == 1 + 31 * 24
    assert beginner.errors() == []
