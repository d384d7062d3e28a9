"""What stands at the outer edge: methods, headers, names and addresses that a caller makes up."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tongyuan.api.application import application
from tongyuan.api.approach import Approach
from tongyuan.api.router import _received
from tongyuan.api.serving import server_options
from tongyuan.services.session import Session
from tongyuan.services.settings import read_settings

ARTICLE = "/api/v1/policy/show"


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DELETE", "PATCH"])
def test_trace_is_not_answered(client: TestClient, method: str) -> None:
    assert client.request(method, ARTICLE).status_code == 405


@pytest.mark.parametrize("path", ["/", "/assets/", "/assets", "/api/", "/api/v1/", "/.git/", "/.git/HEAD"])
def test_a_folder_is_never_listed(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_no_other_origin_is_allowed_to_read(client: TestClient) -> None:
    answer = client.get(ARTICLE, headers={"Origin": "https://elsewhere.example"})
    assert [name for name in answer.headers if name.startswith("access-control")] == []
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_behind_tls_browsers_are_told_to_come_by_tls_for_a_year(demo: Session) -> None:
    behind = application(lambda request: demo, approach=Approach(scheme="https"))
    with TestClient(behind, base_url="https://localhost") as client:
        told = client.get(ARTICLE).headers["strict-transport-security"]
    assert told == "max-age=31536000; includeSubDomains"


def test_an_answer_says_its_type_and_text_its_characters(client: TestClient) -> None:
    assert client.get(ARTICLE).headers["content-type"] == "application/json"  # which is UTF-8 by its standard
    text = client.get("/api/v1/region/list", params={"format": "csv"}).headers["content-type"]
    assert text.replace(" ", "").lower() == "text/csv;charset=utf-8"


def test_a_file_name_is_encoded_in_its_header(client: TestClient) -> None:
    told = client.get("/api/v1/region/list", params={"format": "xlsx"}).headers["content-disposition"]
    kind, _, name = told.partition("; filename*=UTF-8''")
    assert kind == "attachment"
    assert quote(name, safe="%") == name


@pytest.mark.parametrize("told", ["../../etc/passwd", "/etc/passwd", "a/../../b.xlsx", "", "..", "."])
def test_a_file_is_taken_in_under_its_last_name_alone(tmp_path: Path, told: str) -> None:
    class Upload:
        """A file as the framework hands it over."""

        filename = told
        file = (tmp_path / "content").open("w+b")

    kept = _received(Upload(), tmp_path / "file")  # type: ignore[arg-type]
    Upload.file.close()
    assert kept is not None
    assert kept.parent == tmp_path / "file"
    assert kept.is_file()


def test_a_parameter_that_comes_twice_counts_once(client: TestClient) -> None:
    twice = client.get(f"{ARTICLE}?article=1&article=2")
    assert twice.json() == client.get(f"{ARTICLE}?article=2").json()
    lists = client.get(f"{ARTICLE}?article[]=1")
    assert lists.json() == client.get(ARTICLE).json()


def test_what_a_caller_says_of_its_address_counts_from_named_proxies_alone() -> None:
    alone = server_options(read_settings({}))
    assert (alone["proxy_headers"], alone["forwarded_allow_ips"]) == (False, "")
    behind = server_options(read_settings({"TONGYUAN_PROXIES": "10.0.0.1"}))
    assert (behind["proxy_headers"], behind["forwarded_allow_ips"]) == (True, "10.0.0.1/32")


def test_a_fault_tells_the_caller_nothing_of_the_inside(demo: Session) -> None:
    def fail(request: object) -> Session:
        raise RuntimeError("the inside of /var/lib")

    with TestClient(application(fail), base_url="http://localhost", raise_server_exceptions=False) as client:
        answer = client.get(ARTICLE)
    assert answer.status_code == 500
    assert "inside" not in answer.text
    assert "RuntimeError" not in answer.text
