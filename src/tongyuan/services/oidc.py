"""Signing in through an organisation's identity provider: OpenID Connect, authorization code with PKCE.

The browser is sent away with a state, a nonce and a challenge; what it must come back with waits in the
database under the hash of a cookie, so that any process may receive it, once, and in no other browser. A
subject is a person only where an administrator said so: never by an e-mail address.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tongyuan.services.sign_in_rules import Rules, rules
from tongyuan.services.signing_in import NOBODY, admit
from tongyuan.services.visitors import Visit, joined, open_visit
from tongyuan.vocabulary.problems import InputError, NotSignedInError, Problem, UnavailableError

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

    from tongyuan.workspace.people import Person
    from tongyuan.workspace.visits import OidcStart
    from tongyuan.workspace.workspace import Workspace

__all__ = ["OidcSettings", "Sent", "come_back", "send_away"]

SCOPE = "openid profile email"

#: Signatures that are taken: made with a private key, so that the client's secret forges none.
ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]

#: How far the provider's clock may be off [s].
LEEWAY = 60

#: How long the provider may take to answer [s].
PATIENCE = 10

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """Where people of the organisation sign in.

    Parameters
    ----------
    issuer
        Address of the provider, as its tokens name it.
    client_id, client_secret
        How the provider knows this platform.
    redirect_uri
        Where the browser comes back to.
    adds_accounts
        Whoever the provider knows gets an account without any role; by default nobody does.
    """

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    adds_accounts: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """Where to send the browser, and the secret of the cookie to give it (``SameSite=Lax``)."""

    address: str
    cookie: str
    expires_at: datetime


def send_away(
    workspace: Workspace,
    settings: OidcSettings,
    *,
    address: str,
    at: datetime | None = None,
    stated: Rules | None = None,
) -> Sent:
    """Begin a sign-in: the browser goes to the provider.

    Parameters
    ----------
    workspace
        Where.
    settings
        The provider.
    address
        Where the request came from: limits count by it.
    at
        When; now where None.
    stated
        The rules; the table's where none are given.

    Returns
    -------
    Sent
        Where to, and with which cookie.

    Raises
    ------
    UnavailableError
        ``people.oidc_unreachable``: the provider does not answer, or not as one.
    TooManyError
        ``people.too_many``: too much was tried from this address.
    """
    from authlib.common.security import generate_token

    from tongyuan.workspace.secrets import new_secret
    from tongyuan.workspace.types import now
    from tongyuan.workspace.visits import OidcStart

    moment, limits = at or now(), stated or rules()
    attempt = admit(workspace, login=None, address=address, at=moment, stated=limits)
    start = OidcStart(new_secret(), new_secret(), generate_token(64), attempt)
    with _provider(settings) as client:
        endpoint = _discover(client, settings)["authorization_endpoint"]
        target, _ = client.create_authorization_url(
            endpoint, state=start.state, nonce=start.nonce, code_verifier=start.verifier
        )
    cookie, expires_at = new_secret(), moment + limits.lasting("oidc_start")
    joined(workspace, lambda: workspace.visits.send(cookie, start, expires_at=expires_at, at=moment))
    return Sent(target, cookie, expires_at)


def come_back(
    workspace: Workspace,
    settings: OidcSettings,
    *,
    cookie: str,
    answer: Mapping[str, str],
    address: str,
    agent: str = "",
    at: datetime | None = None,
    stated: Rules | None = None,
) -> Visit:
    """Finish a sign-in: the browser came back from the provider.

    Parameters
    ----------
    workspace
        Where.
    settings
        The provider.
    cookie
        Secret of the cookie that the browser was given.
    answer
        What the provider put into the address: ``code`` and ``state``, or ``error``.
    address, agent
        Where the request came from, and how the browser names itself.
    at
        When; now where None.
    stated
        The rules; the table's where none are given.

    Returns
    -------
    Visit
        The visit that begins.

    Raises
    ------
    NotSignedInError
        ``people.oidc_refused``: state, code or token is not right; ``people.oidc_unknown``: nobody here is
        linked to the subject.
    UnavailableError
        ``people.oidc_unreachable``: the provider does not answer, or not as one.
    """
    from tongyuan.workspace.types import now

    moment = at or now()
    start = joined(workspace, lambda: workspace.visits.receive(cookie, at=moment))
    try:
        claims = _claims(settings, start, answer, moment)
    except NotSignedInError as error:
        reason = str(error.problems[0].values["reason"])
        _tell(workspace, address=address, outcome="refused", reason=reason)
        raise

    def work() -> Visit | None:
        person = _whom(workspace, settings, claims, moment)
        if person is None or start is None:
            return None
        workspace.attempts.settle(start.attempt, "passed")
        return open_visit(
            workspace, person, how="oidc", address=address, agent=agent, at=moment, stated=stated or rules()
        )

    visit = joined(workspace, work)
    if visit is None:
        _tell(workspace, address=address, outcome="unknown", subject=claims["sub"], issuer=settings.issuer)
        values = {"subject": claims["sub"], "issuer": settings.issuer}
        raise NotSignedInError(Problem("people.oidc_unknown", values))
    return visit


def _claims(
    settings: OidcSettings, start: OidcStart | None, answer: Mapping[str, str], moment: datetime
) -> dict[str, Any]:
    """Exchange the code for a token, and return what the token says once it is proven."""
    from authlib.integrations.base_client import OAuthError

    from tongyuan.workspace.secrets import hashed

    if start is None:
        raise _refused("lapsed")
    if not hmac.compare_digest(hashed(answer.get("state", "")), hashed(start.state)):
        raise _refused("state")
    if answer.get("iss", settings.issuer) != settings.issuer:
        raise _refused("issuer")
    if "code" not in answer:
        raise _refused("denied")
    with _provider(settings) as client:
        about = _discover(client, settings)
        try:
            token = client.fetch_token(
                about["token_endpoint"], code=answer["code"], code_verifier=start.verifier
            )
        except OAuthError:
            raise _refused("code") from None
        keys = _json(client, about["jwks_uri"], settings)
    return _proven(token, keys, settings, nonce=start.nonce, moment=moment)


def _proven(
    token: Mapping[str, Any], keys: Any, settings: OidcSettings, *, nonce: str, moment: datetime
) -> dict[str, Any]:
    """Check signature, issuer, audience, times and nonce of an id token."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        signed = jwt.decode(str(token.get("id_token", "")), KeySet.import_key_set(keys), ALGORITHMS)
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            options={
                "iss": {"essential": True, "value": settings.issuer},
                "aud": {"essential": True, "value": settings.client_id},
                "sub": {"essential": True},
                "exp": {"essential": True},
                "nonce": {"essential": True, "value": nonce},
            },
            params={
                "nonce": nonce,
                "client_id": settings.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(now=int(moment.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError):
        raise _refused("id_token") from None
    return dict(claims)


def _whom(
    workspace: Workspace, settings: OidcSettings, claims: Mapping[str, Any], moment: datetime
) -> Person | None:
    """Find the person whom the token speaks of; a new one only where the settings say so."""
    subject = str(claims["sub"])
    person = workspace.people.identify(settings.issuer, subject)
    if person is None and settings.adds_accounts:
        person = _added(workspace, settings, claims, moment)
    return person if person is not None and person.state == "active" else None


def _added(
    workspace: Workspace, settings: OidcSettings, claims: Mapping[str, Any], moment: datetime
) -> Person:
    from tongyuan.workspace.secrets import hashed

    subject = str(claims["sub"])
    wanted = str(claims.get("preferred_username") or claims.get("email") or subject)
    if workspace.people.known(wanted) is not None:
        wanted = f"{wanted}-{hashed(settings.issuer + subject)[:8]}"
    actor = f"oidc:{settings.issuer}"
    person = workspace.people.add(wanted, name=str(claims.get("name") or wanted), actor=actor, at=moment)
    workspace.people.link_identity(person.id, issuer=settings.issuer, subject=subject, actor=actor, at=moment)
    params = {"login": person.login, "subject": subject}
    workspace.audit.append(actor=actor, service="user.add", params=params, outcome="added")
    return person


@contextmanager
def _provider(settings: OidcSettings) -> Iterator[OAuth2Client]:
    """Speak to the provider, at an address that nobody on the way can alter."""
    from authlib.integrations.httpx_client import OAuth2Client
    from httpx2 import HTTPError

    where = urlsplit(settings.issuer)
    if where.scheme != "https" and where.hostname not in LOOPBACK:
        raise InputError(Problem("people.oidc_plain", {"issuer": settings.issuer}))
    client = OAuth2Client(
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        redirect_uri=settings.redirect_uri,
        scope=SCOPE,
        code_challenge_method="S256",
        timeout=PATIENCE,
    )
    try:
        with client:
            yield client
    except HTTPError:
        raise _unreachable(settings) from None


def _discover(client: OAuth2Client, settings: OidcSettings) -> dict[str, str]:
    """Read what the provider says of itself; it must be who it is said to be."""
    where = settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
    about = _json(client, where, settings)
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not isinstance(about, dict) or about.get("issuer") != settings.issuer or set(wanted) - set(about):
        raise _unreachable(settings)
    return {name: str(about[name]) for name in wanted}


def _json(client: OAuth2Client, address: str, settings: OidcSettings) -> Any:
    response = client.request("GET", address, withhold_token=True)
    try:
        return response.raise_for_status().json()
    except ValueError:
        raise _unreachable(settings) from None


def _unreachable(settings: OidcSettings) -> UnavailableError:
    return UnavailableError(Problem("people.oidc_unreachable", {"issuer": settings.issuer}))


def _refused(reason: str) -> NotSignedInError:
    return NotSignedInError(Problem("people.oidc_refused", {"reason": reason}))


def _tell(workspace: Workspace, *, outcome: str, **params: str) -> None:
    joined(
        workspace,
        lambda: workspace.audit.append(
            actor=NOBODY, service="visit.begin", params={"how": "oidc"} | params, outcome=outcome
        ),
    )
