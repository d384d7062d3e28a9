"""Every service over HTTP: the same answers as in Python, refusals with their problems, files that open."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import openpyxl
import polars as pl
import pytest
from fastapi import UploadFile
from fastapi.testclient import TestClient

from tongyuan.api.application import application
from tongyuan.api.router import _received
from tongyuan.services.declaration import Service, nouns, services_of
from tongyuan.services.session import Session
from tongyuan.testing.asking import OWN_ACCOUNT
from tongyuan.testing.sessions import an_actor, state_of

READING = [
    declared
    for noun in nouns()
    for declared in services_of(noun)
    if not declared.posts and declared.name not in OWN_ACCOUNT
]
#: Number of a marked copy, in its name.
NUMBER = re.compile(r"\d{8}-[0-9a-f]{8}")


def path(name: str) -> str:
    return "/api/v1/" + name.replace(".", "/")


def words_of(letter: bytes) -> list[str]:
    """What a letter says between the heads and feet of its pages."""
    read = docx.Document(io.BytesIO(letter))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in read.paragraphs), *cells]


@pytest.mark.parametrize("declared", READING, ids=lambda declared: declared.name)
def test_every_reading_service_answers_as_it_does_in_python(
    client: TestClient, demo: Session, asked: dict[str, dict[str, Any]], declared: Service
) -> None:
    arguments = asked.get(declared.name, {})
    answer = demo.call(declared.name, **arguments)
    got = client.get(path(declared.name), params=arguments)
    assert got.status_code == 200, got.text
    if answer.document is None:
        assert timeless(got.json()) == timeless(answer.as_dict())
        return
    disposition = got.headers["content-disposition"]
    name = unquote(disposition.partition("''")[2])
    if answer.document.mark:
        numbers = set(NUMBER.findall(name) + NUMBER.findall(answer.document.name))
        assert len(numbers) == 2, "each copy that is handed out has a number of its own"
    assert NUMBER.sub("", name) == NUMBER.sub("", answer.document.name)
    if name.endswith(".docx"):  # the mark stands in the head and foot of its pages
        assert words_of(got.content) == words_of(answer.document.content)
        return
    if not name.endswith(".xlsx"):  # the mark stands in its name alone
        assert got.content == answer.document.content
        return
    copies = [said_in(each, besides=answer.document.mark) for each in (got.content, answer.document.content)]
    assert copies[0] == copies[1]  # a workbook holds the second in which it was written


def timeless(told: dict[str, Any]) -> dict[str, Any]:
    """An answer without what a signature's own moment changes."""
    data = told["data"]
    return (
        {**told, "data": {k: v for k, v in data.items() if k not in ("at", "head")}}
        if isinstance(data, dict)
        else told
    )


def said_in(content: bytes, *, besides: tuple[str, ...]) -> list[Any]:
    """Every cell of a workbook but those of its mark: each copy has a number and a time of its own."""
    first_words = tuple(line.split(" ")[0] for line in besides)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    return [value for value in cells if not str(value).startswith(first_words)]


@pytest.mark.parametrize("name", ["region.list", "policy.targets", "inventory.show", "target.status"])
def test_a_table_is_there_as_csv_and_as_workbook(client: TestClient, demo: Session, name: str) -> None:
    height = demo.call(name).frame().height
    text = client.get(path(name), params={"format": "csv"})
    assert text.headers["content-type"].startswith("text/csv")
    assert text.content.startswith(b"\xef\xbb\xbf")
    assert pl.read_csv(text.content, infer_schema=False).height == height
    workbook = client.get(path(name), params={"format": "xlsx"})
    assert openpyxl.load_workbook(io.BytesIO(workbook.content)).worksheets[0].max_row == height + 1


