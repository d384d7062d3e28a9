"""Files that are handed in as jobs: the row tells what landed, or what is wrong with which cell."""

from __future__ import annotations

import time
from typing import Any

import polars as pl
from fastapi.testclient import TestClient

from tongyuan.services.session import Session

HEAD = "指标代码,地区,计量单位,时期,数值"


def handed_in(client: TestClient, *lines: str) -> dict[str, Any]:
    """Hand a file in as a job, and return the job's row once it has ended."""
    file = "\n".join([HEAD, *lines]).encode()
    asked = client.post(
        "/api/v1/statistic/import", files={"file": ("表.csv", file)}, headers={"Prefer": "respond-async"}
    )
    assert asked.status_code == 202, asked.text
    while True:
        row: dict[str, Any] = client.get(asked.headers["location"]).json()["data"]
        if row["state"] not in ("queued", "running"):
            return row
        time.sleep(0.05)


def test_a_file_lands_beside_the_request_and_its_job_says_how_much(
    own_client: TestClient, own: Session
) -> None:
    series = own.workspace.dataset_frame("jurisdiction.series").filter(
        (pl.col("minimum") == 0) & pl.col("choices").is_null()
    )
    about = series.row(0, named=True)
    line = f"{about['series']},{own.workspace.meta.region},{about['unit']},2025,1"
    row = handed_in(own_client, line)
    assert (row["state"], row["about"]["new"], row["problems"]) == ("done", 1, [])
    figures = own.call("statistic.list", series=about["series"]).frame()
    assert figures.filter(period="2025")["value"].to_list()[-1] == 1


def test_a_file_that_is_refused_names_every_cell_in_both_languages(
    own_client: TestClient, own: Session
) -> None:
    region = own.workspace.meta.region
    row = handed_in(own_client, f"stone,{region},吨,2021,1", f"gold,{region},吨,,x")
    assert row["state"] == "failed"
    assert len(row["problems"]) >= 2
    assert all(problem["file"] == "表.csv" and problem["cell"] for problem in row["problems"])
    assert all(problem["what_zh"] != problem["what_en"] for problem in row["problems"])
