"""Plain pages: the public's view, kept by caches, safe from what a text may hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import tongyuan.web.plain.pages
from tongyuan.services.actors import PUBLIC
from tongyuan.services.session import Session
from tongyuan.web.plain.pages import public_routes

PAGES = ["/public", "/public/policy", "/public/targets"]


@pytest.fixture(scope="module")
def client(demo: Session) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(public_routes(lambda: replace(demo, actor=PUBLIC), max_age=60))
    with TestClient(app, base_url="http://127.0.0.1:8080") as opened:
        yield opened


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_public_page_is_plain_html_that_a_cache_may_keep(
    client: TestClient, path: str, language: str
) -> None:
    answered = client.get(path, params={"lang": language})
    assert answered.status_code == 200
    assert answered.headers["content-type"].startswith("text/html")
    assert answered.headers["cache-control"] == "public, max-age=60"
    assert "set-cookie" not in answered.headers
    assert "<script" not in answered.text
    assert "_nicegui" not in answered.text
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in answered.text


@pytest.mark.parametrize("path", [*PAGES, "/public/style.css"])
def test_what_a_cache_holds_is_not_sent_again(client: TestClient, path: str) -> None:
    tag = client.get(path).headers["etag"]
    for held in (tag, f'"other", W/{tag}'):
        again = client.get(path, headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_every_worker_gives_the_same_version_the_same_tag(client: TestClient, demo: Session) -> None:
    other = FastAPI()
    other.include_router(public_routes(lambda: replace(demo, actor=PUBLIC), max_age=60))
    with TestClient(other, base_url="http://127.0.0.1:8080") as second:
        for path in PAGES:
            assert second.get(path).headers["etag"] == client.get(path).headers["etag"]


def test_the_policy_page_shows_one_article_word_by_word(client: TestClient, demo: Session) -> None:
    article = demo.call("policy.show", article=1).frame().row(0, named=True)
    assert article["text_zh"][:60] in client.get("/public/policy", params={"article": 1}).text


def test_every_target_stands_on_the_page_with_its_status(client: TestClient, demo: Session) -> None:
    text = client.get("/public/targets", params={"on": "2025-12-31"}).text
    rows = replace(demo, actor=PUBLIC).call("target.status", on="2025-12-31").frame()
    for target, reading in rows.select("target", "reading").iter_rows():
        assert f'id="target-{target}-{reading}"' in text


def test_a_choice_that_cannot_be_is_told_and_not_kept(client: TestClient) -> None:
    wicked = "<script>alert(1)</script>"
    for path, query in (("/public/policy", "article"), ("/public/targets", "on")):
        answered = client.get(path, params={query: wicked, "lang": wicked})
        assert answered.status_code == 422
        assert answered.headers["cache-control"] == "no-cache"
        assert wicked not in answered.text


def test_pages_of_the_public_need_no_framework_of_the_staffs_pages() -> None:
    seen: set[Path] = set()
    waiting = [Path(tongyuan.web.plain.pages.__file__)]
    web = waiting[0].parents[1]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tongyuan.web."):
                found = web.joinpath(*node.module.split(".")[2:]).with_suffix(".py")
                waiting += [found] if found not in seen else []
    assert [path.name for path in seen if "nicegui" in path.read_text(encoding="utf-8")] == []
