"""Who asks over HTTP: a token, the cookie of a visit, or nobody; what a browser must keep to itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from tongyuan.api.application import application
from tongyuan.api.approach import Approach
from tongyuan.api.reception import Reception
from tongyuan.services.actors import PUBLIC
from tongyuan.services.session import Session
from tongyuan.testing.people import a_person
from tongyuan.testing.visits import a_visit
from tongyuan.workspace.people import Person
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

COOKIE = "tongyuan-8080"
OWN = "http://127.0.0.1:8080"


@pytest.fixture
def workspace(own: Session) -> Workspace:
    return own.workspace


@pytest.fixture
def analyst(workspace: Workspace) -> Person:
    return a_person(workspace, "li.wei", password=None, role="provincial_analyst", at=now())


@pytest.fixture
def client(workspace: Workspace) -> Iterator[TestClient]:
    reception = Reception(Session(workspace, PUBLIC))
    with TestClient(application(reception.session), base_url=OWN) as opened:
        yield opened


def token(workspace: Workspace, person: Person, *limits: str, days: int = 1) -> dict[str, str]:
    until = now() + timedelta(days=days)
    _, secret = workspace.tokens.create(person.id, name="t", limits=limits or ("*",), expires_at=until)
    return {"Authorization": f"Bearer {secret}"}


def test_nobody_reads_what_is_public_and_nothing_else(client: TestClient) -> None:
    assert client.get("/api/v1/policy/show").status_code == 200
    refused = client.get("/api/v1/job/list")
    assert (refused.status_code, refused.json()["data"][0]["code"]) == (403, "service.denied")


def test_a_token_acts_for_its_person(client: TestClient, workspace: Workspace, analyst: Person) -> None:
    headers = token(workspace, analyst)
    assert client.get("/api/v1/run/list", headers=headers).status_code == 200
    assert client.get("/api/v1/user/list", headers=headers).status_code == 403


def test_a_token_does_no_more_than_its_limits(
    client: TestClient, workspace: Workspace, analyst: Person
) -> None:
    headers = token(workspace, analyst, "run.list")
    assert client.get("/api/v1/run/list", headers=headers).status_code == 200
    assert client.get("/api/v1/statistic/list", headers=headers).status_code == 403


@pytest.mark.parametrize("said", ["Bearer nonsense", "Bearer ", "Basic bGk6cHc=", "nonsense"])
def test_what_is_no_token_of_ours_is_refused_even_where_the_public_may(client: TestClient, said: str) -> None:
    refused = client.get("/api/v1/policy/show", headers={"Authorization": said})
    assert (refused.status_code, refused.json()["meta"]["error"]) == (401, "NotSignedInError")
    assert refused.headers["www-authenticate"].startswith("Bearer")


def test_a_token_ends_with_its_date_its_revocation_and_its_person(
    client: TestClient, workspace: Workspace, analyst: Person
) -> None:
    def status(headers: dict[str, str]) -> int:
        return client.get("/api/v1/run/list", headers=headers).status_code

    lapsed, revoked = token(workspace, analyst, days=-1), token(workspace, analyst)
    assert (status(lapsed), status(revoked)) == (401, 200)
    for held in workspace.tokens.listing(analyst.id):
        if held.expires_at > now():
            workspace.tokens.revoke(held.id, person=analyst.id)
    kept = token(workspace, analyst)
    assert (status(revoked), status(kept)) == (401, 200)
    workspace.people.set_state(analyst.id, "disabled")
    assert status(kept) == 401


def test_the_cookie_of_a_visit_acts_for_its_person_until_it_ends(
    client: TestClient, workspace: Workspace, analyst: Person
) -> None:
    client.cookies.set(COOKIE, a_visit(workspace, analyst))
    assert client.get("/api/v1/run/list").status_code == 200
    workspace.visits.end_all(analyst.id)
    assert client.get("/api/v1/run/list").status_code == 403


FOREIGN = [
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://127.0.0.1:8081"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": OWN},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_page_of_another_site_changes_nothing_with_the_cookie(
    client: TestClient, workspace: Workspace, analyst: Person, headers: dict[str, str]
) -> None:
    client.cookies.set(COOKIE, a_visit(workspace, analyst))
    path = "/api/v1/inventory/compile?year=2007"
    refused = client.post(path, headers={**headers, "Prefer": "respond-async"})
    assert (refused.status_code, refused.json()["data"][0]["code"]) == (403, "service.foreign_origin")
    assert not workspace.jobs.listing()


def test_our_own_page_changes_with_the_cookie(
    client: TestClient, workspace: Workspace, analyst: Person
) -> None:
    client.cookies.set(COOKIE, a_visit(workspace, analyst))
    headers = {"Origin": OWN, "Sec-Fetch-Site": "same-origin"}
    made = client.post("/api/v1/token/create", data={"name": "from the page"}, headers=headers)
    assert made.status_code == 200
    assert made.json()["data"]["secret"]


def test_behind_tls_the_cookie_has_the_name_that_no_other_host_can_set(
    workspace: Workspace, analyst: Person
) -> None:
    approach = Approach(names=("tongyuan.example",), scheme="https")
    reception = Reception(Session(workspace, PUBLIC), approach)
    made = application(reception.session, approach=approach)
    with TestClient(made, base_url="https://tongyuan.example") as client:
        secret = a_visit(workspace, analyst)
        for name, status in ((COOKIE, 403), ("__Host-tongyuan", 200)):
            answer = client.get("/api/v1/run/list", headers={"Cookie": f"{name}={secret}"})
            assert answer.status_code == status
        assert "includeSubDomains" in answer.headers["strict-transport-security"]
        assert client.get("/api/v1/policy/show", headers={"Host": "127.0.0.1"}).status_code == 400


def test_every_answer_bears_the_safe_headers_and_an_id(client: TestClient) -> None:
    for path in ("/api/v1/policy/show", "/api/v1/job/list", "/api/v1/nothing/show"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "strict-transport-security" not in headers
        assert len(headers["x-request-id"]) == 32


def test_a_request_keeps_the_id_that_it_came_with_if_a_log_can_hold_it(client: TestClient) -> None:
    for said, kept in (("0123-abcd-0123", True), ("a b\tc", False), ("x" * 65, False)):
        told = client.get("/api/v1/policy/show", headers={"X-Request-Id": said}).headers["x-request-id"]
        assert (told == said) is kept


def test_what_was_answered_to_somebody_is_kept_nowhere(
    client: TestClient, workspace: Workspace, analyst: Person
) -> None:
    answer = client.get("/api/v1/run/list", headers=token(workspace, analyst))
    assert answer.headers["cache-control"] == "no-store"
    public = client.get("/api/v1/policy/show")
    assert public.headers["cache-control"] == "no-cache"
    assert "Cookie" in public.headers["vary"]


def test_a_body_over_the_limit_is_refused_before_it_is_read(workspace: Workspace, analyst: Person) -> None:
    approach = Approach(upload_bytes=1000)
    made = application(Reception(Session(workspace, PUBLIC)).session, approach=approach)
    headers = token(workspace, analyst)
    with TestClient(made, base_url=OWN) as client:
        files = {"file": ("large.csv", b"x" * 1_100_000)}
        refused = client.post("/api/v1/statistic/import", files=files, headers=headers)
        assert (refused.status_code, refused.json()["data"][0]["code"]) == (413, "door.too_large")
        kind = {**headers, "Content-Type": "multipart/form-data; boundary=x"}
        lying = client.post("/api/v1/statistic/import", content=iter([b"x" * 600_000] * 2), headers=kind)
        assert lying.status_code == 413


def test_work_that_one_may_not_ask_for_is_never_queued(client: TestClient, workspace: Workspace) -> None:
    asked = client.post("/api/v1/inventory/compile", data={"year": 2007}, headers={"Prefer": "respond-async"})
    assert asked.status_code == 403
    assert not workspace.jobs.listing()
