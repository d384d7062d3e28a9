"""The OpenAPI document lists every service, and the committed copy is the one that is served."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis
from fastapi.testclient import TestClient

from tongyuan.api.application import OPENAPI_URL, document
from tongyuan.services.declaration import nouns, services_of

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
DOCUMENT = document()
SERVICES = [declared for noun in nouns() for declared in services_of(noun)]


def test_the_committed_document_is_the_one_that_is_served(client: TestClient) -> None:
    served = client.get(OPENAPI_URL).json()
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))
    assert committed == served, "write it anew: python -m tongyuan.api > docs/openapi.json"


def test_every_service_has_its_route() -> None:
    routes = {
        (path, method): about
        for path, methods in DOCUMENT["paths"].items()
        for method, about in methods.items()
    }
    assert set(routes) == {
        (f"/api/v1/{declared.noun}/{declared.verb}", "post" if declared.posts else "get")
        for declared in SERVICES
    }
    for declared in SERVICES:
        about = routes[f"/api/v1/{declared.noun}/{declared.verb}", "post" if declared.posts else "get"]
        given = {found["name"]: found for found in about.get("parameters", [])} | body_of(about)
        wanted = {parameter.name for parameter in declared.parameters()}
        assert set(given) == wanted | {"format"}, declared.name
        assert all(found["description"] for found in given.values()), declared.name
        assert about["summary"] == declared.summary
        assert {"200", "400", "401", "403", "404", "409", "413", "422"} <= set(about["responses"])


def test_the_document_is_one_of_openapi() -> None:
    schemathesis.openapi.from_dict(DOCUMENT).validate()


def test_every_answer_is_described() -> None:
    answers = {
        (path, status): about
        for path, methods in DOCUMENT["paths"].items()
        for operation in methods.values()
        for status, about in operation["responses"].items()
    }
    assert [place for place, about in answers.items() if not all(described(about))] == []


def described(about: dict[str, Any]) -> Iterator[bool]:
    yield bool(about["description"] and about["content"])
    for content in about["content"].values():
        yield content["schema"] != {}


def body_of(about: dict[str, Any]) -> dict[str, Any]:
    """Give what travels in the body of an operation, by name."""
    found: dict[str, Any] = {}
    for content in about.get("requestBody", {"content": {}})["content"].values():
        shape = content["schema"]
        named = shape["$ref"] if "$ref" in shape else shape["allOf"][0]["$ref"]
        found |= DOCUMENT["components"]["schemas"][named.rpartition("/")[2]]["properties"]
    return found