REFUSED = [
    ("run.show", {"run": "0000"}, 404, "NotFoundError"),
    ("lineage.why", {"figure": "nonsense"}, 404, "NotFoundError"),
    ("target.status", {"region": "nowhere"}, 404, "NotFoundError"),
    ("target.status", {"on": "yesterday"}, 422, "InputError"),
    ("energy.balance", {"basis": "calories"}, 422, "InputError"),
    ("inventory.show", {"year": "x"}, 422, "InputError"),
    ("run.show", {}, 422, "InputError"),
    ("workspace.show", {"format": "xlsx"}, 422, "InputError"),
    ("region.list", {"format": "docx"}, 422, "InputError"),
    ("inventory.uncertainty", {"draws": -1}, 422, "InputError"),
    ("inventory.uncertainty", {"draws": 10_000_000}, 422, "InputError"),
    ("inventory.uncertainty", {"seed": -1}, 422, "InputError"),
    ("finding.show", {"number": 2**63}, 422, "InputError"),
    ("run.show", {"run": "a\0b"}, 422, "InputError"),
]


@pytest.mark.parametrize(("name", "arguments", "status", "error"), REFUSED)
def test_a_refusal_has_the_status_of_its_error_and_both_languages(
    client: TestClient, name: str, arguments: dict[str, Any], status: int, error: str
) -> None:
    refused(client.get(path(name), params=arguments), status, error)


def refused(got: Any, status: int, error: str) -> list[dict[str, Any]]:
    assert (got.status_code, got.json()["meta"]["error"]) == (status, error), got.text
    problems = got.json()["data"]
    assert problems
    for problem in problems:
        assert all(problem[f"{part}_{language}"] for part in ("what", "remedy") for language in ("zh", "en"))
    return problems


def test_a_run_of_another_kind_is_no_inventory(client: TestClient, demo: Session) -> None:
    judged = demo.target.status().meta["run"]
    for verb in ("show", "total", "compare", "years"):
        got = client.get(path(f"inventory.{verb}"), params={"run": judged, "region": "nowhere"})
        refused(got, 404, "NotFoundError")


@pytest.mark.parametrize(
    ("method", "place", "content", "status"),
    [
        ("GET", "/api/v1/no/route", b"", 404),
        ("DELETE", "/api/v1/run/list", b"", 405),
        ("POST", "/api/v1/statistic/import", b"no boundary in it", 400),
    ],
)
def test_what_no_service_was_asked_for_is_refused_in_the_same_form(
    client: TestClient, method: str, place: str, content: bytes, status: int
) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    got = client.request(method, place, content=content, headers=headers)
    refused(got, status, "NotFoundError" if status == 404 else "InputError")


def test_who_may_not_is_told_so(own: Session, own_folder: Path) -> None:
    public = Session(own.workspace, an_actor(role="public"))
    before = state_of(own_folder)
    with TestClient(application(lambda request: public), base_url="http://127.0.0.1") as client:
        assert client.get("/api/v1/policy/show").status_code == 200
        refused(client.post("/api/v1/inventory/compile", data={"year": 2007}), 403, "PermissionDeniedError")
    assert state_of(own_folder) == before


def test_a_step_that_the_state_does_not_allow_is_a_conflict(own_client: TestClient, own: Session) -> None:
    run = own.call("run.list").frame()["run"][0]
    made = own_client.post("/api/v1/release/propose", data={"name": "清单", "run": run})
    assert made.json()["data"][0]["state"] == "draft"
    number = made.json()["data"][0]["id"]
    refused(own_client.post("/api/v1/release/review", data={"number": number}), 409, "ConflictError")


def test_changes_are_not_made_by_reading(own_client: TestClient, own_folder: Path) -> None:
    before = state_of(own_folder)
    assert own_client.get("/api/v1/inventory/compile", params={"year": 2007}).status_code == 405
    assert state_of(own_folder) == before


def test_a_change_is_made_and_written_into_the_audit(own_client: TestClient, own: Session) -> None:
    year = int(own.workspace.datasets("balance")["year"].max())
    made = own_client.post("/api/v1/inventory/compile", data={"year": year})
    assert made.status_code == 200
    assert own.call("audit.list").frame().sort("seq")["outcome"][-1] == made.json()["meta"]["run"]


