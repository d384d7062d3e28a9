"""The OpenAPI document lists every service, and the committed copy is the one that is served."""

from __future__ import annotations

import json
from pathlib import Path

from fastapi.testclient import TestClient

from tongyuan.api.application import OPENAPI_URL, document
from tongyuan.services.declaration import nouns, services_of

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
SERVICES = [declared for noun in nouns() for declared in services_of(noun)]


def test_the_committed_document_is_the_one_that_is_served(client: TestClient) -> None:
    served = client.get(OPENAPI_URL).json()
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))
    assert committed == served, "write it anew: python -m tongyuan.api > docs/openapi.json"


def test_every_service_has_its_route() -> None:
    routes = {
        (path, method): about
        for path, methods in document()["paths"].items()
        for method, about in methods.items()
    }
    assert set(routes) == {
        (f"/api/v1/{declared.noun}/{declared.verb}", "post" if declared.changes else "get")
        for declared in SERVICES
    }
    for declared in SERVICES:
        about = routes[f"/api/v1/{declared.noun}/{declared.verb}", "post" if declared.changes else "get"]
        given = {found["name"]: found for found in about.get("parameters", [])}
        wanted = {parameter.name for parameter in declared.parameters() if not parameter.is_file}
        assert set(given) == wanted | {"format"}, declared.name
        assert all(found["description"] for found in given.values()), declared.name
        assert about["summary"] == declared.summary
        assert {"200", "403", "404", "409", "422"} <= set(about["responses"])
