"""The HTTP interface without pages, in the tests' own process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tongyuan.api.application import application
from tongyuan.services.session import Session


@pytest.fixture(scope="session")
def client(demo: Session) -> Iterator[TestClient]:
    """A client of the workspace that tests read."""
    with TestClient(application(lambda request: demo), base_url="http://127.0.0.1:8080") as opened:
        yield opened


@pytest.fixture
def own_client(own: Session) -> Iterator[TestClient]:
    """A client of the test's own workspace."""
    with TestClient(application(lambda request: own), base_url="http://127.0.0.1:8080") as opened:
        yield opened
