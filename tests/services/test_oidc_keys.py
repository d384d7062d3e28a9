"""Signing in through an identity provider whose key the test holds: each rule broken alone."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tongyuan.services.oidc import OidcSettings, come_back, send_away
from tongyuan.testing.identity import Between, a_provider, approve
from tongyuan.testing.people import a_person
from tongyuan.vocabulary.problems import NotSignedInError
from tongyuan.workspace.workspace import Workspace

ADDRESS = "192.0.2.7"
KEY = RSAKey.generate_key(2048, {"kid": "ours"})
ANOTHER_KEY = RSAKey.generate_key(2048, {"kid": "theirs"})
Claims = dict[str, Any]


@dataclass(frozen=True)
class HeldKey:
    """The provider, with a key that the test holds in place of its own."""

    app: Any

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Serve one request."""
        if environ["PATH_INFO"] != "/jwks":
            return self.app(environ, start_response)
        content = json.dumps(KeySet([KEY]).as_dict(private=False)).encode()
        start_response(
            "200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
        )
        return [content]


@pytest.fixture(scope="module")
def provider() -> Iterator[Between]:
    with a_provider() as between:
        between.app = HeldKey(between.app)
        yield between


@pytest.fixture
def linked(workspace: Workspace, provider: Between) -> Workspace:
    person = a_person(workspace, password=None)
    workspace.people.link_identity(person.id, issuer=provider.issuer, subject="subject-1", actor="t")
    return workspace


def come_in(
    workspace: Workspace,
    provider: Between,
    *,
    change: Callable[[Claims], Claims] = lambda claims: claims,
    key: RSAKey = KEY,
    **header: Any,
) -> str:
    """Sign in with a token that the test has signed; tells why it did not let in, blank where it did."""
    settings = OidcSettings(provider.issuer, "tongyuan", "a secret", "https://tongyuan.example/signed-in")

    def sign(answer: dict[str, Any]) -> dict[str, Any]:
        token = jwt.encode({"alg": "RS256", **header}, change(_claims(answer["id_token"])), key)
        return answer | {"id_token": token}

    provider.alter = sign
    going = send_away(workspace, settings, address=ADDRESS)
    answer = approve(going.address, subject="subject-1")
    try:
        come_back(workspace, settings, cookie=going.cookie, answer=answer, address=ADDRESS)
    except NotSignedInError as error:
        return str(error.problems[0].values["reason"])
    return ""


def _claims(token: str) -> Claims:
    body = token.split(".")[1]
    found: Claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def test_a_token_of_the_held_key_lets_in(linked: Workspace, provider: Between) -> None:
    assert not come_in(linked, provider, kid="ours")


@pytest.mark.parametrize("audience", ["another platform", ["another platform"], [], ""])
def test_a_token_of_which_only_the_audience_is_wrong_is_refused(
    linked: Workspace, provider: Between, audience: object
) -> None:
    assert come_in(linked, provider, change=lambda claims: claims | {"aud": audience}) == "id_token"


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://elsewhere.example"},
        {"nonce": "another"},
        {"exp": 1},
        {"sub": ""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_token_of_which_one_claim_is_wrong_is_refused(
    linked: Workspace, provider: Between, change: Claims
) -> None:
    assert come_in(linked, provider, change=lambda claims: claims | change) == "id_token"


@pytest.mark.parametrize(
    "header",
    [
        {"jku": "https://elsewhere.example/jwks"},
        {"x5u": "https://elsewhere.example/chain.pem"},
        {"jwk": ANOTHER_KEY.as_dict(private=False)},
        {"kid": "theirs"},
    ],
    ids=lambda header: next(iter(header)),
)
def test_a_key_that_a_token_points_to_is_not_looked_at(
    linked: Workspace, provider: Between, header: dict[str, Any]
) -> None:
    assert come_in(linked, provider, key=ANOTHER_KEY, **header) == "id_token"
