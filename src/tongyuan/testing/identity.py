"""An identity provider for tests: a real one over HTTP, and somebody between who may alter its answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
import oidc_provider_mock

__all__ = ["Between", "a_provider", "altered", "approve"]

Answer = dict[str, Any]


@dataclass(slots=True)
class Between:
    """Stands between the provider and everybody: sees what is sent, alters what comes back.

    Parameters
    ----------
    app
        The provider.
    issuer
        Its address.
    alter
        Changes the answer of the token endpoint.
    sent
        What was sent to the token endpoint.
    """

    app: Any
    issuer: str = ""
    alter: Callable[[Answer], Answer] = lambda answer: answer
    sent: list[dict[str, str]] = field(default_factory=list)

    def forget(self) -> None:
        """Alter nothing any more, and forget what was sent."""
        self.alter = lambda answer: answer
        self.sent.clear()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Serve one request."""
        if environ["PATH_INFO"] != "/oauth2/token":
            return list(self.app(environ, start_response))
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        self.sent.append(dict(parse_qsl(body.decode())))
        heard: dict[str, Any] = {}

        def hear(status: str, headers: list[tuple[str, str]], _fault: Any = None) -> None:
            heard.update(status=status, headers=headers)

        content = b"".join(self.app(environ | {"wsgi.input": BytesIO(body)}, hear))
        if heard["status"].startswith("200"):
            content = json.dumps(self.alter(json.loads(content))).encode()
        headers = [(name, value) for name, value in heard["headers"] if name.lower() != "content-length"]
        start_response(heard["status"], [*headers, ("Content-Length", str(len(content)))])
        return [content]


class _Quiet(WSGIRequestHandler):
    """Serves without a word."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


class _Threaded(ThreadingMixIn, WSGIServer):
    """Serves each connection in a thread: a browser opens some that it never uses."""

    daemon_threads = True


@contextmanager
def a_provider(*, lasting: timedelta = timedelta(hours=1)) -> Iterator[Between]:
    """Run an identity provider on this machine.

    Parameters
    ----------
    lasting
        How long its tokens last.

    Yields
    ------
    Between
        Who stands before it; ``issuer`` is its address.
    """
    between = Between(oidc_provider_mock.app(access_token_max_age=lasting, require_nonce=True))
    with make_server("127.0.0.1", 0, between, _Threaded, _Quiet) as server:
        between.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield between
        finally:
            server.shutdown()
            thread.join()


def approve(address: str, *, subject: str) -> dict[str, str]:
    """Sign in at the provider as a browser does, and return what it sends back with the browser."""
    response = httpx.post(address, data={"sub": subject})
    query = parse_qs(urlsplit(response.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


def altered(address: str, **changes: str) -> str:
    """Change words in the query of an address."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query)) | changes
    return urlunsplit(parts._replace(query=urlencode(query)))
