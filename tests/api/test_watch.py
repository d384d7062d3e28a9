"""Health, metrics and the log of requests: what a supervisor may know, and nothing of what was asked."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from fastapi.testclient import TestClient

from tongyuan.api.application import application
from tongyuan.api.process import watch
from tongyuan.services.logs import configure_logs
from tongyuan.services.session import Session
from tongyuan.services.settings import Settings, read_settings
from tongyuan.testing.sessions import a_session

HERE = ("127.0.0.1", 50_000)


def watched(session: Session, settings: Settings, *, address: tuple[str, int] = HERE) -> TestClient:
    app = application(lambda request: session)
    watch(app, session, settings)
    return TestClient(app, base_url="http://127.0.0.1:8080", client=address, raise_server_exceptions=False)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log of a test, as JSON."""
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logs(read_settings({"TONGYUAN_LOG_FORMAT": "json"}), stream=stream)
    yield stream
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_a_sound_process_is_alive_and_ready(demo: Session) -> None:
    client = watched(demo, read_settings({}))
    assert client.get("/health/live").json() == {"alive": True}
    ready = client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json()["checks"] == {"database": True, "migrated": True, "folder": True}
    assert "job_heartbeat_age_s" in ready.json()
    assert ready.headers["cache-control"] == "no-store"


def test_a_process_whose_folder_went_away_is_alive_but_not_ready(own_folder: Path) -> None:
    session = a_session(own_folder)
    client = watched(session, read_settings({}))
    own_folder.rename(own_folder.with_name("moved"))
    assert client.get("/health/live").status_code == 200
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert ready.json()["checks"]["folder"] is False
    assert str(own_folder) not in ready.text
    session.workspace.close()


def test_requests_are_counted_by_the_template_of_their_route(demo: Session) -> None:
    client = watched(demo, read_settings({}))
    client.get("/api/v1/policy/show", params={"article": 1})
    client.get("/api/v1/policy/show", params={"article": "x"})
    for number in range(5):
        client.get(f"/nobody/{number}")
    text = client.get("/metrics").text
    assert 'tongyuan_requests_total{method="GET",route="/api/v1/policy/show",status="200"} 1.0' in text
    assert 'tongyuan_requests_total{method="GET",route="/api/v1/policy/show",status="422"} 1.0' in text
    assert 'tongyuan_requests_total{method="GET",route="unmatched",status="404"} 5.0' in text
    assert "nobody" not in text
    assert 'tongyuan_request_seconds_count{method="GET",route="/api/v1/policy/show"} 2.0' in text
    for name in (
        "tongyuan_database_up 1.0",
        "tongyuan_database_pool_in_use",
        "process_resident_memory_bytes",
    ):
        assert name in text


def test_jobs_are_counted_by_their_state(own: Session) -> None:
    own.workspace.jobs.submit("inventory.compile", params={"year": 2007}, actor="tester")
    text = watched(own, read_settings({})).get("/metrics").text
    assert 'tongyuan_jobs{state="queued"} 1.0' in text
    assert "tongyuan_job_waiting_age_seconds" in text


def test_metrics_are_for_who_may_read_them_and_comes_directly(demo: Session) -> None:
    open_here = read_settings({})
    assert watched(demo, open_here).get("/metrics").status_code == 200
    assert watched(demo, open_here, address=("203.0.113.9", 1)).get("/metrics").status_code == 404
    for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        assert watched(demo, open_here).get("/metrics", headers={header: "127.0.0.1"}).status_code == 404
    assert watched(demo, read_settings({"TONGYUAN_METRICS": "no"})).get("/metrics").status_code == 404
    monitor = read_settings({"TONGYUAN_METRICS_FROM": "203.0.113.0/24"})
    assert watched(demo, monitor, address=("203.0.113.9", 1)).get("/metrics").status_code == 200


def test_a_request_is_told_by_route_status_and_id_and_never_by_what_was_asked(
    demo: Session, lines: io.StringIO
) -> None:
    client = watched(demo, read_settings({}))
    answered = client.get(
        "/api/v1/search/find",
        params={"text": "s3cret", "code": "one-time"},
        headers={"Authorization": "Bearer s3cret", "X-Request-Id": "0123456789abcdef"},
    )
    client.get("/s3cret/one-time", headers={"X-Request-Id": "bad\tid"})
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    found, lost = [line for line in told if line["event"] == "request"]
    assert (found["route"], found["status"]) == ("/api/v1/search/find", answered.status_code)
    assert found["request_id"] == answered.headers["x-request-id"] == "0123456789abcdef"
    assert (lost["route"], lost["status"], lost["level"]) == ("unmatched", 404, "info")
    assert lost["request_id"] != "bad\tid"
    assert "s3cret" not in lines.getvalue()
    assert "one-time" not in lines.getvalue()


def test_a_host_that_is_not_ours_is_refused_and_counted(demo: Session) -> None:
    client = watched(demo, read_settings({}))
    assert client.get("/api/v1/policy/show", headers={"Host": "evil.example"}).status_code == 400
    assert 'route="unmatched",status="400"' in client.get("/metrics").text


def test_nobody_asks_health_or_metrics_by_the_interface_document(demo: Session) -> None:
    app = application(lambda request: demo)
    watch(app, demo, read_settings({}))
    assert [path for path in app.openapi()["paths"] if not path.startswith("/api/v1/")] == []