@pytest.mark.parametrize("noun", ["inventory", "statistic"])
def test_a_bad_workbook_is_refused_with_every_cell_and_nothing_has_changed(
    own_client: TestClient, own: Session, own_folder: Path, noun: str
) -> None:
    region = own.workspace.meta.region
    lines = {
        "statistic": [
            "指标代码,地区,计量单位,时期,数值",
            f"stone,{region},吨,2021,1",
            f"gold,{region},吨,,x",
        ],
        "inventory": [
            "地区,年份,行业,能源品种,数量,计量单位",
            f"{region},2021,炼丹业,焦炭,-1,吨",
            f"{region},,黑色金属冶炼及压延加工业,焦炭,many,光年",
        ],
    }[noun]
    before = state_of(own_folder)
    got = own_client.post(f"/api/v1/{noun}/import", files={"file": ("坏.csv", "\n".join(lines).encode())})
    problems = refused(got, 422, "InputError")
    assert len(problems) >= 2
    assert {problem["file"] for problem in problems} == {"坏.csv"}
    assert all(problem["cell"] for problem in problems)
    assert state_of(own_folder) == before


def test_a_good_workbook_lands(own_client: TestClient, own: Session) -> None:
    series = own.workspace.dataset_frame("jurisdiction.series").filter(
        (pl.col("minimum") == 0) & pl.col("choices").is_null()
    )
    about = series.row(0, named=True)
    line = f"{about['series']},{own.workspace.meta.region},{about['unit']},2025,1"
    text = f"指标代码,地区,计量单位,时期,数值\n{line}\n"
    got = own_client.post("/api/v1/statistic/import", files={"file": ("好.csv", text.encode())})
    assert got.status_code == 200, got.text
    assert got.json()["data"][0]["value"] == 1
    figures = own.call("statistic.list", series=about["series"]).frame()
    assert figures.filter(period="2025")["value"].to_list()[-1] == 1


def test_work_can_be_asked_for_as_a_job(own_client: TestClient, own: Session) -> None:
    year = int(own.workspace.datasets("balance")["year"].max())
    headers = {"Prefer": "respond-async"}
    asked = own_client.post("/api/v1/inventory/compile", data={"year": year}, headers=headers)
    assert asked.status_code == 202
    state = "queued"
    while state in ("queued", "running"):
        time.sleep(0.05)
        state = own_client.get(asked.headers["location"]).json()["data"]["state"]
    job = own_client.get(asked.headers["location"]).json()["data"]
    assert (job["state"], own.workspace.run(job["result"]).kind) == ("done", "inventory"), job


def test_a_job_that_is_refused_says_why(own_client: TestClient) -> None:
    headers = {"Prefer": "respond-async"}
    asked = own_client.post("/api/v1/inventory/compile", data={"year": 1900}, headers=headers)
    state = "queued"
    while state in ("queued", "running"):
        time.sleep(0.05)
        job = own_client.get(asked.headers["location"]).json()["data"]
        state = job["state"]
    assert state == "failed"
    assert "1900" in job["message"]


@pytest.mark.parametrize("headers", [{"Origin": "http://elsewhere.example"}, {"Host": "elsewhere.example"}])
def test_a_page_of_another_site_changes_nothing(
    own_client: TestClient, own_folder: Path, headers: dict[str, str]
) -> None:
    before = state_of(own_folder)
    got = own_client.post("/api/v1/inventory/compile", data={"year": 2007}, headers=headers)
    assert got.status_code in (400, 403)
    assert state_of(own_folder) == before


def test_a_file_that_may_be_left_out_is_left_out(own_client: TestClient) -> None:
    answer = own_client.post("/api/v1/stack/ultralow")
    assert answer.status_code == 404
    refused(answer, 404, "NotFoundError")


def test_two_files_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    kept = [
        _received(UploadFile(io.BytesIO(content), filename="a.csv"), tmp_path / name)
        for name, content in (("reported", b"1"), ("fuel", b"2"))
    ]
    assert [path.read_bytes() for path in kept if path is not None] == [b"1", b"2"]
